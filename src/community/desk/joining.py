"""Which cases a post may belong to: those it stands behind, and those that posts like it stand behind."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.alike.queries import alike_posts, told_of
from community.cases.actions_backing import may_join
from community.cases.ladder import case_status
from community.cases.models import Backing, Case
from community.cases.queries import case_by_reference, cases_behind
from community.cases.rules import CLOSED, why_not
from community.desk.behind import Behind
from community.errors import Refused
from community.i18n import _
from community.observations.models import ExactPlace, Observation
from community.pages.board_feed import BoardRow, rows_of
from community.people.identity import Identity

MOST_ALIKE = 20
MOST_OFFERED = 5


def join_screen(db: Session, who: Identity, observation: Observation, *, now: datetime) -> dict[str, Any]:
    """The cases the post stands behind, and those it may join, of those that are this person's to change."""
    behind = cases_behind(db, observation.id)
    known = {case.id for case in behind}
    counts = select(Backing.case_id, func.count()).where(Backing.case_id.in_(known)).group_by(Backing.case_id)
    shared = {case_id for case_id, posts in db.execute(counts) if posts > 1}
    offered = [case for case in _suggested(db, observation, now) if case.id not in known and may_join(who, case)]
    return {
        "observation": observation,
        "behind": [(case, case_status(case), case.id in shared and _may_leave(who, case)) for case in behind],
        "offered": [(case, case_status(case)) for case in offered],
    }


def posts_for(db: Session, case: Case, behind: Sequence[Behind]) -> list[BoardRow]:
    """Posts that may belong to this case too; none for one that is closed or on no board. Two queries."""
    if case.board_id is None or not behind or why_not("join", state=case.state, needs_sorting=case.needs_sorting):
        return []
    return _posts_like(db, behind[0], {seen.id for seen in behind}, now=clock.now())


def _posts_like(db: Session, seen: Behind, behind: Collection[int], *, now: datetime) -> list[BoardRow]:
    """Posts on the board that may belong to the case of this observation, the likest first: open ones, and ones behind
    other cases. ``behind`` are those that stand behind it. Two queries."""
    found = alike_posts(db, seen.told, seen.board_id, now=now, besides=seen.id, most=MOST_ALIKE)
    rows = {row.id: row for row in rows_of(db, [one.observation_id for one in found])}
    fitting = [rows[one.observation_id] for one in found if one.observation_id in rows.keys() - set(behind)]
    return [row for row in fitting if row.state in ("open", "escalated") and not row.hidden_rule][:MOST_OFFERED]


def _may_leave(who: Identity, case: Case) -> bool:
    return case.state != CLOSED and may_join(who, case)


def named_case(db: Session, who: Identity, number: str) -> Case:
    """The case with the city's number, as somebody typed it. Raises Refused."""
    case = case_by_reference(db, number.strip().upper())
    if case is None or not may_join(who, case):
        raise Refused(_("No case of yours has this number."), "number")
    return case


def _suggested(db: Session, observation: Observation, now: datetime) -> list[Case]:
    """Running cases behind which posts like this one stand, the likest first. Three queries."""
    exact = db.get(ExactPlace, observation.id)
    told = told_of(observation, exact.block_id if exact else None)
    found = alike_posts(db, told, observation.board_id, now=now, besides=observation.id, most=MOST_ALIKE)
    rank = {one.observation_id: number for number, one in enumerate(found)}
    query = (
        select(Case, Backing.observation_id)
        .join(Backing, Backing.case_id == Case.id)
        .where(Backing.observation_id.in_(rank), Case.state != CLOSED)
    )
    cases = sorted(((rank[post], case.id, case) for case, post in db.execute(query)), key=lambda row: row[:2])
    return list({case.id: case for _rank, _id, case in cases}.values())
