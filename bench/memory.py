"""Memory: what ``make run`` holds when nobody does anything."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure
from bench.servers import free_port, resident, running

SETTLE_SECONDS = 5


def idle(folder: Path) -> Iterator[Figure]:
    """Resident memory of the demo city, web, live and worker in one process, after its first page."""
    web, live = free_port(), free_port()
    environ = {
        "COMMUNITY_HOME": str(folder),
        "COMMUNITY_DEMO": "true",
        "COMMUNITY_PORT": str(web),
        "COMMUNITY_LIVE_PORT": str(live),
    }
    with running(["community", "serve"], f"http://127.0.0.1:{web}/healthz", **environ) as server:
        time.sleep(SETTLE_SECONDS)
        yield Figure("make run, idle", resident(server) / 2**20, 200.0, "MB")
