"""No page reads a large table from end to end: what the database itself says of every query of every reading page.

SQLite plans the same for ten rows as for 122,840. PostgreSQL is told to avoid sequential scans, so that one shows
only where no index can serve.
"""

import re

import pytest
from sqlalchemy import text

from tests.cast import city
from tests.counting import asked

LARGE = (
    "activity|observation|city_case|backing|comment|follow_up|staff_note|step|vote|notice|exact_place|address|block"
    "|case_clock|case_pause|promise|membership|follow|mailing|notice_choice|handoff|case_reference"
    "|open311_receipt"
)
SCANS = {
    "sqlite": re.compile(rf"\bSCAN ({LARGE})\b"),
    "postgresql": re.compile(rf"Seq Scan on ({LARGE})\b"),
}
PAGES = (
    ("Luis", "/find?q=larch"),
    ("Luis", "/b/juniper-square"),
    ("Luis", "/b/juniper-square?show=new"),
    ("Luis", "/b/juniper-square?show=new&after=1790000000000000_99"),
    ("Luis", "/b/juniper-square?show=escalated"),
    ("Luis", "/b/juniper-square?show=mine"),
    ("Denise", "/o/{post}"),
    ("Luis", "/case/{case}"),
    ("Luis", "/targets"),
    ("Luis", "/inbox"),
    ("Luis", "/me/notices"),
    ("Luis", "/me/follows"),
    ("Luis", "/b/juniper-square/follow"),
    ("Denise", "/b/juniper-square/log"),
    ("Denise", "/b/juniper-square/walk"),
    ("Denise", "/b/juniper-square/reports"),
    ("Max", "/reports"),
    ("Max", "/reports?before=99"),
    *(
        ("Priya", f"/desk?view={view}")
        for view in ("waiting", "mine", "late", "at_risk", "quiet", "unsorted", "open", "closed")
    ),
    *(("Priya", f"/desk?view={view}&sort={sort}") for view in ("open", "closed") for sort in ("age", "votes")),
    ("Wes", "/desk?view=open"),
    ("Priya", "/desk?view=open&board={board}&service={service}"),
    ("Priya", "/desk?view=open&q=mattress&age=3&state=open"),
    ("Priya", "/desk?view=closed&q=311-26-000001"),
    ("Priya", "/desk?view=closed&q={case}"),
    ("Priya", "/desk?view=open&q=an"),
    ("Priya", "/desk?view=closed&board={board}&age=30"),
    ("Priya", "/desk/templates/{agency}"),
    ("Priya", "/desk/case/{case}/history"),
    ("Priya", "/desk/case/{case}"),
    ("Priya", "/desk/stuck"),
    ("Ada", "/admin"),
    ("Ada", "/admin/keys"),
    ("Luis", "/open311"),
    *(
        ("Luis", f"/open311/v2/{what}")
        for what in (
            "discovery.json",
            "requests.json",
            "requests.json?status=open&service_code=dumping&page_size=1",
            "requests.json?updated_after=2026-11-01T00:00:00Z&page_size=1",
            "requests.json?service_request_id={case}&extensions=true",
            "servicerequestupdates.xml",
        )
    ),
    ("Ada", "/admin/boards?q=hill&after={board}"),
)


def plan_of(connection, statement, parameters):
    prefix = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    rows = connection.exec_driver_sql(prefix + statement, parameters)
    return "\n".join(str(row[-1]) for row in rows)


def plans_of(engines, reader, path, avoid=("seqscan",)):
    """Every query of the page with its plan; PostgreSQL is told what to ``avoid`` wherever an index can serve."""
    return plans_of_statements(engines, lambda: reader.get(path), avoid)


def count_tables(engines):
    """What the server remembers of these tables is of stories before this one."""
    if not engines.is_sqlite:
        with engines.writing.begin() as connection:
            connection.execute(text("ANALYZE"))


def plans_of_statements(engines, deed, avoid=("seqscan",), *, counted=False):
    """The same for whatever ``deed`` asks of the database. ``counted``: PostgreSQL knows the tables already."""
    with asked(engines) as statements:
        deed()
    assert statements
    if not counted:
        count_tables(engines)
    with engines.reading.connect() as connection:
        if not engines.is_sqlite:
            for name in avoid:
                connection.execute(text(f"SET LOCAL enable_{name} = off"))
        return [
            (statement, plan_of(connection, statement, parameters))
            for statement, parameters in statements
            if statement.lstrip().startswith(("SELECT", "WITH"))
        ]


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_no_large_table_is_scanned(db, engines, browser, name, page):
    made = city(db)
    path = page.format(
        post=made.posts["case"].id,
        case=made.cases["case"].id,
        board=made.juniper.id,
        service=made.dumping.id,
        agency=made.sanitation.id,
    )
    scan = SCANS[engines.writing.dialect.name]
    plans = plans_of(engines, browser(made.people[name]), path)
    scanned = [f"{statement}\n{plan}" for statement, plan in plans if scan.search(plan)]
    assert scanned == [], "\n\n".join(scanned)


@pytest.mark.parametrize("page", ["/reports", "/reports?before=99"])
def test_open_reports_are_read_in_order_without_the_settled_ones(db, engines, browser, page):
    plans = plans_of(engines, browser(city(db).people["Max"]), page, avoid=("seqscan", "sort"))
    [plan] = [plan for statement, plan in plans if "FROM report" in statement]
    assert "ix_report_open" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
