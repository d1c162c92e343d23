"""Floor (c): a bare ``websockets`` broadcast: whoever sends a message has it sent to all. Started with a port."""

import asyncio
import http
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.http11 import Request, Response


async def handle(connection: ServerConnection) -> None:
    """Pass every message on to all."""
    async for message in connection:
        broadcast(connection.server.connections, message)


def health(connection: ServerConnection, request: Request) -> Response | None:
    """Answer the start-up check."""
    return connection.respond(http.HTTPStatus.OK, "ok") if request.path == "/healthz" else None


async def main(port: int) -> None:
    """Serve until ended."""
    options = {"compression": None, "max_queue": 4, "write_limit": 16384, "backlog": 4096}
    async with serve(handle, "127.0.0.1", port, process_request=health, **options) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
