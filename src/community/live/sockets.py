"""The open sockets. News goes out at once, one frame for all who stand at the same place; who is slow, or behind, is
told by a push task of its own, at its own pace. A socket's read side only waits for its end."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple, cast

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed

from community.live.crowd import Crowd
from community.live.hub import FellBehind, Hub
from community.live.rules import READ_AGAIN, REMEMBERED_ENDINGS, SIGN_IN_CHANGED, SPOKE, TOO_MANY
from community.live.watcher import LiveConnection, Watcher


class Ending(NamedTuple):
    """A fact that closes sockets: all of a person, those of one sign-in, or of all but one."""

    id: int
    person_id: int
    login_id: int | None
    kept_login_id: int | None

    def concerns(self, watcher: Watcher) -> bool:
        """Whether this watcher came in before it, as that person, with that sign-in."""
        who = watcher.identity
        return (
            who is not None
            and who.person_id == self.person_id
            and self.login_id in (None, who.login_id)
            and self.kept_login_id != who.login_id
            and watcher.checked < self.id
        )


class Sockets:
    """The handler of the server, and who gets closed when sign-ins and parts change."""

    def __init__(self, hub: Hub, crowd: Crowd) -> None:
        self._hub = hub
        self._crowd = crowd
        self._endings: deque[Ending] = deque(maxlen=REMEMBERED_ENDINGS)
        self._closing: set[asyncio.Task[None]] = set()

    async def __call__(self, connection: ServerConnection) -> None:
        """Serve ``connection`` until it ends, if there is something to tell it and room for it."""
        watcher, network = cast(LiveConnection, connection).watcher, cast(LiveConnection, connection).network
        if isinstance(watcher, int):
            await connection.close(watcher)
            return
        login = str(watcher.identity.login_id) if watcher.identity else None
        counted = self._crowd.enter(network, login)
        if counted is None:
            await connection.close(TOO_MANY)
            return
        try:
            await self._serve(watcher, connection)
        finally:
            self._crowd.leave(counted)

    async def _serve(self, watcher: Watcher, connection: ServerConnection) -> None:
        """Tell ``watcher`` the news until its socket ends."""
        watcher.connection = connection
        if any(ending.concerns(watcher) for ending in self._endings):
            await connection.close(SIGN_IN_CHANGED)
            return
        try:
            self._hub.join(watcher)
        except FellBehind:
            await connection.close(READ_AGAIN)
            return
        push = asyncio.create_task(self._push(watcher, connection))
        try:
            async for _words in connection:
                await connection.close(SPOKE)
        except ConnectionClosed:
            pass  # how it ended does not matter: the page comes again by itself
        finally:
            self._hub.leave(watcher)
            push.cancel()

    def tell(self, concerned: Iterable[Watcher]) -> None:
        """There is news for these: who has taken all it was sent gets it here and now, the others from their tasks."""
        ready: defaultdict[bytes, list[ServerConnection]] = defaultdict(list)
        for watcher in concerned:
            if watcher.connection is None or not watcher.is_idle:
                watcher.wake()
                continue
            try:
                frame = self._hub.take(watcher)
            except FellBehind:
                watcher.wake()
                continue
            if frame is not None:
                ready[frame].append(watcher.connection)
        for frame, connections in ready.items():
            broadcast(connections, frame, text=True)

    def end(self, endings: list[Ending]) -> None:
        """Close whom the endings concern, and those who are just coming in with what was true before."""
        self._endings.extend(endings)
        for watcher in self._hub.watchers() if endings else ():
            if watcher.connection and any(ending.concerns(watcher) for ending in endings):
                task = asyncio.create_task(watcher.connection.close(SIGN_IN_CHANGED))
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    async def _push(self, watcher: Watcher, connection: ServerConnection) -> None:
        """Send what is new, then wait for more. A slow reader holds up only this task."""
        try:
            while True:
                frame = self._hub.take(watcher)
                if frame is None:
                    await watcher.wait()
                else:
                    await connection.send(frame, text=True)
        except FellBehind:
            await connection.close(READ_AGAIN)
        except ConnectionClosed:
            return
