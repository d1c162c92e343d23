"""The live server: one loop, one tail, any number of sockets. ``run`` blocks until it is told to stop."""

import asyncio
import logging
import threading
from typing import Any

from websockets.asyncio.server import serve

from community.live.crowd import Crowd
from community.live.door import Door
from community.live.follower import Follower
from community.live.hub import Hub
from community.live.rules import RESTARTING
from community.live.sockets import Sockets
from community.live.watcher import LiveConnection

STOP_SECONDS = 0.1
"""How often the loop looks whether it is to stop."""
OPTIONS: dict[str, Any] = {
    "compression": None,  # three times the memory a socket, and most of the CPU
    "max_size": 1024,
    "max_queue": 4,
    "write_limit": 16384,
    "ping_interval": 20,
    "ping_timeout": 20,
    "close_timeout": 1,
    "backlog": 4096,  # a crowd that reconnects at once fills asyncio's default of 100
}


def run(app: Any, stop: threading.Event, host: str, port: int) -> None:
    """Serve sockets on ``host`` and ``port`` until ``stop`` is set; then every page is told to come again.

    ``app`` is the application's registry. Raises OSError when the port is taken, and whatever ends the tail.
    """
    logging.getLogger("websockets").setLevel(logging.WARNING)
    logging.getLogger("websockets.server").addFilter(_is_ours)
    try:
        asyncio.run(_serve(app, stop, host, port))
    except BaseExceptionGroup as problems:
        taken = problems.subgroup(OSError)
        if taken is not None:
            raise taken.exceptions[0] from None
        raise


def _is_ours(record: logging.LogRecord) -> bool:
    """Handshakes that strangers spoil are not errors of ours."""
    return "opening handshake failed" not in record.getMessage()


async def _serve(app: Any, stop: threading.Event, host: str, port: int) -> None:
    """The tail and the door side by side: when one ends, so does the other."""
    hub, crowd = Hub(app.knobs.language), Crowd(app.knobs)
    sockets = Sockets(hub, crowd)
    down = threading.Event()
    follower = Follower(app, down, hub, sockets)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(follower.run, asyncio.get_running_loop()))
            group.create_task(_keep_open(Door(app, hub, crowd), sockets, stop, host, port, down))
    finally:
        down.set()


async def _keep_open(
    door: Door, sockets: Sockets, stop: threading.Event, host: str, port: int, down: threading.Event
) -> None:
    """Accept sockets until ``stop``, then tell every page to come again, and let the tail end."""
    server = await serve(sockets, host, port, process_request=door, create_connection=LiveConnection, **OPTIONS)
    try:
        while not stop.is_set():
            await asyncio.sleep(STOP_SECONDS)
    finally:
        down.set()
        server.close(code=RESTARTING)
        await server.wait_closed()
