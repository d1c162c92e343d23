"""The inbox asks: is it fixed, and where is it; of those who may answer, while they are asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.cases.models import Case
from community.confirmations.models import Confirmation
from community.notices.models import Notice
from tests import make
from tests.counting import asked

TAB = "/inbox?show=you"


@pytest.fixture
def close(story, browser, worker):
    """``close(code)``: Priya closes the case of the mattress, and everybody is told."""

    def closing(code="done", version="1"):
        words = {"code": code, "words": "The crew was there on Tuesday.", "detail_not_found": "The alley, both ends."}
        browser(story.people["Priya"]).post(f"/desk/case/{story.cases['case'].id}/close", version=version, **words)
        worker()

    return closing


def questions(page):
    """The answers that each line of an inbox offers, and those that are lit."""
    return [
        [(button["value"], button["aria-pressed"] == "true") for button in form.find_all("button")]
        for form in page.html.select(".nts form.ask")
    ]


OPEN = [("fixed", False), ("partly", False), ("still", False), ("cannot", False)]


def test_ana_says_in_her_inbox_that_it_is_fixed_and_stays_there(story, browser, close, look):
    close()
    post, ana = story.posts["case"], browser(story.people["Ana"])
    page = ana.get(TAB)
    assert questions(page) == questions(ana.get("/inbox")) == [OPEN]
    fields = {field["name"]: field["value"] for field in page.html.select_one("form.ask").find_all("input")}
    del fields["csrf_token"]
    going = ana.post(page.html.select_one("form.ask")["action"], says="fixed", **fields)
    assert going.location.endswith(f"{TAB}#o{post.id}")
    assert look(select(Confirmation.says)) == ["fixed"]
    assert questions(ana.get("/inbox")) == [[("fixed", True), *OPEN[1:]]], "lit, and may be changed"
    assert questions(ana.get(TAB)) == []
    assert "Nothing waits for you." in ana.get(TAB)


def test_who_may_not_answer_is_told_and_not_asked(db, story, browser, close):
    post = story.posts["case"]
    for name in ("Nora", "Sam"):
        browser(story.people[name]).post(f"/o/{post.id}/follow", do="follow")
    close()
    for name in ("Nora", "Sam"):
        page = browser(story.people[name]).get("/inbox")
        assert "City says done" in page, name
        assert questions(page) == []
        assert "Is it fixed?" not in page.html.select_one(".nts").text
        assert questions(browser(story.people[name]).get(TAB)) == []


def test_nobody_is_asked_after_the_window_nor_of_an_earlier_closing(story, browser, close, look):
    close()
    ana = browser(story.people["Ana"])
    with clock.travel(timedelta(days=30)):
        assert questions(ana.get("/inbox")) == questions(ana.get(TAB)) == []
    for name in ("Luis", "Ana", "Denise"):
        case = story.cases["case"].id
        browser(story.people[name]).post(f"/o/{story.posts['case'].id}/confirm", says="still", case=str(case))
    assert questions(ana.get("/inbox")) == [], "it is open again"
    [version] = look(select(Case.version).where(Case.id == story.cases["case"].id))
    close(version=str(version))
    page = ana.get("/inbox")
    assert page.html.select_one(".nts").text.count("City says done") == 2
    assert questions(page) == [OPEN], "the later of the two"


def test_a_closing_of_hidden_words_asks_nothing(story, browser, close):
    close()
    browser(story.people["Denise"]).post(f"/o/{story.posts['case'].id}/hide", rule="ad")
    assert questions(browser(story.people["Ana"]).get(TAB)) == []


def test_the_city_did_not_find_it_and_ana_is_asked_where_it_is(story, browser, close):
    close("not_found")
    post, ana = story.posts["case"], browser(story.people["Ana"])
    way = f"/o/{post.id}/better-place"
    assert [link["href"] for link in ana.get(TAB).html.select(".ask a")] == [way]
    ana.post(f"/o/{post.id}/confirm", says="still", case=str(story.cases["case"].id))
    assert [link["href"] for link in ana.get(TAB).html.select(".ask a")] == [way]
    ana.post(way, words="Behind the garage, not on the street.")
    assert ana.get(TAB).html.select(".ask") == []


def test_asking_costs_one_query_for_any_number_of_lines(db, story, browser, close, engines, look):
    ana = browser(story.people["Ana"])
    close()
    with asked(engines) as one:
        assert questions(ana.get("/inbox")) == [OPEN]
    [told] = look(select(Notice).where(Notice.person_id == story.people["Ana"].id))
    for number in range(20):
        twin = make.observation(db, story.juniper, story.people["Ana"], state="resolved")
        db.add(Notice(person_id=told.person_id, activity_id=-number, kind="closed", observation_id=twin.id,
                      case_id=told.case_id, follow_up_id=told.follow_up_id, at=told.at))  # fmt: skip
    db.commit()
    for show in ("", "?show=you", "?show=city"):
        with asked(engines) as many:
            assert questions(ana.get(f"/inbox{show}")) == [OPEN] * 21
        assert len(many) == len(one) <= 5
