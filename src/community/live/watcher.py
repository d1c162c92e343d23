"""Who watches: one open page, and the connection it comes by."""

import asyncio

from websockets.asyncio.server import ServerConnection

from community.people.identity import Identity


class Watcher:
    """One open page: its connection, what it watches, how far it has been told.

    ``language`` is the page's. ``checked``: the newest activity there was before its sign-in and its rights were
    looked up.
    """

    __slots__ = ("checked", "connection", "cursor", "identity", "language", "news", "topics")

    def __init__(
        self, topics: tuple[str, ...], identity: Identity | None, cursor: int | None, checked: int, language: str
    ) -> None:
        self.topics = topics
        self.identity = identity
        self.cursor = cursor
        self.checked = checked
        self.language = language
        self.connection: ServerConnection | None = None
        self.news: asyncio.Future[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether its task waits to be woken, and its network has taken all it was sent."""
        waits = self.news is not None and not self.news.done()
        return waits and self.connection is not None and not self.connection.transport.get_write_buffer_size()

    def wake(self) -> None:
        """There is something newer than the cursor."""
        if self.news is not None and not self.news.done():
            self.news.set_result(None)

    async def wait(self) -> None:
        """Return when woken."""
        self.news = asyncio.get_running_loop().create_future()
        await self.news
        self.news = None


class LiveConnection(ServerConnection):
    """A connection with the watcher that the door made for it, or the close code that says why there is none, and the
    network it comes from where that is known."""

    watcher: Watcher | int
    network: str | None
