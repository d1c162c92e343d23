"""A staff note that tells colleagues: those named in its words, and those ticked below it."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from community.cases.actions_desk import note_case
from community.cases.mentions import called_in
from community.cases.models import Case, StaffNote
from community.cases.models_mentions import Mention
from community.cases.queries import liaisons_for
from community.errors import Refused
from community.i18n import _
from community.people.identity import Identity


def note_and_tell(
    db: Session, who: Identity, case_id: int, version: int, words: str, tell: Collection[int] = ()
) -> StaffNote:
    """Write the note, and keep whom it names; ``tell``: ids of people ticked. Only who may read the note is told of
    it. Raises Refused for anybody else, Conflict."""
    note = note_case(db, who, case_id, version, words)
    case = db.get_one(Case, case_id)
    colleagues = liaisons_for(db, case.agency_id, case.board_id)
    if set(tell) - {person_id for person_id, _name in colleagues}:
        raise Refused(_("Somebody you ticked may not read this case any more. Look at the list again."), "tell")
    named = (called_in(note.words, colleagues) | set(tell)) - {who.person_id}
    db.add_all(Mention(note_id=note.id, person_id=person_id) for person_id in sorted(named))
    return note
