"""The sender of pushes: writes what can be read now in the reader's language, seals it for one browser, hands it to the
browser's push service, and settles what became of it."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Delivery
from community.activity.registry import GiveUp, Later
from community.i18n import direction, in_language, language
from community.notices.actions_mail import DELIVERED, GIVEN_UP, GONE, NOTHING, WAITING, settle_mailing
from community.notices.letters import Links, NoticeLetter, Reader, write_letter
from community.notices.mail_queries import choices_of, mailing_by_id
from community.notices.mails import sayer
from community.notices.models import Mailing, Notice, PushDevice
from community.notices.push.actions import drop_device
from community.notices.push.keys import PushKey, key_of
from community.notices.push.queries import device_of
from community.notices.queries import mailed_rows
from community.outbound import Inward, Limits, Unreachable, ask
from community.people.queries import person_by_id

KEPT_SECONDS = 2 * 86400
"""How long a push service keeps it for a phone that is off."""
LONGEST_BODY = 240
NOT_NOW = (408, 429)
UNKNOWN = (404, 410)


@dataclass(frozen=True)
class Ready:
    """A push to one browser: where it goes, and what is sealed for it."""

    device_id: int
    endpoint: str
    body: bytes


def send(delivery: Delivery, app: Any) -> None:
    """Push one mailing to one browser. What has nothing left to say, or nobody to say it to, ends quietly; so does one
    to a browser that is gone or an address that leads inward, which is forgotten. Raises GiveUp where the push service
    refuses it, Later where it cannot be reached now."""
    mailing_id, device_id = map(int, delivery.target.split(":")[1:])
    key = key_of(app.knobs)
    with app.sessions.writing() as db, db.begin():
        ready = _ready(db, mailing_id, device_id, app) if key else None
        if ready is None:
            _nothing(db, mailing_id)
    if key is not None and ready is not None:
        _settle(mailing_id, ready.device_id, app, *_transmit(ready, mailing_id, key, app))


def _nothing(db: Session, mailing_id: int) -> None:
    mailing = mailing_by_id(db, mailing_id)
    if mailing is not None and mailing.state == WAITING:
        settle_mailing(db, mailing_id, NOTHING)


def _transmit(ready: Ready, mailing_id: int, key: PushKey, app: Any) -> tuple[str, str]:
    """What came of it, and why: WAITING means that it may be tried again."""
    headers = {
        "Authorization": key.authorization(ready.endpoint, clock.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": _tag(mailing_id),
    }
    try:
        answer = ask(ready.endpoint, Limits(app.knobs.outbound_open), method="POST", body=ready.body, headers=headers)
    except Inward:
        return GONE, "its address is not public"
    except Unreachable:
        return WAITING, "unreachable"
    said = f"answered {answer.status}"
    if 200 <= answer.status < 300:
        return DELIVERED, ""
    if answer.status in UNKNOWN:
        return GONE, said
    return (WAITING if answer.status in NOT_NOW or answer.status >= 500 else GIVEN_UP), said


def _settle(mailing_id: int, device_id: int, app: Any, state: str, why: str) -> None:
    """Write down what came of it. Raises Later, GiveUp."""
    if state == WAITING:
        raise Later(why)
    if state == GIVEN_UP:
        raise GiveUp(why)
    with app.sessions.writing() as db, db.begin():
        if state == GONE:
            drop_device(db, device_id)
        settle_mailing(db, mailing_id, state, why)


def _ready(db: Session, mailing_id: int, device_id: int, app: Any) -> Ready | None:
    """The push as it is to be sent; None when there is nobody or nothing."""
    from community.notices.push.sealing import seal

    mailing = mailing_by_id(db, mailing_id)
    device = device_of(db, mailing.person_id, device_id, app.knobs) if mailing else None
    if mailing is None or device is None:
        return None
    person = person_by_id(db, mailing.person_id)
    spoken = (person.language if person else None) or device.language
    with in_language(spoken):
        letter = _letter(db, mailing, device, app)
        said = _message(letter, mailing_id) if letter else None
    return Ready(device.id, device.endpoint, seal(said, device.p256dh, device.auth)) if said else None


def _letter(db: Session, mailing: Mailing, device: PushDevice, app: Any) -> NoticeLetter | None:
    """What a mail would say, with addresses within the site."""
    knobs = app.knobs
    choices = choices_of(db, [device.person_id], knobs.city_zone)[device.person_id]
    rows = mailed_rows(db, mailing.id, Notice.push_mailing_id)
    reader = Reader("", choices, knobs.city_name, sayer(app))
    return write_letter(rows, mailing.rhythm, reader, Links("", ""), clock.now())


def _message(letter: NoticeLetter, mailing_id: int) -> bytes:
    """What the browser shows: the line of the inbox, and the page it leads to."""
    body = letter.preview if len(letter.preview) <= LONGEST_BODY else letter.preview[: LONGEST_BODY - 1] + "\u2026"
    words = {"title": letter.subject, "body": body, "url": letter.page}
    words |= {"tag": _tag(mailing_id), "lang": language(), "dir": direction()}
    return json.dumps(words, ensure_ascii=False).encode()


def _tag(mailing_id: int) -> str:
    """The same at every try: a browser that has it already shows it once."""
    return f"stoop-{mailing_id}"
