"""Who else has a case open: rows that expire by themselves. Nothing of it goes into the history: it is nothing anybody
did, and nobody shall count how long a colleague looked. (That somebody of the agency looked at all is told neighbors
once, without a name: ``cases.receipts``.)"""

from datetime import timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from community import clock
from community.desk.models import Reader
from community.i18n import ngettext
from community.limits import take_turn
from community.people.identity import Identity
from community.people.models import Person

BEAT_SECONDS = 30
"""How often an open page says that it is still there."""
STAYS = timedelta(seconds=75)
"""So long a page counts as open after it last said so: one lost beat changes nothing."""


def note_reader(db: Session, who: Identity, case_id: int) -> None:
    """This liaison has the page of the case open now; what has expired of it is cleared away."""
    take_turn(db, "desk.readers", case_id)
    now = clock.now()
    gone = delete(Reader).where(Reader.case_id == case_id, Reader.until <= now)
    db.execute(gone, execution_options={"synchronize_session": False})
    reader = db.get(Reader, (case_id, who.person_id)) or Reader(case_id=case_id, person_id=who.person_id)
    reader.until = now + STAYS
    db.add(reader)
    db.flush()


def others_reading(db: Session, who: Identity, case_id: int) -> list[str]:
    """The shown names of the other liaisons who have it open, by name. One query."""
    return list(db.scalars(reading(who, case_id)))


def reading(who: Identity, case_id: int) -> Select[str]:
    """The query of the shown names of the other liaisons who have the case open, by name."""
    return (
        select(Person.display_name)
        .join(Reader, Reader.person_id == Person.id)
        .where(Reader.case_id == case_id, Reader.until > clock.now(), Reader.person_id != who.person_id)
        .order_by(Person.display_name)
    )


def reading_line(names: list[str]) -> str:
    """What the page says of them; empty when there is nobody."""
    if not names:
        return ""
    said = ngettext("{names} has this case open too.", "{names} have this case open too.", len(names))
    return said.format(names=", ".join(names))
