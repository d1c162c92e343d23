"""Boards: found by name, the two lines of their signs, and the boundaries that make them."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.actions import name_board
from community.admin.forms import BoundaryFile, read_boundaries, read_done, read_search
from community.admin.queries import board_rows
from community.admin.resources import City
from community.answering import refused
from community.boards.actions_outlines import put_boards
from community.boards.outlines import OutlinesRead, read_outlines
from community.boards.queries import boards_named
from community.db.ids import read_id
from community.errors import Refused
from community.i18n import _
from community.permissions import Permission
from community.prose import clean_line

BOARDS = {
    "route_name": "admin.boards",
    "permission": Permission.BOARD_IMPORT,
    "renderer": "admin/boards.jinja2",
}
COUNTED = ("new", "changed", "unchanged", "refused")
PAGE = 25


@view_config(request_method="GET", **BOARDS)
def boards(context: City, request: Request) -> dict[str, Any]:
    """Boards by name, how more come, and what was just named or imported."""
    named = read_id(request.GET["named"]) if request.GET.get("named") else 0
    saved = boards_named(request.reading, {named}).get(named) if named else None
    return _page(request, {}, done=read_done(request.GET, COUNTED), saved=saved)


@view_config(request_method="POST", request_param="do=name", **BOARDS)
def name(context: City, request: Request) -> dict[str, Any] | Response:
    """Change the sign of a board."""
    board_id = read_id(request.POST.get("board", ""))
    lines = [clean_line(str(request.POST.get(field, ""))) for field in ("name", "extent")]
    try:
        name_board(request.db, request.identity.person_id, board_id, *lines)
    except Refused as refusal:
        return _page(request, refused(request, refusal))
    same_page = read_search(request.GET).query | {"named": str(board_id)}
    return HTTPSeeOther(request.route_path("admin.boards", _query=same_page, _anchor=f"b{board_id}"))


@view_config(request_method="POST", request_param="do=look", **BOARDS)
def look(context: City, request: Request) -> dict[str, Any]:
    """What an import of this file would do, by name. Changes nothing."""
    try:
        read = _read(read_boundaries(request.POST))
    except Refused as refusal:
        return _page(request, refused(request, refusal))
    outcome = put_boards(request.reading, read.outlines, dry_run=True)
    return _page(request, {}, outcome=outcome, read=read)


@view_config(request_method="POST", request_param="do=import", **BOARDS)
def imported(context: City, request: Request) -> dict[str, Any] | Response:
    """Make and change boards as the file says; a board it lacks stays as it is."""
    try:
        read = _read(read_boundaries(request.POST))
    except Refused as refusal:
        return _page(request, refused(request, refusal))
    outcome = put_boards(request.db, read.outlines, dry_run=False)
    counts = {"refused": len(read.refused)} | {name: len(names) for name, names in outcome.items()}
    return HTTPSeeOther(request.route_path("admin.boards", _query={name: counts[name] for name in COUNTED}))


def _read(file: BoundaryFile) -> OutlinesRead:
    """The outlines of the file. Raises Refused when none can be used."""
    read = read_outlines(file.features, file.name_property, file.key_property)
    if not read.outlines:
        reasons = "; ".join(f"{where}: {why}" for where, why in read.refused[:3])
        raise Refused(_("No boundary of this file could be used.") + f" {reasons}", "file")
    return read


def _page(request: Request, errors: Mapping[str, str], **more: Any) -> dict[str, Any]:
    search = read_search(request.GET)
    found = board_rows(request.reading, search.text, after=search.after, limit=PAGE + 1)
    listed = {
        "text": search.text,
        "searched": bool(search.query),
        "here": request.route_path("admin.boards", _query=search.query),
        "boards": found[:PAGE],
        "after": found[PAGE - 1][0].id if len(found) > PAGE else None,
    }
    values = {"done": {}, "outcome": None, "read": None, "saved": None, **more}
    return {"errors": errors, "typed": request.POST, **listed, **values}
