"""Reporter protection, tried from outside: what Zephyrine says without her name leads to her from no page at all."""

import re

import pytest
from sqlalchemy import select

from community.activity.models import Activity
from community.cases.models import Case
from community.cases.queries_outgoing import outgoing_request
from community.comments.models import Comment
from community.observations.models import Observation
from tests import make
from tests.browser import readable
from tests.cast import city

NAME, HOUSE, LANDMARK = "Zephyrine", "4711 Larch Street", "the red hydrant"
LAT, LON = "42.351234", "-71.051234"
LINK = re.compile(r'href="(/[^"#]*)"')
EVERYBODY = (None, "Luis", "Denise", "Priya", "Max")
"""Not the administrator: who manages people sees that there is a Zephyrine, and nothing of what she said."""


@pytest.fixture
def told(db, browser, worker, look):
    """She posts without her name, neighbors and the captain act on it, somebody reports it, 311 gets it."""
    made = city(db)
    zephyrine = make.person(db, NAME)
    make.member(db, zephyrine, made.juniper)
    hers, denise = browser(zephyrine), browser(made.people["Denise"])
    words = {"title": "Somebody burns tires", "place": HOUSE, "landmark": LANDMARK, "lat": LAT, "lon": LON}
    hers.post("/b/juniper-square/post", nameless="1", chosen="1", kind=str(made.dumping.id), **words)
    post = look(select(Observation.id).order_by(Observation.id.desc()))[0]
    hers.post(f"/o/{post}/comments", words="It happens at night", nameless="1")
    comment = look(select(Comment.id).order_by(Comment.id.desc()))[0]
    browser(made.people["Luis"]).post(f"/o/{post}/comments", words="I smell it too", reply_to=str(comment))
    browser(made.people["Nora"]).post(f"/o/{post}/report", rule="insult", words="Is this so?")
    browser(made.people["Nora"]).post(f"/comments/{comment}/report", rule="insult")
    denise.post(f"/o/{post}/escalate", service=str(made.dumping.id), reason="It is dangerous")
    worker()
    case = look(select(Case.id).order_by(Case.id.desc()))[0]
    return made, hers, post, comment, case


def pages_seen(person, start):
    """The text of every page this person reaches from ``start`` by links."""
    seen, waiting = {}, list(start)
    while waiting and len(seen) < 12:
        path = waiting.pop(0)
        if path not in seen and not path.startswith("/static"):
            answer = person.get(path, status=None)
            seen[path] = answer.text + str(answer.headers)
            if answer.content_type == "text/html":
                waiting += [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
    return seen


def everything_seen(made, browser, visitor, post, comment, case):
    """``(who, path, text)`` of the pages about the post, as everybody."""
    start = [f"/o/{post}", f"/case/{case}", "/b/juniper-square?show=new", "/b/juniper-square/reports", "/inbox"]
    start += [f"/desk/case/{case}", f"/desk?case={case}&view=open", f"/comments/{comment}/report", "/find?q=Zephyrine"]
    for name in EVERYBODY:
        person = browser(made.people[name]) if name else visitor
        yield from ((name, path, text) for path, text in pages_seen(person, start).items())


def test_nameless_words_lead_to_nobody(told, db, app, browser, visitor, look):
    made, _hers, post, comment, case = told
    for who, path, text in everything_seen(made, browser, visitor, post, comment, case):
        assert NAME not in text.replace("q=Zephyrine", "").replace("“Zephyrine”", "").replace('"Zephyrine"', ""), path
        if not path.startswith("/desk"):
            assert HOUSE not in text, (who, path)
            assert LAT not in text, (who, path)
    assert HOUSE in browser(made.people["Priya"]).get(f"/desk/case/{case}")
    with app.sessions.reading() as session:
        sent = repr(outgoing_request(session, case))
    assert HOUSE in sent
    assert NAME not in sent
    assert not [row for row in look(select(Activity)) if NAME in str(row.data) or HOUSE in str(row.data)]


def test_words_taken_back_are_nowhere(told, db, app, browser, visitor, worker, look):
    made, hers, post, comment, case = told
    hers.post(f"/o/{post}/edit", title="Somebody burns tires, again", description="Mr. Quigley does it")
    hers.post(f"/comments/{comment}/withdraw")
    hers.post(f"/o/{post}/withdraw")
    worker()
    gone = ("burns tires", "Quigley", "happens at night")
    for who, path, text in everything_seen(made, browser, visitor, post, comment, case):
        assert not [words for words in gone if words in text], (who, path)
        assert LANDMARK not in text or path.startswith("/desk"), (who, path)
    for path in (f"/o/{post}/versions", f"/o/{post}", "/b/juniper-square?show=mine", "/inbox"):
        assert not [words for words in gone if words in hers.get(path, status=None)], path
    with app.sessions.reading() as session:
        sent = repr(outgoing_request(session, case))
    assert not [words for words in gone if words in sent]


def test_nothing_in_a_page_that_stories_look_through_for_names_is_there_by_chance(told, browser):
    """A short name stands in a random value once in some thousand pages."""
    made, _hers, post, _comment, case = told
    priya = browser(made.people["Priya"])
    for path in (
        f"/o/{post}",
        f"/case/{case}",
        f"/desk/case/{case}",
        f"/desk/case/{case}/history",
        "/b/juniper-square",
    ):
        first, second = priya.get(path), priya.get(path)
        assert first.text != second.text
        assert readable(first) == readable(second), path
