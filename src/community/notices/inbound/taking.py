"""What is done with an incoming message: its words go into the thread, a bounce is counted, the rest ends quietly.

Whom and which thread it is for stands in the signed address it was sent to; the author must be the one that address was
made for. What a machine wrote is never answered and never put anywhere.
"""

import hashlib
import logging
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.comments.actions import write_comment
from community.comments.queries import spoke_nameless
from community.comments.rules import WORDS_LENGTH
from community.errors import Missing, Refused
from community.i18n import N_, _, in_language
from community.notices.actions_mail import BOUNCED, DELIVERED, settle_mailing
from community.notices.inbound.cutting import new_words
from community.notices.inbound.reading import Incoming, Unreadable, read_message
from community.notices.mail_queries import key_named, mailing_by_id
from community.notices.returning import came_back
from community.notices.signing import KEY, Reply, read_bounce_address, read_reply_address, read_sent_address
from community.observations.models import Observation
from community.people.identity import Identity
from community.people.queries import account_of, person_by_id
from community.people.rules import email_key
from community.permissions import Permission, permits
from community.prose import too_long

log = logging.getLogger(__name__)

TAKEN, IGNORED, REFUSED, BOUNCE = "taken", "ignored", "refused", "bounce"
NOT_OURS = N_("This address does not take mail.")
NOT_THEIRS = N_("This address only takes mail from the person it was made for.")
GONE = N_("This thread takes no more replies.")
UNREADABLE = N_("This message cannot be read.")


READERS = (read_reply_address, read_bounce_address, read_sent_address)
"""What an address we signed may stand for."""


@dataclass(frozen=True)
class Verdict:
    """How a message ended. ``words`` tell the sending server why it was refused."""

    outcome: str
    words: str = ""


def is_ours(app: Any, address: str) -> bool:
    """Whether the address is one we signed: asked before anybody sends the message itself."""
    with app.sessions.reading() as db:
        key = key_named(db, KEY)
    domain = app.knobs.reply_domain
    if key is None:
        return False
    return any(read(key, address, domain) is not None for read in READERS)


def take_message(app: Any, envelope_sender: str | None, address: str, raw: bytes) -> Verdict:
    """Do what the message to this address asks for. Never raises for what somebody sent: it ends as a verdict, its
    words in the language of whom the address was made for, else of the city."""
    with in_language(_spoken_at(app, address), app.knobs.language):
        try:
            verdict = _taken(app, read_message(raw, envelope_sender), address)
        except Unreadable:
            verdict = Verdict(REFUSED, _(UNREADABLE))
        except Missing:
            verdict = Verdict(REFUSED, _(GONE))
        except Refused as refusal:
            verdict = Verdict(REFUSED, refusal.message)
    log.info("incoming mail: %s", verdict.outcome)
    return verdict


def _spoken_at(app: Any, address: str) -> str | None:
    """The language chosen by the person for whom this address was made, if we made it and they chose one."""
    with app.sessions.reading() as db:
        key = key_named(db, KEY)
        reply = read_reply_address(key, address, app.knobs.reply_domain) if key else None
        person = person_by_id(db, reply.person_id) if reply else None
        return person.language if person else None


def _taken(app: Any, incoming: Incoming, address: str) -> Verdict:
    """What the address asks for, done. Raises Missing, Refused."""
    domain = app.knobs.reply_domain
    with app.sessions.writing() as db, db.begin():
        key = key_named(db, KEY) or ""
        mailing_id = read_bounce_address(key, address, domain) if key else None
        reply = read_reply_address(key, address, domain) if key else None
        sent_id = read_sent_address(key, address, domain) if key else None
        if sent_id is not None:
            return Verdict(BOUNCE if came_back(db, app, sent_id, incoming) else IGNORED)
        if mailing_id is not None:
            return _given_back(db, mailing_id, incoming)
        if reply is not None:
            return _replied(db, app.knobs, reply, incoming, address)
        return Verdict(REFUSED, _(NOT_OURS))


def _given_back(db: Session, mailing_id: int, incoming: Incoming) -> Verdict:
    """One of our mails came back. Only a report of a failure for good counts: not a delay, not an absence."""
    mailing = mailing_by_id(db, mailing_id)
    if mailing is None or not incoming.bounced or mailing.state not in (DELIVERED, BOUNCED):
        return Verdict(IGNORED)
    settle_mailing(db, mailing_id, BOUNCED, f"came back with {incoming.status}")
    return Verdict(BOUNCE)


def _replied(db: Session, knobs: Any, reply: Reply, incoming: Incoming, address: str) -> Verdict:
    """The author's new words go into the thread, without a name where they wrote there without one."""
    if incoming.automatic or incoming.bounced:
        return Verdict(IGNORED)
    who = _author(db, reply, incoming)
    if who is None:
        return Verdict(REFUSED, _(NOT_THEIRS))
    words = new_words(incoming.text, [address, parseaddr(knobs.mail_from)[1], knobs.reply_domain])
    if not words:
        return Verdict(IGNORED)
    if len(words) > WORDS_LENGTH:
        raise Refused(too_long(words, WORDS_LENGTH))
    post = db.get(Observation, reply.observation_id)
    if post is None or not post.listed:
        raise Missing
    nameless = spoke_nameless(db, who.person_id, post.id)
    stamp = "mail." + hashlib.sha256(f"{incoming.message_id}\0{words}".encode()).hexdigest()[:32]
    write_comment(db, who, post.id, words, nameless, client_id=stamp, knobs=knobs)
    return Verdict(TAKEN)


def _author(db: Session, reply: Reply, incoming: Incoming) -> Identity | None:
    """The person the address was made for, if they wrote this and may write at all."""
    account, person = account_of(db, reply.person_id), person_by_id(db, reply.person_id)
    if account is None or person is None or not person.may_sign_in:
        return None
    if incoming.forged or email_key(incoming.author) != account.email_key:
        return None
    confirmed = person.confirmed_at is not None
    who = Identity(person.id, 0, person.display_name, confirmed, person.demo, clock.now())
    return who if permits(who, Permission.COMMENT_WRITE) else None
