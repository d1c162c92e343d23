"""Two liaisons have one case open: each sees the other, for as long as the page says it is there, and nobody else. That
the agency has opened it at all, everybody reads, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.activity.models import Activity
from community.boards.models import Board
from community.cases.models import Step
from community.cases.models_handoff import CaseReference
from community.desk.models import Reader
from community.escalation.actions import escalate_if_due
from community.observations.models import Observation
from tests import make

OPENED = "The agency has opened it"


@pytest.fixture
def sent(app, made, worker):
    """A case that neighbors sent, and that the built-in desk has taken."""
    with app.sessions.writing() as db, db.begin():
        post = db.get_one(Observation, made.posts["open"].id)
        post.vote_count = 10
        case_id = escalate_if_due(db, post, db.get_one(Board, made.juniper.id), app.knobs).id
    worker()
    return case_id


@pytest.fixture
def steps(look):
    return lambda case: look(select(Step.kind).where(Step.case_id == case).order_by(Step.id))


def test_the_first_look_of_the_agency_is_a_receipt_for_captain_and_author(made, sent, browser, look, steps, worker):
    here, pages = f"/desk/case/{sent}/here", (f"/case/{sent}", f"/o/{made.posts['open'].id}")
    readers = [browser(made.people[name]) for name in ("Denise", "Ana")]
    browser(made.people["Sam"]).post(here, status=404)  # of another agency
    browser(made.people["Denise"]).get(pages[0])
    assert steps(sent) == ["opened", "queued", "sent", "accepted"]
    assert not any(OPENED in reader.get(page).text for reader in readers for page in pages)
    for _beat in range(2):
        browser(made.people["Priya"]).post(here, json=True, status=200)
    assert steps(sent) == ["opened", "queued", "sent", "accepted", "read"]
    for page in (reader.get(page).text for reader in readers for page in pages):
        assert page.count(OPENED) == 1
        assert "Priya" not in page.partition(OPENED)[2].partition("</li>")[0]
    told = select(Activity).where(Activity.kind == "case_read")
    assert [(row.case_id, row.actor_id) for row in look(told)] == [(sent, None)]
    worker()
    assert "read" in steps(sent)


@pytest.mark.usefixtures("two_minutes")
def test_a_first_act_without_a_script_says_so_too_and_undoing_it_does_not_take_it_back(made, sent, browser, steps):
    priya, desk = browser(made.people["Priya"]), f"/desk/case/{sent}"
    priya.post(f"{desk}/answer", version="1", visible="public", words="A crew comes on Friday.")
    assert steps(sent)[-1] == "read"
    assert priya.get(desk).text.count(OPENED) == 1
    offer = priya.get(desk).html.select_one('form[action^="/undo/"]')
    priya.post(offer["action"])
    assert "A crew comes on Friday." not in priya.get(f"/case/{sent}").text
    assert steps(sent)[-1] == "read"
    priya.post(f"{desk}/take", version="3")
    assert steps(sent)[-2:] == ["read", "taken"]


def test_a_case_that_a_system_outside_holds_or_that_was_taken_before_has_no_such_receipt(
    app, made, sent, browser, steps
):
    def held(case, **values):
        with app.sessions.writing() as db, db.begin():
            for name, value in values.items():
                setattr(db.query(CaseReference).filter_by(case_id=case).one(), name, value)
        browser(made.people["Priya"]).post(f"/desk/case/{case}/here", json=True, status=200)

    held(sent, endpoint_id=7)
    assert steps(sent)[-1] == "accepted"
    browser(made.people["Priya"]).post(f"/desk/case/{sent}/take", version="1")
    held(sent, endpoint_id=None)
    assert steps(sent)[-1] == "taken"


def test_a_colleague_who_has_it_open_is_shown_until_they_go(db, made, browser, look):
    case = made.cases["case"]
    page = f"/desk/case/{case.id}"
    paul = make.person(db, "Paul N.")
    make.liaison(db, paul, made.sanitation)
    db.commit()
    priya, colleague = browser(made.people["Priya"]), browser(paul)
    assert priya.post(f"{page}/here", json=True, status=200).json == {"line": ""}  # oneself is nobody else
    assert colleague.post(f"{page}/here", json=True, status=200).json == {"line": "Priya has this case open too."}
    assert "Paul N. has this case open too." in priya.get(page).text
    beside = priya.get(f"/desk?view=open&case={case.id}").text  # the pane asks as soon as it stands there
    assert f'action="{page}/here"' in beside
    assert "js/here" in beside
    assert "data-here" not in priya.get("/desk?view=open").text
    assert "Paul N." not in browser(made.people["Luis"]).get(f"/case/{case.id}").text
    browser(made.people["Luis"]).post(f"{page}/here", status=404)
    assert look(select(Activity)) == []  # a look is no act
    reader = db.get(Reader, (case.id, paul.id))
    reader.until -= timedelta(minutes=5)
    db.commit()
    assert "Paul N. has" not in priya.get(page).text
    priya.post(f"{page}/here", json=True, status=200)
    assert look(select(Reader.person_id)) == [made.people["Priya"].id]  # what expired is cleared away
