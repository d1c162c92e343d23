"""A case for somebody without an account, who told the city through a program or at its desk: it stands on the board of
its place with a nameless post before it, or, where the place lies on no board, in the city-wide tray."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from community.boards.atlas import boards_at
from community.boards.models import Board
from community.cases.actions import open_case
from community.cases.actions_tray import open_tray_case
from community.cases.models import Case
from community.catalog.models import Agency, Service
from community.i18n import _
from community.observations.actions_reported import put_observation
from community.observations.models import Observation
from community.observations.placing import Placed
from community.places.queries import block_by_id
from community.places.rules import PublicPlace, public_place


@dataclass(frozen=True)
class Reported:
    """What was told, checked: ``by`` which way (``Case.opened_by``), ``opener_id`` the liaison who took it down, if one
    did. ``besides``: lines that only the desk reads, of a case without a post."""

    by: str
    service: Service
    agency: Agency
    title: str
    description: str
    answers: Mapping[str, Any]
    placed: Placed
    opener_id: int | None = None
    besides: tuple[str, ...] = ()


def board_of_place(db: Session, placed: Placed) -> int | None:
    """The smallest board the place lies on; None: the city-wide tray."""
    if placed.lat is None or placed.lon is None:
        return None
    return next(iter(boards_at(db, placed.lat, placed.lon)), None)


def open_reported(db: Session, told: Reported) -> tuple[Observation | None, Case]:
    """Open the case, with its post where there is a board for one."""
    board_id = board_of_place(db, told.placed)
    return (None, _in_tray(db, told)) if board_id is None else _on_board(db, board_id, told)


def _on_board(db: Session, board_id: int, told: Reported) -> tuple[Observation, Case]:
    observation = put_observation(
        db,
        board_id,
        title=told.title,
        description=told.description,
        service_id=told.service.id,
        answers=told.answers,
        placed=told.placed,
    )
    case = open_case(
        db,
        observation,
        db.get_one(Board, board_id),
        by=told.by,
        opener_id=told.opener_id,
        service_id=told.service.id,
        answers=told.answers,
        reason="",
        needs_sorting=False,
    )
    return observation, case


def _in_tray(db: Session, told: Reported) -> Case:
    placed = told.placed
    point = f"{placed.lat}, {placed.lon}" if placed.lat is not None else ""
    where = " · ".join(part for part in (placed.address, placed.landmark, point) if part)
    lines = (told.description or told.title, _("Place: {place}").format(place=where), *told.besides)
    return open_tray_case(
        db,
        told.service,
        told.agency,
        by=told.by,
        title=told.title,
        answers=told.answers,
        public=_public(db, placed),
        inside="\n\n".join(lines),
        words=told.description,
        placed=placed,
        opener_id=told.opener_id,
    )


def _public(db: Session, placed: Placed) -> PublicPlace | None:
    if placed.lat is None or placed.lon is None:
        return None
    return public_place(placed.lat, placed.lon, block_by_id(db, placed.block_id) if placed.block_id else None)
