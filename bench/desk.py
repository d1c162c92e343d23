"""The desk's queue: a page of it at a city's whole history against the same page at a thousand cases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench import data
from bench.measure import Figure, ratio
from bench.pages import LARGE, SMALL, application, visit
from community import clock
from community.cases import clocks
from community.cases.models import Case
from community.db.engines import Engines
from community.people.models import Membership

PAGES = (
    ("waiting", "/desk"),
    ("mine", "/desk?view=mine"),
    ("late", "/desk?view=late"),
    ("at risk", "/desk?view=at_risk"),
    ("quiet", "/desk?view=quiet"),
    ("unsorted", "/desk?view=unsorted"),
    ("open, by time left", "/desk?view=open"),
    ("mine and late", "/desk?view=mine&target=late"),
    ("open, by upvotes", "/desk?view=open&sort=votes"),
    ("closed", "/desk?view=closed"),
    ("closed, by upvotes", "/desk?view=closed&sort=votes"),
    ("open, kind, board, age and state", "/desk?view=open&service=1&board=1&age=3&state=in_progress"),
    ("open, a number", "/desk?view=open&q=311-26-000900"),
    ("open, an address", "/desk?view=open&q=900%20Larch"),
)
PACES = (clocks.LATE, clocks.AT_RISK, clocks.ON_TIME, clocks.PAUSED, None)


def queue(folder: Path) -> Iterator[Figure]:
    """Each view and each kind of filter, 50 rows where there are as many, with the counts of all views."""
    small, large = _city(folder, "desk-small", SMALL), _city(folder, "desk-large", LARGE)
    (few, few_cookie), (many, many_cookie) = application(small, folder), application(large, folder)
    for name, path in PAGES:
        floor, ours = visit(few, path, few_cookie), visit(many, path, many_cookie)
        yield ratio(f"desk, {name}: {LARGE:,} cases / {SMALL:,}", ours, floor, 1.3, repeat=2)


def _city(folder: Path, name: str, cases: int) -> Engines:
    engines = data.fresh(folder, name)
    fill(engines, cases)
    return engines


def fill(engines: Engines, cases: int) -> None:
    """Person 1 is a liaison of an agency with so many cases, half of them closed. Of the open ones most have a clock,
    in each of the paces; what is in progress is theirs, so that the small city fills a page of what is theirs and late,
    too; a tenth is quiet."""
    now = clock.now()
    data.fill(engines, 60)
    part = {"person_id": 1, "role": "liaison", "scope_kind": "agency", "scope_id": 1, "created_at": now}
    with engines.writing.begin() as connection:
        connection.execute(insert(Membership), [part])
        for start in range(100, cases + 100, data.BATCH):
            ids = range(start, min(start + data.BATCH, cases + 100))
            connection.execute(insert(Case), [_case(number, now) for number in ids])


def _case(number: int, now: Any) -> dict[str, Any]:
    opened, closed = now - timedelta(days=3, minutes=number), number % 2 == 0
    pace = None if closed else PACES[number // 10 % len(PACES)]
    left = timedelta(minutes=number % 6000 + 1)
    quiet = not closed and number % 10 == 3
    return {
        "board_id": 1,
        "service_id": 1,
        "agency_id": 1,
        "state": "closed" if closed else "in_progress" if number % 4 == 1 else "open",
        "code": "done" if closed else None,
        "closed_at": now - timedelta(minutes=number) if closed else None,
        "needs_answer_since": None if closed else opened,
        "needs_sorting": number % 20 == 1,
        "liaison_id": 1 if number % 4 == 1 else None,
        "pace": pace,
        "due_at": None if pace is None else now - left if pace == clocks.LATE else now + left,
        "paused_since": opened if pace == clocks.PAUSED else None,
        "paused_for": "parts" if pace == clocks.PAUSED else None,
        "quiet_since": opened if quiet else None,
        "quiet_for": "silence" if quiet else None,
        "reference": f"311-26-{number:06}",
        "title": f"Case {number}",
        "place": f"{number % 9999} Larch St",
        "answers": {},
        "voices": number % 31,
        "opened_at": opened,
        "opened_by": "votes",
    }
