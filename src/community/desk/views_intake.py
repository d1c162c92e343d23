"""HTTP in, redirect or page out: a case for somebody who phoned, came in or wrote."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused, refused_anew
from community.db.ids import read_number
from community.desk.intake import take_down
from community.desk.intake_forms import IntakeForm, read_intake
from community.desk.intake_screens import (
    intake_screen,
    known_already,
    may_be_added,
    place_asked,
    posts_like,
    problems_of,
    sent_before,
)
from community.desk.screens import may_read_inside
from community.errors import Refused
from community.i18n import _
from community.permissions import Permission

NEW: dict[str, Any] = {
    "route_name": "desk.new",
    "permission": Permission.CASE_OPEN,
    "renderer": "desk/new.jinja2",
}


@view_config(request_method="GET", **NEW)
def new_case(request: Request) -> dict[str, Any]:
    """The empty form."""
    return intake_screen(request, read_intake({}, request.language), {})


@view_config(request_method="POST", **NEW)
def open_new_case(request: Request) -> dict[str, Any] | Response:
    """Open it, and go to it: at the desk, or where everybody reads it when another agency has it. Or the form
    again, filled in: with the questions of its kind, what is wrong, what is unclear of its place, or what is like it.
    ``like``: put it on the case of that post, which must be one of those shown for it."""
    form = read_intake(request.POST, request.language)
    if "show" in request.POST:
        return intake_screen(request, form, {})
    if form.errors:
        return intake_screen(request, form, refused(request, problems_of(form, None)))
    if asked := place_asked(request, form):
        return intake_screen(request, form, refused(request, {"place": asked.said}), asked=asked)
    like = read_number(request.POST.get("like"))
    if like is None:
        if known := known_already(request, form):
            return intake_screen(request, form, {}, known=known)
    elif not sent_before(request, form) and not may_be_added(known := posts_like(request, form), like):
        # Nobody writes into any case there is by its number: only into one that is like what was typed.
        said = {"": _("That post is not like what you typed, or takes no more. Choose again, or open a new case.")}
        return intake_screen(request, form, refused(request, said), known=known)
    return _open(request, form, like)


def _open(request: Request, form: IntakeForm, like: int | None) -> dict[str, Any] | Response:
    try:
        case = take_down(request.db, request.identity, form, like=like)
    except Refused as refusal:
        refused_anew(request, refusal)
        return intake_screen(request, form, problems_of(form, refusal))
    page = f"/desk/case/{case.id}" if may_read_inside(request.identity, case) else f"/case/{case.id}"
    return answer(request, page, {"case_id": case.id})
