"""The photos of the city's word: before and after, as the crew saw it. And those that came with words for the desk."""

from sqlalchemy.orm import Session

from community.cases.models import Case, FollowUp, StaffNote
from community.observations.models import Observation
from community.people.identity import Identity
from community.photos.actions import Subject, attach_photos
from community.photos.forms import SentPhotos


def picture_answer(db: Session, who: Identity, said: FollowUp, sent: SentPhotos) -> bool:
    """Attach what the liaison sent with a word that was just written, in the transaction that holds its case or post.
    Raises Refused."""
    if said.case_id is not None:
        board_id = db.get_one(Case, said.case_id).board_id
    else:
        board_id = db.get_one(Observation, said.observation_id).board_id
    subject = Subject(
        board_id=board_id,
        observation_id=said.observation_id,
        case_id=said.case_id,
        follow_up_id=said.id,
        agency_id=said.agency_id,
    )
    return attach_photos(db, sent, subject, who.person_id)


def picture_note(db: Session, note: StaffNote, sent: SentPhotos) -> bool:
    """Attach what came with a staff note from outside, as photos of nobody that only the desk sees, in the transaction
    that holds its case. Raises Refused."""
    return attach_photos(db, sent, Subject(None, case_id=note.case_id, note_id=note.id), None)
