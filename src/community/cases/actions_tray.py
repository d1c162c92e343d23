"""A case for a place that lies on no board: it stands in the desk's city-wide tray, with no post behind it. And words
from outside for the desk alone."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases import clocking, rules
from community.cases.facts import CaseOpened, NoteWritten
from community.cases.locking import add_step, locked_case
from community.cases.models import Case, StaffNote
from community.cases.models_intake import TrayReport
from community.cases.picturing import picture_note
from community.cases.undoable import unused_id
from community.catalog.models import Agency, Service
from community.observations.placing import Placed
from community.photos.forms import NO_PHOTOS, SentPhotos
from community.places.rules import PublicPlace


def open_tray_case(
    db: Session,
    service: Service,
    agency: Agency,
    *,
    by: str,
    title: str,
    answers: Mapping[str, Any],
    public: PublicPlace | None,
    inside: str,
    words: str,
    placed: Placed,
    opener_id: int | None = None,
) -> Case:
    """Open a case of ``service``, queued for the hand-off. ``public`` is what everybody may know of the place;
    ``inside`` the words and the exact place, which only the desk reads: nobody looks after words that stand on no
    board. ``words`` and ``placed`` are those of the report alone, for the hand-off. ``opener_id``: the liaison who took
    it down."""
    now = clock.now()
    case = Case(
        id=unused_id(db, Case),
        board_id=None,
        service_id=service.id,
        agency_id=agency.id,
        state=rules.QUEUED,
        needs_answer_since=now,
        title=title,
        place=public.place if public else "",
        lat=public.lat if public else None,
        lon=public.lon if public else None,
        answers=dict(answers),
        opened_at=now,
        opened_by=by,
        opener_id=opener_id,
    )
    db.add(case)
    db.flush()
    db.add(StaffNote(case_id=case.id, author_id=opener_id, words=inside, written_at=now))
    spot = {name: getattr(placed, name) for name in ("address", "landmark", "lat", "lon")}
    db.add(TrayReport(case_id=case.id, words=words, **spot))
    add_step(db, case, "opened", person_id=opener_id)
    add_step(db, case, "queued")
    clocking.start_clocks(db, case)
    record(db, CaseOpened(None, None, case.id, by=by, needs_sorting=False), actor_id=opener_id)
    return case


def note_from_outside(
    db: Session, case_id: int, words: str, photos: SentPhotos = NO_PHOTOS, *, taken_by: int | None = None
) -> Case:
    """Somebody spoke about a case behind which no thread is open: the desk reads it, and the case waits for the city's
    word. ``taken_by``: the liaison who took them down. Raises Missing, Refused."""
    case = locked_case(db, case_id)
    note = StaffNote(case_id=case.id, author_id=taken_by, words=words, written_at=clock.now())
    db.add(note)
    db.flush()
    picture_note(db, note, photos)
    if rules.counts_as_waiting(imported=case.imported, taken=case.liaison_id is not None):
        case.needs_answer_since = case.needs_answer_since or clock.now()
    clocking.note_neighbor_spoke(db, case)
    record(db, NoteWritten(case.board_id, case.id, note.id, case.version), actor_id=taken_by)
    return case
