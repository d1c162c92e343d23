"""How a browser gets in: by password, by a code or its link, as a demo person.

Each try is counted in a transaction of its own before it is made, so that it counts although the page that answers it
is a refusal. Hashing happens between transactions.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from pyramid.request import Request
from sqlalchemy.orm import Session

from community import clock
from community.errors import Forbidden, Missing, Refused
from community.i18n import N_, _
from community.people import actions
from community.people.browsers import browser_token
from community.people.identity import token_hash
from community.people.models import Account, Code
from community.people.passwords import matches
from community.people.queries import account_by_email, account_of
from community.people.rules import HOUR, SIGN_IN_WINDOW, email_key, name_device, network_of, plain_code

NETWORK_FACTOR = 5
"""A network address is shared by a household or a library: it may fail this many times as often as one account."""
SLOW_DOWN = N_("Too many tries. Wait 15 minutes, then try again.")
TOO_MANY_CODES = N_("Too many codes were sent. Wait an hour, then ask again.")
WRONG_PASSWORD = N_("The email address and the password do not go together. Try again, or ask for a code.")
WRONG_CODE = N_("That code does not fit, or its time is over. Look at the newest mail, or ask for a new code.")


@dataclass(frozen=True)
class Entry:
    """What became of a code: what it was for, and the token of a new sign-in where it opens one."""

    purpose: str
    token: str | None


@contextmanager
def own_transaction(request: Request) -> Iterator[Session]:
    """A write that stands whatever page the request is answered with."""
    with request.registry.sessions.writing() as db, db.begin():
        yield db


def enter_by_password(request: Request, email: str, password: str) -> str:
    """The token of a new sign-in. Raises Refused (the same for a wrong password and an unknown address), TooMany,
    Forbidden for a suspended account."""
    key = email_key(email)
    _count_sign_in(request, key)
    account = account_by_email(request.reading, key)
    kept = account.password_hash if account else None
    if not matches(password, kept, request.knobs.bcrypt_cost) or account is None:
        raise Refused(_(WRONG_PASSWORD), "password")
    with own_transaction(request) as db:
        token = _open(request, db, account.person_id)
        # The person is locked now; a password changed while this one was checked no longer opens the door.
        if _hash_of(db, account.person_id) != kept:
            raise Refused(_(WRONG_PASSWORD), "password")
        actions.clear_attempts(db, "sign_in", key)
        actions.forgive_attempt(db, "sign_in_from", network_of(request.remote_addr))
    return token


def prove_password(request: Request, account: Account | None, password: str) -> None:
    """Somebody signed in shows that it is them. Raises Refused, TooMany. Accounts without a password have nothing
    to show, and demo people no account."""
    if account is None:
        raise Forbidden(_("Demo people keep their account as it is."))
    if account.password_hash is None:
        return
    _count_sign_in(request, account.email_key)
    if not matches(password, account.password_hash, request.knobs.bcrypt_cost):
        raise Refused(_("That is not your password."), "password")
    _forgive(request, account.email_key)


def enter_as_demo(request: Request, person_id: int) -> str:
    """The token of a demo person's sign-in. Raises Missing outside demo mode and for everybody else."""
    if not request.knobs.demo:
        raise Missing
    with own_transaction(request) as db:
        return actions.sign_in_demo(db, person_id, device_of(request), instead_of=login_of(request))


def ask_for_code(request: Request, purpose: str, email: str, **values: str | int | None) -> str:
    """Have a code sent, to be used in this browser only; returns the token of the browser, for its cookie.

    Raises TooMany. It does and takes the same for addresses known and unknown.
    """
    token, most = browser_token(request) or secrets.token_urlsafe(32), request.knobs.limit_codes
    network = network_of(request.remote_addr)
    with own_transaction(request) as db:
        actions.count_attempt(db, "code", email_key(email), most=most, within=HOUR, message=_(TOO_MANY_CODES))
        most *= 2 * NETWORK_FACTOR
        actions.count_attempt(db, "code_from", network, most=most, within=HOUR, message=_(TOO_MANY_CODES))
        actions.request_code(db, purpose, email, token, language=request.language, **values)
    return token


def ask_again(request: Request, code: Code) -> str:
    """The same code once more, to the same address. Raises TooMany."""
    same = ("person_id", "display_name", "password_hash", "kept")
    values = {name: getattr(code, name) for name in same}
    return ask_for_code(request, code.purpose, code.email, **values)


def count_sign_up(request: Request) -> None:
    """Raises TooMany when this network address made too many accounts in an hour."""
    with own_transaction(request) as db:
        actions.count_attempt(
            db,
            "sign_up",
            network_of(request.remote_addr),
            most=request.knobs.limit_sign_up,
            within=HOUR,
            message=_("Too many people signed up from here in the last hour. Try again in an hour."),
        )


def enter_by_code(request: Request, typed: str, password_hash: str | None = None) -> Entry:
    """Use the code this browser waits for. Raises Refused for a wrong, used or ended one, TooMany, Forbidden."""
    digits, token = plain_code(typed), browser_token(request)
    if not digits or token is None:
        raise Refused(_("Type the 6 digits from the mail.") if token else _(WRONG_CODE), "code")
    with own_transaction(request) as db:
        code = actions.take_code(db, token, digits)
        entry = _enter(request, db, code, password_hash) if code else None
    if entry is None:  # raised only now: the wrong try had to be committed
        raise Refused(_(WRONG_CODE), "code")
    return entry


def asks_for_password(request: Request, code: Code) -> bool:
    """Whether its link alone does not use ``code``. A sign-up's is asked for more in every browser but the one that
    began it: anybody can sign up with an address that is not theirs, and would know the password of the account that
    its owner confirms."""
    return code.purpose == "sign_up" and not _asked_here(request, code)


def words_that_wait(request: Request, code: Code) -> str | None:
    """What was to be done before the sign-in that the link of this mail ends: to go on with in the browser that asked
    for the code, and for whoever shows the password of the sign-up. Nobody else: anybody can have a code sent to an
    address that is not theirs, and would have words of their own posted in its owner's name."""
    proven = code.purpose == "sign_up" and "new_password" not in request.POST
    return code.kept if proven or _asked_here(request, code) else None


def prove_sign_up(request: Request, code: Code, password: str) -> None:
    """Whoever opened the link shows that the sign-up is theirs, by its password. Raises Refused, TooMany."""
    _count_sign_in(request, email_key(code.email))
    if not matches(password, code.password_hash, request.knobs.bcrypt_cost):
        raise Refused(_("That is not the password of this sign-up. You can choose a new one below."), "password")
    _forgive(request, email_key(code.email))


def enter_by_link(request: Request, link_token: str, password_hash: str | None = None) -> Entry:
    """Use a code by the link of its mail. ``password_hash``: a new password. Raises Missing, Refused, Forbidden."""
    with own_transaction(request) as db:
        return _enter(request, db, actions.take_link(db, link_token), password_hash)


def device_of(request: Request) -> str:
    """This browser, as its owner would name it."""
    return name_device(request.user_agent or "")


def login_of(request: Request) -> int | None:
    """The sign-in this browser holds now."""
    return request.identity.login_id if request.identity else None


def _asked_here(request: Request, code: Code) -> bool:
    token = browser_token(request)
    return token is not None and token_hash(token) == code.browser_hash


def _enter(request: Request, db: Session, code: Code, password_hash: str | None) -> Entry:
    person = actions.redeem_code(db, code, password_hash)
    if code.purpose == "change_email":
        return Entry(code.purpose, None)
    return Entry(code.purpose, _open(request, db, person.id))


def _open(request: Request, db: Session, person_id: int) -> str:
    """A sign-in instead of the one this browser holds; those that ran out are swept away."""
    unused = clock.now() - timedelta(days=request.knobs.login_days)
    here = login_of(request)
    return actions.open_login(db, person_id, device_of(request), instead_of=here, unused_since=unused)


def _hash_of(db: Session, person_id: int) -> str | None:
    account = account_of(db, person_id)
    return account.password_hash if account else None


def _count_sign_in(request: Request, key: str) -> None:
    most, network = request.knobs.limit_sign_in, network_of(request.remote_addr)
    with own_transaction(request) as db:
        actions.count_attempt(db, "sign_in", key, most=most, within=SIGN_IN_WINDOW, message=_(SLOW_DOWN))
        most *= NETWORK_FACTOR
        actions.count_attempt(db, "sign_in_from", network, most=most, within=SIGN_IN_WINDOW, message=_(SLOW_DOWN))


def _forgive(request: Request, key: str) -> None:
    """The right password was given: its tries count no more."""
    with own_transaction(request) as db:
        actions.clear_attempts(db, "sign_in", key)
        actions.forgive_attempt(db, "sign_in_from", network_of(request.remote_addr))
