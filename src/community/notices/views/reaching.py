"""How one is reached: the page of wishes, and the links in mails that work without a sign-in."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from community.answering import refused
from community.errors import Missing
from community.i18n import LANGUAGES, _, in_language
from community.notices.actions_mail import change_rhythm, choose, pause_mails, try_address_again
from community.notices.choosing import NEVER, RHYTHMS, Choices
from community.notices.forms import read_choices
from community.notices.mail_queries import choices_of, key_named
from community.notices.push.screens import push_screen
from community.notices.screens import settings_screen, stop_screen
from community.notices.signing import KEY, read_language_token, read_stop_token
from community.people.actions import choose_language
from community.permissions import Permission

SETTINGS = {
    "route_name": "me.notices",
    "permission": Permission.NOTICES_CHOOSE,
    "renderer": "notices/settings.jinja2",
}


@view_config(request_method="GET", **SETTINGS)
def wishes(request: Request) -> dict[str, Any]:
    """How one is reached, and what became of the mails."""
    return {**_page(request), "done": request.GET.get("done", "")}


@view_config(request_method="POST", **SETTINGS)
def save(request: Request) -> dict[str, Any] | Response:
    """Save the wishes; or pause, go on, or try the address again."""
    do, who, zone = request.POST.get("do", "save"), request.identity, request.knobs.city_zone
    before = choices_of(request.reading, [who.person_id], zone)[who.person_id]
    if do in ("pause", "go_on"):
        pause_mails(request.db, who.person_id, before, pausing=do == "pause")
    elif do == "address":
        try_address_again(request.db, who.person_id)
    else:
        wanted, errors = read_choices(request.POST, before)
        if errors:
            return {**_page(request, wanted, refused(request, errors)), "done": ""}
        choose(request.db, who.person_id, wanted)
    return HTTPSeeOther(request.route_path("me.notices", _query={"done": do}))


def _page(request: Request, wanted: Choices | None = None, errors: dict[str, str] | None = None) -> dict[str, Any]:
    values = settings_screen(request.reading, request.identity, request.knobs.city_zone, wanted, errors)
    return values | push_screen(request.reading, request.identity, request.knobs)


@view_config(
    route_name="mail.stop", request_method="GET", permission=NO_PERMISSION_REQUIRED, renderer="notices/stop.jinja2"
)
def stop_page(request: Request) -> dict[str, Any]:
    """A button for each rhythm. Opening the page changes nothing: mail readers open links by themselves."""
    person_id, groups = _signed(request)
    asked = {"wanted": request.GET.get("rhythm", ""), "done": request.GET.get("done", "")}
    return stop_screen(_wishes(request, person_id), groups) | asked


@view_config(route_name="mail.stop", request_method="POST", permission=NO_PERMISSION_REQUIRED, require_csrf=False)
def stop(request: Request) -> Response:
    """The rhythm of the button; the one click of a mail reader (RFC 8058) stops. The signed token stands for sign-in
    and CSRF token alike: it came by mail, and can do nothing else."""
    person_id, groups = _signed(request)
    one_click = "List-Unsubscribe" in request.POST
    rhythm = NEVER if one_click else request.POST.get("rhythm", "")
    if rhythm not in RHYTHMS:
        raise Missing
    change_rhythm(request.db, person_id, _wishes(request, person_id), groups, rhythm)
    if one_click:  # its sender follows no redirect
        return Response(_("These mails stop.") + "\n", content_type="text/plain", charset="utf-8")
    return HTTPSeeOther(f"{request.path}?done={rhythm}")


@view_config(route_name="mail.language", request_method="GET", permission=NO_PERMISSION_REQUIRED)
def language_page(request: Request) -> Response:
    """A button for the language of the link, in that language. Opening the page changes nothing."""
    _person_id, code = _signed_language(request)
    with in_language(code):
        values = {"done": request.GET.get("done") == code}
        return render_to_response("notices/language.jinja2", values, request)


@view_config(route_name="mail.language", request_method="POST", permission=NO_PERMISSION_REQUIRED, require_csrf=False)
def turn_language(request: Request) -> Response:
    """Mails speak it from now on, and pages where the person signs in. The signed token stands for the sign-in."""
    person_id, code = _signed_language(request)
    choose_language(request.db, person_id, code)
    return HTTPSeeOther(f"{request.path}?done={code}")


def _signed_language(request: Request) -> tuple[int, str]:
    """For whom, and which language. Raises Missing for what we did not sign."""
    key = key_named(request.reading, KEY)
    found = read_language_token(key, request.matchdict["token"]) if key else None
    if found is None or found[1] not in LANGUAGES:
        raise Missing
    return found


def _signed(request: Request) -> tuple[int, list[str]]:
    """Whose mails about which groups. Raises Missing for what we did not sign."""
    key = key_named(request.reading, KEY)
    found = read_stop_token(key, request.matchdict["token"]) if key else None
    if found is None:
        raise Missing
    return found


def _wishes(request: Request, person_id: int) -> Choices:
    return choices_of(request.reading, [person_id], request.knobs.city_zone)[person_id]
