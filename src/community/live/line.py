"""What one activity tells one topic."""

import json
from typing import Any

from community.permissions import Ground


class Line:
    """One activity for one topic: ids, numbers and states in ``head``, fragments by target in ``html``.

    ``ground`` is set where not every watcher of the topic may know of it (the desk). A ``lost`` line could not be
    made: it is never sent, and whoever has yet to hear it reads the page again.
    """

    __slots__ = ("_text", "ground", "head", "html", "id", "lost", "topic")

    def __init__(self, topic: str, head: dict[str, Any], html: dict[str, str], ground: Ground | None = None) -> None:
        self.id: int = head["id"]
        self.topic = topic
        self.head = head
        self.html = html
        self.ground = ground
        self.lost = False
        self._text: bytes | None = None

    @classmethod
    def lost_one(cls, topic: str, activity_id: int) -> "Line":
        """In place of a line that could not be made."""
        line = cls(topic, {"id": activity_id}, {})
        line.lost = True
        return line

    def drop(self, target: str) -> None:
        """Forget the fragment for ``target``: a newer line has it."""
        self.html.pop(target, None)
        self._text = None

    @property
    def text(self) -> bytes:
        """The line as JSON, encoded once for all who get it."""
        if self._text is None:
            whole = {**self.head, "html": self.html} if self.html else self.head
            self._text = json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()
        return self._text
