"""Pages: our CPU time against a bare view, at two sizes of the database, on the first page and the hundredth."""

import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyramid.request import Request
from pyramid.router import Router

from bench import data, floors
from bench.measure import Figure, ratio
from community import clock, main
from community.db.engines import Engines
from community.people.identity import token_hash
from community.people.models import Login
from community.people.security import cookie_name
from community.settings import INI_PREFIX

SMALL, LARGE = 1_000, 122_840
HUNDREDTH = 100
ROWS, COMMENTS = 25, 50


def application(engines: Engines, folder: Path) -> tuple[Router, str]:
    """Our application on these engines, and the cookie of person 1, signed in."""
    router = main(**{INI_PREFIX + "engines": engines, INI_PREFIX + "home": str(folder)})
    token = secrets.token_urlsafe(32)
    with router.registry.sessions.writing() as db, db.begin():
        now = clock.now()
        db.add(Login(person_id=1, token_hash=token_hash(token), device="bench", created_at=now, seen_at=now))
    return router, f"{cookie_name(secure=False)}={token}"


def visit(router: Router, path: str, cookie: str = "") -> Callable[[], Any]:
    """A call that fetches the page in this process and insists on a 200."""

    def fetch() -> bytes:
        request = Request.blank(path, headers={"Cookie": cookie + "; csrf=" + "c" * 40} if cookie else {})
        response = request.get_response(router)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        return response.body

    return fetch


def board(folder: Path) -> Iterator[Figure]:
    """The board's bars, and an observation with 50 comments."""
    small, large = data.fresh(folder, "small"), data.fresh(folder, "large")
    data.fill(small, SMALL)
    data.fill(large, LARGE)
    router, cookie = application(small, folder)
    ours = visit(router, "/b/bench", cookie)
    size = len(ours())
    yield ratio("board, signed in, 25 rows / constant page (a)", ours, visit(floors.constant(size), "/"), None)
    yield ratio("board, signed in, 25 rows / one query (b)", ours, visit(floors.one_query(small, size, ROWS), "/"), 1.5)
    thread = visit(router, f"/o/{SMALL}?all=1", cookie)
    floor = visit(floors.one_query(small, len(thread()), COMMENTS), "/")
    yield ratio("observation with 50 comments / one query (b)", thread, floor, 2.0)
    big, big_cookie = application(large, folder)
    first = visit(big, "/b/bench", big_cookie)
    yield ratio(f"board at {LARGE:,} observations / at {SMALL:,}", first, ours, 1.3)
    yield ratio("board, 100th page / first page", visit(big, _hundredth(big, big_cookie), big_cookie), first, 1.3)


def _hundredth(router: Router, cookie: str) -> str:
    """The address of the hundredth page, found by following "Older posts"."""
    path = "/b/bench"
    for _ in range(HUNDREDTH - 1):
        body = visit(router, path, cookie)().decode()
        found = re.search(r'href="([^"]*[?&;]after=[^"]*)"', body)
        if found is None:
            raise RuntimeError("the board has no hundredth page")
        path = found.group(1).replace("&amp;", "&")
        path = path if path.startswith("/") else "/b/bench" + path
    return path
