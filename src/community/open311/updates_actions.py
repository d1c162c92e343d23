"""A word on a request that a program sent: a reply in the thread of the post behind it, or, where no thread is open, a
note at the desk. The same word sent twice is said once. What it says of the status moves nothing: that is the city's
and the neighbors' to say, each on their own track."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases.actions_tray import note_from_outside
from community.cases.models import Backing, Case
from community.comments.actions_reported import put_comment
from community.db.ids import read_number
from community.i18n import _
from community.limits import take_turn
from community.observations.models import Observation
from community.open311.server_facts import UpdateReceived
from community.open311.server_models import UpdateReceipt
from community.open311.server_rules import (
    EXTENDED_STATUSES,
    LONGEST_DESCRIPTION,
    TAG,
    Problems,
    read_moment,
)
from community.photos.forms import SentPhotos
from community.prose import clean, clean_line, too_long

REQUIRED = ("service_request_id", "update_id", "status", "updated_datetime", "description")
LONGEST_ID = 200


@dataclass(frozen=True)
class NewUpdate:
    """A checked word on a request."""

    number: int | None
    update_id: str
    words: str


def read_update(texts: Mapping[str, str]) -> NewUpdate:
    """The posted form. Raises Problems with all that is wrong."""
    given = {name: texts.get(name, "").strip() for name in REQUIRED}
    problems = [_("{name} is missing.").format(name=name) for name, text in given.items() if not text]
    read_moment(texts, "updated_datetime", problems)
    if given["status"] and given["status"].upper() not in EXTENDED_STATUSES:
        problems.append(_("status: write one of {words}.").format(words=", ".join(EXTENDED_STATUSES)))
    if len(given["update_id"]) > LONGEST_ID or clean_line(given["update_id"]) != given["update_id"]:
        problems.append(_("update_id: up to {n} plain letters.").format(n=LONGEST_ID))
    words = clean(given["description"])
    if len(words) > LONGEST_DESCRIPTION:
        problems.append(too_long(words, LONGEST_DESCRIPTION))
    if TAG.search(words):
        problems.append(_("description: write plain text, without HTML."))
    elif given["description"] and not words:
        problems.append(_("{name} is missing.").format(name="description"))
    if problems:
        raise Problems(*problems)
    return NewUpdate(read_number(given["service_request_id"]), given["update_id"], words)


def receive_update(db: Session, key_id: int, new: NewUpdate, photos: SentPhotos) -> UpdateReceipt:
    """Take the word, once. Raises Problems with 404 for a request there is not."""
    take_turn(db, "open311 update", f"{key_id} {new.update_id}")
    earlier = select(UpdateReceipt).where(UpdateReceipt.key_id == key_id, UpdateReceipt.update_id == new.update_id)
    if found := db.scalar(earlier):
        return found
    case = db.get(Case, new.number) if new.number is not None else None
    if case is None:
        raise Problems(_("There is no request with this id."), status=404)
    thread = _open_thread(db, case.id)
    comment = put_comment(db, thread, new.words, photos) if thread is not None else None
    if comment is None:
        note_from_outside(db, case.id, new.words, photos)
    receipt = UpdateReceipt(
        key_id=key_id,
        update_id=new.update_id,
        case_id=case.id,
        comment_id=comment.id if comment else None,
        received_at=clock.now(),
    )
    db.add(receipt)
    db.flush()
    record(db, UpdateReceived(case.board_id, case.id, receipt.id))
    return receipt


def _open_thread(db: Session, case_id: int) -> int | None:
    """The first post behind the case under which somebody may still write."""
    query = (
        select(Observation.id)
        .join(Backing, Backing.observation_id == Observation.id)
        .where(Backing.case_id == case_id, Observation.state != "withdrawn", Observation.hidden_at.is_(None))
        .order_by(Observation.id)
        .limit(1)
    )
    return db.scalar(query)
