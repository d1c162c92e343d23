"""Every action route, tried as every role on own and foreign ground, does what the table says; nothing has no row.

Generated: the routes and their permissions come from the application itself, so that a new action is tried as soon as
it exists. Where the table says no, the answer is a refusal and nothing is changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func, select
from webtest import TestApp

from community import clock
from community.activity.models import Activity, Delivery
from community.activity.tail import newest_id
from community.boards.models import Invitation
from community.db.base import Base
from community.moderation.models import Report
from community.people.identity import token_hash
from community.permissions import EVERYWHERE, TABLE, Ground, Permission, permits
from community.photos.rules import file_of
from tests import cast, make
from tests.architecture.source import modules
from tests.browser import Browser
from tests.conftest import _empty

OPEN_TO_EVERYONE = {
    "health", "sign_up", "sign_in", "sign_in.code", "sign_in.demo", "code", "code.link", "reset", "sign_out",
    "mail.inbound", "mail.stop", "manifest", "worker", "offline", "outbox", "outbox.ready",
}  # fmt: skip
"""Routes without a permission: a machine asks for health, a signed token stands for the sign-in below a mail, nobody is
signed in yet (or any more) at the others. What a phone installs and keeps is the same for everybody."""
DEMO_ONLY = {"kit"}
"""Not there at all in a city that is no demo; it has a story of its own."""
NOT_THEIRS = "Only somebody with another part on this board"
WEEK = timedelta(days=7)
BROWSER = "b" * 43
"""The name of everybody's browser: photos that wait are the browser's while nobody is signed in."""
PERSONAS = ("a visitor", "Una", "Nora", "Luis", "Denise", "Rosa", "Priya", "Sam", "Wes", "Max", "Ada", "Ana")
"""A visitor; unconfirmed, no member, neighbor, captain here, captain elsewhere, liaison of the agency, liaison of
another, liaison for another board, moderator, admin, author: see ``tests.cast``."""


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


@dataclass(frozen=True)
class Place:
    """One ground: a board, the agency of its case, who wrote, and the ids that go into addresses."""

    ground: Ground
    ids: dict[str, str]


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
    name: str, app: Any, engines: Any, wsgi: Any, actions: list[Action]
) -> None:
    wrong: list[str] = []
    trial = Trial(name, app, engines, wsgi)
    for action in actions:
        if action.permission == "__no_permission_required__" or action.route in DEMO_ONLY:
            continue
        for ground in ("juniper", "marble"):
            if problem := trial.run(action, ground):
                wrong.append(f"{name}: {action} on {ground}: {problem}")
    assert not wrong, "\n".join(wrong)


@cache
def rows_of_all() -> Select[Any]:
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    return select(*(select(func.count()).select_from(table).scalar_subquery() for table in tables))


class Trial:
    """One persona in a city that is built anew after everything that was allowed to happen."""

    def __init__(self, name: str, app: Any, engines: Any, wsgi: Any) -> None:
        self.name, self.app, self.engines, self.wsgi = name, app, engines, wsgi
        self.build()

    def build(self) -> None:
        """A fresh city, and a browser signed in as the persona."""
        _empty(self.engines)
        with self.app.sessions.writing() as db:
            city = cast.city(db)
            self.places = {ground: place(db, city, ground) for ground in ("juniper", "marble")}
            person = city.people.get(self.name)
            self.identity = make.identity(db, person) if person else None
        self.browser = Browser(TestApp(self.wsgi))
        self.browser.app.set_cookie("browser", BROWSER)
        if person:
            self.browser.sign_in_as(person, self.app)
        for here in self.places.values():
            for name in ("photo", "waiting"):
                self.app.photo_store.write(file_of(here.ids[name], "thumb", "jpg"), b"a picture")

    def run(self, action: Action, ground: str) -> str | None:
        """What is wrong, if anything, when the persona does this there."""
        here = self.places[ground]
        stands = ground_of(action, here)
        expected = permits(self.identity, Permission(str(action.permission)), stands)
        before = self.rows()
        answer = self.ask(action, here)
        if answer.status_int >= 500:
            return f"answers {answer.status}"
        refused = answer.status_int in (401, 404) or NOT_THEIRS in answer.text
        changed = self.rows() != before
        if expected and action.method not in ("GET", "HEAD"):
            self.build()
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

    def rows(self) -> list[int]:
        """How many rows each table has, and the newest line of the history."""
        with self.app.sessions.reading() as db:
            return [newest_id(db), *db.execute(rows_of_all()).one()]


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
    }
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
    }
    return known.get(action.route, {})


def place(db: Any, city: cast.City, name: str) -> Place:
    """An observation with a comment, one with a case, an invitation and a report, on this board, all by Ana. On the
    other board somebody else wrote, and another agency has the case."""
    home = name == "juniper"
    board, agency = (city.juniper, city.sanitation) if home else (city.marble, city.streets)
    author = city.people["Ana" if home else "Rosa"]
    board_id, agency_id, author_id = board.id, agency.id, author.id
    slug, lon = board.slug, -71.05 if home else -70.95
    post = make.observation(db, board, author, "Loose wire over the walk", lat=42.35, lon=lon)
    sent = make.observation(db, board, author, "Deep hole", lat=42.35, lon=lon, state="escalated", vote_count=10)
    case = cast._case(db, city, sent, "open")
    case.agency_id = agency_id
    comment = cast.Comment(observation_id=post.id, author_id=author_id, words="Still there.", written_at=clock.now())
    token = f"{name}-token"
    invitation = Invitation(
        board_id=board_id, token_hash=token_hash(token), created_by=author_id, created_at=clock.now(),
        expires_at=clock.now() + WEEK,
    )  # fmt: skip
    report = Report(
        board_id=board_id, observation_id=post.id, reporter_id=author_id, recipient="captain", rule="ad",
        reported_at=clock.now(),
    )  # fmt: skip
    told = Activity(at=clock.now(), kind="test", data={}, imported=False)
    db.add_all([comment, invitation, report, told])
    db.flush()
    delivery = Delivery(activity_id=told.id, kind="nobody", target="1", given_up_at=clock.now())
    db.add(delivery)
    db.commit()
    photos = {"photo": make.photo(db, post).key, "waiting": make.photo(db, browser=BROWSER).key}
    photos["upload"] = make.upload(db, BROWSER).token
    ids = {"post": post, "comment": comment, "case": case, "invitation": invitation, "report": report}
    named = {"person": city.people["Luis"], "service": city.pothole, "question": city.size, "delivery": delivery}
    named |= {"board": board, "agency": agency}
    return Place(
        Ground(board_id=board_id, agency_ids=frozenset({agency_id}), author_id=author_id),
        {"slug": slug, "token": token, **photos, **{name: str(row.id) for name, row in (ids | named).items()}},
    )


def parts_of(route: str, here: Place) -> dict[str, str]:
    """What the variable parts of this route's address are."""
    if route.startswith("photo"):
        key = here.ids["waiting" if ".waiting" in route else "photo"]
        return {"key": key, "size": "thumb", "token": here.ids["upload"]}
    first = route.partition(".")[0]
    kinds = {"board": "invitation", "observation": "post", "comment": "comment", "case": "case", "desk": "case"}
    kind = kinds.get(first) or ("service" if "service" in route else "person")
    return {"slug": here.ids["slug"], "token": here.ids["token"], "id": here.ids[kind], "language": "es"}


@only_once
def test_nothing_was_recorded_by_the_guard_itself(app: Any) -> None:
    with app.sessions.reading() as db:
        assert db.scalar(select(func.count()).select_from(Activity)) == 0
