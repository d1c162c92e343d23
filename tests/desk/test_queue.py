"""The queue: whose cases stand in it, in which order, page after page."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import text

from community import clock
from community.cases.models import Case
from community.desk.counting import desk_counts
from community.desk.filters import TARGETS, Narrowing
from community.desk.forms import read_cursor, read_queue, write_cursor
from community.desk.queries import Wanted, desk_queue
from community.desk.rules import VIEWS, scopes_of, write_count
from tests import make
from tests.cases.people import as_identity
from tests.counting import asked
from tests.when import in_trial


@pytest.fixture
def desk(db):
    return Desk(db)


class Desk:
    """Two boards, two agencies, and cases put there directly."""

    def __init__(self, db):
        self.db = db
        self.juniper, self.marble = make.board(db, "Juniper Square"), make.board(db, "Marble Hill")
        self.streets, self.water = make.agency(db, "Streets", fallback=True), make.agency(db, "Water")
        self.pothole = make.service(db, self.streets, "Pothole")
        self.count = 0
        self.start = clock.now() - timedelta(days=100)

    def liaison(self, name, *agencies, boards=None):
        person = make.person(self.db, name)
        for agency in agencies:
            make.liaison(self.db, person, agency, boards)
        return person

    def case(self, title, board="juniper", agency="streets", **values):
        self.count += 1
        opened = self.start + timedelta(hours=self.count)
        found = getattr(self, board) if board else None
        values = {"needs_answer_since": opened, "opened_at": opened, "opened_by": "votes", "state": "open", **values}
        made = Case(title=title, board_id=found.id if found else None, agency_id=getattr(self, agency).id, **values)
        self.db.add(made)
        self.db.commit()
        return made

    def titles(self, person, view, **wanted):
        who = as_identity(self.db, person)
        page = desk_queue(self.db, scopes_of(who), who.person_id, Wanted(view, **wanted))
        return [row.title for row in page.rows]


def test_a_liaison_sees_the_cases_of_their_agency_on_all_boards_and_none(desk):
    priya = desk.liaison("Priya", desk.streets)
    desk.case("On Juniper")
    desk.case("On Marble", board="marble")
    desk.case("City-wide", board=None)
    desk.case("A pipe", agency="water")
    assert desk.titles(priya, "waiting") == ["On Juniper", "On Marble", "City-wide"]
    assert desk.titles(priya, "open", board_id=0) == ["City-wide"]
    assert desk.titles(priya, "open", board_id=desk.marble.id) == ["On Marble"]


def test_a_liaison_for_one_board_sees_neither_the_others_nor_the_tray(desk):
    wes = desk.liaison("Wes", desk.streets, boards=[desk.marble.id])
    desk.case("On Juniper")
    desk.case("On Marble", board="marble")
    desk.case("City-wide", board=None)
    for view in ("waiting", "open"):
        assert desk.titles(wes, view) == ["On Marble"]
    assert desk.titles(wes, "open", board_id=desk.juniper.id) == []


def test_a_liaison_of_two_agencies_reads_both_in_one_order(desk):
    both = desk.liaison("Both", desk.streets, desk.water)
    desk.case("First")
    desk.case("Second", agency="water")
    desk.case("Third")
    assert desk.titles(both, "open") == ["First", "Second", "Third"]


def test_each_view_holds_what_its_name_says(desk):
    priya = desk.liaison("Priya", desk.streets)
    desk.case("Waits")
    desk.case("Answered", needs_answer_since=None)
    desk.case("Mine", needs_answer_since=None, liaison_id=priya.id, state="in_progress")
    desk.case("Unsorted", needs_sorting=True, state="queued")
    desk.case("History", needs_answer_since=None, imported=True)
    closed = {"needs_answer_since": None, "state": "closed", "code": "done"}
    desk.case("Closed first", closed_at=desk.start + timedelta(days=1), **closed)
    desk.case("Closed last", closed_at=desk.start + timedelta(days=2), **closed)
    assert desk.titles(priya, "waiting") == ["Waits", "Unsorted"]
    assert desk.titles(priya, "mine") == ["Mine"]
    assert desk.titles(priya, "unsorted") == ["Unsorted"]
    assert desk.titles(priya, "open") == ["Waits", "Answered", "Mine", "Unsorted", "History"]
    assert desk.titles(priya, "closed") == ["Closed last", "Closed first"]
    who = as_identity(desk.db, priya)
    counts = desk_counts(desk.db, scopes_of(who), who.person_id)
    assert counts == {
        "waiting": 2,
        "mine": 1,
        "late": 0,
        "at_risk": 0,
        "quiet": 0,
        "unsorted": 1,
        "open": 5,
        "closed": 2,
    }


def test_by_votes_and_by_kind(desk):
    priya = desk.liaison("Priya", desk.streets)
    desk.case("Three", voices=3, service_id=desk.pothole.id)
    desk.case("Twelve", voices=12)
    desk.case("Seven", voices=7, service_id=desk.pothole.id)
    assert desk.titles(priya, "waiting", sort="votes") == ["Twelve", "Seven", "Three"]
    assert desk.titles(priya, "open", service_id=desk.pothole.id) == ["Three", "Seven"]


def test_closed_cases_stand_by_their_end_or_by_votes(desk, browser):
    priya = desk.liaison("Priya", desk.streets)
    for title, voices, hours in (("Three", 3, 9), ("Twelve", 12, 5), ("Seven", 7, 1)):
        closed = clock.now() - timedelta(hours=hours)
        desk.case(title, voices=voices, state="closed", code="done", closed_at=closed)
    page = browser(priya).get("/desk?view=closed&sort=votes").html
    assert desk.titles(priya, "closed") == ["Seven", "Twelve", "Three"]
    assert desk.titles(priya, "closed", sort="age") == ["Three", "Twelve", "Seven"]
    assert desk.titles(priya, "closed", sort="votes") == ["Twelve", "Seven", "Three"]
    orders = page.select("#sort option")
    assert [order.text for order in orders] == ["Last closed first", "Oldest first", "Most upvotes first"]
    assert [order["value"] for order in orders if order.has_attr("selected")] == ["votes"]


def test_what_was_handed_over_is_found_by_its_kind_too(desk, browser):
    wes, priya = desk.liaison("Wes", desk.water), desk.liaison("Priya", desk.streets)
    desk.case("Pothole over a pipe", agency="water", service_id=desk.pothole.id)
    offered = browser(wes).get("/desk?view=open").html.select("#service option")
    assert str(desk.pothole.id) in [option["value"] for option in offered]
    assert desk.titles(wes, "open", service_id=desk.pothole.id) == ["Pothole over a pipe"]
    assert desk.titles(priya, "open", service_id=desk.pothole.id) == []
    dumping = make.service(desk.db, desk.streets, "Nobody's kind")
    offered = browser(wes).get("/desk?view=open").html.select("#service option")
    assert str(dumping.id) not in [option["value"] for option in offered]


@pytest.mark.parametrize(("view", "sort"), list(product(("open", "waiting", "closed"), ("left", "age", "votes"))))
def test_paging_skips_and_repeats_nothing(desk, view, sort):
    both = desk.liaison("Both", desk.streets, desk.water)
    who = as_identity(desk.db, both)
    moment = desk.start
    rows = [
        Case(
            title=f"Case {number}",
            agency_id=(desk.streets if number % 3 else desk.water).id,
            opened_at=moment + timedelta(microseconds=number // 4),
            needs_answer_since=None if view == "closed" else moment + timedelta(microseconds=number // 4),
            closed_at=moment + timedelta(microseconds=number // 4) if view == "closed" else None,
            state="closed" if view == "closed" else "open",
            code="done" if view == "closed" else None,
            opened_by="votes",
            voices=number % 5,
            pace=None if view == "closed" else (None, "late", "on_time", "at_risk", "paused")[number % 5],
            due_at=moment + timedelta(hours=number // 20) if number % 5 and view != "closed" else None,
        )
        for number in range(130)
    ]
    desk.db.add_all(rows)
    desk.db.commit()
    seen, after = [], None
    for _page in range(10):
        page = desk_queue(desk.db, scopes_of(who), who.person_id, Wanted(view, sort, after=after))
        seen += [row.id for row in page.rows]
        if page.next is None:
            break
        after = read_cursor(write_cursor(page.next), sort=sort, by_time=Wanted(view, sort).by_time)
    assert len(seen) == len(set(seen)) == 130


def test_by_time_left_what_is_late_comes_first_then_what_is_due_what_is_on_hold_and_what_has_no_clock(desk):
    priya = desk.liaison("Priya", desk.streets, desk.water)
    now = clock.now()

    def due(title, pace, hours, **values):
        desk.case(title, pace=pace, due_at=now + timedelta(hours=hours), **values)

    desk.case("Imported long ago", imported=True, opened_at=now - timedelta(days=900))
    due("On time", "on_time", 50)
    due("On hold since before it was due", "paused", -9)
    due("Late by an hour", "late", -1, agency="water")
    due("At risk", "at_risk", 3)
    due("Late by two days", "late", -48)
    due("Soon, by a short target", "on_time", 2)
    desk.case("Opened without a target")
    desk.case("Closed, somebody replied", state="closed", code="done", closed_at=now, pace="late")
    first = ["Late by two days", "Late by an hour", "Soon, by a short target", "At risk", "On time"]
    then = ["On hold since before it was due", "Imported long ago", "Opened without a target"]
    assert desk.titles(priya, "open") == [*first, *then]
    assert desk.titles(priya, "waiting") == [*first, *then, "Closed, somebody replied"]
    assert desk.titles(priya, "open", board_id=desk.juniper.id, sort="age")[0] == "Imported long ago"


def test_counts_end_at_99_plus():
    assert [write_count(number) for number in (0, 14, 99, 100)] == ["0", "14", "99", "99+"]


@pytest.mark.parametrize(
    "cursor", ["", ".", "x.1", "1.x", "9" * 40 + ".1", "1.0", "999999999999999999.1", "\0.1", "-1.1"]
)
def test_a_wrong_cursor_never_fails(desk, browser, cursor):
    priya = desk.liaison("Priya", desk.streets)
    desk.case("Here")
    page = browser(priya).get("/desk", params={"view": "open", "after": cursor})
    assert "All open" in page.text


@pytest.mark.parametrize(
    "params",
    [
        {"view": "x"},
        {"board": "-1"},
        {"board": "9" * 30},
        {"service": "\0"},
        {"sort": "x"},
        {"case": "0"},
        {"case": "x"},
    ],
)
def test_a_wrong_address_shows_a_desk_all_the_same(desk, browser, params):
    priya = desk.liaison("Priya", desk.streets)
    browser(priya).get("/desk", params=params)


def test_bytes_that_are_no_text_are_refused_or_left_out(desk, browser):
    priya = browser(desk.liaison("Priya", desk.streets))
    for address in ("/desk?view=%ff", "/desk?after=%ff%fe.1", "/desk?board=%00", "/desk?case=%f0%28"):
        assert priya.get(address, None).status_int < 500


def test_the_address_of_the_queue_is_written_anew():
    form = read_queue({"view": "mine", "sort": "votes", "case": "7", "evil": "//x"})
    assert form.address() == "view=mine&sort=votes&case=7"
    assert form.address(view="open", case=None) == "view=open&sort=votes"


def test_the_desk_is_for_liaisons(desk, browser, visitor):
    luis = make.person(desk.db, "Luis")
    ada = make.person(desk.db, "Ada")
    make.official(desk.db, ada, "admin")
    for person in (luis, ada):
        browser(person).get("/desk", 404)
    visitor.get("/desk", 303)


def test_a_case_beside_the_list_is_one_of_ones_own(desk, browser):
    priya = desk.liaison("Priya", desk.streets)
    mine, other = desk.case("Street case"), desk.case("Water case", agency="water")
    page = browser(priya).get("/desk", params={"view": "open", "case": str(mine.id)})
    assert 'class="dk-det"' in page.text
    page = browser(priya).get("/desk", params={"view": "open", "case": str(other.id)})
    assert "Water case" not in page.text


def test_the_desk_asks_the_same_number_of_questions_for_3_cases_and_60(desk, browser, app, engines):
    priya = desk.liaison("Priya", desk.streets)
    made = [desk.case(f"Case {number}") for number in range(3)]
    shown = browser(priya)

    address = f"/desk?view=open&case={made[0].id}"
    with asked(engines) as few:
        shown.get(address)
    for number in range(57):
        desk.case(f"More {number}")
    with asked(engines) as many:
        shown.get(address)
    assert len(many) == len(few) <= 12


WAYS = {
    "usual": ({}, {"sort": "age"}, {"by": Narrowing(target="late")}),
    "narrowed": ({"sort": "votes"}, {"board_id": 1}, {"board_id": 0}, {"service_id": 1}),
    "by target": tuple({"by": Narrowing(target=target)} for target in TARGETS),
}
"""How a list can be narrowed and ordered."""


@pytest.mark.parametrize("ways", ["usual", *in_trial("narrowed", "by target")])
def test_no_list_reads_the_whole_table(desk, engines, ways):
    both = desk.liaison("Both", desk.streets, desk.water)
    who = as_identity(desk.db, both)
    if not engines.is_sqlite:
        desk.db.execute(text("SET LOCAL enable_seqscan = off"))  # on an empty table every plan is as good
    explain = "EXPLAIN QUERY PLAN" if engines.is_sqlite else "EXPLAIN"
    for view, filters in product(VIEWS, WAYS[ways]):
        with asked(engines) as found:
            desk_queue(desk.db, scopes_of(who), who.person_id, Wanted(view, **filters))
            desk_counts(desk.db, scopes_of(who), who.person_id, Wanted(view, **filters), clock.now())
        assert len(found) == 2
        for statement, values in found:
            plan = "\n".join(str(row) for row in desk.db.connection().exec_driver_sql(f"{explain} {statement}", values))
            assert "SCAN city_case" not in plan, (view, filters)
            assert "Seq Scan on city_case" not in plan, (view, filters)
