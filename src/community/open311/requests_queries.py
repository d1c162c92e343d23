"""Reads cases as requests: by what was asked for, in the order of the standard, with what everybody may know of them.

Nothing inside is read here: no staff note, no exact place, no person. Words and places come from the posts behind a
case, of which only readable ones count; a case without a post (the city-wide tray) shows neither words of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Row,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from community.cases.models import Backing, Case, FollowUp, Step
from community.cases.models_clock import CaseClock
from community.cases.wording import said_with_detail
from community.catalog.models import Agency, Service
from community.observations.models import Observation
from community.open311.holding import (
    STEP_FINAL,
    STEP_MOMENT,
    UNSENT,
    WORD_FINAL,
    WORD_MOMENT,
    Held,
    closings_held,
    told,
)
from community.open311.server_rules import Wanted

STEPS = select(func.max(STEP_MOMENT)).where(Step.case_id == Case.id, STEP_FINAL).correlate(Case)
LAST_STEP = STEPS.scalar_subquery()
LAST_END = STEPS.where(Step.kind.in_(("closed", "settled"))).scalar_subquery()
"""When the closing was final, or neighbors agreed with it."""
LAST_WORD = (
    select(func.max(WORD_MOMENT)).where(FollowUp.case_id == Case.id, WORD_FINAL).correlate(Case).scalar_subquery()
)
LAST_SAID = (
    select(FollowUp.words)
    .where(FollowUp.case_id == Case.id, WORD_FINAL)
    .order_by(FollowUp.written_at.desc(), FollowUp.id.desc())
    .limit(1)
    .correlate(Case)
)
"""Of what the city said last."""
WORDS = (
    select(
        Backing.case_id,
        Observation.state,
        Observation.hidden_at,
        Observation.title,
        Observation.description,
        Observation.place,
        Observation.lat,
        Observation.lon,
        Observation.photo_key,
    )
    .join(Observation, Observation.id == Backing.observation_id)
    .order_by(Backing.case_id, Backing.observation_id)
)


LOOKED = {
    said: func.coalesce(
        select(cast(func.sum(count), BigInteger))
        .join(Backing, Backing.observation_id == Observation.id)
        .where(Backing.case_id == Case.id)
        .correlate(Case)
        .scalar_subquery(),
        0,
    )
    for said, count in (("seen", Observation.seen_count), ("gone", Observation.gone_count))
}
"""What neighbors who were there say of the posts behind a case, as they stand on the board."""


@dataclass(frozen=True)
class Shown:
    """What everybody may read of the posts behind one case: words, place and photo."""

    title: str = ""
    description: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    photo_key: str | None = None


def saying(words: Any) -> ScalarSelect[str]:
    """What the city said last: ``words`` of that row of ``FollowUp``."""
    return LAST_SAID.with_only_columns(words).scalar_subquery()


def requests_query(held: Held) -> Select[*tuple[Any, ...]]:
    """Every case with what is told of it; to be narrowed, ordered and cut."""
    return (
        select(
            Case.id,
            *(told(column, held) for column in (Case.state, Case.code, Case.neighbors_say)),
            *(told(column, held) for column in (Case.fixed_count, Case.still_count, Case.closed_at)),
            LOOKED["seen"].label("seen_count"),
            LOOKED["gone"].label("gone_count"),
            Case.opened_at,
            Case.reopened_at,
            Case.opened_by,
            Case.service_id,
            Case.answers,
            Case.place,
            Case.lat,
            Case.lon,
            Service.code.label("service_code"),
            Service.name.label("service_name"),
            Agency.name.label("agency"),
            LAST_STEP.label("stepped_at"),
            LAST_END.label("ended_at"),
            LAST_WORD.label("said_at"),
            saying(said_with_detail()).label("said"),
            CaseClock.due_at.label("expected_at"),
        )
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(CaseClock, and_(CaseClock.case_id == Case.id, CaseClock.measure == "completion"))
        .outerjoin(Service, Service.id == Case.service_id)
    )


def requests_wanted(db: Session, wanted: Wanted) -> tuple[Sequence[Row[Any]], int]:
    """One page of requests, newest first, and how many there are in all. Three queries."""
    held = closings_held(db)
    query = narrowed(requests_query(held), wanted, held)
    if wanted.ids is not None:
        rows = db.execute(query.order_by(Case.opened_at.desc(), Case.id.desc())).all()
        return rows, len(rows)
    page = query.order_by(Case.opened_at.desc(), Case.id.desc()).limit(wanted.page_size)
    rows = db.execute(page.offset((wanted.page - 1) * wanted.page_size)).all()
    if wanted.page == 1 and len(rows) < wanted.page_size:
        return rows, len(rows)
    number = select(func.count()).select_from(Case)
    if wanted.codes:
        number = number.join(Service, Service.id == Case.service_id)
    return rows, db.scalar(narrowed(number, wanted, held)) or 0


def shown_of(db: Session, case_ids: Iterable[int]) -> dict[int, Shown]:
    """What may be read of the posts behind these cases; a case without a post is absent. One query."""
    found: dict[int, Shown] = {}
    for row in db.execute(WORDS.where(Backing.case_id.in_(list(case_ids)))):
        before = found.setdefault(row.case_id, Shown())
        if before.title or row.hidden_at is not None:
            continue
        if row.state == "withdrawn":
            if before == Shown():
                found[row.case_id] = Shown(place=row.place, lat=row.lat, lon=row.lon)
            continue
        found[row.case_id] = Shown(row.title, row.description, row.place, row.lat, row.lon, row.photo_key)
    return found


def case_with_number(db: Session, number: int) -> Case | None:
    """The case behind a request's id."""
    return db.get(Case, number)


def narrowed(query: Select[*tuple[Any, ...]], wanted: Wanted, held: Held) -> Select[*tuple[Any, ...]]:
    """Those of the query's cases that were asked for. What can still be undone is not told yet (``holding``)."""
    query = query.where(Case.id.not_in(UNSENT))
    if wanted.ids is not None:
        return query.where(Case.id.in_(wanted.ids) if wanted.ids else false())
    closed = told(Case.state, held) == "closed"
    if wanted.codes:
        query = query.where(Service.code.in_(wanted.codes))
    if wanted.status:
        query = query.where(closed if wanted.status == "closed" else ~closed)
    if wanted.start:
        query = query.where(Case.opened_at >= wanted.start)
    if wanted.end:
        query = query.where(Case.opened_at <= wanted.end.replace(microsecond=999_999))
    return _by_update(query, wanted, closed)


def _by_update(query: Select[Any], wanted: Wanted, closed: ColumnElement[bool]) -> Select[Any]:
    """By when something last happened to a request: of a closed one, when it was closed, or neighbors agreed."""
    if wanted.updated_after:
        # A closing is a step too. One list of ids, so that only these cases are looked at.
        after = wanted.updated_after
        step, word = select(Step.case_id).where(STEP_FINAL), select(FollowUp.case_id).where(WORD_FINAL)
        word = word.where(FollowUp.case_id.is_not(None))
        moved: CompoundSelect[Any] = union(
            step.where(Step.at >= after),
            step.where(Step.final_at >= after),
            word.where(FollowUp.written_at >= after),
            word.where(FollowUp.final_at >= after),
        )
        query = query.where(Case.id.in_(moved), or_(~closed, Case.closed_at >= after, after <= LAST_END))
    if wanted.updated_before:
        before = wanted.updated_before.replace(microsecond=999_999)
        newest = case((func.coalesce(LAST_WORD, LAST_STEP) < LAST_STEP, LAST_STEP), else_=LAST_WORD)
        last = func.coalesce(newest, LAST_STEP, Case.opened_at)
        ended = and_(Case.closed_at <= before, func.coalesce(LAST_END, Case.closed_at) <= before)
        query = query.where(or_(and_(closed, ended), and_(~closed, last <= before)))
    return query
