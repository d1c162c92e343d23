"""Every form that every role can open, with every hostile value in every field: a clear answer, never a 500."""

import re

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity
from community.observations.models import Observation
from community.people.models import Person
from tests import hostile
from tests.cast import city
from tests.pages.test_hostile import addresses, ask

__all__ = ["ask"]

pytestmark = pytest.mark.trial

WHO = (None, "Luis", "Denise", "Ana", "Priya", "Max", "Ada", "Nora")
LINK = re.compile(r'href="(/[^"#]*)"')
FEWEST = {None: 6, "Luis": 15, "Denise": 20, "Ana": 16, "Priya": 22, "Max": 16, "Ada": 22, "Nora": 14}
"""Forms that each of them finds at least; fewer means that the trial has lost its way."""
LAST = re.compile("/me/close|/me/sign-ins|/leave|/withdraw")
"""After these there is less to try."""
PAGES_AT_MOST = 90


def pages_of(browser, start):
    """Every page this person reaches by links."""
    seen, waiting = {}, list(start)
    while waiting and len(seen) < PAGES_AT_MOST:
        path = waiting.pop(0)
        if path in seen or path.startswith("/static"):
            continue
        answer = browser.get(path, status=None)
        assert answer.status_int < 500, path
        seen[path] = answer
        if answer.content_type == "text/html" and answer.status_int == 200:
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
    return seen


def forms_of(pages):
    """Each distinct form once: its address, and the names and values of its fields."""
    found = {}
    for page in pages.values():
        if page.content_type != "text/html" or page.status_int != 200:
            continue
        for form in page.forms.values():
            if form.method.lower() != "post" or "sign-out" in form.action:
                continue
            fields = {
                name: form[name].value if name in form.fields and len(form.fields[name]) == 1 else ""
                for name in form.fields
                if name
            }
            found[(re.sub(r"\d+", "N", form.action), tuple(sorted(fields)))] = (form.action, fields)
    return sorted(found.values(), key=lambda form: LAST.search(form[0]) is not None)


@pytest.mark.parametrize("name", WHO)
def test_hostile_values_in_every_field(name, db, browser, visitor, look, caplog):
    made = city(db)
    person = browser(made.people[name]) if name else visitor
    start = [
        "/",
        "/b/juniper-square",
        "/b/juniper-square/post",
        "/inbox",
        "/me",
        "/desk",
        "/admin",
        "/sign-in",
        "/sign-up",
    ]
    start += [f"/o/{post.id}" for post in made.posts.values()] + [f"/desk/case/{made.cases['case'].id}"]
    forms = forms_of(pages_of(person, start))
    assert len(forms) >= FEWEST[name], "a trial without forms tries nothing"
    tried = 0
    for action, fields in forms:
        for field in fields:
            if field == "csrf_token":
                continue
            for value in hostile.VALUES:
                sent = {key: str(old or hostile.plausible(key)) for key, old in fields.items() if key != "csrf_token"}
                answer = person.post(action, status=None, **{**sent, field: value})
                assert answer.status_int < 500, (action, field, value)
                assert hostile.SCRIPT not in answer.text, (action, field)
                tried += 1
            answer = person.post(action, status=413, **{field: hostile.LONG})
            assert "shorter" in answer
        answer = person.post(action, status=None, csrf=False, **dict.fromkeys(fields, "1"))
        assert answer.status_int in (400, 401, 403, 404, 405), action
    print(f"{name}: {len(forms)} forms, {tried} tries")
    for page in pages_of(visitor, start).values():
        assert hostile.SCRIPT not in page.text, page.request.path
    assert look(select(func.count()).select_from(Person)), "the city still stands"
    assert look(select(func.count()).select_from(Observation))
    assert look(select(func.count()).select_from(Activity)) is not None
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("name", WHO)
def test_every_address_with_wrong_ids_and_queries(name, ask):
    for address in addresses():
        answer = ask(address, name)
        assert answer.status_int < 500, address
