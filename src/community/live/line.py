"""What one activity tells one topic."""

import json
from typing import Any

from community.permissions import Ground

Said = dict[str, str]
"""One fragment in each language somebody listens in, by the language's code."""


class NotSaid(Exception):
    """The line was made when nobody listened in this language."""


class Line:
    """One activity for one topic: ids, numbers and states in ``head``, fragments by target in ``html``.

    Every fragment is there in the same languages. ``ground`` is set where not every watcher of the topic may know of
    it (the desk). A ``lost`` line could not be made: it is never sent, and whoever has yet to hear it reads the page
    again.
    """

    __slots__ = ("_text", "ground", "head", "html", "id", "lost", "topic")

    def __init__(self, topic: str, head: dict[str, Any], html: dict[str, Said], ground: Ground | None = None) -> None:
        self.id: int = head["id"]
        self.topic = topic
        self.head = head
        self.html = html
        self.ground = ground
        self.lost = False
        self._text: dict[str, bytes] = {}

    @classmethod
    def lost_one(cls, topic: str, activity_id: int) -> "Line":
        """In place of a line that could not be made."""
        line = cls(topic, {"id": activity_id}, {})
        line.lost = True
        return line

    def drop(self, target: str) -> None:
        """Forget the fragment for ``target``: a newer line has it."""
        self.html.pop(target, None)
        self._text.clear()

    def text(self, language: str) -> bytes:
        """The line as JSON, encoded once for all who get it in this language. Raises NotSaid."""
        if language not in self._text:
            if any(language not in said for said in self.html.values()):
                raise NotSaid
            html = {target: said[language] for target, said in self.html.items()}
            whole = {**self.head, "html": html} if html else self.head
            self._text[language] = json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()
        return self._text[language]
