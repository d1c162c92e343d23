"""The search page: boards, addresses and streets first; then posts, replies, words of the city and cases, a line a
thread, with the words of the question marked where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from community.boards.queries import BoardName, all_boards
from community.catalog.queries import all_services
from community.i18n import _
from community.pages.board_feed import BoardRow, rows_of
from community.pages.city_home import find
from community.places.geocoder import Geocoder
from community.search.documents import reference_mark
from community.search.folding import is_unspaced, words_of
from community.search.forms import KIND_WORDS, STEPS, TIMES, Search
from community.search.found_queries import Said, present_words
from community.search.matching import asked_of
from community.search.queries import MOST_ANYWHERE, hits
from community.search.ranking import MOST_LINES, Answer, ThreadFound, rank
from community.search.rules import CASE, CITY, POST, Asked
from community.search.snippets import marked, snippet

PAGE = 20
SHORTEST_NAME, MOST_NAMES = 3, 30
"""Letters of a word that may name a kind or a board, and how many it may name."""


@dataclass(frozen=True)
class Line:
    """A piece of a reply, or of what the city said, with the address at which it stands."""

    kind: str
    address: str
    snippet: Markup
    agency: str | None
    at: datetime


@dataclass(frozen=True)
class Result:
    """A thread that was found: its post, or a case by itself. ``snippet`` is of the post's own words."""

    row: BoardRow | None
    case: Said | None
    board: BoardName | None
    title: Markup
    snippet: Markup
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True)
class Results:
    """One page of the answer. ``whole``: all the words were found; ``many``: only the newest were put in order."""

    results: list[Result]
    total: int
    page: int
    pages: int
    whole: bool
    many: bool


def search_page(db: Session, search: Search, now: datetime, geocoder: Geocoder | None = None) -> dict[str, Any]:
    """The values of ``pages/find.jinja2``. At most ten queries with those of the places."""
    boards = all_boards(db)
    services = [(service.id, service.name) for service, _agency in all_services(db)]
    first = bool(search.text) and search.page == 1 and not search.filters
    return {
        "search": search,
        "boards": boards,
        "services": services,
        "kinds": {key: _(words) for key, words in KIND_WORDS.items()},
        "steps": {key: _(words) for key, words in STEPS.items()},
        "times": {key: _(words) for key, (words, _length) in TIMES.items()},
        "found": find(db, search.text, boards, geocoder) if first else None,
        "answer": _answer(db, search, boards, services, now) if search.text else None,
    }


def _answer(
    db: Session, search: Search, boards: Sequence[BoardName], services: Sequence[tuple[int, str]], now: datetime
) -> Results | None:
    """None: there is no word in the question, or no such board."""
    names = _names(boards, services)
    asked = asked_of(search.text, lambda word: _named(names, word))
    board = next((board for board in boards if board.slug == search.board), None)
    if not asked or (search.board and board is None):
        return None
    [reference] = reference_mark(search.text) or [""]
    found = hits(
        db, asked, marks=search.marks(board.id if board else None), reference=reference, since=search.since(now)
    )
    answer = rank(found, asked, reference, now)
    pages = max(1, -(-len(answer.threads) // PAGE))
    page = min(search.page, pages)
    shown = answer.threads[(page - 1) * PAGE : page * PAGE]
    results = _results(db, shown, asked, {board.id: board for board in boards})
    return Results(results, len(answer.threads), page, pages, answer.whole, _is_cut(answer, len(found)))


def _is_cut(answer: Answer, number: int) -> bool:
    """Whether there may be more than what was put in order."""
    return answer.whole and number >= MOST_ANYWHERE


def _names(boards: Iterable[BoardName], services: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    """Folded words of the names of boards and kinds, each with the mark it stands for."""
    names = [(word, f"nb{board.id}") for board in boards for word in words_of(board.name)]
    return names + [(word, f"nv{number}") for number, name in services for word in words_of(name)]


def _named(names: Sequence[tuple[str, str]], word: str) -> list[str]:
    """The marks of what the word names."""
    if len(word) < SHORTEST_NAME and not is_unspaced(word):
        return []
    return list(dict.fromkeys(mark for name, mark in names if name.startswith(word)))[:MOST_NAMES]


def _results(
    db: Session, threads: Sequence[ThreadFound], asked: Sequence[Asked], boards: dict[int, BoardName]
) -> list[Result]:
    """What is shown of these threads. What was hidden or taken back in this moment is left out. Two queries."""
    if not threads:
        return []
    posts = [thread.observation_id for thread in threads if thread.observation_id is not None]
    alone = [thread.case_id for thread in threads if thread.observation_id is None and thread.case_id is not None]
    rows = {row.id: row for row in rows_of(db, posts)} if posts else {}
    lines = {(hit.kind, hit.subject_id) for thread in threads for hit in thread.hits[: MOST_LINES + 1]}
    said = present_words(db, lines | {(POST, number) for number in posts} | {(CASE, number) for number in alone})
    results = []
    for thread in threads:
        row, case = rows.get(thread.observation_id or 0), said.get((CASE, thread.case_id or 0))
        if row is not None and not row.hidden_rule and not row.withdrawn:
            results.append(_post(thread, row, boards, said, asked))
        elif row is None and case is not None:
            results.append(_case(thread, case, boards, said, asked))
    return results


def _post(
    thread: ThreadFound,
    row: BoardRow,
    boards: dict[int, BoardName],
    said: dict[tuple[str, int], Said],
    asked: Sequence[Asked],
) -> Result:
    lines = _lines(thread, f"/o/{row.id}?all=1", said, asked)
    own = said.get((POST, row.id))
    board = next((int(mark[1:]) for hit in thread.hits for mark in hit.marks.split() if mark[:1] == "b"), 0)
    shown = snippet(own.words, asked) if own else Markup("")
    return Result(row, None, boards.get(board), marked(row.title, asked), shown, *lines)


def _case(
    thread: ThreadFound,
    case: Said,
    boards: dict[int, BoardName],
    said: dict[tuple[str, int], Said],
    asked: Sequence[Asked],
) -> Result:
    title = _case_name(case)
    lines = _lines(thread, f"/case/{case.id}", said, asked)
    return Result(None, case, boards.get(case.board_id or 0), marked(title, asked), snippet(case.words, asked), *lines)


def _case_name(case: Said) -> str:
    if case.reference:
        return _("311 case {reference}").format(reference=case.reference)
    return _("Case {reference}").format(reference=case.id)


def _lines(
    thread: ThreadFound, address: str, said: dict[tuple[str, int], Said], asked: Sequence[Asked]
) -> tuple[tuple[Line, ...], int]:
    """Replies and words of the city that were found, and how many more there are."""
    found = [hit for hit in thread.hits if hit.kind not in (POST, CASE)]
    lines = []
    for hit in found[:MOST_LINES]:
        present = said.get((hit.kind, hit.subject_id))
        if present is not None:
            anchor = f"{address}#{'f' if hit.kind == CITY else 'c'}{hit.subject_id}"
            lines.append(Line(hit.kind, anchor, snippet(present.words, asked), present.agency, hit.at))
    return tuple(lines), len(found) - len(found[:MOST_LINES])
