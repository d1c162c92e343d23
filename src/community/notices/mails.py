"""The sender of notice mails: looks up the address, writes the mail from what can be read now, hands it to the mail
server, and settles what became of it."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Delivery
from community.activity.registry import GiveUp, Later
from community.i18n import in_language
from community.i18n.templates import template_of
from community.mail import MailRefused, mail_domain, send_mail
from community.notices.actions_mail import (
    BOUNCED,
    DELIVERED,
    GIVEN_UP,
    NOTHING,
    WAITING,
    give_up_mailing,
    settle_mailing,
    signing_key,
)
from community.notices.asking import asks_of
from community.notices.folding import Line
from community.notices.letters import Links, NoticeLetter, Reader, write_letter, write_plain
from community.notices.mail_queries import choices_of, mailable, mailing_by_id
from community.notices.models import Mailing
from community.notices.queries import mailed_rows
from community.notices.signing import KEY, bounce_address, language_token, reply_address, stop_token, thread_id
from community.notices.wording import other_language
from community.people.identity import in_absence
from community.people.letters import base
from community.people.queries import account_of, person_by_id


@dataclass(frozen=True)
class Ready:
    """A mail to one address, in the language of its reader: the letter, and the headers that go with it."""

    language: str
    to: str
    letter: NoticeLetter
    headers: dict[str, str]
    bounces_to: str


def send(delivery: Delivery, app: Any) -> None:
    """Write and send one mailing. One that was taken is not sent again; one with nothing left to say, or nobody to say
    it to, ends quietly. Raises GiveUp where the address refuses it, Later where the server cannot take it now."""
    mailing_id = int(delivery.target.partition(":")[2])
    with app.sessions.writing() as db, db.begin():
        mailing = mailing_by_id(db, mailing_id)
        ready = _ready(db, mailing, app) if mailing and mailing.state in (WAITING, GIVEN_UP, BOUNCED) else None
        if mailing and ready is None and mailing.state == WAITING:
            settle_mailing(db, mailing_id, NOTHING)
    if ready is not None:
        with in_language(ready.language):
            _transmit(ready, delivery, mailing_id, app)


def _transmit(ready: Ready, delivery: Delivery, mailing_id: int, app: Any) -> None:
    try:
        send_mail(
            app.knobs,
            to=ready.to,
            subject=ready.letter.subject,
            words=write_plain(ready.letter),
            html=_html(app, ready.letter),
            headers=ready.headers,
            bounces_to=ready.bounces_to,
            key=delivery.key,
        )
    except MailRefused as refusal:
        _settle(app, mailing_id, BOUNCED, str(refusal))
        raise GiveUp(str(refusal)) from refusal
    except (OSError, smtplib.SMTPException) as problem:
        raise Later(type(problem).__name__) from problem
    _settle(app, mailing_id, DELIVERED)


def given_up(db: Session, delivery: Delivery, why: str) -> None:
    """The delivery of a mail, or of a push to one browser, was given up: so is what it carried, for its person and the
    operator to see."""
    give_up_mailing(db, int(delivery.target.split(":")[1]), why)


def _settle(app: Any, mailing_id: int, state: str, reason: str = "") -> None:
    with app.sessions.writing() as db, db.begin():
        settle_mailing(db, mailing_id, state, reason)


def _ready(db: Session, mailing: Mailing, app: Any) -> Ready | None:
    """The mail as it is to be sent; None when there is nobody or nothing."""
    knobs, person_id = app.knobs, mailing.person_id
    account, person = account_of(db, person_id), person_by_id(db, person_id)
    if account is None or person is None or person_id not in mailable(db, [person_id]):
        return None
    key = signing_key(db, KEY)
    stop = f"{base(knobs)}/mail/stop/{stop_token(key, person_id, mailing.groups)}"
    replies = bool(knobs.reply_domain and mailing.observation_id)
    choices = choices_of(db, [person_id], knobs.city_zone)[person_id]
    spoken, now, rows = person.language or knobs.language, clock.now(), mailed_rows(db, mailing.id)
    asks = asks_of(db, in_absence(db, person, now), [row.id for row in rows if row.kind == "closed"], now)
    with in_language(spoken):
        turn = f"{base(knobs)}/mail/language/{language_token(key, person_id, other_language()[0])}"
        reader = Reader(person.display_name, choices, knobs.city_name, sayer(app, asks=False), asks)
        letter = write_letter(rows, mailing.rhythm, reader, Links(base(knobs), stop, replies, turn), now)
    if letter is None:
        return None
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    if mailing.observation_id:
        root = thread_id(key, person_id, mailing.observation_id, mail_domain(knobs))
        headers |= {"In-Reply-To": root, "References": root}
    if replies:
        headers["Reply-To"] = reply_address(key, person_id, mailing.observation_id or 0, knobs.reply_domain)
    back = bounce_address(key, mailing.id, knobs.reply_domain) if knobs.reply_domain else ""
    return Ready(spoken, account.email, letter, headers, back)


def sayer(app: Any, *, asks: bool | None = None) -> Callable[[Line], Markup]:
    """How a line is put into words: by the template the inbox uses. ``asks``: whether a closing asks if it is fixed;
    None: it asks everybody."""
    lines: Any = template_of(app, "notices/_said.jinja2").module

    def say(line: Line) -> Markup:
        return Markup(lines.said(line, asks=asks))

    return say


def _html(app: Any, letter: NoticeLetter) -> str:
    template = template_of(app, "mail/notices.jinja2")
    return str(template.render(letter=letter))
