"""Past requests as cases with their observations, written in bulk: one statement for all rows of a table in a batch.

An imported case starts no clock and waits for nobody; its observation is nameless, with the exact place beside it.
A request without a board becomes a case of the city-wide tray; what the city knew of its place is a staff note there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from community.activity.record import record
from community.cases.facts import CaseOpened
from community.cases.models import Backing, Case, FollowUp, StaffNote, Step
from community.db.base import Base
from community.importing.numbering import take_ids
from community.importing.offices import Offices
from community.importing.past import PastRequest
from community.observations.models import ExactPlace, Observation
from community.observations.rules import hot
from community.places.rules import PublicPlace

ADVISORY_KEY = 0x696D706F7274
"""Two imports at once take turns, batch by batch (PostgreSQL)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A request with the board it lies on, what the public sees of its place, and its block."""

    request: PastRequest
    import_key: str
    board_id: int | None
    public: PublicPlace | None
    block_id: int | None


def known_references(db: Session, references: Sequence[str]) -> dict[str, tuple[str | None, Any]]:
    """Of these references those that are taken: by which import key, opened when."""
    query = select(Case.reference, Case.import_key, Case.opened_at).where(Case.reference.in_(references))
    return {reference: (import_key, opened_at) for reference, import_key, opened_at in db.execute(query) if reference}


def put_requests(db: Session, batch: Sequence[Placed], offices: Offices) -> None:
    """Write the batch; none of its references may be there yet. The caller commits."""
    cases = _insert_for_ids(db, Case, [_case(placed, offices) for placed in batch])
    on_boards = [(placed, case) for placed, case in zip(batch, cases, strict=True) if placed.board_id is not None]
    seen = _insert_for_ids(db, Observation, [_observation(placed, offices) for placed, _case_id in on_boards])
    backed = [(placed, case, saw) for (placed, case), saw in zip(on_boards, seen, strict=True)]
    _insert(db, ExactPlace, [_exact_place(placed, saw) for placed, _case_id, saw in backed])
    _insert(db, Backing, [_backing(placed, case, saw) for placed, case, saw in backed])
    _insert(
        db, Step, [step for placed, case in zip(batch, cases, strict=True) for step in _steps(placed, case, offices)]
    )
    closed = [(placed, case) for placed, case in zip(batch, cases, strict=True) if placed.request.closing]
    _insert(db, FollowUp, [_closing(placed, case, offices) for placed, case in closed])
    noted = [(p, case) for p, case in zip(batch, cases, strict=True) if p.board_id is None and p.request.address]
    _insert(db, StaffNote, [_note(placed, case) for placed, case in noted])
    behind = {case: saw for _placed, case, saw in backed}
    for placed, case in zip(batch, cases, strict=True):
        fact = CaseOpened(placed.board_id, behind.get(case), case, by="import", needs_sorting=False)
        record(db, fact, imported=True)


def _insert_for_ids(db: Session, model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    """Insert and return the new ids in the order of the rows."""
    ids = take_ids(db, model, len(rows))
    _insert(db, model, [{**row, "id": number} for row, number in zip(rows, ids, strict=True)])
    return ids


def _insert(db: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(cast(Table, model.__table__)), rows)


def _case(placed: Placed, offices: Offices) -> dict[str, Any]:
    request, public = placed.request, placed.public
    service_id, agency_id = offices.of(request.service, request.agency)
    return {
        "board_id": placed.board_id,
        "service_id": service_id,
        "agency_id": agency_id,
        "state": "open" if request.is_open else "closed",
        "needs_sorting": False,
        "reference": request.id,
        "version": 1,
        "title": request.title,
        "place": public.place if public else "",
        "lat": public.lat if public else None,
        "lon": public.lon if public else None,
        "answers": {},
        "voices": 0,
        "opened_at": request.opened_at,
        "opened_by": "import",
        "opened_reason": "",
        "closed_at": request.closed_at,
        "code": request.code,
        "imported": True,
        "import_key": placed.import_key,
    }


def _observation(placed: Placed, offices: Offices) -> dict[str, Any]:
    request, public = placed.request, placed.public
    return {
        "board_id": placed.board_id,
        "nameless": True,
        "title": request.title,
        "description": request.description,
        "service_id": offices.of(request.service, request.agency)[0],
        "answers": {},
        "place": public.place if public else "",
        "landmark": "",
        "lat": public.lat if public else None,
        "lon": public.lon if public else None,
        "state": "escalated" if request.is_open else "resolved",
        "listed": True,
        "vote_count": 0,
        "comment_count": 0,
        "hot": hot(0, request.opened_at),
        "created_at": request.opened_at,
        "escalated_at": request.opened_at,
        "escalated_by": "import",
        "import_key": placed.import_key,
    }


def _exact_place(placed: Placed, observation_id: int) -> dict[str, Any]:
    lat, lon = placed.request.point or (None, None)
    return {
        "observation_id": observation_id,
        "lat": lat,
        "lon": lon,
        "address": placed.request.address,
        "block_id": placed.block_id,
    }


def _backing(placed: Placed, case_id: int, observation_id: int) -> dict[str, Any]:
    return {"case_id": case_id, "observation_id": observation_id, "since": placed.request.opened_at}


def _steps(placed: Placed, case_id: int, offices: Offices) -> list[dict[str, Any]]:
    request = placed.request
    agency_id = offices.of(request.service, request.agency)[1]
    opened = {"case_id": case_id, "kind": "opened", "at": request.opened_at, "agency_id": agency_id}
    if request.closed_at is None:
        return [opened]
    return [opened, {**opened, "kind": "closed", "at": request.closed_at}]


def _closing(placed: Placed, case_id: int, offices: Offices) -> dict[str, Any]:
    request = placed.request
    return {
        "case_id": case_id,
        "agency_id": offices.of(request.service, request.agency)[1],
        "kind": "closed",
        "words": request.closing,
        "code": request.code,
        "written_at": request.closed_at,
    }


def _note(placed: Placed, case_id: int) -> dict[str, Any]:
    words = f"Place in the city's records: {placed.request.address}"
    return {"case_id": case_id, "words": words, "written_at": placed.request.opened_at}
