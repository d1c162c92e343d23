"""Max, the moderator, reads the open reports of all boards on one page, newest first, and decides from there."""

import re

import pytest

from community import clock
from community.comments.models import Comment
from community.moderation.models import Report
from tests import hostile, make
from tests.browser import readable

REPORTS = "/reports"


@pytest.fixture
def marble(db, made):
    """A post on the other board."""
    return make.observation(db, made.marble, made.people["Rosa"], "Broken bench")


def pile(db, made, number, **values):
    """So many reports about the open post, put there directly."""
    post, now = made.posts["open"], clock.now()
    row = {"board_id": made.juniper.id, "observation_id": post.id, "recipient": "captain", "rule": "ad", **values}
    db.add_all(Report(**row, words=f"Report {count:03}", reported_at=now) for count in range(number))
    db.commit()


def test_everything_about_a_report_stands_in_one_place_newest_first(made, marble, see):
    see("Nora").post(f"/o/{made.posts['open'].id}/report", rule="ad", words="Sells tires")
    see("Nora").post(f"/comments/{made.comments['open'].id}/report", rule="insult", words="Rude to me")
    see("Luis").post(f"/o/{marble.id}/report", rule="false", words="No such bench")
    page = see("Max").get(REPORTS)
    order = [page.text.index(words) for words in ("No such bench", "Rude to me", "Sells tires")]
    assert order == sorted(order)
    for words in ("Is made up to mislead", "Insults or threatens", "Advertises or repeats itself", "Still there."):
        assert words in page
    boards = re.findall(r'<p class="meta"><a href="/b/([^"]+)">([^<]+)</a>', page.text)
    assert boards == [("marble-hill", "Marble Hill")] + [("juniper-square", "Juniper Square")] * 2
    assert page.text.count("to moderators") == 1
    for name in ("Nora", "Luis", "Rosa", "Ana"):
        assert name not in readable(page), "neither who reported nor who wrote"


def test_keeping_leads_back_to_the_page_it_was_decided_on(made, marble, see):
    see("Luis").post(f"/o/{marble.id}/report", rule="false")
    mine = see("Max")
    form = next(form for form in mine.get(REPORTS).forms.values() if form.action == "/b/marble-hill/reports")
    answer = form.submit("report")
    assert answer.status_int == 303
    assert answer.location.endswith("/reports#reports")
    assert "/b/" not in answer.location
    assert "Nothing waits for a decision." in mine.get(REPORTS)


def test_hiding_from_there_takes_it_off_the_page(made, marble, see):
    see("Luis").post(f"/o/{marble.id}/report", rule="false")
    mine = see("Max")
    mine.get(REPORTS).click("Hide")
    mine.post(f"/o/{marble.id}/hide", rule="false")
    assert "Nothing waits for a decision." in mine.get(REPORTS)


def test_what_was_settled_or_taken_back_does_not_wait(db, made, marble, see):
    pile(db, made, 3, settled_at=clock.now())
    see("Nora").post(f"/comments/{made.comments['open'].id}/report", rule="ad")
    see("Luis").post(f"/comments/{made.comments['open'].id}/withdraw")
    see("Luis").post(f"/o/{marble.id}/report", rule="false")
    see("Rosa").post(f"/o/{marble.id}/withdraw")
    assert "Nothing waits for a decision." in see("Max").get(REPORTS)


def test_who_finds_the_page_and_the_way_to_it(made, see, visitor):
    assert 'href="/reports"' in see("Max").get("/").text
    assert 'href="/reports"' in see("Max").get("/me").text
    for name in ("Luis", "Denise", "Rosa", "Priya", "Ada", "Nora"):
        see(name).get(REPORTS, status=404)
        for page in ("/", "/me", "/b/juniper-square"):
            assert 'href="/reports"' not in see(name).get(page).text, (name, page)
    visitor.get(REPORTS, status=303)
    assert 'href="/reports"' not in visitor.get("/").text


def test_pages_go_on_exactly_where_they_ended(db, made, marble, see):
    pile(db, made, 120)
    mine = see("Max")
    page, read = mine.get(REPORTS), []
    for _ in range(3):
        read += re.findall(r"Report (\d{3})", page.text)
        see("Luis").post(f"/o/{marble.id}/report", None, rule="ad", words="Newer than all of them")
        page = page.click("Older reports") if "Older reports" in page.text else page
    assert read == [f"{count:03}" for count in reversed(range(120))]


def test_past_the_last_report_there_is_a_way_back(db, made, see):
    pile(db, made, 1)
    page = see("Max").get(f"{REPORTS}?before=1")
    assert "No older report waits." in page
    assert "Report 000" in page.click("Back to the newest")


def test_hostile_addresses_are_never_our_fault(made, see):
    for value in hostile.VALUES:
        answer = see("Max").app.get(REPORTS, {"before": value}, status="*")
        assert answer.status_int in (200, 404), value
    for query in hostile.QUERIES:
        answer = see("Max").get(f"{REPORTS}?{query}", None)
        assert answer.status_int in (200, 400, 404), query
        assert "<script>alert" not in answer.text


def test_nothing_says_that_a_captain_wrote_nameless_words(db, made, see):
    said = Comment(
        observation_id=made.posts["open"].id, author_id=made.people["Denise"].id, words="Go away.", nameless=True,
        written_at=clock.now(),
    )  # fmt: skip
    db.add(said)
    db.commit()
    see("Nora").post(f"/comments/{said.id}/report", rule="insult")
    page = see("Max").get(REPORTS).text
    assert "Go away." in page
    assert "to moderators" not in page
    assert "Denise" not in page
