"""HTTP in; redirect or page out. A refused report is shown filled in again."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before, refused
from community.boards.resources import BoardPlace
from community.comments.resources import CommentPlace
from community.db.ids import read_id
from community.errors import Refused
from community.moderation.actions import hide_words, report_words, settle_report, show_words_again
from community.moderation.forms import RuleForm, read_rule
from community.moderation.queries import PAGE, LogLine, ReportedWords, board_log, open_reports, open_reports_anywhere
from community.moderation.rules import HOUSE_RULES
from community.observations.resources import ObservationPlace
from community.permissions import Permission, permits

Words = ObservationPlace | CommentPlace
Row = TypeVar("Row", LogLine, ReportedWords)
REPORT = {"renderer": "moderation/report.jinja2"}
HIDE = {"renderer": "moderation/hide.jinja2"}


@view_config(route_name="observation.report", request_method="GET", permission=Permission.OBSERVATION_REPORT, **REPORT)
@view_config(route_name="comment.report", request_method="GET", permission=Permission.COMMENT_REPORT, **REPORT)
@view_config(route_name="observation.hide", request_method="GET", permission=Permission.OBSERVATION_HIDE, **HIDE)
@view_config(route_name="comment.hide", request_method="GET", permission=Permission.COMMENT_HIDE, **HIDE)
def choose_rule(context: Words, request: Request) -> dict[str, Any]:
    """Which house rule the words break: to report them, or to hide them."""
    return _form(context, RuleForm("", "", {}))


@view_config(route_name="observation.report", request_method="POST", permission=Permission.OBSERVATION_REPORT, **REPORT)
@view_config(route_name="comment.report", request_method="POST", permission=Permission.COMMENT_REPORT, **REPORT)
def report(context: Words, request: Request) -> dict[str, Any] | Response:
    """Tell the captain or the moderators."""
    form = read_rule(request.POST)
    if form.errors:
        return _form(context, form, refused(request, form.errors))
    try:
        report_words(request.db, request.identity, *_ids(context), form.rule, form.words)
    except Refused as refusal:
        return _form(context, form, refused(request, refusal))
    return _back(context, request)


@view_config(route_name="observation.hide", request_method="POST", permission=Permission.OBSERVATION_HIDE, **HIDE)
@view_config(route_name="comment.hide", request_method="POST", permission=Permission.COMMENT_HIDE, **HIDE)
def hide(context: Words, request: Request) -> dict[str, Any] | Response:
    """Leave a stub."""
    form = read_rule(request.POST)
    if form.errors:
        return _form(context, form, refused(request, form.errors))
    hide_words(request.db, request.identity, *_ids(context), form.rule)
    return _back(context, request)


@view_config(route_name="observation.show", request_method="POST", permission=Permission.OBSERVATION_SHOW_AGAIN)
@view_config(route_name="comment.show", request_method="POST", permission=Permission.COMMENT_SHOW_AGAIN)
def show(context: Words, request: Request) -> Response:
    """Let the words be read again."""
    show_words_again(request.db, request.identity, *_ids(context), request.knobs)
    return _back(context, request)


@view_config(
    route_name="board.reports",
    request_method="GET",
    permission=Permission.REPORTS_READ,
    renderer="moderation/reports.jinja2",
)
def reports(context: BoardPlace, request: Request) -> dict[str, Any]:
    """What waits for a decision: a captain sees what came to captains, a moderator all of it."""
    sees_all = permits(request.identity, Permission.REPORTS_READ_CAPTAINS, context.ground)
    found = open_reports(request.reading, context.board.id, all_recipients=sees_all)
    return {"board": context.board, "reports": found, "house_rules": HOUSE_RULES}


@view_config(route_name="board.reports", request_method="POST", permission=Permission.REPORTS_READ)
def settle(context: BoardPlace, request: Request) -> Response:
    """Keep the words a report (field ``report``) is about."""
    report_id = read_id(request.POST.get("report", ""))
    settle_report(request.db, request.identity, context.board.id, report_id)
    page = page_before(request, request.route_path("board.reports", slug=context.board.slug))
    return answer(request, f"{page}#reports", {"report_id": report_id})


@view_config(
    route_name="reports",
    request_method="GET",
    permission=Permission.REPORTS_READ_CAPTAINS,
    renderer="moderation/all_reports.jinja2",
)
def all_reports(request: Request) -> dict[str, Any]:
    """What waits for a decision on any board, for those who decide everywhere."""
    before = _before(request)
    found, more = _page(open_reports_anywhere(request.reading, before))
    return {"reports": found, "more": more, "older": before is not None, "house_rules": HOUSE_RULES}


@view_config(
    route_name="board.log", request_method="GET", permission=Permission.BOARD_READ, renderer="moderation/log.jinja2"
)
def log(context: BoardPlace, request: Request) -> dict[str, Any]:
    """What was hidden and shown again here, for everyone."""
    lines, more = _page(board_log(request.reading, context.board.id, _before(request)))
    return {"board": context.board, "lines": lines, "more": more, "house_rules": HOUSE_RULES}


def _before(request: Request) -> int | None:
    """Where the page starts: before the id in the address. Raises Missing for what is no id."""
    return read_id(request.GET["before"]) if request.GET.get("before") else None


def _page(rows: list[Row]) -> tuple[list[Row], int | None]:
    """One page of rows, and the id before which the next page starts."""
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def _ids(context: Words) -> tuple[int, int | None]:
    return context.observation.id, context.comment.id if isinstance(context, CommentPlace) else None


def _form(context: Words, form: RuleForm, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    comment = context.comment if isinstance(context, CommentPlace) else None
    return {
        "observation": context.observation,
        "comment": comment,
        "form": form,
        "errors": errors or {},
        "house_rules": HOUSE_RULES,
    }


def _back(context: Words, request: Request) -> Response:
    observation_id, comment_id = _ids(context)
    page = page_before(request, request.route_path("observation", id=observation_id))
    fragment = f"c{comment_id}" if comment_id else f"o{observation_id}"
    told = {"observation_id": observation_id, "comment_id": comment_id}
    return answer(request, f"{page}#{fragment}", told)
