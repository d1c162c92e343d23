"""The columns of the bulk file, put into words by the database: a hundred thousand rows are then only copied.

It says of each case what ``requests_queries`` and ``requests_rows`` say; a test compares the two.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, null, select, type_coerce
from sqlalchemy.orm import aliased

from community.cases.ladder import BY_CODE, CASE_OPEN, SENT, STILL_THERE
from community.cases.models import Backing, Case
from community.cases.wording import said_with_detail
from community.catalog.models import Agency, Service
from community.i18n import _
from community.observations.models import Observation
from community.open311.holding import Held, told
from community.open311.requests_queries import LAST_END, LAST_STEP, LAST_WORD, LOOKED, saying
from community.open311.requests_rows import IMPORTED, NEIGHBORS_SAY, NOT_FOUND, SAID_BY_NEIGHBORS
from community.open311.server_rules import LONGEST_DESCRIPTION

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula. Words of anybody's are in this file."""
Behind = aliased(Observation)
SHOWN = (
    select(Behind.id)
    .join(Backing, Backing.observation_id == Behind.id)
    .where(Backing.case_id == Case.id, Behind.hidden_at.is_(None))
    .order_by(case((Behind.state == "withdrawn", 1), else_=0), Behind.id)
    .limit(1)
    .correlate(Case)
    .scalar_subquery()
)
"""The first readable post behind a case; where all are withdrawn, the first of them: its place is still public."""
HAS_POST = select(Backing.case_id).where(Backing.case_id == Case.id).correlate(Case).exists()


def bulk_query(held: Held, *, sqlite: bool) -> Select[Any]:
    """Every case with the columns of ``describing.BULK``, in the present language; to be narrowed, ordered and cut."""
    closed = told(Case.state, held) == "closed"
    return (
        select(
            Case.id,
            _moment(Case.opened_at, sqlite),
            _moment(_updated(closed, sqlite), sqlite),
            case((closed, _moment(Case.closed_at, sqlite))),
            _step(closed, held),
            _notes(closed, held),
            Case.opened_by,
            Service.name,
            null(),
            _harmless(_words()),
            Agency.name,
            _harmless(_of_place(Observation.place, Case.place)),
            _of_place(Observation.lat, Case.lat),
            _of_place(Observation.lon, Case.lon),
            case((closed, func.coalesce(Case.code, IMPORTED))),
            case(NEIGHBORS_SAY, value=told(Case.neighbors_say, held)),
            told(Case.fixed_count, held),
            told(Case.still_count, held),
            LOOKED["seen"],
            LOOKED["gone"],
        )
        .select_from(Case)
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(Observation, Observation.id == SHOWN)
    )


def _of_place(seen: Any, listed: Any) -> ColumnElement[Any]:
    """That of the post shown; where none may be, nothing; of a case without a post, what the case lists."""
    return case((Observation.id.is_not(None), seen), (HAS_POST, null()), else_=listed)


def _moment(moment: Any, sqlite: bool) -> ColumnElement[str]:
    """ISO 8601 in UTC, whole seconds."""
    if sqlite:
        text = func.replace(func.substr(type_coerce(moment, String), 1, 19), " ", "T")
        return type_coerce(text + literal("Z"), String)
    return type_coerce(func.to_char(func.timezone("UTC", moment), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), String)


def _updated(closed: ColumnElement[bool], sqlite: bool) -> ColumnElement[Any]:
    latest = func.max if sqlite else func.greatest
    opened = Case.opened_at
    last = latest(opened, func.coalesce(LAST_STEP, opened), func.coalesce(LAST_WORD, opened))
    ended = latest(Case.closed_at, func.coalesce(LAST_END, Case.closed_at))
    history = and_(closed, Case.round == 0, Case.closed_at.is_not(None))  # imported so: nobody was asked about it
    return case((history, Case.closed_at), (and_(closed, Case.closed_at.is_not(None)), ended), else_=last)


def _step(closed: ColumnElement[bool], held: Held) -> ColumnElement[str]:
    """As ``requests_rows`` names the step."""
    ended = case({code: step.words for code, step in BY_CODE.items()}, value=func.coalesce(Case.code, IMPORTED))
    return case(
        (and_(closed, Case.code == "not_found"), _(NOT_FOUND)),
        (closed, ended),
        (told(Case.state, held) == "in_progress", CASE_OPEN.words),
        (told(Case.neighbors_say, held) == "still", STILL_THERE.words),
        else_=SENT.words,
    )


def _notes(closed: ColumnElement[bool], held: Held) -> ColumnElement[str]:
    """As ``requests_rows.status_notes``, without the step: that has a column of its own."""
    still = case((and_(~closed, told(Case.neighbors_say, held) == "still"), _(SAID_BY_NEIGHBORS)))
    denied = and_(~closed, func.coalesce(LAST_WORD, Case.opened_at) <= Case.reopened_at)
    said = saying(_harmless(said_with_detail()))
    return case((denied, still), else_=func.coalesce(func.nullif(said, ""), still))


def _words() -> ColumnElement[str]:
    """As ``server_rules.words_shown``."""
    title, description = Observation.title, Observation.description
    beginning = func.rtrim(title, "…")
    repeats = func.substr(description, 1, func.length(beginning)) == beginning
    whole = case((description == "", title), (repeats, description), else_=title + "\n\n" + description)
    return func.substr(whole, 1, LONGEST_DESCRIPTION)


def _harmless(words: Any) -> ColumnElement[str]:
    text = cast(words, String)
    return case((func.substr(text, 1, 1).in_(FORMULA), literal("'") + text), else_=text)
