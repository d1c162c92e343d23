"""What each page of the desk is made of: the queries of one page, put together for its template."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from community.cases.ladder import case_status
from community.cases.models import Case
from community.cases.models_intake import TrayReport
from community.cases.queries import cases_behind, liaisons_of, on_board
from community.cases.rules import CODES, DETAILS, LONGEST_PLAN, VERBS, ground_of, why_not
from community.cases.rules_handoff import WHY
from community.catalog.queries import BY_NAME, all_agencies, asked_for
from community.catalog.rules import read_answers
from community.db.short_lists import short_lists
from community.desk import case_queries as inside
from community.desk.behind import Behind, observations_behind
from community.desk.event_queries import events_of
from community.desk.forms import ActForm
from community.desk.joining import posts_for
from community.desk.picturing import photos_behind
from community.desk.rules import (
    scopes_of,
)
from community.desk.templates_queries import templates_for
from community.desk.templates_rules import fits
from community.errors import Conflict, Missing, Refused
from community.i18n import _
from community.observations.models import Observation
from community.pages.drawn_maps import draw_places
from community.pages.lines import Seen
from community.pages.map_pictures import painted
from community.people.identity import Identity
from community.permissions import Permission, permits


def case_screen(
    db: Session,
    case_id: int,
    *,
    today: date,
    live_after: int,
    act: ActForm | None = None,
    verb: str = "",
    refusal: Refused | None = None,
) -> dict[str, Any]:
    """The page of one case. After a refusal it is filled in with what was typed, and after a conflict it says who
    changed what; the forms then carry the present version, because the person has now seen it. ``live_after``: the
    newest activity, read before this."""
    found = found_case(db, case_id)
    conflict = isinstance(refusal, Conflict)
    typed, common = act or ActForm(), common_parts(db, found)
    return {
        **common,
        "live_after": live_after,
        "today": today,
        "latest": today + LONGEST_PLAN,
        "act": typed,
        "verb": verb,
        "refusal": refusal,
        "changes": inside.changes_since(db, case_id, typed.version) if conflict else [],
        "like_it": posts_for(db, found.case, common["behind"]),
    }


def answer_screen(
    db: Session, who: Identity, observation: Observation, *, act: ActForm | None = None
) -> dict[str, Any]:
    """The page of the city's word under a post: as which of the liaison's agencies it is said."""
    mine = [scope.agency_id for scope in scopes_of(who) if scope.boards is None or observation.board_id in scope.boards]
    wanted = act.agency_id if act else None
    return {
        "observation": observation,
        "cases": cases_behind(db, observation.id),
        "agencies": [agency for agency in all_agencies(db) if agency.id in mine],
        "agency_id": wanted if wanted in mine else mine[0],
        "act": act or ActForm(),
        "refusal": None,
    }


def next_address(db: Session, who: Identity, case_id: int, back: str, *, stays: bool = False) -> str:
    """Where to go after an act: the queue it was done in, the case (``stays``: with the way back to the queue), or,
    when it is not theirs (any more), the desk's list for a liaison and the public page of the case for a captain."""
    case = db.get_one(Case, case_id)
    if may_read_inside(who, case):
        if stays and back:
            return f"/desk/case/{case_id}?{urlencode({'back': back})}"
        return f"/desk?{back}" if back else f"/desk/case/{case_id}"
    return f"/desk?{back}" if permits(who, Permission.DESK_READ) else f"/case/{case_id}"


def found_case(db: Session, case_id: int) -> inside.CaseInside:
    """The case with its names. Raises Missing."""
    found = inside.case_inside(db, case_id)
    if found is None:
        raise Missing
    return found


def may_read_inside(who: Identity, case: Case) -> bool:
    """Whether the case is one of this liaison's."""
    return permits(who, Permission.CASE_READ_INSIDE, ground_of(case))


def common_parts(db: Session, found: inside.CaseInside) -> dict[str, Any]:
    """What the page of a case and the pane beside the queue share."""
    case = found.case
    behind = observations_behind(db, case.id)
    replies, replies_in_all = inside.replies_behind(db, case.id)
    events = events_of(db, case.id)
    return {
        "inside": found,
        "case": case,
        "status": case_status(case),
        "stuck_case": found.stuck,
        "why_stuck": WHY,
        "behind": behind,
        "placed": bool(_points(behind, found.report)),
        "replies": replies,
        "replies_in_all": replies_in_all,
        "events": events,
        "hung": photos_behind(db, behind, replies, events),
        "clocks": found.clocks,
        "why_not": {verb: why_not(verb, state=case.state, needs_sorting=case.needs_sorting) for verb in VERBS},
        **_choices(db, case),
        "codes": {code: _(words) for code, words in CODES.items()},
        "details": DETAILS,
    }


def _choices(db: Session, case: Case) -> dict[str, Any]:
    """What the forms of a case offer, and the questions its answers are to. One query."""
    found = short_lists(
        db,
        questions=asked_for(case.service_id),
        templates=templates_for(case),
        liaisons=liaisons_of(case.agency_id),
        agencies=BY_NAME,
    )
    return {
        "answers": read_answers(found["questions"], case.answers),
        "templates": [template for template in found["templates"] if fits(template.state, case.state)],
        "colleagues": on_board(found["liaisons"], case.board_id),
        "agencies": found["agencies"],
    }


def _points(behind: Sequence[Behind], report: TrayReport | None) -> list[Seen]:
    """The points of the posts behind a case; where none has one, that of what was told without a post."""
    points = [Seen(seen.lat, seen.lon, seen.exact or seen.place) for seen in behind if seen.lat is not None]
    if not points and report is not None and report.lat is not None:
        return [Seen(report.lat, report.lon, report.address)]
    return points


def exact_map(db: Session, case_id: int, theme: str) -> str:
    """An SVG of where the observations behind the case exactly are, or what was told without one. Raises Missing when
    none has a point."""
    points = _points(observations_behind(db, case_id), db.get(TrayReport, case_id))
    drawn = draw_places(db, points, 300, 150)
    if drawn is None:
        raise Missing
    return painted(str(drawn), theme)
