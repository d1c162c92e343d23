"""Turning push on and off for a browser: the only writer of the browsers there are."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community import clock
from community.errors import Missing
from community.limits import take_turn
from community.notices.models import PushDevice
from community.notices.push.forms import Subscription
from community.people.identity import Identity
from community.people.models import Login


def add_device(db: Session, who: Identity, subscription: Subscription, language: str) -> None:
    """Let this browser show news to whoever is signed in in it now, and to nobody else. Raises Missing when the
    sign-in ended a moment ago."""
    if db.scalar(select(Login.id).where(Login.id == who.login_id).with_for_update()) is None:
        raise Missing
    take_turn(db, "push", who.person_id)
    same = or_(PushDevice.login_id == who.login_id, PushDevice.endpoint == subscription.endpoint)
    for before in db.scalars(select(PushDevice).where(same)):
        db.delete(before)
    db.flush()
    keys = {"endpoint": subscription.endpoint, "p256dh": subscription.p256dh, "auth": subscription.auth}
    owner = {"person_id": who.person_id, "login_id": who.login_id}
    db.add(PushDevice(**owner, **keys, language=language, since=clock.now()))


def end_device(db: Session, who: Identity, device_id: int | None = None) -> None:
    """No more news in one of one's own browsers; in this one, when none is named. Others' are not touched."""
    mine = select(PushDevice).where(PushDevice.person_id == who.person_id)
    which = PushDevice.login_id == who.login_id if device_id is None else PushDevice.id == device_id
    for device in db.scalars(mine.where(which)):
        db.delete(device)


def drop_device(db: Session, device_id: int) -> None:
    """The push service knows the browser no more, or its address is none we may go to."""
    device = db.get(PushDevice, device_id)
    if device is not None:
        db.delete(device)
