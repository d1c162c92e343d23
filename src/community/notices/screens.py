"""What the inbox page is made of: a page of notices under the days they came."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from community import clock
from community.notices.forms import InboxForm
from community.notices.queries import InboxRow, inbox_page
from community.people.identity import Identity


@dataclass(frozen=True)
class Days:
    """Lines under one heading; ``recent``: the time of day says more than the date."""

    heading: str
    rows: list[InboxRow]
    recent: bool


def inbox_screen(db: Session, who: Identity, form: InboxForm, zone: str) -> dict[str, Any]:
    """The values of ``inbox/inbox.jinja2``. One query."""
    page = inbox_page(db, who.person_id, only_city=form.only_city, before=form.before)
    local = ZoneInfo(zone)
    today = clock.now().astimezone(local).date()

    def heading(row: InboxRow) -> str:
        return heading_of(row.at.astimezone(local).date(), today)

    days = [Days(said, list(rows), said in ("Today", "Yesterday")) for said, rows in groupby(page.rows, heading)]
    return {"form": form, "page": page, "days": days, "any_new": any(row.new for row in page.rows)}


def heading_of(day: date, today: date) -> str:
    """Under which heading a day stands."""
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return "This week" if day > today - timedelta(days=7) else "Earlier"
