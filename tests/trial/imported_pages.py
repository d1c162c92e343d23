"""The pages of a city that imported its history, each read and asserted, with what the database says of every query:
none reads a table of that history from end to end. PostgreSQL plans as it does for a city, by its own figures."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from community.boards.models import Board
from community.cases.models import Backing, Case
from community.catalog.models import Agency
from community.observations.models import Observation
from tests import make
from tests.pages.test_plans import count_tables, plans_of_statements

HISTORY = "activity|observation|city_case|backing|follow_up|staff_note|step|exact_place|search_entry"
"""Large now. Tables that nobody has used yet are read as they please."""
SCANS = {
    # The opened map walks the newest posts along their index, so many and no further (places.map_posts).
    "sqlite": re.compile(rf"\bSCAN (?:{HISTORY})\b(?! USING (?:COVERING )?INDEX ix_observation_map_new)"),
    "postgresql": re.compile(rf"Seq Scan on (?:{HISTORY})\b"),
}
DEEP = 100
A_PAGE = 25


@dataclass
class Imported:
    """What the addresses name: the board with most posts, and on it an open case with its post; a case of the tray."""

    slug: str
    board: int
    post: int
    case: int
    reference: str
    title: str
    tray: int
    at: tuple[float, float]
    place: str


def imported(app: Any) -> Imported:
    """Somebody's way into the history."""
    with app.sessions.reading() as db:
        most = select(Board.slug, Board.id).join(Observation).group_by(Board.slug, Board.id)
        slug, board = db.execute(most.order_by(func.count().desc()).limit(1)).one()
        behind = select(Case, Backing.observation_id).join(Backing).where(Case.board_id == board, Case.state == "open")
        case, post = db.execute(behind.order_by(Case.id.desc()).limit(1)).one()
        tray = db.scalars(select(Case.id).where(Case.board_id.is_(None), Case.state == "open").limit(1)).one()
        at = (case.lat or 0.0, case.lon or 0.0)
        return Imported(slug, board, post, case.id, case.reference, case.title, tray, at, case.place)


class Readers:
    """A neighbor without an account and a liaison of every agency, and the plans of all they read."""

    def __init__(self, app: Any, engines: Any, visitor: Any, browser: Callable[[Any], Any]) -> None:
        with app.sessions.writing() as db:
            priya = make.person(db, "Priya")
            for agency in db.scalars(select(Agency)).all():
                make.liaison(db, priya, agency)
        count_tables(engines)
        self._visitor, self._priya, self._engines = visitor, browser(priya), engines

    def glance(self, path: str) -> Any:
        """The page, as the neighbor gets it."""
        return self._visitor.get(path)

    def read(self, path: str) -> Any:
        """The page, whose queries scan nothing large."""
        reader = self._priya if path.startswith("/desk") else self._visitor
        return self._planned(path, lambda: reader.get(path))

    def write(self, path: str, **typed: str) -> Any:
        """What answers a form of the neighbor, whose queries scan nothing large; 204 says that there is nothing."""
        return self._planned(path, lambda: self._visitor.post(path, status="2*", **typed))

    def _planned(self, path: str, deed: Callable[[], Any]) -> Any:
        got: list[Any] = []
        plans = plans_of_statements(self._engines, lambda: got.append(deed()), avoid=(), counted=True)
        scan = SCANS[self._engines.writing.dialect.name]
        scanned = [f"{statement}\n{plan}" for statement, plan in plans if scan.search(plan)]
        assert scanned == [], path + "\n" + "\n\n".join(scanned)
        return got[0]


def read_every_page(readers: Readers, there: Imported) -> None:
    """Each page works on what was imported."""
    read = readers.read
    assert f'href="/b/{there.slug}"' in read("/")
    for tab in ("", "?show=new", "?show=escalated"):
        assert len(rows(read(f"/b/{there.slug}{tab}"))) == A_PAGE
    assert there.title in read(f"/o/{there.post}").html.h1.get_text()
    assert there.reference in read(f"/case/{there.case}")
    assert f"/desk/case/{there.case}" in read(f"/desk?view=open&q={there.reference}")
    for view in (
        "open",
        "closed",
        "open&sort=votes",
        "closed&sort=votes",
        f"open&board={there.board}",
        "open&board=0",
        "open&q=pothole",
    ):
        assert read(f"/desk?view={view}").html.select('a[href*="case="]'), view
    for view in ("waiting", "mine", "late"):
        assert not read(f"/desk?view={view}").html.select(f'a[href*="case={there.case}"]'), (
            "imported: no clock, no alarm"
        )
    for case in (there.case, there.tray):
        read(f"/desk/case/{case}")
        read(f"/desk/case/{case}/history")
    assert there.reference in read(f"/find?q={there.reference}")
    assert "othole" in read("/find?q=pothole").html.main.get_text()
    assert read("/map.json?box=42.30,-71.10,42.36,-71.04").json
    read(f"/b/{there.slug}/map")
    year = "start_date=2020-03-01T00:00:00Z&end_date=2020-04-01T00:00:00Z"
    assert len(read(f"/open311/v2/requests.json?{year}&page_size=50").json) == 50
    assert read(f"/open311/v2/requests.json?service_request_id={there.case}").json
    look_for_the_same(readers, there)
    deep(readers, there)


def look_for_the_same(readers: Readers, there: Imported) -> None:
    """While somebody writes of what stands there: by a point, by a place in words, and what is near."""
    point = {"lat": str(there.at[0]), "lon": str(there.at[1])}
    for place in (point, {"place": there.place}):
        readers.write(f"/b/{there.slug}/similar", title=there.title, **place)
    assert readers.write("/nearby", **point).html.main


def deep(readers: Readers, there: Imported) -> None:
    """The hundredth page of a board, by its links."""
    address, seen = f"/b/{there.slug}?show=new", set()
    for number in range(1, DEEP + 1):
        page = readers.read(address) if number in (1, DEEP) else readers.glance(address)
        here = {row["id"] for row in rows(page)}
        assert len(here) == A_PAGE
        assert not here & seen, number
        seen |= here
        address = page.html.select_one('main a[href*="after="]')["href"]


def rows(page: Any) -> list[Any]:
    """The posts of a list."""
    return page.html.select("article.obs")
