"""The mail of picture 10: the question first, the board's extent above its sign, other rhythms and the other language
as links. Each leads to a page with the button, and changes nothing when a mail program opens it."""

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from community.boards.models import Board
from community.confirmations.models import Confirmation
from community.notices.actions_mail import choose
from community.notices.choosing import GROUPS, Choices
from community.notices.models import Choice
from community.people.models import Person
from tests.hostile import VALUES
from tests.notices.conftest import HOUR, MINUTE

SITE = "http://stoop.example"


@pytest.fixture
def closing(db, story, browser, post_office, later):
    """Priya closes the case of Ana's post; the mails that tell Ana, and Nora, who is from elsewhere and follows it."""
    db.get_one(Board, story.juniper.id).extent = "57th to 61st St"
    for name in ("Ana", "Nora"):
        choose(db, story.people[name].id, Choices("UTC", mail=dict.fromkeys(GROUPS, "now"), quiet=None))
    db.commit()
    browser(story.people["Nora"]).post(f"/o/{story.posts['case'].id}/follow", do="follow")
    desk = f"/desk/case/{story.cases['case'].id}"
    browser(story.people["Priya"]).post(f"{desk}/close", version="1", code="done", words="Cleared on Tuesday.")
    later(MINUTE)
    return {mail.to[:3]: mail for mail in post_office.taken}


def test_the_question_comes_first_and_is_answered_on_a_page(story, browser, visitor, closing, post_office, later, look):
    post, case, mail = story.posts["case"], story.cases["case"], closing["ana"]
    answers = [f"{SITE}/o/{post.id}/confirm?case={case.id}&says={says}" for says in ("fixed", "still")]
    plain = mail.plain.replace("\r\n", "\n")
    asked = f"Is it fixed? City says done: {post.title}."
    assert f"{asked}\nYes, fixed: {answers[0]}\nStill there: {answers[1]}\n\n" in plain
    assert plain.index(asked) < plain.index("From the city")
    assert plain.startswith("57th to 61st St\nJuniper Square\n")
    assert "1 needs your eyes" in plain
    html = mail.html.replace("&amp;", "&")
    assert re.search("57th to 61st St.*Juniper Square.*Is it fixed.*Yes, fixed.*Still there.*From the city", html, re.S)
    assert all(f'href="{answer}"' in html for answer in answers)
    assert "Is it fixed?" not in closing["nor"].plain + closing["nor"].html, "who may not answer is not asked"
    assert "needs your eyes" not in closing["nor"].plain
    assert visitor.get(answers[1].removeprefix(SITE), 303).location.endswith("says%3Dstill"), (
        "through sign-in, and back"
    )
    ana = browser(story.people["Ana"])
    page = ana.get(answers[1].removeprefix(SITE))
    assert page.html.select_one("input[name=says][checked]")["value"] == "still"
    assert look(select(Confirmation.says)) == [], "opening a link says nothing"
    ana.post(f"/o/{post.id}/confirm", says="still", case=str(case.id))
    assert look(select(Confirmation.says)) == ["still"]


def test_other_rhythms_are_links_to_their_button(story, visitor, closing, look, later):
    for words, rhythm in (("Every day", "daily"), ("every week", "weekly")):
        [link] = re.findall(rf'<a href="([^"]+)"[^>]*>{words}</a>', closing["ana"].html)
        assert link in closing["ana"].plain
        page = visitor.get(link.removeprefix(SITE))
        assert page.html.select_one("main button.btn:not(.btn-2)")["value"] == rhythm
    assert look(select(Choice.mail).where(Choice.person_id == story.people["Ana"].id))[0]["city"] == "now"
    visitor.post(link.removeprefix(SITE), 303, csrf=False, rhythm="weekly")
    assert look(select(Choice.mail).where(Choice.person_id == story.people["Ana"].id))[0]["city"] == "weekly"
    for value in VALUES:
        assert visitor.get(f"{link.removeprefix(SITE).partition('?')[0]}?rhythm={quote(value)}").status_int == 200


def test_the_other_language_is_a_link_to_its_button(db, story, visitor, browser, closing, post_office, later, look):
    ana = story.people["Ana"]
    [link] = re.findall(r'<a href="([^"]+)" lang="es"[^>]*>Recibir en español</a>', closing["ana"].html)
    assert f"Recibir en español: {link}" in closing["ana"].plain
    path = link.removeprefix(SITE)
    page = visitor.get(path)
    assert page.html.html["lang"] == "es"
    assert "Recibir en español" in page.html.select_one("main button").text
    spoken = select(Person.language).where(Person.id == ana.id)
    assert look(spoken) == [None], "opening the page changes nothing"
    visitor.post(path, 303, csrf=False)
    assert look(spoken) == ["es"]
    assert "Desde ahora" in visitor.get(f"{path}?done=es").text
    browser(story.people["Luis"]).post(f"/o/{story.posts['case'].id}/comments", words="It came back.")
    later(HOUR)
    mail = next(mail for mail in reversed(post_office.taken) if mail.to.startswith("ana"))
    assert 'lang="en"' in mail.html
    assert "Get this in English: " in mail.plain
    for wrong in (path[:-1], path.replace(".es.", ".en."), path.replace(f"/{ana.id}.", "/999999."), "/mail/language/x"):
        assert visitor.get(wrong, None).status_int == 404
        assert visitor.post(wrong, None, csrf=False).status_int == 404
