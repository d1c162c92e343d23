"""What an entry of the index is made of, and which of the things found comes first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

POST, REPLY, CITY, CASE = "post", "reply", "city", "case"
KINDS = (POST, REPLY, CITY, CASE)
DAY_SECONDS = 86_400
RECENT_DAYS = 45.0
"""After so many days the worth of being new has fallen to a half."""
IN_TITLE, IN_WORDS, BY_KIND = 4.0, 1.0, 0.6
"""What a word of the question is worth where it stands: in the title, in the text, only in the kind or board."""
WHOLE, TOGETHER, NEW = 1.5, 2.0, 3.0
"""The whole word and not its beginning: times this. All words close to each other; written today: at most this more."""
CLOSE_LETTERS = 30
"""Words of the question this near to each other count as close."""


def entry_id(kind: str, subject_id: int, at: datetime) -> int:
    """The id of an entry: by the day, then the thing. Later ones are larger, so the newest are read without sorting."""
    return (first_of_day(at) | subject_id << 2) + KINDS.index(kind)


def first_of_day(at: datetime) -> int:
    """No entry of that day or later has a smaller id."""
    return max(0, int(at.timestamp() // DAY_SECONDS)) << 40


def marks_of(
    kinds: Iterable[str], *, board_id: int | None, service_id: int | None, step: str, answered: bool
) -> list[str]:
    """What filters can ask for, as words nobody can type."""
    marks = [f"k{kind}" for kind in kinds]
    if board_id is not None:
        marks.append(f"b{board_id}")
    if service_id is not None:
        marks.append(f"v{service_id}")
    return [*marks, f"s{step}", *(["answered"] if answered else [])]


def naming_marks(board_id: int | None, services: Iterable[int]) -> list[str]:
    """Marks by which a post or a case is found under the name of its board or kind. Replies bear none: they are found
    by what they say."""
    return [*([f"nb{board_id}"] if board_id is not None else []), *(f"nv{service}" for service in services)]


@dataclass(frozen=True)
class Asked:
    """One word somebody looks for. ``others`` are other spellings of it, ``marks`` those of the kinds and boards it
    names. ``whole``: only the word itself, not what begins with it."""

    word: str
    others: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    whole: bool = False


def finds(asked: Sequence[Asked], title: str, words: str, marks: str) -> bool:
    """Whether all the words of the question stand in the entry, or name its kind or board."""
    title, words, marks = f" {title} ", f" {words} ", f" {marks} "
    return all(_worth(word, title, words, marks) > 0 for word in asked)


def score(asked: Sequence[Asked], title: str, words: str, marks: str, age_days: float) -> float:
    """How good an answer is: words in the title first, whole words before beginnings, words close together, new
    before old. Comparable only within one question."""
    title, words, marks = f" {title} ", f" {words} ", f" {marks} "
    total = sum(_worth(word, title, words, marks) for word in asked)
    close = TOGETHER * max(_closeness(asked, title), _closeness(asked, words) / 2)
    return total + close + NEW / (1 + max(0.0, age_days) / RECENT_DAYS)


def _worth(asked: Asked, title: str, words: str, marks: str) -> float:
    """What one word is worth at the best place where it stands."""
    for text, worth in ((title, IN_TITLE), (words, IN_WORDS)):
        spellings = (asked.word, *asked.others)
        if any(f" {word} " in text for word in spellings):
            return worth * WHOLE
        if not asked.whole and f" {asked.word}" in text:
            return worth
    return BY_KIND if any(f" {mark} " in marks for mark in asked.marks) else 0.0


def _closeness(asked: Sequence[Asked], text: str) -> float:
    """1 when all the words stand close together in the text, 0 when they do not all stand there."""
    places = [text.find(f" {word.word}") for word in asked]
    if len(places) < 2 or min(places) < 0:
        return 0.0
    spread = max(places) - min(places)
    return 1.0 if spread <= CLOSE_LETTERS * (len(places) - 1) else CLOSE_LETTERS * (len(places) - 1) / spread
