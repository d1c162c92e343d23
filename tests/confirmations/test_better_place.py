"""The city did not find it, and is told once where it is."""

import pytest
from sqlalchemy import select

from community.cases.models import Case
from community.observations.models import Observation


@pytest.fixture
def lost(made, browser):
    """Priya looked and found nothing."""
    case = made.cases["case"]
    browser(made.people["Priya"]).post(
        f"/desk/case/{case.id}/close",
        version="1",
        code="not_found",
        detail_not_found="The alley behind 12 Larch St, both ends.",
        words="We found no mattress.",
    )
    return made


def test_ana_says_where_it_is_and_the_case_goes_on(lost, browser, look):
    post, case = lost.posts["case"], lost.cases["case"]
    ana = browser(lost.people["Ana"])
    page = ana.get(f"/o/{post.id}")
    assert "Where they looked:" in page
    assert "The alley behind 12 Larch St, both ends." in page
    assert "Tell the city where it is" in page
    assert "Tell the city where it is" not in browser(lost.people["Luis"]).get(f"/o/{post.id}")
    [told] = ana.get(f"/open311/v2/requests/{case.id}.json").json
    looked = "Where they looked: The alley behind 12 Larch St, both ends."
    assert told["status_notes"] == f"City did not find it: We found no mattress.\n\n{looked}"
    address = f"/o/{post.id}/better-place"
    assert "Say where it is" in ana.post(address, status=422, words="", landmark="Blue gate")
    ana.post(address, words="In the yard with the blue gate, not in the alley.", landmark="Blue gate")
    [now] = look(select(Case).where(Case.id == case.id))
    assert (now.state, now.code, now.neighbors_say) == ("open", None, None)
    [seen] = look(select(Observation).where(Observation.id == post.id))
    assert (seen.state, seen.landmark) == ("escalated", "Blue gate")
    assert "blue gate, not in the alley" in browser(lost.people["Priya"]).get(f"/desk/case/{case.id}")

    more = {"code": "not_found", "detail_not_found": "The yard.", "words": "Nothing there."}
    browser(lost.people["Priya"]).post(f"/desk/case/{case.id}/close", version=str(now.version), **more)
    assert "Tell the city where it is" not in ana.get(f"/o/{post.id}")
    assert "was given once" in ana.post(address, status=422, words="Look again.")


def test_only_author_and_captain_and_only_after_not_found(lost, browser, look):
    address = f"/o/{lost.posts['case'].id}/better-place"
    for name in ("Luis", "Nora", "Rosa", "Priya", "Max"):
        browser(lost.people[name]).post(address, status=403, words="Over there.")
    denise = browser(lost.people["Denise"])
    assert "has not said" in denise.post(f"/o/{lost.posts['open'].id}/better-place", status=422, words="Over there.")
    denise.post(address, words="It lies behind the blue gate.")
    assert look(select(Case.state).where(Case.id == lost.cases["case"].id)) == ["open"]


def test_where_neighbors_agree_that_nothing_is_there_any_more_the_case_rests(lost, browser, look):
    post, case = lost.posts["case"], lost.cases["case"]
    for name in ("Luis", "Ana", "Denise"):
        browser(lost.people[name]).post(f"/o/{post.id}/confirm", says="fixed", case=case.id)
    ana = browser(lost.people["Ana"])
    assert "Tell the city where it is" not in ana.get(f"/o/{post.id}")
    page = ana.post(f"/o/{post.id}/better-place", status=422, words="In the yard with the blue gate.")
    assert "Neighbors looked and agree that it is fixed." in page
    form = page.html.select_one(f"form[action='/o/{post.id}/comments']")
    assert form.select_one("[name=words]").text.strip() == "In the yard with the blue gate."
    assert look(select(Case.state).where(Case.id == case.id)) == ["closed"]
