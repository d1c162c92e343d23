"""From the present words and states to the entries the index should hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.cases.ladder import case_status, observation_status
from community.search.folding import words_of
from community.search.rules import CASE, CITY, POST, REPLY, entry_id, marks_of, naming_marks

Values = dict[str, Any]


@dataclass(frozen=True)
class CaseState:
    """What the ladder needs of a case."""

    state: str
    code: str | None
    neighbors_say: str | None


@dataclass(frozen=True)
class Marked:
    """A readable post as its replies need it: what filters ask for is true of the whole thread."""

    board_id: int
    services: tuple[int, ...]
    step: str
    answered: bool
    has_case: bool

    def marks(self, *kinds: str) -> list[str]:
        """The marks of an entry of these kinds in this thread."""
        marks = marks_of(kinds, board_id=self.board_id, service_id=None, step=self.step, answered=self.answered)
        return [*marks, *(f"v{service}" for service in self.services)]


def post_entries(rows: Sequence[Any]) -> tuple[list[Values], dict[int, Marked]]:
    """The entries of readable posts (rows of ``source_queries.readable_posts``), and what their threads share."""
    by_post: dict[int, list[Any]] = {}
    for row in rows:
        by_post.setdefault(row.id, []).append(row)
    threads = {number: _marked(lines) for number, lines in by_post.items()}
    return [_post(lines, threads[number]) for number, lines in by_post.items()], threads


def _marked(lines: Sequence[Any]) -> Marked:
    first, cases = lines[0], [line for line in lines if line.case_id is not None]
    services = [first.service_id, *(line.case_service_id for line in cases)]
    return Marked(
        board_id=first.board_id,
        services=tuple(dict.fromkeys(service for service in services if service is not None)),
        step=observation_status(
            first.state, [CaseState(line.case_state, line.code, line.neighbors_say) for line in cases]
        ).key,
        answered=bool(first.answered or any(line.case_answered for line in cases)),
        has_case=bool(cases),
    )


def _post(lines: Sequence[Any], thread: Marked) -> Values:
    row = lines[0]
    said = [row.description, row.place, row.landmark]
    for line in lines:
        said += [line.reference or "", line.opened_reason or ""]
    marks = thread.marks(*((POST, CASE) if thread.has_case else (POST,)))
    marks += naming_marks(thread.board_id, thread.services)
    marks += [mark for line in lines for mark in reference_mark(line.reference)]
    return _values(POST, row.id, row.created_at, row.title, said, marks, observation_id=row.id)


def reply_entries(rows: Iterable[Any], threads: dict[int, Marked]) -> list[Values]:
    """The entries of replies in readable threads."""
    return [
        _values(
            REPLY,
            row.id,
            row.written_at,
            "",
            [row.words],
            threads[row.observation_id].marks(REPLY),
            observation_id=row.observation_id,
        )
        for row in rows
        if row.observation_id in threads
    ]


def case_marks(row: Any) -> list[str]:
    """What filters can ask of a case without a readable post."""
    step = case_status(CaseState(row.state, row.code, row.neighbors_say)).key
    marks = marks_of((CASE,), board_id=row.board_id, service_id=row.service_id, step=step, answered=bool(row.answered))
    named = naming_marks(row.board_id, [row.service_id] if row.service_id is not None else [])
    return marks + named + reference_mark(row.reference)


def case_entries(rows: Iterable[Any]) -> list[Values]:
    """The entries of cases behind which no readable post stands: a reference, and a captain's reason."""
    return [
        _values(
            CASE, row.id, row.opened_at, "", [row.reference or "", row.opened_reason], case_marks(row), case_id=row.id
        )
        for row in rows
        if not row.has_readable_post
    ]


def city_entries(rows: Iterable[Any], threads: dict[int, Marked], cases: dict[int, Any]) -> list[Values]:
    """The entries of what the city said, in readable threads and on cases."""
    found = []
    for row in rows:
        if row.case_id is not None:
            case = cases[row.case_id]
            step = case_status(CaseState(case.state, case.code, case.neighbors_say)).key
            marks = marks_of((CITY,), board_id=case.board_id, service_id=case.service_id, step=step, answered=True)
        elif row.observation_id in threads:
            marks = threads[row.observation_id].marks(CITY)
        else:
            continue
        subject = {"observation_id": row.observation_id, "case_id": row.case_id}
        found.append(_values(CITY, row.id, row.written_at, "", [row.words], marks, **subject))
    return found


def reference_mark(reference: str | None) -> list[str]:
    """The mark by which exactly this reference is found, however it is punctuated."""
    letters = "".join(words_of(reference or ""))
    return [f"r{letters[:60]}"] if letters else []


def _values(
    kind: str,
    subject_id: int,
    at: datetime,
    title: str,
    said: Sequence[str],
    marks: Sequence[str],
    *,
    observation_id: int | None = None,
    case_id: int | None = None,
) -> Values:
    return {
        "id": entry_id(kind, subject_id, at),
        "kind": kind,
        "subject_id": subject_id,
        "observation_id": observation_id,
        "case_id": case_id,
        "at": at,
        "title": " ".join(words_of(title)),
        "words": " ".join(word for text in said if text for word in words_of(text)),
        "marks": " ".join(marks),
    }
