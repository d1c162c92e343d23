"""People: found by name or exact address, suspended and restored, given parts."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.admin.actions import give_part
from community.admin.forms import read_part, read_search
from community.admin.queries import ROLE_WORDS, part_lines
from community.admin.resources import City
from community.answering import refused
from community.boards.queries import all_boards
from community.catalog.queries import all_agencies
from community.db.ids import read_id
from community.errors import Missing, Refused
from community.i18n import _
from community.people.actions import end_part, restore_person, suspend_person
from community.people.models import Person
from community.people.queries import account_by_email, people_named, person_by_id
from community.people.rules import email_key
from community.permissions import Permission

PAGE = 25
ONE = {"route_name": "admin.person", "permission": Permission.PEOPLE_MANAGE}


@view_config(
    route_name="admin.people",
    request_method="GET",
    permission=Permission.PEOPLE_MANAGE,
    renderer="admin/people.jinja2",
)
def people(context: City, request: Request) -> dict[str, Any]:
    """People by name, or the one with exactly this address."""
    search = read_search(request.GET)
    if "@" in search.text:
        account = account_by_email(request.reading, email_key(search.text))
        if account is not None:
            return HTTPSeeOther(request.route_path("admin.person", id=account.person_id))
    found = people_named(request.reading, search.text, after=search.after, limit=PAGE + 1)
    rows = found[:PAGE]
    parts = part_lines(request.reading, [row.id for row in rows])
    return {"text": search.text, "people": rows, "played": parts, "after": rows[-1].id if len(found) > PAGE else None}


@view_config(request_method="GET", renderer="admin/person.jinja2", **ONE)
def person(context: City, request: Request) -> dict[str, Any]:
    """One person and their parts."""
    return _page(request, _person(request), {})


@view_config(request_method="POST", request_param="do=grant", renderer="admin/person.jinja2", **ONE)
def grant(context: City, request: Request) -> dict[str, Any] | Response:
    """Give a part."""
    found = _person(request)
    try:
        wanted = read_part(request.POST, [text for text in request.POST.getall("boards") if isinstance(text, str)])
        give_part(request.db, request.identity.person_id, found.id, wanted)
    except Refused as refusal:
        return _page(request, found, refused(request, refusal))
    return HTTPSeeOther(request.path)


@view_config(request_method="POST", request_param="do=end", renderer="admin/person.jinja2", **ONE)
def end(context: City, request: Request) -> dict[str, Any] | Response:
    """Take a part away."""
    found, post = _person(request), request.POST
    scope = 0 if post.get("scope_kind") == "city" else read_id(post.get("scope_id", ""))
    role, kind = str(post.get("role", "")).replace("\0", ""), str(post.get("scope_kind", "")).replace("\0", "")
    try:
        end_part(request.db, found.id, role, kind, scope, by=request.identity.person_id)
    except Refused as refusal:
        return _page(request, found, refused(request, refusal))
    return HTTPSeeOther(request.path)


@view_config(request_method="POST", request_param="do=suspend", renderer="admin/person.jinja2", **ONE)
def suspend(context: City, request: Request) -> dict[str, Any] | Response:
    """Suspend: sign-ins end, open pages lose their socket."""
    found = _person(request)
    try:
        suspend_person(request.db, found.id, by=request.identity.person_id)
    except Refused as refusal:
        return _page(request, found, refused(request, refusal))
    return HTTPSeeOther(request.path)


@view_config(request_method="POST", request_param="do=restore", **ONE)
def restore(context: City, request: Request) -> Response:
    """Let the account be used again."""
    restore_person(request.db, _person(request).id, by=request.identity.person_id)
    return HTTPSeeOther(request.path)


def _person(request: Request) -> Person:
    found = person_by_id(request.reading, read_id(request.matchdict["id"]))
    if found is None:
        raise Missing
    return found


def _page(request: Request, found: Person, errors: Mapping[str, str]) -> dict[str, Any]:
    return {
        "person": found,
        "played": part_lines(request.reading, [found.id]).get(found.id, []),
        "boards": all_boards(request.reading),
        "agencies": all_agencies(request.reading),
        "roles": {role: _(words) for role, words in ROLE_WORDS.items()},
        "errors": errors,
        "typed": request.POST,
    }
