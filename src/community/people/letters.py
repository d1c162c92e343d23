"""The words of the mails about accounts: short, with what to do, and what it means when it was not you. Pure."""

from dataclasses import dataclass

from community.people.rules import CODE_MINUTES
from community.settings import Settings

SUBJECTS = {
    "sign_up": "Your code to join {city}",
    "sign_in": "Your sign-in code for {city}",
    "reset": "Your code for a new password on {city}",
    "change_email": "Confirm your new address on {city}",
}
OPENINGS = {
    "sign_up": "Welcome. Type this code in the page you signed up on.",
    "sign_in": "Type this code in the page you asked for it on.",
    "reset": "Type this code in the page you asked for it on, and choose a new password there.",
    "change_email": "Type this code in the page you asked for it on. From then on your account uses this address.",
}
LINK = "Or open this page and press the button:"
LINKS = {"sign_up": "Or open this page. On another phone or computer it asks for your password:"}
CLOSINGS = {
    "sign_up": "If you did not sign up, do nothing. There will be no account.",
    "sign_in": "If you did not ask for this, do nothing. Never give the code to anybody, not even to the city.",
    "reset": "If you did not ask for this, do nothing. Your password stays as it is.",
    "change_email": "If you did not ask for this, do nothing. Nothing will change.",
}


@dataclass(frozen=True)
class Letter:
    """Subject and words of a mail."""

    subject: str
    words: str


def base(knobs: Settings) -> str:
    """Public address of the site. A Host header is no source for links in mails: whoever asks chooses it."""
    return knobs.base_url.rstrip("/") or f"http://localhost:{knobs.port}"


def code(knobs: Settings, purpose: str, digits: str, link: str, name: str) -> Letter:
    """The letter with a code and a link; either can be used once."""
    words = _paragraphs(
        OPENINGS[purpose],
        f"{digits[:3]} {digits[3:]}",
        f"{LINKS.get(purpose, LINK)}\n{link}",
        f"Both work for {CODE_MINUTES} minutes, once.",
        *([f"The name neighbors will see:\n{name}"] if name else []),
        CLOSINGS[purpose],
    )
    return Letter(SUBJECTS[purpose].format(city=_site(knobs)), words)


def address_known(knobs: Settings, purpose: str) -> Letter:
    """Somebody gave an address that has an account already; its owner is told, nobody else."""
    tried = "sign up" if purpose == "sign_up" else "use it for another account"
    words = _paragraphs(
        f"Somebody tried to {tried} with this email address. You have an account with it already.",
        f"If it was you, sign in here. You can ask for a code if you forgot your password:\n{base(knobs)}/sign-in",
        "If it was not you, do nothing. Your account stays as it is, and nobody was told that you have one.",
    )
    return Letter(f"You already have an account on {_site(knobs)}", words)


def address_changed(knobs: Settings) -> Letter:
    """To the old address."""
    words = _paragraphs(
        "Your account now uses another email address. Mails go there from now on, and this address no longer opens it.",
        "If you did not do this, somebody else may be in your account. Write to the people who run it:\n"
        f"{knobs.mail_from}",
    )
    return Letter(f"Your email address on {_site(knobs)} was changed", words)


def password_changed(knobs: Settings) -> Letter:
    """To the owner, after a password was set or reset."""
    words = _paragraphs(
        "The password of your account was changed. All other sign-ins ended.",
        f"If you did not do this, set a new one right now with a code to this address:\n{base(knobs)}/reset",
    )
    return Letter(f"Your password on {_site(knobs)} was changed", words)


def _site(knobs: Settings) -> str:
    return f"Stoop, {knobs.city_name}"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"
