"""What the pages of notices are made of: the inbox under its days, all one follows, how one is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from community import clock
from community.confirmations.rules import CLOSING_ANSWERS
from community.i18n import N_, _
from community.notices.asking import asks_of, needs
from community.notices.choosing import (
    ALWAYS_IN_INBOX,
    BOARDS,
    CITY,
    DAILY,
    DAYS,
    FOLLOWED,
    GROUPS,
    MAIL,
    NEVER,
    NOW,
    PUSH,
    REPLIES,
    WEEKLY,
    WORDS,
    Choices,
)
from community.notices.folding import Line, folded
from community.notices.following import RADII
from community.notices.following_queries import followed_by, own_threads
from community.notices.forms import InboxForm, PlaceForm
from community.notices.mail_queries import MOST_BOUNCES, choices_of, mailings_of
from community.notices.push.queries import pushable
from community.notices.queries import CITY_SAID, InboxRow, inbox_page
from community.people.identity import Identity
from community.people.queries import account_of
from community.settings import Settings

ZONES = {
    "America/New_York": N_("Eastern (New York)"),
    "America/Chicago": N_("Central (Chicago)"),
    "America/Denver": N_("Mountain (Denver)"),
    "America/Phoenix": N_("Arizona (Phoenix)"),
    "America/Los_Angeles": N_("Pacific (Los Angeles)"),
    "America/Anchorage": N_("Alaska (Anchorage)"),
    "Pacific/Honolulu": N_("Hawaii (Honolulu)"),
    "America/Puerto_Rico": N_("Atlantic (Puerto Rico)"),
}
"""Time zones offered, beside the city's and the person's own."""
RHYTHM_WORDS = {"now": N_("At once"), "daily": N_("Once a day"), "weekly": N_("Once a week"), "never": N_("Not at all")}
IN_SHORT = {
    CITY: N_("City answers"),
    REPLIES: N_("Replies"),
    FOLLOWED: N_("What I follow"),
    BOARDS: N_("My boards"),
    WORDS: N_("My words"),
}
"""The groups, where there is little room."""
STATE_WORDS = {
    "waiting": N_("On its way"),
    "delivered": N_("Delivered: the mail server took it"),
    "bounced": N_("Came back"),
    "gone": N_("The browser is gone"),
    "given_up": N_("Given up after two days"),
}
PUSH_STATE_WORDS = STATE_WORDS | {
    "delivered": N_("Delivered: the push service took it"),
    "given_up": N_("Given up: the push service did not take it"),
}
MAIL_WORDS = {"now": N_("At once"), "daily": N_("Daily"), "weekly": N_("Weekly")}
PUSH_WORDS = {"now": N_("Push, at once"), "daily": N_("Push, daily"), "weekly": N_("Push, weekly")}

WEEKLY_MAILS = (
    N_("Monday email"),
    N_("Tuesday email"),
    N_("Wednesday email"),
    N_("Thursday email"),
    N_("Friday email"),
    N_("Saturday email"),
    N_("Sunday email"),
)
WEEKLY_AND_INBOX = (
    N_("Monday email and inbox"),
    N_("Tuesday email and inbox"),
    N_("Wednesday email and inbox"),
    N_("Thursday email and inbox"),
    N_("Friday email and inbox"),
    N_("Saturday email and inbox"),
    N_("Sunday email and inbox"),
)


@dataclass(frozen=True)
class Days:
    """Lines under one heading; ``recent``: the time of day says more than the date."""

    heading: str
    lines: list[Line]
    recent: bool


def inbox_screen(db: Session, who: Identity, form: InboxForm, knobs: Settings) -> dict[str, Any]:
    """The values of ``inbox/inbox.jinja2``. Two queries, one more for closings, one where push is on."""
    zone, now = knobs.city_zone, clock.now()
    only = {"city": CITY_SAID, "you": needs(who, now)}.get(form.show)
    page = inbox_page(db, who.person_id, only=only, before=form.before)
    asks = asks_of(db, who, [row.id for row in page.rows if row.kind == "closed"], now)
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()

    def heading(row: InboxRow) -> str:
        return heading_of(row.at.astimezone(local).date(), today)

    recent = (_("Today"), _("Yesterday"))
    days = [Days(said, folded(rows), said in recent) for said, rows in groupby(page.rows, heading)]
    wishes = choices_of(db, [who.person_id], zone)[who.person_id]
    pushes = bool(pushable(db, [who.person_id], knobs))
    reached = [(_(words), reached_by(wishes, group, pushes=pushes)) for group, words in IN_SHORT.items()]
    any_new = any(row.new for row in page.rows)
    shown = {"form": form, "page": page, "days": days, "asks": asks, "answers": CLOSING_ANSWERS, "any_new": any_new}
    return {**shown, "reached": reached, "wishes": wishes}


def heading_of(day: date, today: date) -> str:
    """Under which heading a day stands."""
    if day >= today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return _("This week") if day > today - timedelta(days=7) else _("Earlier")


def reached_by(wishes: Choices, group: str, *, pushes: bool) -> list[str]:
    """In a few words each, how news of this group reaches the person. ``pushes``: a browser of theirs shows news."""
    rhythm = wishes.rhythm(group, PUSH)
    pushed = [_(PUSH_WORDS[rhythm])] if pushes and rhythm in PUSH_WORDS else []
    quiet = wishes.rhythm(group) == NEVER and not wishes.in_inbox(group)
    return pushed if pushed and quiet else [_mailed(wishes, group), *pushed]


def _mailed(wishes: Choices, group: str) -> str:
    """By mail, in the inbox, both or neither."""
    rhythm, inbox = wishes.rhythm(group), wishes.in_inbox(group)
    if rhythm == WEEKLY:
        return _(WEEKLY_AND_INBOX[wishes.digest_day] if inbox else WEEKLY_MAILS[wishes.digest_day])
    if rhythm == NOW:
        return _("Email and inbox") if inbox else _("Email")
    if rhythm == DAILY:
        return _("Daily email and inbox") if inbox else _("Daily email")
    return _("Inbox only") if inbox else _("Not at all")


def follows_screen(
    db: Session, who: Identity, form: PlaceForm | None = None, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The values of ``notices/follows.jinja2``. Four queries."""
    return {
        "followed": followed_by(db, who.person_id),
        "own": own_threads(db, who.person_id),
        "radii": [(meters, _(words)) for meters, words in RADII.items()],
        "typed": form or PlaceForm("", next(iter(RADII)), {}),
        "errors": errors or {},
    }


def settings_screen(
    db: Session, who: Identity, zone: str, wishes: Choices | None = None, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The values of ``notices/settings.jinja2``. Three queries."""
    wishes = wishes or choices_of(db, [who.person_id], zone)[who.person_id]
    account = account_of(db, who.person_id)
    zones = {zone: zone, wishes.zone: wishes.zone} | {name: _(words) for name, words in ZONES.items()}
    return {
        "wishes": wishes,
        "groups": GROUPS,
        "always": ALWAYS_IN_INBOX,
        "rhythms": RHYTHM_WORDS,
        "days": [(number, _(day)) for number, day in enumerate(DAYS)],
        "hours": [(hour, hour_words(hour)) for hour in range(24)],
        "zones": list(zones.items()),
        "paused": wishes.paused_until if wishes.paused_until and wishes.paused_until > clock.now() else None,
        "account": account,
        "silent_address": account is not None and account.bounces >= MOST_BOUNCES,
        "mailings": mailings_of(db, who.person_id),
        "states": {MAIL: STATE_WORDS, PUSH: PUSH_STATE_WORDS},
        "rhythm_mails": {MAIL: MAIL_WORDS, PUSH: PUSH_WORDS},
        "errors": errors or {},
    }


def stop_screen(wishes: Choices, groups: list[str]) -> dict[str, Any]:
    """The values of ``notices/stop.jinja2``. No query."""
    rhythms = {wishes.rhythm(group) for group in groups}
    return {
        "groups": [GROUPS[group] for group in groups],
        "rhythms": RHYTHM_WORDS,
        "present": rhythms.pop() if len(rhythms) == 1 else WEEKLY if NOW not in rhythms else NOW,
    }


def hour_words(hour: int) -> str:
    """``8 am``, ``12 noon``, ``12 midnight``."""
    if hour % 12 == 0:
        return _("12 noon") if hour else _("12 midnight")
    said = _("{time} am") if hour < 12 else _("{time} pm")
    return said.format(time=hour % 12)
