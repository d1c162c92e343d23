"""The queue: one page of the list, what narrows it, and the case beside it."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.cases.rules import CLOSED
from community.db.sessions import knobs_of
from community.db.short_lists import ShortLists, short_lists
from community.desk import case_queries as inside
from community.desk.counting import desk_counts
from community.desk.filters import AGES, STATES, TARGETS, Narrowing, opened_by
from community.desk.finding import by_number, cases_found
from community.desk.forms import ActForm, QueueForm, write_cursor
from community.desk.framing import frame_of, frame_queries
from community.desk.grouping import Group, end_of_day, face_of, grouped
from community.desk.queries import (
    QueuePage,
    Wanted,
    desk_queue,
    scope_agencies,
    scope_boards,
    scope_services,
)
from community.desk.readers import BEAT_SECONDS
from community.desk.rules import (
    MOST_RAIL_BOARDS,
    VIEWS,
    Scope,
    boards_in,
    initials,
    scopes_of,
    sorts_of,
    write_count,
)
from community.desk.saved_views import saved_by
from community.desk.screens import common_parts, may_read_inside
from community.desk.stuck import how_many_here
from community.people.identity import Identity


def queue_screen(db: Session, who: Identity, form: QueueForm) -> dict[str, Any]:
    """The queue, and beside it the case that is chosen in the address, if it is one of this liaison's."""
    asked, scopes = form.wanted.view, scopes_of(who)
    short = _short(db, who, scopes, form.wanted.by.text)
    wanted, narrowed = _filled(db, scopes, form.wanted, short)
    page = desk_queue(db, narrowed, who.person_id, wanted)
    if wanted.by.named:
        form = _of_number(form, wanted)
    chosen = _beside(db, who, form)
    if wanted.by.named and wanted.by.found and chosen and not page.rows:
        # Somebody is on the phone: the case is shown where it stands, not only in the view one happened to be in.
        wanted = replace(wanted, view="closed" if chosen["case"].state == CLOSED else "open")
        form, page = replace(form, wanted=wanted), desk_queue(db, narrowed, who.person_id, wanted)
        chosen["act"] = ActForm(version=chosen["case"].version, back=form.address())
    return {
        "form": form,
        "views": VIEWS,
        "view": VIEWS[wanted.view],
        **_counted(db, narrowed, who, wanted, page),
        "page": page,
        "cut": wanted.by.cut,
        "older": write_cursor(page.next),
        **_offered(scopes, short),
        "ages": AGES,
        "states": STATES,
        "targets": TARGETS,
        "sorts": sorts_of(wanted.view),
        "initials": initials,
        "chosen": chosen,
        "beat": BEAT_SECONDS,
        "asked_view": VIEWS[asked],
        "template_agencies": [scope.agency_id for scope in scopes if scope.boards is None],
        **frame_of(short),
    }


def _short(db: Session, who: Identity, scopes: tuple[Scope, ...], text: str) -> ShortLists:
    """Everything of the page that is short, and the cases that have the number ``text``. One query, before the others:
    what happens after it is told to the open page."""
    return short_lists(
        db,
        **frame_queries(who),
        boards=scope_boards(boards_in(scopes)),
        services=scope_services(scopes),
        agencies=scope_agencies(scopes),
        saved=saved_by(who.person_id),
        stuck=how_many_here(who),
        **by_number(text),
    )


def _offered(scopes: tuple[Scope, ...], short: ShortLists) -> dict[str, Any]:
    """What stands in the rail and in the filters."""
    return {
        "boards": short["boards"],
        "rail_boards": short["boards"] if len(short["boards"]) <= MOST_RAIL_BOARDS else [],
        "has_tray": boards_in(scopes) is None,
        "services": short["services"],
        "agencies": short["agencies"] if len(scopes) > 1 else [],
        "saved": short["saved"],
        "stuck": short.value("stuck"),
    }


def _counted(db: Session, scopes: tuple[Scope, ...], who: Identity, wanted: Wanted, page: QueuePage) -> dict[str, Any]:
    """The rows under their headings, the clock of each, and how many cases there are."""
    now = clock.now()
    midnight = end_of_day(now, knobs_of(db).city_zone)
    counts = desk_counts(db, scopes, who.person_id, wanted, midnight)
    return {
        "counts": {view: write_count(counts[view]) for view in VIEWS},
        "groups": grouped(page.rows, counts, midnight) if wanted.by_time else [Group("", "", page.rows)],
        "faces": {row.id: face_of(row, now) for row in page.rows},
    }


def _filled(
    db: Session, scopes: tuple[Scope, ...], wanted: Wanted, short: ShortLists
) -> tuple[Wanted, tuple[Scope, ...]]:
    """The filters of the address with what they mean now, and the parts of the liaison that are asked. The number of a
    case needs no other filter."""
    by, narrowed = wanted.by, scopes
    if by.agency_id is not None:
        narrowed = tuple(scope for scope in scopes if scope.agency_id == by.agency_id)
    numbered, board_id = short.get("numbered", []), wanted.board_id
    found = cases_found(db, scopes, by.text, numbered, among=narrowed, board_id=board_id) if by.text else None
    if found and found.named:
        return Wanted(wanted.view, by=Narrowing(by.text, found=found.ids, named=True)), scopes
    if found:
        by = replace(by, found=found.ids, cut=found.cut)
    by = replace(by, older_than=opened_by(by.age, clock.now()))
    return replace(wanted, by=by), narrowed


def _of_number(form: QueueForm, wanted: Wanted) -> QueueForm:
    """The page of a case whose number was asked for: it is the chosen one, too."""
    found = wanted.by.found or ()
    chosen = form.case_id if form.case_id in found or not found else found[0]
    return QueueForm(wanted, chosen)


def _beside(db: Session, who: Identity, form: QueueForm) -> dict[str, Any] | None:
    """The case shown right of the list; None when none is chosen, or none that this person may see."""
    found = inside.case_inside(db, form.case_id) if form.case_id else None
    if found is None or not may_read_inside(who, found.case):
        return None
    return {
        **common_parts(db, found),
        "act": ActForm(version=found.case.version, back=form.address()),
        "refusal": None,
    }
