"""A staff note that names colleagues: who is told, how, and who never is."""

import pytest
from markupsafe import Markup
from sqlalchemy import select

from community.cases.mentions import called_in, show_called
from community.cases.models import StaffNote
from community.cases.models_mentions import Mention
from community.errors import Refused
from community.notices.models import Notice
from tests import make
from tests.browser import readable
from tests.cast import city

COLLEAGUES = [
    (1, "Priya Raman"),
    (2, "Marcus T."),
    (3, "Marcus Aurelio"),
    (4, "Ángela Núñez"),
    (5, "Strauß"),
    (6, "İlkay Y"),
]
WORDS = "Ask @Marcus T. about the snowplow, please."


@pytest.fixture
def story(db):
    made = city(db)
    with make.at_once(db):
        for name in ("Marcus T.", "Marcus Bell"):
            made.people[name] = make.person(db, name)
            make.liaison(db, made.people[name], made.sanitation)
    return made


def write(story, browser, words, status=303, version=1, **more):
    note = f"/desk/case/{story.cases['case'].id}/note"
    return browser(story.people["Priya"]).post(
        note, status, version=str(version), visible="internal", words=words, **more
    )


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("@Priya Raman, look at this", {1}),
        ("@priya: look", {1}),
        ("(@Marcus T.) and @MARCUS AURELIO", {2, 3}),
        ("@Ángela Núñez’s crew", {4}),
        ("@Strauß: or @STRAUSS, and @İlkay", {5, 6}),
        ("mail ana@example.org, or meet @ 5, or @5th and Larch", set()),
        ("https://example.org/@Priya", set()),
    ],
)
def test_who_is_called(words, called):
    assert called_in(words, COLLEAGUES) == called


@pytest.mark.parametrize("words", ["@Marcus, look", "@Prya, look", "@Priyanka", "@Straußen", "@streetsdept says no"])
def test_a_name_of_nobody_or_of_two_is_refused(words):
    with pytest.raises(Refused):
        called_in(words, COLLEAGUES)


def test_a_call_is_marked_and_an_address_stays_whole():
    html = Markup('<p>@priya <a href="https://x.org/?@Priya">x</a> &amp; @Priya Raman, a@Priya</p>')
    said = show_called(html, ["Priya Raman"])
    assert said.replace('<b class="at">', "").replace("</b>", "") == html
    assert said.count('<b class="at">') == 2
    assert '<b class="at">@priya</b> <a href="https://x.org/?@Priya">' in said
    assert show_called(html, []) == html


def test_marcus_is_told_and_finds_the_note_but_no_word_of_it_leaves_the_desk(story, browser, worker, look, visitor):
    case, people = story.cases["case"], story.people
    write(story, browser, WORDS, tell=str(people["Marcus Bell"].id))
    worker()
    told = look(select(Notice.person_id).where(Notice.kind == "mentioned"))
    assert sorted(told) == sorted([people["Marcus T."].id, people["Marcus Bell"].id])
    marcus = browser(people["Marcus T."])
    inbox = marcus.get("/inbox")
    assert f"names you</b> on case {case.reference}" in inbox.text
    assert "snowplow" not in inbox.text
    page = marcus.get(f"/desk/case/{case.id}")
    assert '<b class="at">@Marcus T.</b> about the snowplow' in page.text
    assert "Told: Marcus Bell, Marcus T." in page.text
    assert "Told: Marcus Bell, Marcus T." in marcus.get(f"/desk/case/{case.id}/history").text
    outside = (f"/case/{case.id}", f"/o/{story.posts['case'].id}", f"/open311/v2/requests/{case.id}.json")
    for reader in (visitor, browser(people["Ana"]), browser(people["Max"]), browser(people["Denise"])):
        for address in outside:
            assert "Marcus" not in reader.get(address).text


def test_a_wrong_name_keeps_the_words_and_tells_nobody(story, browser, worker, look):
    wes, sam = story.people["Wes"], story.people["Sam"]
    for words, more, said in (
        ("@Marcus, ask for the snowplow", {}, "More than one colleague is called “marcus”"),
        ("@Wes, ask for the snowplow", {}, "Nobody called “Wes” may read this note"),
        ("Ask for the snowplow", {"tell": str(sam.id)}, "may not read this case any more"),
        ("Ask for the snowplow", {"tell": str(wes.id)}, "may not read this case any more"),
        ("Ask for the snowplow", {"tell": "x"}, "may not read this case any more"),
    ):
        page = write(story, browser, words, 422, **more)
        assert said in page.text
        assert words in readable(page)
    worker()
    assert look(select(Mention.note_id)) == look(select(Notice.id).where(Notice.kind == "mentioned")) == []
    assert len(look(select(StaffNote.id))) == 1


def test_after_a_hand_over_the_old_desk_hears_and_reads_nothing_more(db, story, browser, worker, look):
    case, people = story.cases["case"], story.people
    write(story, browser, WORDS)
    desk = f"/desk/case/{case.id}"
    browser(people["Priya"]).post(f"{desk}/transfer", version="2", agency=str(story.streets.id), words="")
    worker()
    assert look(select(Notice.id).where(Notice.kind == "mentioned")) == []
    browser(people["Marcus T."]).get(desk, 404)
    assert "@Marcus T." in browser(people["Sam"]).get(desk).text


def test_a_case_handed_on_after_he_was_told_leads_nowhere(story, browser, worker):
    case, people = story.cases["case"], story.people
    write(story, browser, WORDS)
    worker()
    marcus, desk = browser(people["Marcus T."]), f"/desk/case/{case.id}"
    assert desk in marcus.post("/inbox/read", id=notice_id(marcus)).location
    browser(people["Priya"]).post(f"{desk}/transfer", version="2", agency=str(story.streets.id), words="")
    inbox = marcus.get("/inbox")
    assert "The case is not yours to read any more." in inbox.text
    assert desk not in inbox.text


def notice_id(reader):
    return reader.get("/inbox").html.select_one('.nt input[name="id"]')["value"]
