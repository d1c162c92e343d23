"""What neighbors say after the city closed a case reaches the desk, and leaves it when the city has answered."""

import re

import pytest

from community.cases.actions import close_case
from tests.cases.people import as_identity
from tests.cast import city

MATTRESS = "Mattress in the alley, case"
WAITING = "/desk?view=waiting"
REPLIED = "A neighbor replied after this case was closed"


@pytest.fixture
def story(db):
    """The whole city; Priya has just closed the case of the mattress, which Luis had asked about."""
    made = city(db)
    close_case(db, as_identity(db, made.people["Priya"]), made.cases["case"].id, 1, "done", "We picked it up.")
    db.commit()
    return made


def rows(page):
    """Title of every case in the list, and whether it is marked as closed."""
    found = re.findall(r'<li class="q.*?</li>', page.text, re.DOTALL)
    link = r'href="/desk/case/[0-9]+[^"]*">([^<]*)'
    return [(re.search(link, row).group(1), "<b>Closed</b>" in row) for row in found]


def count(page):
    """What the rail says of the view that is open."""
    return re.search(r'aria-current="page">.*?<span class="n">([0-9+]*)<', page.text, re.DOTALL).group(1)


@pytest.mark.parametrize("name", ["Luis", "Denise", "Ana"])
def test_it_is_not_fixed_reaches_the_desk_after_the_closing(story, browser, name):
    post, case = story.posts["case"], story.cases["case"]
    priya = browser(story.people["Priya"])
    page = priya.get(WAITING)
    assert (rows(page), count(page)) == ([], "0")  # the closing answered what was asked before
    browser(story.people[name]).post(f"/o/{post.id}/comments", words="It is still there, behind the bins.")
    page = priya.get(WAITING)
    assert (rows(page), count(page)) == ([(MATTRESS, True)], "1")
    inside = priya.get(f"/desk/case/{case.id}")
    assert REPLIED in inside.text
    assert "behind the bins" in inside.text
    priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="A crew looks again on Friday.")
    assert rows(priya.get(WAITING)) == []
    assert REPLIED not in priya.get(f"/desk/case/{case.id}").text
    assert "City says done" in priya.get(f"/case/{case.id}").text  # an answer reopens nothing


def test_a_closed_case_without_a_new_reply_waits_for_nobody(story, browser):
    priya = browser(story.people["Priya"])
    assert rows(priya.get(WAITING)) == []
    assert REPLIED not in priya.get(f"/desk/case/{story.cases['case'].id}").text
    listed = rows(priya.get("/desk?view=closed"))
    assert (MATTRESS, False) in listed  # in their own view all are closed: the mark would say nothing


def test_a_staff_note_is_no_answer(story, browser):
    priya, case = browser(story.people["Priya"]), story.cases["case"]
    browser(story.people["Luis"]).post(f"/o/{story.posts['case'].id}/comments", words="Not fixed.")
    priya.post(f"/desk/case/{case.id}/note", version="2", visible="internal", words="Call the crew.")
    assert rows(priya.get(WAITING)) == [(MATTRESS, True)]


def test_running_cases_carry_no_mark_and_other_desks_see_nothing(db, browser):
    made = city(db)
    browser(made.people["Luis"]).post(f"/o/{made.posts['closed'].id}/comments", words="Not fixed.")
    assert sorted(closed for _title, closed in rows(browser(made.people["Priya"]).get(WAITING))) == [False, True]
    for name in ("Sam", "Wes"):
        assert rows(browser(made.people[name]).get(WAITING)) == []


def test_closed_history_stays_quiet_until_somebody_had_taken_it(db, browser):
    made = city(db)
    case, say = made.cases["closed"], browser(made.people["Luis"])
    priya = browser(made.people["Priya"])
    case.imported, case.code = True, "imported"
    db.commit()
    say.post(f"/o/{made.posts['closed'].id}/comments", words="Not fixed.")
    assert [closed for _title, closed in rows(priya.get(WAITING))] == [False]
    case.liaison_id, case.code = made.people["Priya"].id, "done"
    db.commit()
    say.post(f"/o/{made.posts['closed'].id}/comments", words="Still not fixed.")
    assert sorted(closed for _title, closed in rows(priya.get(WAITING))) == [False, True]
