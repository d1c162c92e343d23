"""Live: from a commit to the last of 1,000 watchers of one board, against a bare broadcast; memory of a socket."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from bench import data
from bench.measure import Figure
from bench.servers import free_port, resident, running
from community import clock
from community.activity.record import hook
from community.activity.tail import newest_id
from community.db.engines import Engines
from community.db.sessions import Sessions
from community.people.identity import Identity, Part
from community.permissions import Role
from community.settings import Settings
from community.voting.actions import cast_vote

WATCHERS = 1_000
ROUNDS = 9
OPEN_AT_ONCE = 50


def broadcast(folder: Path) -> Iterator[Figure]:
    """Both live figures."""
    engines = data.fresh(folder, "stoop")
    data.fill(engines, 200)
    yield from asyncio.run(_measure(engines, folder))


async def _measure(engines: Engines, folder: Path) -> list[Figure]:
    ours, bare = free_port(), free_port()
    environ = {"COMMUNITY_HOME": str(folder), "COMMUNITY_LIVE_PORT": str(ours), "COMMUNITY_LIMIT_SOCKETS": "0"}
    with (
        running(["community", "live"], f"http://127.0.0.1:{ours}/healthz", **environ) as server,
        running(["bench.bare_broadcast", str(bare)], f"http://127.0.0.1:{bare}/healthz"),
    ):
        before = resident(server)
        sessions = Sessions(engines)
        hook(sessions.write_class)
        with sessions.reading() as db:
            after = newest_id(db)
        watchers = await _open(f"ws://127.0.0.1:{ours}/live?topic=board:1&after={after}", f"http://127.0.0.1:{ours}")
        socket_kb = (resident(server) - before) / WATCHERS / 1024
        bare_watchers = await _open(f"ws://127.0.0.1:{bare}/", None)
        voter = _voter(sessions)
        payload = await _payload(watchers, voter)
        mine, floor = [], []
        for _ in range(ROUNDS):
            mine.append(await _last(watchers, voter))
            floor.append(await _last(bare_watchers, lambda: bare_watchers[0].send(payload)))
        for connection in [*watchers, *bare_watchers]:
            connection.transport.abort()
    taken, least = 1000 * statistics.median(mine), 1000 * statistics.median(floor)
    remark = f"{taken:.0f} ms against {least:.0f} ms, {len(payload)} bytes"
    return [
        Figure("live: commit to the last of 1,000 / bare broadcast (c)", taken / least, 2.0, "×", remark=remark),
        Figure("live: memory of a socket", socket_kb, 25.0, "KB"),
    ]


async def _open(url: str, origin: str | None) -> list[ClientConnection]:
    found: list[ClientConnection] = []
    for _ in range(WATCHERS // OPEN_AT_ONCE):
        batch = [connect(url, origin=origin, compression=None, ping_interval=None) for _ in range(OPEN_AT_ONCE)]
        found += await asyncio.gather(*batch)
    return found


def _voter(sessions: Sessions) -> Callable[[], Awaitable[None]]:
    """Each call is one vote of another neighbor on another post, committed."""
    turn = iter((person, post) for post in range(1, 200) if post % 3 for person in range(2, 5))
    knobs = Settings()

    def vote() -> None:
        while True:
            person, post = next(turn)
            part = Part(Role.NEIGHBOR, "board", 1)
            who = Identity(person, 0, f"Neighbor {person}", True, False, clock.now(), (part,))
            with sessions.writing() as db, db.begin():
                if cast_vote(db, who, post, knobs):
                    return

    async def cast() -> None:
        await asyncio.to_thread(vote)

    return cast


async def _payload(watchers: list[ClientConnection], act: Callable[[], Awaitable[None]]) -> str | bytes:
    """What one act sends to a watcher."""
    await act()
    received = await asyncio.wait_for(asyncio.gather(*(watcher.recv() for watcher in watchers)), 30)
    await asyncio.sleep(0.5)
    return received[0]


async def _last(watchers: list[ClientConnection], act: Callable[[], Awaitable[None]]) -> float:
    """Seconds from the end of ``act`` (its commit) to the arrival at the last watcher."""
    arrivals = [asyncio.ensure_future(watcher.recv()) for watcher in watchers]
    await act()
    start = time.perf_counter()
    await asyncio.wait_for(asyncio.gather(*arrivals), 30)
    return time.perf_counter() - start
