"""What inbox, follows and settings are asked: posted text in, checked values or errors out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from community.db.ids import read_id
from community.errors import Missing
from community.i18n import _
from community.notices.choosing import ALWAYS_IN_INBOX, DAYS, GROUPS, PUSH, RHYTHMS, Choices
from community.prose import clean_line

MOST_FOLDED = 50
"""Notices read with one press."""
LONGEST_PLACE = 200
TABS = ("you", "city")


@dataclass(frozen=True)
class InboxForm:
    """``show``: the tab, of the city's words (``city``), of what needs the person (``you``), or of all. ``before``:
    where the page begins."""

    show: str
    before: int | None


def read_inbox(params: Mapping[str, str]) -> InboxForm:
    """The page asked for; what makes no sense is left out."""
    show = params.get("show", "")
    return InboxForm(show if show in TABS else "", number_in(params, "before"))


def number_in(params: Mapping[str, str], name: str) -> int | None:
    """The id in this field, if it holds one."""
    try:
        return read_id(params.get(name, ""))
    except Missing:
        return None


def read_ids(params: Any) -> list[int]:
    """The notices of one line. Raises Missing without any, and for what is no id."""
    ids = [read_id(text) for text in params.getall("id")[:MOST_FOLDED]]
    if not ids:
        raise Missing
    return ids


@dataclass(frozen=True)
class PlaceForm:
    """A place to follow, as typed."""

    text: str
    meters: int
    errors: dict[str, str]


def read_place(params: Mapping[str, str]) -> PlaceForm:
    """An address or a street, and how far around it."""
    text, meters = clean_line(params.get("place", ""))[:LONGEST_PLACE], number_in(params, "meters") or 0
    return PlaceForm(text, meters, {} if text else {"place": _("Write an address or a street.")})


def read_choices(params: Mapping[str, str], before: Choices) -> tuple[Choices, dict[str, str]]:
    """How the person wants to be reached, and what is wrong with it by field."""
    errors: dict[str, str] = {}
    mail = {group: params.get(f"mail_{group}", "") for group in GROUPS}
    push = {group: params.get(f"push_{group}", before.rhythm(group, PUSH)) for group in GROUPS}
    errors |= {f"mail_{group}": _("Choose one of these.") for group, rhythm in mail.items() if rhythm not in RHYTHMS}
    errors |= {f"push_{group}": _("Choose one of these.") for group, rhythm in push.items() if rhythm not in RHYTHMS}
    silent = frozenset(group for group in GROUPS if group not in ALWAYS_IN_INBOX and f"inbox_{group}" not in params)
    zone = params.get("zone", "")
    if not is_zone(zone):
        errors["zone"], zone = _("Choose your time zone."), before.zone
    day = params.get("digest_day", "")
    if day not in map(str, range(len(DAYS))):
        errors["digest_day"], day = _("Choose a day."), str(before.digest_day)
    hours = params.get("quiet_from", ""), params.get("quiet_to", "")
    if not all(hour in map(str, range(24)) for hour in hours):
        errors["quiet_from"] = _("Choose two hours.")
    quiet = None if "quiet_from" in errors or "quiet" not in params else (int(hours[0]), int(hours[1]))
    wishes = replace(before, mail=mail, push=push, quiet_inbox=silent, zone=zone, quiet=quiet, digest_day=int(day))
    return wishes, errors


def is_zone(name: str) -> bool:
    """Whether this is a time zone."""
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
