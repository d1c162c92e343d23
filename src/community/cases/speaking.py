"""What every act of a liaison on a case has in common: the case held at the version they saw, and the city's public
word."""

from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.cases import clocking, clocks, quieting, rules
from community.cases.locking import locked_case
from community.cases.models import Case, FollowUp
from community.cases.receipts import note_read
from community.cases.undoable import unused_id
from community.errors import Conflict, Refused
from community.i18n import _
from community.people.identity import Identity
from community.prose import clean


def hold(db: Session, case_id: int, version: int, verb: str) -> Case:
    """The locked case, one version on, when ``verb`` is possible. Raises Missing, Conflict, Refused."""
    case = locked_case(db, case_id)
    if case.version != version:
        raise Conflict(_("This case changed while you were writing. Nothing of yours was saved yet."))
    if problem := rules.why_not(verb, state=case.state, needs_sorting=case.needs_sorting):
        raise Refused(problem)
    note_read(db, case)
    case.version += 1
    return case


def checked(words: str) -> str:
    """Clean words. Raises Refused."""
    words = clean(words)
    if problem := rules.words_problem(words):
        raise Refused(problem, "words")
    return words


def speak(db: Session, who: Identity, case: Case, kind: str, words: str, **values: Any) -> FollowUp:
    """A liaison's public word on the case, checked. Raises Refused."""
    return publish(db, case, kind, checked(words), author_id=who.person_id, **values)


def publish(db: Session, case: Case, kind: str, words: str, **values: Any) -> FollowUp:
    """The city's public word on the case, of its agency unless ``values`` name another one. Nobody waits for one any
    more, unless it only passes the case on."""
    values.setdefault("agency_id", case.agency_id)
    values |= {"case_id": case.id, "kind": kind, "words": words}
    written = FollowUp(id=unused_id(db, FollowUp), written_at=clock.now(), **values)
    db.add(written)
    db.flush()
    answered = kind not in clocks.PASSES_ON
    if answered:
        case.needs_answer_since = None
    clocking.note_city_spoke(db, case, kind)
    quieting.note_city_spoke(db, case, answered=answered)
    return written
