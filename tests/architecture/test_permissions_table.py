"""Every action route, tried as every role on own and foreign ground, does what the table says; nothing has no row.

Generated: the routes and their permissions come from the application itself, so that a new action is tried as soon as
it exists. Where the table says no, the answer is a refusal and nothing is changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from community.activity.models import Activity
from community.permissions import EVERYWHERE, TABLE, Ground, Permission, permits
from tests.architecture.source import modules
from tests.architecture.stage import BROWSER, PERSONAS, Place, Stage
from tests.browser import Browser

OPEN_TO_EVERYONE = {
    "health", "sign_up", "sign_in", "sign_in.code", "sign_in.demo", "code", "code.link", "reset", "sign_out",
    "mail.inbound", "mail.language", "mail.stop", "manifest", "worker", "offline", "outbox", "outbox.ready",
    "open311.requests", "open311.updates", "open311.stop",
}  # fmt: skip
"""Routes without a permission: a machine asks for health, a signed token stands for the sign-in below a mail, a key for
that of a program, nobody is signed in yet (or any more) at the others. What a phone installs and keeps is the same for
everybody."""
DEMO_ONLY = {"kit"}
"""Not there at all in a city that is no demo; it has a story of its own."""
NOT_THEIRS = "Only somebody with another part on this board"


@dataclass(frozen=True)
class Action:
    """One view: its route, what it must be asked with, and the permission it is under."""

    route: str
    pattern: str
    method: str
    params: tuple[str, ...]
    permission: str | None

    def __str__(self) -> str:
        return f"{self.method} {self.route}{' ' + ' '.join(self.params) if self.params else ''}"


def actions_of(app: Any) -> Iterator[Action]:
    """Every view on a route, from the application's own introspection."""
    introspector = app.introspector
    routes = {entry["introspectable"]["name"]: entry["introspectable"] for entry in introspector.get_category("routes")}
    for entry in introspector.get_category("views"):
        view = entry["introspectable"]
        if not view["route_name"] or view["route_name"].startswith("__static"):
            continue
        allowed = [other["value"] for other in entry["related"] if other.category_name == "permissions"]
        methods = view["request_methods"] or ("GET", "POST")
        params = view["request_param"] or ()
        for method in (methods,) if isinstance(methods, str) else methods:
            yield Action(
                view["route_name"],
                routes[view["route_name"]]["pattern"],
                method,
                (params,) if isinstance(params, str) else tuple(params),
                allowed[0] if allowed else None,
            )


@pytest.fixture
def actions(app: Any) -> list[Action]:
    """All of them, in a steady order."""
    return sorted(actions_of(app), key=str)


@pytest.fixture
def stage(app: Any, engines: Any) -> Stage:
    """The city, as it is before anybody does anything."""
    return Stage(app, engines)


only_once = pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
"""Permissions are asked before any engine is."""


@only_once
def test_every_view_has_a_permission_and_every_permission_a_row(actions: list[Action]) -> None:
    assert len(actions) > 40, "the routes were not found"
    for action in actions:
        assert action.permission, f"{action} has no permission"
        if action.permission == "__no_permission_required__":
            assert action.route in OPEN_TO_EVERYONE, f"{action} is open to everyone"
        else:
            assert TABLE.get(Permission(action.permission)), f"{action.permission} has no row in the table"


@only_once
def test_every_permission_is_used(actions: list[Action]) -> None:
    used = {Permission(action.permission) for action in actions if action.permission in set(Permission)}
    source = "\n".join(path.read_text("utf-8") for path in python_files())
    asked = {permission for permission in Permission if f"Permission.{permission.name}" in source}
    assert set(Permission) - used - asked == set()
    assert set(TABLE) == set(Permission)


def python_files() -> Iterator[Path]:
    return (module.path for module in modules() if module.name != "permissions")


@only_once
@pytest.mark.parametrize("name", PERSONAS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    name: str, stage: Stage, wsgi: Any, actions: list[Action]
) -> None:
    wrong: list[str] = []
    trial = Trial(name, stage, wsgi)
    for action in actions:
        if action.permission == "__no_permission_required__" or action.route in DEMO_ONLY:
            continue
        for ground in ("juniper", "marble"):
            if problem := trial.run(action, ground):
                wrong.append(f"{name}: {action} on {ground}: {problem}")
    assert not wrong, "\n".join(wrong)


class Trial:
    """One persona on the stage."""

    def __init__(self, name: str, stage: Stage, wsgi: Any) -> None:
        self.stage, self.places = stage, stage.places
        self.identity = stage.identities.get(name)
        self.browser = Browser(TestApp(wsgi))
        self.browser.app.set_cookie("browser", BROWSER)
        if self.identity:
            self.browser.app.set_cookie("login", stage.tokens[name])
        stage.reset()

    def run(self, action: Action, ground: str) -> str | None:
        """What is wrong, if anything, when the persona does this there."""
        here = self.places[ground]
        stands = ground_of(action, here)
        expected = permits(self.identity, Permission(str(action.permission)), stands)
        before = self.stage.version()
        answer = self.ask(action, here)
        if answer.status_int >= 500:
            return f"answers {answer.status}"
        refused = answer.status_int in (401, 404) or NOT_THEIRS in answer.text
        changed = self.stage.version() != before and self.stage.rows() != self.stage.at_rest
        if self.stage.version() != before:
            self.stage.reset()
        if expected == refused:
            return f"the table says {'yes' if expected else 'no'}, the answer is {answer.status}"
        return "it was refused, but something changed" if refused and changed else None

    def ask(self, action: Action, here: Place) -> Any:
        """Do it, as a script would."""
        url = action.pattern.format(**parts_of(action.route, here))
        asked = dict(param.split("=", 1) if "=" in param else (param, "1") for param in action.params)
        fields = asked | fields_of(action, here)
        if action.method == "POST":
            return self.browser.post(url, status=None, json=True, **fields)
        if action.method != "GET":
            self.browser.app.set_cookie("csrf", "t" * 40)
            headers = {"Accept": "application/json", "X-CSRF-Token": "t" * 40}
            return self.browser.app.request(url, method=action.method, headers=headers, status="*")
        return self.browser.get(url, status=None, headers={"Accept": "application/json"}, params=fields)


def ground_of(action: Action, here: Place) -> Ground:
    """Where the thing in the address stands, told without asking the resource."""
    first = action.pattern.split("/")[1]
    board_id, agencies, author_id = here.ground.board_id, here.ground.agency_ids, here.ground.author_id
    grounds: dict[str, Ground] = {
        "b": Ground(board_id=board_id),
        "join": Ground(board_id=board_id),
        "o": Ground(board_id=board_id, author_id=author_id),
        "comments": Ground(board_id=board_id, author_id=author_id),
        "photos": Ground(board_id=board_id, author_id=author_id),
        "case": Ground(board_id=board_id, agency_ids=agencies),
        "undo": Ground(author_id=author_id),
    }
    if action.pattern.startswith("/desk/templates/"):
        return Ground(agency_ids=agencies)
    if action.pattern.startswith("/desk/case/"):
        return grounds["case"]
    return grounds.get(first, EVERYWHERE)


def fields_of(action: Action, here: Place) -> dict[str, str]:
    """What the action needs to find the thing it is about; the rest of its form stays empty."""
    if action.method == "GET":
        return {}
    ids = here.ids
    known = {
        "photo.uploads": {"length": "1000"},
        "photo.waiting.draw": {"form_at": f"/b/{ids['slug']}/post"},
        "board.reports": {"report": ids["report"]},
        "board.captains": {"to": ids["person"]},
        "inbox.read": {"up_to": "1"},
        "share": {"board": ids["slug"]},
        "me.logins.end": {"which": "others"},
        "me.follows.end": {"id": "1"},
        "admin": {"delivery": ids["delivery"]},
        "admin.boards": {"board": ids["board"]},
        "admin.agencies": {"id": ids["agency"]},
        "admin.person": {"role": "neighbor", "scope_kind": "board", "scope_id": ids["board"], "board": ids["board"]},
        "admin.service": {"question": ids["question"], "do": "earlier"},
        "admin.service.routes": {"board": ids["slug"], "do": "remove"},
        "admin.keys": {"id": ids["key"]},
        "admin.hours": {"opens": "09:00", "closes": "17:00", "day": "0"},
    }
    return known.get(action.route, {})


def parts_of(route: str, here: Place) -> dict[str, str]:
    """What the variable parts of this route's address are."""
    if route.startswith("photo"):
        key = here.ids["waiting" if ".waiting" in route else "photo"]
        return {"key": key, "size": "thumb", "token": here.ids["upload"]}
    if route == "desk.templates":
        return {"id": here.ids["agency"]}
    first = route.partition(".")[0]
    if first == "open311":
        ids = here.ids
        number = ids["code"] if route == "open311.service" else ids["case"]
        return {"format": "json", "id": number, "token": ids["token"]}
    kinds = {
        "board": "invitation",
        "observation": "post",
        "comment": "comment",
        "case": "case",
        "desk": "case",
        "undo": "act",
    }
    kind = kinds.get(first) or ("service" if "service" in route else "agency" if "gateway" in route else "person")
    return {"slug": here.ids["slug"], "token": here.ids["token"], "id": here.ids[kind], "language": "es"}


@only_once
def test_nothing_was_recorded_by_the_guard_itself(app: Any) -> None:
    with app.sessions.reading() as db:
        assert db.scalar(select(func.count()).select_from(Activity)) == 0
