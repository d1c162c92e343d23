"""A case asked for by its number: as the city writes it, as somebody says it on the phone, or as its plain number."""

import re
from collections.abc import Sequence

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.cases.models_handoff import CaseReference
from community.db.ids import read_number
from community.desk.rules import Scope, is_within

DASH = r"[\s\-\u2010-\u2015]"
SPELLED = re.compile(rf"311(?:{DASH}*(\d\d){DASH}*(\d{{6,12}})|{DASH}+(\d\d){DASH}+(\d{{1,12}}))", re.ASCII)
"""A number of the built-in desk, with or without its dashes and zeros."""
QUOTES = "\"'“”„«»‘’"


def unquoted(text: str) -> str:
    """What stands between quotation marks: words that are to be looked for as words, even if they are a number."""
    return text.strip(QUOTES).strip() if text[:1] in QUOTES and len(text) > 1 else text


def spelled(text: str) -> str | None:
    """``311-26-000042`` for "311 26 42"; None for what is no number of the built-in desk."""
    match = SPELLED.fullmatch(text.removeprefix("#").strip())
    if match is None:
        return None
    year, number = (part for part in match.groups() if part is not None)
    return f"311-{year}-{int(number):06}"


def cases_named(db: Session, scopes: Sequence[Scope], text: str) -> tuple[int, ...]:
    """The cases of these parts that have the number ``text``, now or before they were opened again. What the city
    writes comes first: only where no case has such a number is it the plain one (``42``, ``#42``). One query."""
    typed = text.removeprefix("#").strip()
    ways = {typed, typed.upper(), spelled(text) or typed}
    plain = read_number(typed) or 0
    written = select(Case.id).where(Case.reference.in_(ways))
    before = select(CaseReference.case_id).where(CaseReference.reference.in_(ways))
    named = union(written, before, select(Case.id).where(Case.id == plain)).subquery()
    rows = db.execute(select(Case.id, Case.agency_id, Case.board_id).join(named, named.c.id == Case.id)).all()
    mine = [row.id for row in rows if is_within(scopes, row.agency_id, row.board_id)]
    return tuple(sorted(number for number in mine if number != plain) or mine)
