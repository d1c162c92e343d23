"""What becomes of a hand-off: owed, asked, taken under a token, accepted, flagged, and what somebody does by hand.

The case is locked before the hand-off, by everybody.
"""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Delivery
from community.activity.record import record
from community.activity.registry import Later
from community.cases.actions import accept_case, mark_sent
from community.cases.facts import HandoffMoved
from community.cases.gateway import Accepted, desk_reference
from community.cases.locking import add_step, locked_case
from community.cases.models import Case
from community.cases.models_handoff import CaseReference, Handoff
from community.cases.numbers import end_numbers
from community.cases.rules import CLOSED
from community.cases.rules_handoff import LONGEST_NUMBER
from community.catalog.models import Agency
from community.errors import Missing, Refused
from community.i18n import _
from community.prose import clean_line

KIND = "handoff"
DESK = "desk"


class AlreadySettled(Exception):
    """There is nothing left to ask: the city has it, or the case was closed in between."""


def owe_one(db: Session, activity: Activity, kind: str) -> Handoff:
    """Note that the city is to be asked, because of this activity."""
    owed = Handoff(
        case_id=activity.case_id,
        activity_id=activity.id,
        kind=kind,
        key=f"stoop-{activity.case_id}-{secrets.token_hex(8)}",
        created_at=clock.now(),
    )
    db.add(owed)
    db.flush()
    return owed


def note_asking(
    db: Session, handoff_id: int, *, seen: datetime | None, gateway: str, endpoint_id: int | None
) -> datetime | None:
    """The request leaves now; commit this before it does. ``seen`` is when the caller believes the city was asked last.
    Returns the moment; None where the case was closed in between, and the city is not asked. Raises Later where another
    worker asked in between, AlreadySettled."""
    try:
        case, handoff = _locked(db, handoff_id)
    except Missing:  # its sending to 311 was undone
        raise AlreadySettled from None
    if handoff.settled_at is not None or handoff.asked_at != seen:
        raise AlreadySettled if handoff.settled_at is not None else Later("another worker is at it")
    if handoff.asked_at is None and not _still_wanted(db, case, handoff):
        handoff.state, handoff.settled_at = "dropped", clock.now()
        return None
    handoff.state, handoff.asked_at = "asked", clock.now()
    handoff.gateway, handoff.endpoint_id = gateway, endpoint_id
    return handoff.asked_at


def _still_wanted(db: Session, case: Case, handoff: Handoff) -> bool:
    """Whether the city need be asked, and that it is said once."""
    if handoff.gateway is not None:
        return case.state != CLOSED
    return mark_sent(db, case.id, again=handoff.kind != "opened")


def note_not_sent(db: Session, handoff_id: int, asked_at: datetime, before: datetime | None) -> None:
    """What was noted at ``asked_at`` did not leave: it stands as it did ``before``."""
    _case, handoff = _locked(db, handoff_id)
    if handoff.settled_at is None and handoff.token is None and handoff.asked_at == asked_at:
        handoff.asked_at, handoff.state = before, "asked" if before else "queued"
        if before is None:
            handoff.gateway = handoff.endpoint_id = None


def drop_handoff(db: Session, handoff_id: int) -> None:
    """The case was closed before the city was asked: there is nothing left to ask for."""
    _case, handoff = _locked(db, handoff_id)
    if handoff.settled_at is None and handoff.asked_at is None:
        handoff.state, handoff.settled_at = "dropped", clock.now()
        _unflag(handoff)


def note_token(db: Session, handoff_id: int, token: str) -> None:
    """The city has it, and will give a number later."""
    case, handoff = _locked(db, handoff_id)
    if handoff.settled_at is not None or handoff.token is not None:
        return
    handoff.state, handoff.token = "token", token
    _unflag(handoff)
    add_step(db, case, "token")
    record(db, HandoffMoved(case.board_id, case.id, hop="token"))


def accept_handoff(db: Session, handoff_id: int, accepted: Accepted) -> None:
    """The city has it; said twice, the second time changes nothing. Raises Missing."""
    case, handoff = _locked(db, handoff_id)
    if handoff.settled_at is not None:
        return
    handoff.state, handoff.settled_at = "accepted", clock.now()
    _unflag(handoff)
    shown = _note_reference(db, case, handoff, accepted) if accepted.reference else None
    again = handoff.kind != "opened"
    if again and not accepted.outside:
        return  # the desk has had it all the time
    accept_case(db, case.id, shown, outside=accepted.outside, again=again)


def flag_handoff(db: Session, handoff_id: int, why: str, detail: str = "") -> None:
    """It goes no further by itself, or has not for long: say so where everybody concerned sees it. Once a reason."""
    case, handoff = _locked(db, handoff_id)
    if handoff.settled_at is not None or handoff.why == why:
        return
    if handoff.stuck_since is None:
        add_step(db, case, "stuck")
    handoff.stuck_since, handoff.why, handoff.detail = handoff.stuck_since or clock.now(), why, detail[:300]
    record(db, HandoffMoved(case.board_id, case.id, hop="stuck"))


def send_again(db: Session, by: int, handoff_id: int) -> None:
    """Somebody has looked and the city does not have it: ask it, whoever handles it now. Raises Missing, Refused."""
    case, handoff = _by_hand(db, handoff_id)
    handoff.state, handoff.asked_at, handoff.token, handoff.gateway = "queued", None, None, None
    handoff.created_at = clock.now()
    _unflag(handoff)
    delivery = db.scalar(
        select(Delivery).where(Delivery.activity_id == handoff.activity_id, Delivery.kind == KIND).with_for_update()
    )
    if delivery is not None:
        delivery.due, delivery.done_at, delivery.given_up_at, delivery.tries = clock.now(), None, None, 0
    add_step(db, case, "queued")
    record(db, HandoffMoved(case.board_id, case.id, hop="again"), actor_id=by)


def note_number(db: Session, by: int, handoff_id: int, number: str) -> None:
    """Somebody has looked and the city has it, under this number. Raises Missing, Refused."""
    _case, _handoff = _by_hand(db, handoff_id)
    number = clean_line(number)
    if not number or len(number) > LONGEST_NUMBER:
        raise Refused(_("Write the number the city gave it."), "number")
    accept_handoff(db, handoff_id, Accepted(number, outside=True))
    record(db, HandoffMoved(_case.board_id, _case.id, hop="number"), actor_id=by)


def give_to_desk(db: Session, by: int, handoff_id: int) -> None:
    """The built-in desk takes it instead of the city's own system. Raises Missing, Refused."""
    case, handoff = _by_hand(db, handoff_id)
    handoff.gateway, handoff.endpoint_id = DESK, None
    accept_handoff(db, handoff_id, Accepted(desk_reference(case.id, case.opened_at), outside=False))
    record(db, HandoffMoved(case.board_id, case.id, hop="desk"), actor_id=by)


def _locked(db: Session, handoff_id: int) -> tuple[Case, Handoff]:
    case_id = db.scalar(select(Handoff.case_id).where(Handoff.id == handoff_id))
    if case_id is None:
        raise Missing
    case = locked_case(db, case_id)
    handoff = db.get_one(Handoff, handoff_id, with_for_update=True, populate_existing=True)
    return case, handoff


def _by_hand(db: Session, handoff_id: int) -> tuple[Case, Handoff]:
    """Both, where a person may decide. Raises Missing, Refused."""
    case, handoff = _locked(db, handoff_id)
    if handoff.settled_at is not None:
        raise Refused(_("This has been settled already."))
    if handoff.stuck_since is None:
        raise Refused(_("It is still on its way by itself."))
    return case, handoff


def _unflag(handoff: Handoff) -> None:
    handoff.stuck_since, handoff.why, handoff.detail = None, None, ""


def _note_reference(db: Session, case: Case, handoff: Handoff, accepted: Accepted) -> str:
    """The case has one number that counts; those before it are ended and kept. Returns it as people read it."""
    end_numbers(db, case.id)
    endpoint_id = handoff.endpoint_id if accepted.outside else None
    db.add(CaseReference(case_id=case.id, endpoint_id=endpoint_id, reference=accepted.reference, since=clock.now()))
    return _shown(db, case, accepted.reference)


def _shown(db: Session, case: Case, reference: str) -> str:
    """The number as people read it: two systems of one city may give the same one."""
    agency = db.get_one(Agency, case.agency_id).key
    for number in (reference, f"{agency}-{reference}"):
        if db.scalar(select(Case.id).where(Case.reference == number, Case.id != case.id)) is None:
            return number
    return f"{agency}-{reference}-{case.id}"
