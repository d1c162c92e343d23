"""Where mails come back to that are no notices: codes, and words of the city to who reported. Their record is the
delivery itself, so the address names it."""

from typing import Any

from sqlalchemy.orm import Session

from community.activity.deliveries import take_back
from community.activity.models import Delivery
from community.notices.actions_mail import signing_key
from community.notices.inbound.reading import Incoming
from community.notices.signing import KEY, sent_address


def address_of(delivery: Delivery, app: Any) -> str:
    """Where mail servers give back what this delivery sends; empty where no door is open for that."""
    domain: str = app.knobs.reply_domain
    if not domain:
        return ""
    with app.sessions.writing() as db, db.begin():
        return sent_address(signing_key(db, KEY), delivery.id, domain)


def came_back(db: Session, app: Any, delivery_id: int, incoming: Incoming) -> bool:
    """What this delivery sent came back. Only a report of a failure for good counts, once: whether it did."""
    delivery = db.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.done_at is None or not incoming.bounced:
        return False
    take_back(db, app, delivery, f"came back with {incoming.status}")
    return True
