"""What axe-core finds on pages that only come after something was sent: nothing. ``test_axe`` looks at the others."""

import json
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from community import clock
from community.people.identity import token_hash
from community.people.models import Account, Code, Person
from tests.browser_journeys.test_axe import RULES, SIZES, lost_when_tight
from tests.everywhere import furnished
from tests.people.conftest import PASSWORD, password_hash

pytestmark = [
    pytest.mark.trial,
    pytest.mark.browser,
    pytest.mark.parametrize("engines", ["sqlite"], indirect=True),
]
CSRF = "t" * 40
LINK = "k" * 43
POST = {"title": "Tires by the steps again", "description": "Four of them, since Friday.", "place": "5814 Larch St"}
NEW = {"name": "Rosa Q.", "email": "rosa.q@example.org", "password": "a long enough one"}
PAGES: tuple[tuple[str | None, str, int, dict[str, str]], ...] = (
    (None, "/b/juniper-square/post", 200, POST),
    (
        None,
        "/b/juniper-square/post",
        401,
        {**POST, "title": "A swing is loose", "place": "1 Oak Ave"},
    ),
    (None, "/admin/services", 401, {"name": "Graffiti", "description": "Paint on walls"}),
    (None, "/sign-in", 422, {"email": "nobody", "password": "x"}),
    (None, "/sign-up", 422, {**NEW, "password": "short"}),
    (None, "/sign-up", 200, NEW),
    (None, "/code", 422, {"code": "123"}),
    (None, "/reset", 422, {"email": "nobody"}),
    ("Luis", "/b/juniper-square/post", 422, {"title": "", "description": POST["description"]}),
    ("Luis", "/o/{open}/join", 200, {**POST, "board": "juniper-square"}),
    ("Luis", "/o/{open}/comments", 422, {"words": " "}),
    ("Luis", "/o/{open}/report", 422, {"rule": "none"}),
    ("Luis", "/o/{open}/escalate", 403, {"reason": "It blocks the way."}),
    ("Luis", "/me/name", 422, {"name": "City Hall"}),
    ("Denise", "/b/juniper-square/invitations", 200, {}),
    ("Denise", "/b/juniper-square/settings", 422, {"threshold": "none", "escalation": "both"}),
    ("Denise", "/o/{open}/escalate", 422, {"service": "0", "reason": " "}),
    ("Priya", "/desk/case/{city_case}/answer", 422, {"words": " ", "version": "1"}),
    ("Priya", "/desk/case/{city_case}/close", 422, {"words": "Done.", "version": "1"}),
    ("Priya", "/desk/new", 422, {"description": POST["description"]}),
    ("Ada", "/admin/services", 422, {"name": "", "description": "Paint on walls"}),
)
"""Who sends what where, and what the answer is: refused forms come back filled in, with the error at its field."""


def with_password(db: Session, person: Person) -> None:
    """Let the person sign in by the form."""
    account = db.get_one(Account, person.id)
    account.email = account.email_key = "nora.with@example.org"
    account.password_hash = password_hash()
    db.commit()


def send(page: Page, path: str, fields: dict[str, str], csrf: str = CSRF) -> int:
    """Send a form as a page of ours would; returns the status of the page that comes."""
    page.context.add_cookies([{"name": "csrf", "value": CSRF, "domain": "127.0.0.1", "path": "/"}])
    page.goto("/rules")
    with page.expect_navigation() as answered:
        page.evaluate(
            """([path, fields]) => {
              const form = document.createElement("form");
              Object.assign(form, { method: "post", action: path });
              for (const [name, value] of Object.entries(fields)) {
                const field = form.appendChild(document.createElement("input"));
                Object.assign(field, { type: "hidden", name, value });
              }
              document.body.append(form);
              HTMLFormElement.prototype.submit.call(form);
            }""",
            [path, {**fields, "csrf_token": csrf}],
        )
    return answered.value.status


def found_on(page: Page, where: str) -> list[str]:
    """What axe says, and what is lost when it gets tight."""
    page.set_viewport_size(SIZES["phone"])
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.response["passes"]
    found = [
        f"{where}: {one['id']} ({one['impact']}) {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in result.response["violations"]
    ]
    return found + [f"{where}: {lost}" for lost in lost_when_tight(page)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_after_something_was_sent(db, app, house, window, scheme):
    town, filled = furnished(db, app)
    now = clock.now()
    dates = {"created_at": now, "expires_at": now + timedelta(minutes=10)}
    db.add(
        Code(
            purpose="sign_in",
            email="nora@example.org",
            browser_hash=token_hash("b"),
            link_hash=token_hash(LINK),
            **dates,
        )
    )
    db.commit()
    windows: dict[str | None, Any] = {}
    found, answers = [], []
    for name, address, status, fields in PAGES:
        if name not in windows:
            person = town.people[name] if name else None
            windows[name] = window(person, color_scheme=scheme, viewport=SIZES["phone"])
        page, path = windows[name], address.format(**filled)
        answered = send(page, path, fields)
        if answered != status:
            answers.append(
                f"{path} as {name}: {answered} instead of {status}: {page.locator('main').inner_text()[:300]}"
            )
        found += found_on(page, f"{path} as {name}, {scheme}")
    assert answers == []
    page = windows[None]
    page.route("**/carry-on.js*", lambda route: route.abort())  # it would press the button at once
    with_password(db, town.people["Nora"])
    for target, words in (("/b/juniper-square/post", POST), ("/admin/services", {"description": "Paint on walls"})):
        kept = json.dumps([target, list(words.items())])
        door = {"email": "nora.with@example.org", "password": PASSWORD, "kept": kept}
        assert send(page, "/sign-in", door) == 200
        found += found_on(page, f"what was kept for {target}")
    assert page.goto(f"/code/{LINK}").status == 200
    found += found_on(page, "the link of a mail")
    assert send(windows["Luis"], f"/o/{filled['open']}/report", {"rule": "spam"}, csrf="old") == 400
    found += found_on(windows["Luis"], "a page that was open for too long")
    assert not found, "\n".join(found)
