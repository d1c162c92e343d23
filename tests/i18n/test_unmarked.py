"""No English is left unmarked: every page, mail and error, in the invented language, says nothing outside its brackets
but what people and the city wrote."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from community import main
from community.desk.templates_rules import FIELDS
from community.people.models import Person
from tests.browser import Browser
from tests.cast import City
from tests.everywhere import PAGES, furnished
from tests.i18n.unmarked import data_of, unmarked_in_page, unmarked_in_text

only_once = pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
IN_ADDRESSES = ["Light out", "dumping", "pothole", "XML"]
"""What the addresses of the pages say, the codes of services, and the names of formats."""
IN_BRACES = ["{" + name + "}" for name in FIELDS]
"""Fields of answer templates are written as they are in every language."""


def speaker(demo: Any, app: Any, person: Any) -> Browser:
    """A browser that speaks the invented language, signed in as the person if there is one."""
    made = Browser(TestApp(demo))
    made.app.set_cookie("language", "qps")
    if person is not None:
        made.sign_in_as(person, app)
    return made


ITS_OWN = ("/mail/language/{spanish}",)
"""Speaks the language it offers, whoever opens it."""


@pytest.fixture
def demo(engines: Any, app: Any, home: Any) -> Any:
    """The same city as a demo, where the invented language may be chosen."""
    values = {"community.engines": engines, "community.home": str(home), "community.city_name": "Larkport"}
    return main(**values, **{"community.demo": "true", "community.bcrypt_cost": "4"})


@pytest.mark.trial
@only_once
def test_no_page_says_a_word_that_is_not_marked(demo: Any, app: Any, db: Any) -> None:
    made, ids = furnished(db, app)
    names = {name for name, _address in PAGES}
    browsers = {name: speaker(demo, app, made.people[name] if name else None) for name in names}
    with app.sessions.reading() as session:
        data, wrong = data_of(session) + IN_ADDRESSES + IN_BRACES, []
    for name, address in PAGES:
        if address in ITS_OWN:
            continue
        page = browsers[name].get(address.format(**ids), None)
        assert 'lang="qps" dir="rtl"' in page.text, address
        wrong += [f"{name or 'a visitor'} at {address}: {words}" for words in unmarked_in_page(page.text, data)]
    assert not wrong, f"{len(wrong)} unmarked:\n" + "\n".join(wrong)


@only_once
def test_mails_say_no_word_that_is_not_marked(
    demo: Any, app: Any, db: Any, made: City, home: Path, worker: Any
) -> None:
    ana = made.people["Ana"]
    for person in made.people.values():
        db.get(Person, person.id).language = "qps"
    db.commit()
    luis, visitor = speaker(demo, app, made.people["Luis"]), speaker(demo, app, None)
    visitor.post("/sign-up", 200, name="Zoe Quill", email="zoe@example.org", password="a long enough one")
    visitor.post("/sign-in/code", 200, email="zoe@example.org")
    luis.post(f"/o/{made.posts['open'].id}/comments", words="I saw it too")
    worker()
    with app.sessions.reading() as session:
        data = data_of(session)
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted((home / "mail").glob("*.eml"))]
    assert mails, ana
    wrong = []
    for mail in mails:
        wrong += unmarked_in_text(mail["Subject"], data)
        wrong += unmarked_in_text(mail.get_body(("plain",)).get_content(), data)
        html = mail.get_body(("html",))
        wrong += unmarked_in_page(html.get_content(), data) if html is not None else []
    assert not wrong, "\n".join(wrong)


@only_once
@pytest.mark.parametrize(
    ("name", "address", "fields"),
    [
        (None, "/o/{open}/vote", {"do": "cast"}),
        ("Nora", "/o/{open}/vote", {"do": "cast"}),
        ("Luis", "/o/{open}/comments", {"words": ""}),
        ("Luis", "/o/{hidden}/comments", {"words": "Hello"}),
        ("Luis", "/o/999999/vote", {"do": "cast"}),
    ],
)
def test_errors_for_scripts_are_marked(
    demo: Any, app: Any, made: City, name: str | None, address: str, fields: dict[str, str]
) -> None:
    ids = {"open": made.posts["open"].id, "hidden": made.posts["hidden"].id}
    browser = speaker(demo, app, made.people[name] if name else None)
    answer = browser.post(address.format(**ids), None, json=True, **fields)
    assert answer.status_int >= 400
    with app.sessions.reading() as session:
        assert not unmarked_in_text(answer.json["error"], data_of(session))
