"""What each page of the desk is made of: the queries of one page, put together for its template."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from community import clock
from community.activity.tail import newest_id
from community.cases.ladder import case_status
from community.cases.models import Case
from community.cases.queries import cases_behind, liaisons_for
from community.cases.queries_handoff import stuck_handoff
from community.cases.queries_undo import offer_to
from community.cases.rules import CODES, DETAILS, LONGEST_PLAN, VERBS, ground_of, why_not
from community.cases.rules_handoff import WHY
from community.catalog.queries import all_agencies, questions_of
from community.catalog.rules import read_answers
from community.desk import case_queries as inside
from community.desk.event_queries import events_of
from community.desk.filters import AGES, STATES, opened_by
from community.desk.finding import cases_found
from community.desk.forms import ActForm, QueueForm, write_cursor
from community.desk.habits import keys_on
from community.desk.joining import posts_for
from community.desk.picturing import photos_behind
from community.desk.queries import Wanted, desk_counts, desk_queue, scope_agencies, scope_boards, scope_services
from community.desk.rules import (
    BY_VOTES,
    MOST_RAIL_BOARDS,
    SORTS,
    VIEWS,
    Scope,
    boards_in,
    initials,
    scopes_of,
    write_count,
)
from community.desk.saved_views import saved_views
from community.desk.stuck import stuck_here
from community.desk.templates_queries import templates_for
from community.errors import Conflict, Missing, Refused
from community.i18n import _
from community.observations.models import Observation
from community.pages.drawn_maps import draw_places
from community.pages.lines import Seen
from community.pages.map_pictures import painted
from community.people.identity import Identity
from community.permissions import Permission, permits


def queue_screen(db: Session, who: Identity, form: QueueForm) -> dict[str, Any]:
    """The queue, and beside it the case that is chosen in the address, if it is one of this liaison's."""
    after = newest_id(db)
    scopes = scopes_of(who)
    wanted, narrowed = _filled(db, scopes, form.wanted)
    page = desk_queue(db, narrowed, who.person_id, wanted)
    boards = scope_boards(db, boards_in(scopes))
    counts = desk_counts(db, narrowed, who.person_id, wanted)
    return {
        "form": form,
        "views": VIEWS,
        "view": VIEWS[wanted.view],
        "counts": {view: write_count(number) for view, number in counts.items()},
        "page": page,
        "older": write_cursor(page.next),
        "boards": boards,
        "rail_boards": boards if len(boards) <= MOST_RAIL_BOARDS else [],
        "has_tray": boards_in(scopes) is None,
        "services": scope_services(db, scopes),
        "agencies": scope_agencies(db, scopes) if len(scopes) > 1 else [],
        "ages": AGES,
        "states": STATES,
        "saved": saved_views(db, who.person_id),
        "sorts": SORTS if wanted.view in BY_VOTES else {},
        "initials": initials,
        "stuck": len(stuck_here(db, who)),
        "chosen": _beside(db, who, form),
        "template_agencies": [scope.agency_id for scope in scopes if scope.boards is None],
        "keys_on": keys_on(db, who.person_id),
        "offer": offer_to(db, who.person_id),
        "live_after": after,
    }


def _filled(db: Session, scopes: tuple[Scope, ...], wanted: Wanted) -> tuple[Wanted, tuple[Scope, ...]]:
    """The filters of the address with what they mean now, and the parts of the liaison that are asked."""
    by = wanted.by
    if by.agency_id is not None:
        scopes = tuple(scope for scope in scopes if scope.agency_id == by.agency_id)
    found = cases_found(db, scopes, by.text, board_id=wanted.board_id) if by.text else None
    return replace(wanted, by=replace(by, older_than=opened_by(by.age, clock.now()), found=found)), scopes


def _beside(db: Session, who: Identity, form: QueueForm) -> dict[str, Any] | None:
    """The case shown right of the list; None when none is chosen, or none that this person may see."""
    found = inside.case_inside(db, form.case_id) if form.case_id else None
    if found is None or not may_read_inside(who, found.case):
        return None
    return {
        **_common(db, found),
        "act": ActForm(version=found.case.version, back=form.address()),
        "refusal": None,
    }


def case_screen(
    db: Session,
    case_id: int,
    *,
    today: date,
    act: ActForm | None = None,
    verb: str = "",
    refusal: Refused | None = None,
) -> dict[str, Any]:
    """The page of one case. After a refusal it is filled in with what was typed, and after a conflict it says who
    changed what; the forms then carry the present version, because the person has now seen it."""
    after = newest_id(db)
    found = found_case(db, case_id)
    conflict = isinstance(refusal, Conflict)
    typed, common = act or ActForm(), _common(db, found)
    return {
        **common,
        "live_after": after,
        "today": today,
        "latest": today + LONGEST_PLAN,
        "act": typed,
        "verb": verb,
        "refusal": refusal,
        "changes": inside.changes_since(db, case_id, typed.version) if conflict else [],
        "like_it": posts_for(db, found.case, common["behind"]),
        "agencies": all_agencies(db),
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


def _common(db: Session, found: inside.CaseInside) -> dict[str, Any]:
    """What the case page and the pane beside the queue share."""
    case = found.case
    behind, replies = inside.observations_behind(db, case.id), inside.replies_behind(db, case.id)
    events = events_of(db, case.id)
    return {
        "inside": found,
        "case": case,
        "status": case_status(case),
        "stuck_case": stuck_handoff(db, case.id) if any(event.kind == "stuck" for event in events) else None,
        "why_stuck": WHY,
        "behind": behind,
        "placed": any(seen.lat is not None for seen in behind),
        "replies": replies,
        "events": events,
        **photos_behind(db, behind, replies, events),
        "clocks": found.clocks,
        "answers": read_answers(questions_of(db, case.service_id), case.answers),
        "why_not": {verb: why_not(verb, state=case.state, needs_sorting=case.needs_sorting) for verb in VERBS},
        "templates": templates_for(db, case),
        "colleagues": liaisons_for(db, case.agency_id, case.board_id),
        "codes": {code: _(words) for code, words in CODES.items()},
        "details": DETAILS,
    }


def exact_map(db: Session, case_id: int, theme: str) -> str:
    """An SVG of where the observations behind the case exactly are. Raises Missing when none has a point."""
    behind = inside.observations_behind(db, case_id)
    drawn = draw_places(db, [Seen(seen.lat, seen.lon, seen.exact or seen.place) for seen in behind], 300, 150)
    if drawn is None:
        raise Missing
    return painted(str(drawn), theme)
