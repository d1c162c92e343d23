"""The words of the mails about accounts: short, with what to do, and what it means when it was not you. Pure."""

from dataclasses import dataclass

from community.i18n import N_, _, counted
from community.people.rules import CODE_MINUTES
from community.settings import Settings

SUBJECTS = {
    "sign_up": N_("Your code to join {city}"),
    "sign_in": N_("Your sign-in code for {city}"),
    "reset": N_("Your code for a new password on {city}"),
    "change_email": N_("Confirm your new address on {city}"),
}
OPENINGS = {
    "sign_up": N_("Welcome. Type this code in the page you signed up on."),
    "sign_in": N_("Type this code in the page you asked for it on."),
    "reset": N_("Type this code in the page you asked for it on, and choose a new password there."),
    "change_email": N_("Type this code in the page you asked for it on. From then on your account uses this address."),
}
LINK = N_("Or open this page and press the button:")
LINKS = {"sign_up": N_("Or open this page. On another phone or computer it asks for your password:")}
CLOSINGS = {
    "sign_up": N_("If you did not sign up, do nothing. There will be no account."),
    "sign_in": N_("If you did not ask for this, do nothing. Never give the code to anybody, not even to the city."),
    "reset": N_("If you did not ask for this, do nothing. Your password stays as it is."),
    "change_email": N_("If you did not ask for this, do nothing. Nothing will change."),
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
        _(OPENINGS[purpose]),
        f"{digits[:3]} {digits[3:]}",
        f"{_(LINKS.get(purpose, LINK))}\n{link}",
        counted("Both work for {n} minute, once.", "Both work for {n} minutes, once.", CODE_MINUTES),
        *([_("The name neighbors will see:") + f"\n{name}"] if name else []),
        _(CLOSINGS[purpose]),
    )
    return Letter(_(SUBJECTS[purpose]).format(city=_site(knobs)), words)


def address_known(knobs: Settings, purpose: str) -> Letter:
    """Somebody gave an address that has an account already; its owner is told, nobody else."""
    tried = (
        _("Somebody tried to sign up with this email address. You have an account with it already.")
        if purpose == "sign_up"
        else _(
            "Somebody gave this email address for an account that is not yours. You have an account with it already."
        )
    )
    words = _paragraphs(
        tried,
        _("If it was you, sign in here. You can ask for a code if you forgot your password:")
        + f"\n{base(knobs)}/sign-in",
        _("If it was not you, do nothing. Your account stays as it is, and nobody was told that you have one."),
    )
    return Letter(_("You already have an account on {city}").format(city=_site(knobs)), words)


def address_changed(knobs: Settings) -> Letter:
    """To the old address."""
    words = _paragraphs(
        _(
            "Your account now uses another email address. "
            "Mails go there from now on, and this address no longer opens it."
        ),
        _("If you did not do this, somebody else may be in your account. Write to the people who run it:")
        + f"\n{knobs.mail_from}",
    )
    return Letter(_("Your email address on {city} was changed").format(city=_site(knobs)), words)


def password_changed(knobs: Settings) -> Letter:
    """To the owner, after a password was set or reset."""
    words = _paragraphs(
        _("The password of your account was changed. All other sign-ins ended."),
        _("If you did not do this, set a new one right now with a code to this address:") + f"\n{base(knobs)}/reset",
    )
    return Letter(_("Your password on {city} was changed").format(city=_site(knobs)), words)


def _site(knobs: Settings) -> str:
    return f"Stoop, {knobs.city_name}"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"
