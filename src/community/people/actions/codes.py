"""Codes by e-mail: asked for by a browser, minted by the worker when it sends, used once."""

import secrets
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.errors import Missing, Refused
from community.i18n import _
from community.people.actions.accounts import ADDRESS_TAKEN, create_account, set_password
from community.people.actions.parts import lock_person
from community.people.facts import AddressChanged, CodeRequested
from community.people.identity import token_hash
from community.people.models import Code, Person
from community.people.queries import account_by_email, account_of
from community.people.rules import CODE_KEPT, CODE_LIFE, CODE_TRIES, CODE_WAIT, email_key


@dataclass(frozen=True)
class Minted:
    """What goes into a mail, and nowhere else."""

    digits: str
    link_token: str


def request_code(db: Session, purpose: str, email: str, browser_token: str, **values: str | int | None) -> Code:
    """Ask for a code to ``email``, usable in this browser only. ``values``: the language to write it in; what waits
    for it; person_id, or a sign-up's name and password hash. It does the same for addresses known and unknown."""
    now = clock.now()
    forget_codes(db)
    code = Code(
        purpose=purpose,
        email=email.strip(),
        browser_hash=token_hash(browser_token),
        created_at=now,
        expires_at=now + CODE_LIFE,
        **values,
    )
    db.add(code)
    db.flush()
    record(db, CodeRequested(code.id))
    return code


def forget_codes(db: Session) -> None:
    """What nobody uses any more goes, with the name, the address and the words in it."""
    db.execute(delete(Code).where(Code.created_at < clock.now() - CODE_KEPT))


def mint_code(db: Session, code_id: int) -> Minted | None:
    """New digits and a new link for a code about to be sent; what was minted before is void. None when it was used,
    replaced or waited too long."""
    code = db.scalar(select(Code).where(Code.id == code_id).with_for_update())
    now = clock.now()
    if code is None or code.used_at is not None or code.created_at < now - CODE_WAIT:
        return None
    minted = Minted(f"{secrets.randbelow(1_000_000):06}", secrets.token_urlsafe(32))
    code.code_hash = _code_hash(code, minted.digits)
    code.link_hash = token_hash(minted.link_token)
    code.expires_at = now + CODE_LIFE
    return minted


def take_code(db: Session, browser_token: str, digits: str) -> Code | None:
    """Use the newest code this browser asked for. A wrong one counts, so commit even when None comes back.

    Raises Refused when the tries are used up.
    """
    code = db.scalar(
        select(Code)
        .where(Code.browser_hash == token_hash(browser_token))
        .order_by(Code.id.desc())
        .limit(1)
        .with_for_update()
    )
    now = clock.now()
    if code is None or code.used_at is not None or code.created_at < now - CODE_WAIT:
        return None
    if code.tries >= CODE_TRIES:
        raise Refused(_("That was wrong too many times. Ask for a new code."), "code")
    code.tries += 1
    right = code.code_hash is not None and secrets.compare_digest(code.code_hash, _code_hash(code, digits))
    if not right or code.expires_at <= now:
        return None
    code.used_at = now
    return code


def take_link(db: Session, link_token: str) -> Code:
    """Use a code by the link of its mail, in any browser; where that is not enough the door has asked for more.
    Raises Missing when it was used or its time is over."""
    code = db.scalar(select(Code).where(Code.link_hash == token_hash(link_token)).with_for_update())
    if code is None or code.used_at is not None or code.expires_at <= clock.now():
        raise Missing
    code.used_at = clock.now()
    return code


def redeem_code(db: Session, code: Code, password_hash: str | None = None) -> Person:
    """Do what a used code was for, and say who proved themselves by it. ``password_hash``: the new one, of a reset, or
    of an owner who does not know the one that was chosen at the sign-up with their address.

    The code is theirs from then on, and keeps nothing that their account keeps or that they wrote; those they asked
    for before, in the same browser, go. Raises Refused when an address was taken in between, Missing when its account
    is gone.
    """
    person = _redeem(db, code, password_hash)
    before = and_(func.lower(Code.email) == code.email.lower(), Code.browser_hash == code.browser_hash)
    db.execute(delete(Code).where(before, Code.id != code.id, Code.used_at.is_(None)))
    code.person_id = person.id
    code.display_name = code.password_hash = code.kept = None
    return person


def _redeem(db: Session, code: Code, password_hash: str | None) -> Person:
    if code.purpose == "sign_up":
        chosen = password_hash or code.password_hash
        return create_account(db, code.display_name or "", code.email, chosen, language=code.language)
    if code.purpose == "change_email":
        return _change_address(db, code)
    account = account_by_email(db, email_key(code.email))
    if account is None:
        raise Missing
    person = lock_person(db, account.person_id)
    account.bounces = 0  # the mail with the code did come
    person.confirmed_at = person.confirmed_at or clock.now()
    if code.purpose == "reset" and password_hash is not None:
        set_password(db, person.id, password_hash)
    return person


def _change_address(db: Session, code: Code) -> Person:
    """The account goes to the confirmed address; the old one stays on the code until it was told."""
    person = lock_person(db, code.person_id or 0)
    account = account_of(db, person.id)
    if account is None or not person.may_sign_in:
        raise Missing
    code.old_email = account.email
    # Not those by which the account came to this address: they say whom to warn of that.
    at_old = and_(func.lower(Code.email) == account.email_key, Code.old_email.is_(None))
    db.execute(delete(Code).where(at_old, Code.id != code.id))
    try:
        with db.begin_nested():
            account.email, account.email_key = code.email, email_key(code.email)
            account.bounces = 0
            db.flush()
    except IntegrityError:
        raise Refused(_(ADDRESS_TAKEN), "email") from None
    record(db, AddressChanged(person.id, code.id), actor_id=person.id)
    return person


def _code_hash(code: Code, digits: str) -> str:
    """Bound to the row and its browser, so that equal digits are not equal hashes."""
    return token_hash(f"{code.id}:{code.browser_hash}:{digits}")
