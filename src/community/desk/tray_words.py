"""The words of cases without a post, for the desk's own search: what was told on the phone or by a program stands on no
board, so the public index has none of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, insert, or_, select
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.cases.models import Backing, Case, StaffNote
from community.cases.models_intake import TrayReport
from community.db.base import LAST_LETTER
from community.desk.models import TrayWord
from community.search.folding import words_of
from community.search.rules import Asked


def keep_words(db: Session, activities: Sequence[Activity], app: Any) -> list[Any]:
    """The consumer: a case without a post was opened, or a note written on one. Its title, its place as it was told and
    the notes on it can be found from now on. Owes nothing."""
    cases = {row.case_id for row in activities if row.case_id is not None}
    texts = _texts(db, cases)
    kept = {(row.case_id, row.word) for row in db.scalars(select(TrayWord).where(TrayWord.case_id.in_(texts)))}
    told = {(number, word) for number, words in texts.items() for text in words for word in words_of(text)}
    new = [{"case_id": number, "word": word} for number, word in sorted(told - kept)]
    if new:
        db.execute(insert(TrayWord), new)
    return []


def _texts(db: Session, cases: Iterable[int]) -> dict[int, list[str]]:
    """All that the desk reads of those of these cases behind which no post stands, by case. Two queries."""
    found: dict[int, list[str]] = defaultdict(list)
    behind = select(Backing.case_id).where(Backing.case_id == Case.id).exists()
    query = (
        select(Case.id, Case.title, Case.place, TrayReport.address, TrayReport.landmark)
        .outerjoin(TrayReport, TrayReport.case_id == Case.id)
        .where(Case.id.in_(cases), ~behind)
    )
    for number, *texts in db.execute(query):
        found[number] += [text for text in texts if text]
    for note in db.scalars(select(StaffNote).where(StaffNote.case_id.in_(found))):
        found[note.case_id].append(note.words)
    return found


def in_tray(asked: Sequence[Asked]) -> Select[int]:
    """The cases without a post in which all of these words stand, or begin words that do. Each is asked of the index
    by its beginning."""
    query = select(TrayWord.case_id).where(_stands(asked[0]))
    return query.where(*(TrayWord.case_id.in_(select(TrayWord.case_id).where(_stands(one))) for one in asked[1:]))


def _stands(asked: Asked) -> Any:
    begins = and_(TrayWord.word >= asked.word, TrayWord.word < asked.word + LAST_LETTER)
    return or_(TrayWord.word == asked.word if asked.whole else begins, TrayWord.word.in_(asked.others))
