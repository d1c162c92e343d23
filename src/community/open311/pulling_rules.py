"""What the city's word about a number means for the case, and how a failing question is taken apart. Pure."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from community.open311.client import NotNow, Problem, Refusal
from community.open311.parsing_requests import CLOSED, OPEN, Seen

T = TypeVar("T")
SHORTEST_SPAN = timedelta(minutes=1)
"""A span that fails is halved down to this; what still fails is left out."""


def is_new_closing(status: str, at: datetime | None, *, said: str | None, since: datetime, had_before: bool) -> bool:
    """Whether ``closed``, said ``at`` this moment, closes the case.

    - seen again, it closes nothing: the city has to say open in between
    - under a number the case had before it was reopened, it closes only when it is later than the reopening: the old
      closing is still there to be read
    """
    if status != CLOSED or said == CLOSED:
        return False
    if said == OPEN or not had_before:
        return True
    return at is not None and at > since


def step_alone(seen: Seen, heard: datetime | None) -> Seen:
    """A request of a system whose words come by its updates, which are read for good until ``heard``: its notes are no
    words, and a closing whose words may still come, or come with it, is left to them."""
    early = heard is None or seen.updated_at is None or seen.updated_at > heard
    return replace(seen, notes="", status="" if seen.status == CLOSED and early else seen.status)


def heard_key(reference: str, words: str) -> str:
    """What keeps words from being put on a case twice, whichever way they come."""
    return hashlib.sha256(f"{reference}\0{' '.join(words.split())}".encode()).hexdigest()[:32]


def asked_apart(
    ask: Callable[[Sequence[str]], list[T]], numbers: Sequence[str]
) -> Iterator[tuple[Sequence[str], list[T]]]:
    """Ask for these numbers; where the answer fails, for either half, down to the one that is to blame, which is left
    out. Yields the numbers asked for with what came. Raises NotNow when nobody answers at all."""
    try:
        found = ask(numbers)
    except Problem as problem:
        if not _is_to_blame(problem):
            raise
        if len(numbers) > 1:
            half = len(numbers) // 2
            yield from asked_apart(ask, numbers[:half])
            yield from asked_apart(ask, numbers[half:])
    else:
        yield numbers, found


def spans_apart(
    ask: Callable[[datetime, datetime], list[T]], start: datetime, end: datetime
) -> Iterator[tuple[bool, list[T]]]:
    """The same for a span of time. Yields whether it was read, with what came."""
    try:
        yield True, ask(start, end)
    except Problem as problem:
        if not _is_to_blame(problem):
            raise
        if end - start <= SHORTEST_SPAN:
            yield False, []
            return
        middle = start + (end - start) / 2
        yield from spans_apart(ask, start, middle)
        yield from spans_apart(ask, middle, end)


def _is_to_blame(problem: Problem) -> bool:
    """Whether it is the question that fails, and not the line: it answers."""
    return isinstance(problem, Refusal) or (isinstance(problem, NotNow) and problem.answered)
