"""What a person wanted to do before they had to sign in, carried along in a hidden field until it can be done.

A refused POST keeps its target and its fields; a refused GET only its address. What is not posted by itself, the forms
of one's account and of administration, is shown on each of these pages to be copied. The words travel through the
pages of sign-in and sign-up, and ``carry_on`` gives them back at the end. They are stored with a code alone, where
they are no more than a form takes, so that the link of its mail leads on too; they go when it is used, or after three
days.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, unquote, urlsplit

from pyramid.csrf import check_csrf_origin, check_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.interfaces import IRoutesMapper
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response

from community.people.queries import demo_people

FIELD = "kept"
NEVER_KEPT = frozenset({"csrf_token", "password", "new_password", FIELD})
NO_ERRORS: Mapping[str, str] = {}
LARGEST = 300_000
"""Bytes that may travel, as a form sends them. No form of Stoop takes words that are longer."""
LARGEST_WITH_CODE = 30_000
"""Letters that are stored with a code, for who opens its link: the longest post and the answers to its questions."""
MOST_FIELDS = 200
CARRIED = frozenset({"board", "observation", "comment", "invitation", "desk", "case", "inbox"})
"""First words of the routes that may be posted to: never sign-in itself, one's account or administration."""
SECRET = NEVER_KEPT | {"email_password", "password_password", "api_key", "code"}
"""Never shown on a page."""
SHOWN = frozenset(
    {"name", "title", "description", "email", "welcome", "words", "question", "hint", "options", "holidays", "text"}
)
"""Fields of forms that are not posted by themselves, shown whatever they hold; of others, what reads like words."""
OPENED = CARRIED | {"home", "find", "me", "admin", "reports", "photo"}
"""And of those that may be opened."""


@dataclass(frozen=True)
class Kept:
    """Where to go on, and the fields to post there; ``fields`` is None for a page that only wants to be opened.
    ``posted``: it may be; otherwise the fields are only shown."""

    target: str
    fields: tuple[tuple[str, str], ...] | None = None
    posted: bool = True

    @property
    def text(self) -> str:
        """As the value of the hidden field."""
        return json.dumps([self.target, self.fields], ensure_ascii=False)

    @property
    def for_code(self) -> str | None:
        """As it is stored with a code; None for more than that, and for what is only shown."""
        return self.text if self.posted and len(self.text) <= LARGEST_WITH_CODE else None

    @property
    def words(self) -> list[str]:
        """What the person wrote themselves, to show it: values that read like words."""
        return [value for name, value in self.fields or () if _reads_like_words(value) or not self.posted]


def kept_in(request: Request) -> Kept | None:
    """What this page of the sign-in carries: the hidden field, or ``?next=`` for a page to open. None when there is
    none, or nothing that may be carried."""
    if request.method == "POST":
        return read_kept(request, request.POST.get(FIELD))
    return _checked(request, request.GET.get("next"), None)


def comes_from_our_page(request: Request) -> bool:
    """Whether the form carries the CSRF token of this browser."""
    return bool(check_csrf_token(request, raises=False) and check_csrf_origin(request, raises=False))


def keep_refused(request: Request) -> Kept | None:
    """The refused request itself. A POST is only kept with its CSRF token: otherwise a foreign site could have its
    own words posted after the next sign-in."""
    if request.method != "POST":
        return _checked(request, request.path_qs, None)
    if not comes_from_our_page(request):
        return None
    fields = [(name, value) for name, value in request.POST.items() if isinstance(value, str)]
    return _checked(request, request.path_qs, [pair for pair in fields if pair[0] not in NEVER_KEPT])


def page(request: Request) -> Response:
    """Instead of a page that needs a signed-in, confirmed person: the sign-in page, carrying what was refused.

    A refused GET is sent to the sign-in page by redirect. For ``problems.py``; it writes nothing.
    """
    kept = keep_refused(request)
    if request.method != "POST":
        return HTTPSeeOther(request.route_path("sign_in", _query={"next": kept.target} if kept else None))
    return sign_in_page(request, kept, status=401)


def sign_in_page(
    request: Request, kept: Kept | None, *, email: str = "", errors: Mapping[str, str] = NO_ERRORS, status: int = 200
) -> Response:
    """The page of all doors: password, code, demo people; filled in again when something was refused."""
    values = {
        "kept": kept,
        "email": email,
        "errors": errors,
        "unconfirmed": request.identity is not None and not request.identity.confirmed,
        "done": request.GET.get("done", ""),
        "demo_people": demo_people(request.reading) if request.knobs.demo else [],
    }
    response = render_to_response("people/sign_in.jinja2", values, request=request)
    response.status = status
    return response


def carry_on(request: Request, kept: Kept | None, headers: list[tuple[str, str]]) -> Response:
    """The end of a sign-in: post what was kept (by a page with a button, pressed by a script) or show it, open the page
    that was asked for, or the city's home."""
    if kept is None or kept.fields is None or not (kept.posted or kept.words):
        return HTTPSeeOther(kept.target if kept else request.route_path("home"), headers=headers)
    response = render_to_response("people/carry_on.jinja2", {"kept": kept}, request=request)
    response.headers.extend(headers)
    return response


def read_kept(request: Request, text: Any) -> Kept | None:
    """What the text of a hidden field, or of a code, carries; None for nothing, or nothing that may be carried."""
    if not isinstance(text, str) or not text or len(text) > LARGEST or not _can_be_sent(text):
        return None
    try:
        target, fields = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return _checked(request, target, fields)


def _checked(request: Request, target: Any, fields: Any) -> Kept | None:
    route = _route_of(request, target) if isinstance(target, str) else ""
    if route.partition(".")[0] not in OPENED:
        return None
    if fields is None:
        return Kept(target)
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        return None
    pairs = [tuple(pair) for pair in fields if isinstance(pair, list | tuple)]
    if not all(len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in pairs):
        return None
    if route.partition(".")[0] in CARRIED:
        kept = Kept(target, tuple(pair for pair in pairs if pair[0] not in NEVER_KEPT))
    else:
        shown = (pair for pair in pairs if pair[0] not in SECRET and (pair[0] in SHOWN or _reads_like_words(pair[1])))
        kept = Kept(_page_of(request, route, target), tuple(pair for pair in shown if pair[1].strip()), posted=False)
    return kept if _can_be_sent(kept.text) else None


def _reads_like_words(value: str) -> bool:
    return " " in value.strip()


def _page_of(request: Request, route: str, target: str) -> str:
    """The page with the form that was sent to ``target``: the forms of one's account stand on one page."""
    return request.route_path("me") if route.startswith("me.") else target


def _can_be_sent(text: str) -> bool:
    """Whether a page can hold the text and a form can send it: not too long, and no half of a surrogate pair."""
    try:
        return len(quote_plus(text)) <= LARGEST
    except UnicodeEncodeError:
        return False


def _route_of(request: Request, target: str) -> str:
    """The name of the route to which ``target``, a path of ours, leads; empty for anything else."""
    if not target.startswith("/") or target.startswith("//") or not target.isascii() or not target.isprintable():
        return ""
    if "\\" in target or len(target) > 2000:
        return ""
    try:
        path = unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        return ""
    routes = request.registry.queryUtility(IRoutesMapper).get_routes()
    return next((route.name for route in routes if route.match(path) is not None), "")
