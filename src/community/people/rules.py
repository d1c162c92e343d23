"""What an address, a password, a code and a network address must look like; how long things last. Pure."""

import hashlib
import ipaddress
import re
import unicodedata
from datetime import timedelta

from community.i18n import _

CODE_MINUTES = 10
CODE_LIFE = timedelta(minutes=CODE_MINUTES)
"""How long a code and a link by e-mail can be used, from the moment they are sent."""
CODE_TRIES = 5
"""Wrong codes after which a new one is needed."""
CODE_WAIT = timedelta(hours=1)
"""A mail that could not be sent for this long is not sent any more: nobody waits for the code."""
CODE_KEPT = timedelta(days=3)
"""Rows of used and ended codes are deleted after this, longer than a mail about them is tried."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
SIGN_IN_WINDOW = timedelta(minutes=15)
HOUR = timedelta(hours=1)
TOUCH_EVERY = timedelta(days=1)
"""How exactly a sign-in remembers when it was last used."""
PURPOSES = ("sign_up", "sign_in", "reset", "change_email")

ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.I
)
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
"""Marks in a User-Agent, in the order in which they decide."""
A_BROWSER = "A browser"


def problem_with_email(email: str) -> str | None:
    """Why nothing can be sent to ``email``; None when it looks like an address."""
    local = email.partition("@")[0]
    bad_dots = local.startswith(".") or local.endswith(".") or ".." in local
    if len(email) > 254 or bad_dots or not ADDRESS.fullmatch(email):
        return _("Write an email address, like name@example.org.")
    return None


def email_key(email: str) -> str:
    """The address as it makes accounts unique."""
    return email.strip().casefold()


def problem_with_password(password: str, name: str = "", email: str = "") -> str | None:
    """Why this password cannot be chosen; None when it can."""
    if len(password) < SHORTEST_PASSWORD:
        return _("Choose a password of at least {n} characters. A few words are easy to keep in mind.").format(
            n=SHORTEST_PASSWORD
        )
    if len(password) > LONGEST_PASSWORD:
        return _("Choose a password of at most {n} characters.").format(n=LONGEST_PASSWORD)
    plain = plain_password(password).casefold()
    if plain in {name.casefold(), email.casefold(), email.partition("@")[0].casefold()}:
        return _("Choose a password that is not your name or email address.")
    if len(set(plain)) < 4:
        return _("Choose a password with more different characters.")
    return None


def plain_password(password: str) -> str:
    """The password as every keyboard of the person writes it."""
    return unicodedata.normalize("NFKC", password)


def plain_code(text: str) -> str:
    """The digits of a code as typed or pasted; empty when they cannot be one."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text[:50]))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else ""


def name_device(user_agent: str) -> str:
    """``Firefox on Windows``: enough for a person to know their own browser again."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), A_BROWSER)
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def device_words(device: str) -> str:
    """What ``name_device`` wrote down at a sign-in, in the language spoken now."""
    browser, _on, system = device.partition(" on ")
    browser = _("A browser") if browser == A_BROWSER else browser
    return _("{browser} on {system}").format(browser=browser, system=system) if system else browser


def network_of(address: str | None) -> str:
    """Who shares a network address: one IPv4 address, or one IPv6 network, which is what a household gets."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def attempt_key(subject: str) -> str:
    """What is kept of an address that is counted: not the address."""
    return hashlib.sha256(subject.encode("utf-8", "replace")).hexdigest()
