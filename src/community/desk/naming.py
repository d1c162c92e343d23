"""A case asked for by its number: as the city writes it, as somebody says it on the phone, or as its plain number."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select, union

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


def named(text: str) -> Select[*tuple[Any, ...]]:
    """The query of the cases that have the number ``text``, now or before they were opened again: as the city writes
    it, or the plain one (``42``, ``#42``). For ``mine_of``."""
    typed = text.removeprefix("#").strip()
    ways = {typed, typed.upper(), spelled(text) or typed}
    written = select(Case.id).where(Case.reference.in_(ways))
    before = select(CaseReference.case_id).where(CaseReference.reference.in_(ways))
    found = union(written, before, select(Case.id).where(Case.id == _plain(text))).subquery()
    return select(Case.id, Case.agency_id, Case.board_id).join(found, found.c.id == Case.id)


def mine_of(rows: Iterable[Any], scopes: Sequence[Scope], text: str) -> tuple[int, ...]:
    """The cases of these parts among those that ``named`` found. What the city writes comes first: only where no case
    has such a number is it the plain one."""
    plain = _plain(text)
    mine = [row.id for row in rows if is_within(scopes, row.agency_id, row.board_id)]
    return tuple(sorted(number for number in mine if number != plain) or mine)


def _plain(text: str) -> int:
    return read_number(text.removeprefix("#").strip()) or 0
