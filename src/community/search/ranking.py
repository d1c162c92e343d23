"""From the entries that were found to the answer people read: one line a thread, the best first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community.search.queries import Hit
from community.search.rules import Asked, finds, score

MOST_LINES = 3
"""Of one thread that are shown; the others are counted."""
NAMED = 1_000.0
"""A case asked for by its very reference stands before everything."""
EACH_MORE = 0.1
"""What each further hit in a thread adds to it."""


@dataclass(frozen=True)
class ThreadFound:
    """A thread with what was found in it, the best first. ``observation_id`` None: a case by itself."""

    observation_id: int | None
    case_id: int | None
    hits: tuple[Hit, ...]
    worth: float

    @property
    def newest(self) -> int:
        """To put threads of the same worth in order."""
        return max(hit.id for hit in self.hits)


@dataclass(frozen=True)
class Answer:
    """``whole``: all of the words were found; else all but one."""

    threads: list[ThreadFound]
    whole: bool


def rank(hits: Sequence[Hit], asked: Sequence[Asked], reference: str, now: datetime) -> Answer:
    """Group what was found by thread and put it in order. What lacks a word counts only where nothing has them all."""
    whole = [hit for hit in hits if finds(asked, hit.title, hit.words, hit.marks) or _is_named(hit, reference)]
    counted = whole or hits
    worths = {hit.id: _worth(hit, asked, reference, now) for hit in counted}
    threads: dict[tuple[int | None, int | None], list[Hit]] = {}
    for hit in sorted(counted, key=lambda hit: (-worths[hit.id], -hit.id)):
        key = (hit.observation_id, None if hit.observation_id else hit.case_id)
        threads.setdefault(key, []).append(hit)
    found = [
        ThreadFound(*key, tuple(lines), worths[lines[0].id] + EACH_MORE * min(len(lines) - 1, 10))
        for key, lines in threads.items()
    ]
    return Answer(sorted(found, key=lambda thread: (-thread.worth, -thread.newest)), bool(whole))


def _is_named(hit: Hit, reference: str) -> bool:
    return bool(reference) and reference in hit.marks.split()


def _worth(hit: Hit, asked: Sequence[Asked], reference: str, now: datetime) -> float:
    age = (now - hit.at).total_seconds() / 86_400
    return score(asked, hit.title, hit.words, hit.marks, age) + (NAMED if _is_named(hit, reference) else 0.0)
