"""The door: who may connect, from which page, to which topics. Everything is settled before the socket opens."""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from community.activity.queries import health
from community.i18n.languages import LANGUAGES, SPOKEN
from community.live.crowd import Crowd, network_behind
from community.live.hub import Hub
from community.live.queries import holder_of, question_for, was_missed
from community.live.rules import FARTHEST_QUERY, NOTHING_TO_HEAR, TOO_MANY, Wish, is_own_origin, read_wish
from community.live.watcher import LiveConnection, Watcher
from community.people.security import login_token
from community.permissions import permits

PATH = "/live"
HEALTH = "/healthz"


class Refusal(Exception):
    """The socket is not opened; ``status`` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Door:
    """``process_request`` of the server: answers /healthz, opens /live for whom it is meant, refuses the rest."""

    def __init__(self, app: Any, hub: Hub, crowd: Crowd) -> None:
        self._app = app
        self._hub = hub
        self._crowd = crowd

    async def __call__(self, connection: ServerConnection, request: Request) -> Response | None:
        """None lets the handshake go on, with a watcher waiting on the connection; a response refuses."""
        path = urlsplit(request.path).path
        if path == HEALTH:
            return await self._health(connection)
        try:
            if path != PATH:
                raise Refusal(HTTPStatus.NOT_FOUND)
            if not self._hub.is_open:
                raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE)
            self._check_origin(request.headers)
            wish = read_wish(request.path)
            if wish is None:
                raise Refusal(HTTPStatus.BAD_REQUEST)
            await self._let_in(cast(LiveConnection, connection), request.headers, wish)
        except Refusal as refusal:
            return connection.respond(refusal.status, f"{refusal.status.phrase}\n")
        return None

    async def _let_in(self, connection: LiveConnection, headers: Headers, wish: Wish) -> None:
        """Make the watcher; nobody is looked up for an address that has its sockets already. Raises Refusal."""
        peer = connection.remote_address  # None when it has gone by now
        connection.network = network_behind(peer[0] if peer else None, headers, self._app.knobs.proxy)
        connection.watcher = TOO_MANY
        if self._crowd.has_room("address", connection.network):
            token = _cookie(headers, self._app.knobs.secure)
            connection.watcher = await self._ask(self._admit, wish, token)

    async def _ask(self, question: Callable[..., Any], *values: Any) -> Any:
        """Run ``question`` with a reading session, in a thread. Raises Refusal when the database is away."""

        def ask() -> Any:
            with self._app.sessions.reading() as db:
                return question(db, *values)

        try:
            return await asyncio.to_thread(ask)
        except (SQLAlchemyError, OSError):
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE) from None

    def _check_origin(self, headers: Headers) -> None:
        """A foreign page may not listen with our cookie. Raises Refusal."""
        knobs = self._app.knobs
        origins, hosts = headers.get_all("Origin"), headers.get_all("Host")
        ports = frozenset({knobs.port, None})
        if len(origins) != 1 or len(hosts) != 1:
            raise Refusal(HTTPStatus.FORBIDDEN)
        if not is_own_origin(origins[0], hosts[0], base_url=knobs.base_url, demo=knobs.demo, ports=ports):
            raise Refusal(HTTPStatus.FORBIDDEN)

    def _admit(self, db: Any, wish: Wish, token: str | None) -> Watcher | int:
        """The watcher for ``wish``, or the close code where there is nothing to hear. What one may not see answers
        404. Raises Refusal."""
        checked = self._hub.last
        identity = holder_of(db, token, self._app.knobs)
        for topic in wish.topics:
            asked = question_for(db, topic)
            if asked is None or not permits(identity, *asked):
                raise Refusal(HTTPStatus.NOT_FOUND)
        topics = tuple(str(topic) for topic in wish.topics)
        if identity is not None:
            topics += (f"inbox:{identity.person_id}",)
        if not topics:
            return NOTHING_TO_HEAR
        return Watcher(topics, identity, self._cursor(db, wish), checked, self._language(wish))

    def _language(self, wish: Wish) -> str:
        """The page's; the invented one is spoken in demo cities only."""
        offered = SPOKEN if self._app.knobs.demo else LANGUAGES
        return wish.language if wish.language in offered else self._app.knobs.language

    def _cursor(self, db: Any, wish: Wish) -> int | None:
        """Where to go on from: one query moves a page that missed nothing up to where memory begins."""
        after, floor = wish.after, self._hub.floor
        if after is None or after >= floor or floor - after > FARTHEST_QUERY:
            return after
        return after if wish.topics and was_missed(db, wish.topics, after, floor) else floor

    async def _health(self, connection: ServerConnection) -> Response:
        """Database, newest activity, how far behind this process and the worker are; 503 without the database, or
        while the last minutes are still being read."""
        try:
            report = await self._ask(health)
        except Refusal as refusal:
            return _json(connection, refusal.status, {"database": "away", "last": self._hub.last})
        figures = {"database": "ok", "last": self._hub.last, "lag": max(0, report["activity"] - self._hub.last)}
        figures |= {"worker_lag": report["lag"], "worker_failing": report["failing"]}
        status = HTTPStatus.OK if self._hub.is_open else HTTPStatus.SERVICE_UNAVAILABLE
        return _json(connection, status, figures)


def _json(connection: ServerConnection, status: HTTPStatus, figures: dict[str, Any]) -> Response:
    response = connection.respond(status, json.dumps(figures) + "\n")
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "application/json"
    return response


def _cookie(headers: Headers, secure: bool) -> str | None:
    """The login token in the Cookie header; a header that is none counts as absent."""
    jar = SimpleCookie()
    try:
        jar.load("; ".join(headers.get_all("Cookie")))
    except CookieError:
        return None
    return login_token({name: morsel.value for name, morsel in jar.items()}, secure)
