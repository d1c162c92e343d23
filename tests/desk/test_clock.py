"""The clock of a case, as its liaison keeps it and as everybody reads it."""

from datetime import timedelta

import pytest

from community import clock
from community.cases.clocking import start_clocks
from community.cases.models import Case
from community.catalog.actions_targets import set_targets

PAGES = ("/case/{case}", "/o/{post}", "/b/juniper-square", "/desk?view=open", "/desk/case/{case}")


@pytest.fixture
def read(made, db, browser):
    """Dumping is answered within two hours and done within four days; the case of the cast was opened just now."""
    set_targets(db, None, made.dumping.id, {"first_answer": (2, "hours"), "completion": (4, "days")})
    start_clocks(db, made.cases["case"])
    db.commit()
    ids = {"case": made.cases["case"].id, "post": made.posts["case"].id}

    def on_all_pages(words):
        reader = browser(made.people["Priya"])
        return [page for page in PAGES if words in reader.get(page.format(**ids)).text]

    return on_all_pages


def test_everybody_reads_on_time_at_risk_and_late(read, made, worker, browser, visitor):
    case = made.cases["case"].id
    assert read("On time, due ") == list(PAGES)
    with clock.travel(timedelta(minutes=95)):
        worker()
        assert read("At risk, due ") == list(PAGES)
        assert "Mattress in the alley, case" in browser(made.people["Priya"]).get("/desk?view=at_risk").text
    with clock.travel(timedelta(hours=3)):
        worker()
        assert read("Late since ") == list(PAGES)
        page = visitor.get(f"/case/{case}")
        assert "First answer within 2 hours" in page.text
        assert "Done within 4 days" in page.text
        assert "Mattress in the alley, case" in browser(made.people["Priya"]).get("/desk?view=late").text
        assert "Mattress in the alley, case" not in browser(made.people["Sam"]).get("/desk?view=late").text
        priya = browser(made.people["Priya"])
        priya.post(f"/desk/case/{case}/close", version=1, code="done", words="Hauled away.")
        assert "Was on time" in visitor.get(f"/case/{case}").text  # it is done in time; the first answer was late
        assert "No case is late." in priya.get("/desk?view=late").text


def test_priya_stops_the_clock_with_a_reason_and_luis_reads_it(read, made, browser, visitor, look):
    case, priya = made.cases["case"].id, browser(made.people["Priya"])
    for fields in ({"words": "We wait for a truck."}, {"reason": "parts", "words": ""}):
        page = priya.post(f"/desk/case/{case}/pause", 422, version=1, **fields)
        assert fields["words"] in page.text
    priya.post(f"/desk/case/{case}/pause", version=1, reason="parts", words="We wait for a truck.")
    assert read("Paused: Waiting for parts") == list(PAGES)
    page = visitor.get(f"/o/{made.posts['case'].id}")
    assert "We wait for a truck." in page.text
    assert "The clock stands still" in page.text
    priya.post(f"/desk/case/{case}/resume", version=2)
    assert read("On time, due ") == list(PAGES)
    assert "The clock runs again" in visitor.get(f"/case/{case}").text
    assert look(Case.__table__.select().with_only_columns(Case.paused_since).where(Case.id == case)) == [None]


def test_who_does_not_hold_the_case_stops_no_clock(read, made, browser):
    case = made.cases["case"].id
    for name in ("Luis", "Denise", "Sam", "Wes", "Ada"):
        browser(made.people[name]).post(f"/desk/case/{case}/pause", 404, version=1, reason="parts", words="x")
    assert read("Paused: ") == []
