"""The hub: what happened lately, per topic, and who watches. Lives in the loop's thread; no lock, no per-socket queue.

A ``Line`` is one activity as one topic tells it. Only the *newest* fragment of each place on a page is kept: a later
line about the same place takes the fragment away from the earlier one. So whoever catches up from here is sent the
present state, and words that were hidden or taken back since are not in memory at all.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator

from community.i18n.languages import LANGUAGES
from community.live.line import Line, NotSaid
from community.live.rules import FURTHEST_BEHIND, REMEMBERED_LINES, may_receive
from community.live.watcher import Watcher


class FellBehind(Exception):
    """More happened than a page can catch up with: it has to be read again."""


class Channel:
    """One topic: its remembered lines, its watchers, and the frames already made from the lines."""

    __slots__ = ("floor", "frames", "guarded", "lines", "watchers")

    def __init__(self) -> None:
        self.lines: deque[Line] = deque()
        self.watchers: set[Watcher] = set()
        self.frames: dict[tuple[int, str], bytes] = {}
        self.floor = 0
        self.guarded = False

    def after(self, cursor: int) -> list[Line]:
        """Lines newer than ``cursor``, oldest first. Raises FellBehind."""
        if cursor < self.floor:
            raise FellBehind
        found = []
        for line in reversed(self.lines):
            if line.id <= cursor:
                break
            found.append(line)
        if len(found) > FURTHEST_BEHIND:
            raise FellBehind
        return found[::-1]

    def frame(self, cursor: int, language: str) -> bytes:
        """The lines newer than ``cursor`` as one JSON array; all who stand at the same place and read the same language
        share it. Raises FellBehind."""
        if (cursor, language) not in self.frames:
            self.frames[cursor, language] = _frame(self.after(cursor), language)
        return self.frames[cursor, language]


def _frame(lines: Iterable[Line], language: str) -> bytes:
    """Raises FellBehind where a line is from before the first listener in this language."""
    try:
        return b"[" + b",".join(line.text(language) for line in lines) + b"]"
    except NotSaid:
        raise FellBehind from None


class Hub:
    """Everything the sockets of this process are told from."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.last = 0
        """Id of the newest activity read."""
        self.floor = 0
        """Id of the newest activity that is no longer, or never was, remembered."""
        self.is_open = False
        self.languages = frozenset(LANGUAGES)
        """What fragments are rendered in: while memory fills, all languages; then the city's, and those somebody has
        listened in since. They stay: a phone in a pocket comes back a minute later, and wants what it missed."""
        self._channels: dict[str, Channel] = {}
        self._lines: deque[Line] = deque()
        self._places: dict[tuple[str, str], Line] = {}

    def begin(self, floor: int) -> None:
        """The history is read from ``floor`` on."""
        self.floor = self.last = floor

    def open(self) -> None:
        """Memory holds the last minutes: pages may come."""
        if not self.is_open:
            self.is_open, self.languages = True, frozenset({self._language})

    def join(self, watcher: Watcher) -> None:
        """Start telling ``watcher``. Raises FellBehind when its cursor is older than the memory."""
        self.languages |= {watcher.language}
        if watcher.cursor is None:
            watcher.cursor = self.last
        if watcher.cursor < self.floor:
            raise FellBehind
        for topic in watcher.topics:
            self._channel(topic).watchers.add(watcher)

    def leave(self, watcher: Watcher) -> None:
        """Stop telling ``watcher``; harmless when it had not joined."""
        for topic in watcher.topics:
            if channel := self._channels.get(topic):
                channel.watchers.discard(watcher)
                self._forget_if_idle(topic)

    def watchers(self) -> Iterator[Watcher]:
        """Everyone who watches anything, once each."""
        return iter({watcher for channel in self._channels.values() for watcher in channel.watchers})

    def publish(self, last: int, lines: Collection[Line]) -> set[Watcher]:
        """Remember ``lines``; ``last`` is how far the history has been read. Returns who watches their topics."""
        self.last = last
        for line in lines:
            self._remember(line)
        concerned: set[Watcher] = set()
        for topic in {line.topic for line in lines}:
            channel = self._channels.get(topic)
            if channel:
                channel.frames.clear()
                concerned |= channel.watchers
        return concerned

    def forget(self) -> None:
        """Memory begins anew: a page that has yet to catch up reads itself again. For when a name has to go."""
        for channel in self._channels.values():
            if channel.lines:
                channel.floor = self.last
                channel.lines.clear()
                channel.frames.clear()
        self._channels = {topic: channel for topic, channel in self._channels.items() if channel.watchers}
        self._lines.clear()
        self._places.clear()
        self.floor = self.last

    def take(self, watcher: Watcher) -> bytes | None:
        """What ``watcher`` has not been told yet, as one frame, and move its cursor; None when there is nothing.

        Raises FellBehind.
        """
        cursor = watcher.cursor or 0
        fresh = [
            channel
            for channel in (self._channels[topic] for topic in watcher.topics)
            if (channel.lines and channel.lines[-1].id > cursor) or channel.floor > cursor
        ]
        frame = self._frame(fresh, cursor, watcher)
        watcher.cursor = max(cursor, self.last)
        return frame

    def _frame(self, fresh: list[Channel], cursor: int, watcher: Watcher) -> bytes | None:
        if not fresh:
            return None
        if len(fresh) == 1 and not fresh[0].guarded:
            return fresh[0].frame(cursor, watcher.language)
        lines = [line for channel in fresh for line in channel.after(cursor)]
        lines = [line for line in lines if line.ground is None or may_receive(watcher.identity, line.ground)]
        return _frame(sorted(lines, key=lambda line: line.id), watcher.language) if lines else None

    def _channel(self, topic: str) -> Channel:
        return self._channels.setdefault(topic, Channel())

    def _remember(self, line: Line) -> None:
        channel = self._channel(line.topic)
        channel.lines.append(line)
        channel.guarded = channel.guarded or line.ground is not None
        if line.lost:
            channel.floor = line.id
        for target in line.html:
            if older := self._places.get((line.topic, target)):
                older.drop(target)
            self._places[line.topic, target] = line
        self._lines.append(line)
        while len(self._lines) > REMEMBERED_LINES:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        line = self._lines.popleft()
        channel = self._channels[line.topic]
        channel.lines.popleft()
        self.floor = line.id
        channel.floor = max(channel.floor, line.id)
        for target in line.html:
            del self._places[line.topic, target]
        self._forget_if_idle(line.topic)

    def _forget_if_idle(self, topic: str) -> None:
        channel = self._channels[topic]
        if not channel.lines and not channel.watchers:
            del self._channels[topic]
