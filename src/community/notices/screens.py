"""What the pages of notices are made of: the inbox under its days, all one follows, how one is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from community import clock
from community.notices.choosing import (
    ALWAYS_IN_INBOX,
    BOARDS,
    CITY,
    DAYS,
    FOLLOWED,
    GROUPS,
    NOW,
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
from community.notices.queries import InboxRow, inbox_page
from community.people.identity import Identity
from community.people.queries import account_of

ZONES = {
    "America/New_York": "Eastern (New York)",
    "America/Chicago": "Central (Chicago)",
    "America/Denver": "Mountain (Denver)",
    "America/Phoenix": "Arizona (Phoenix)",
    "America/Los_Angeles": "Pacific (Los Angeles)",
    "America/Anchorage": "Alaska (Anchorage)",
    "Pacific/Honolulu": "Hawaii (Honolulu)",
    "America/Puerto_Rico": "Atlantic (Puerto Rico)",
}
"""Time zones offered, beside the city's and the person's own."""
RHYTHM_WORDS = {"now": "At once", "daily": "Once a day", "weekly": "Once a week", "never": "Not at all"}
IN_SHORT = {
    CITY: "City answers",
    REPLIES: "Replies",
    FOLLOWED: "What I follow",
    BOARDS: "My boards",
    WORDS: "My words",
}
"""The groups, where there is little room."""
STATE_WORDS = {
    "waiting": "On its way",
    "delivered": "Delivered: the mail server took it",
    "bounced": "Came back",
    "given_up": "Given up after two days",
}


@dataclass(frozen=True)
class Days:
    """Lines under one heading; ``recent``: the time of day says more than the date."""

    heading: str
    lines: list[Line]
    recent: bool


def inbox_screen(db: Session, who: Identity, form: InboxForm, zone: str) -> dict[str, Any]:
    """The values of ``inbox/inbox.jinja2``. Two queries."""
    page = inbox_page(db, who.person_id, only_city=form.only_city, before=form.before)
    local = ZoneInfo(zone)
    today = clock.now().astimezone(local).date()

    def heading(row: InboxRow) -> str:
        return heading_of(row.at.astimezone(local).date(), today)

    days = [Days(said, folded(rows), said in ("Today", "Yesterday")) for said, rows in groupby(page.rows, heading)]
    wishes = choices_of(db, [who.person_id], zone)[who.person_id]
    reached = [(words, reached_by(wishes, group)) for group, words in IN_SHORT.items()]
    any_new = any(row.new for row in page.rows)
    return {"form": form, "page": page, "days": days, "any_new": any_new, "reached": reached, "wishes": wishes}


def heading_of(day: date, today: date) -> str:
    """Under which heading a day stands."""
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return "This week" if day > today - timedelta(days=7) else "Earlier"


def reached_by(wishes: Choices, group: str) -> str:
    """In a few words, how news of this group reaches the person."""
    rhythm, inbox = wishes.rhythm(group), wishes.in_inbox(group)
    mail = {"now": "Email", "daily": "Daily email", "weekly": f"{DAYS[wishes.digest_day]} email"}.get(rhythm, "")
    if not mail:
        return "Inbox only" if inbox else "Not at all"
    return f"{mail} and inbox" if inbox else mail


def follows_screen(
    db: Session, who: Identity, form: PlaceForm | None = None, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The values of ``notices/follows.jinja2``. Four queries."""
    return {
        "followed": followed_by(db, who.person_id),
        "own": own_threads(db, who.person_id),
        "radii": list(RADII.items()),
        "typed": form or PlaceForm("", next(iter(RADII)), {}),
        "errors": errors or {},
    }


def settings_screen(
    db: Session, who: Identity, zone: str, wishes: Choices | None = None, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The values of ``notices/settings.jinja2``. Three queries."""
    wishes = wishes or choices_of(db, [who.person_id], zone)[who.person_id]
    account = account_of(db, who.person_id)
    zones = {zone: zone, wishes.zone: wishes.zone} | ZONES
    return {
        "wishes": wishes,
        "groups": GROUPS,
        "always": ALWAYS_IN_INBOX,
        "rhythms": RHYTHM_WORDS,
        "days": list(enumerate(DAYS)),
        "hours": [(hour, hour_words(hour)) for hour in range(24)],
        "zones": list(zones.items()),
        "paused": wishes.paused_until if wishes.paused_until and wishes.paused_until > clock.now() else None,
        "account": account,
        "silent_address": account is not None and account.bounces >= MOST_BOUNCES,
        "mailings": mailings_of(db, who.person_id),
        "states": STATE_WORDS,
        "rhythm_mails": {"now": "At once", "daily": "Daily", "weekly": "Weekly"},
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
    special = {0: "12 midnight", 12: "12 noon"}
    return special.get(hour, f"{hour % 12} {'am' if hour < 12 else 'pm'}")
