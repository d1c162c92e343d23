"""HTTP in, redirect or page out: the queue, a case from the inside, and what a liaison does to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community import clock
from community.activity.tail import newest_id
from community.answering import answer as answer_with
from community.answering import refused_anew
from community.cases import actions
from community.cases.actions_mentions import note_and_tell
from community.cases.rules import CODES
from community.db.ids import read_number
from community.desk.forms import ActForm, read_act, read_address, read_queue
from community.desk.framing import case_frame
from community.desk.picturing import add_photos, typed_photos
from community.desk.queue_screens import queue_screen
from community.desk.readers import BEAT_SECONDS, reading_line
from community.desk.screens import case_screen, next_address
from community.desk.templates_queries import begun_words
from community.desk.undone import typed_before, words_back
from community.errors import Refused
from community.people.identity import Identity
from community.permissions import Permission
from community.photos.taking import photos_sent

CASE_PAGE = "desk/case.jinja2"
LEADS_ON = frozenset({"answer", "close", "transfer"})
"""After these a liaison goes on with the list; after all others with the page of the case, where the form stood."""
Answer: TypeAlias = dict[str, Any] | Response
POST: dict[str, Any] = {"request_method": "POST", "renderer": CASE_PAGE}


@view_config(route_name="desk", request_method="GET", permission=Permission.DESK_READ, renderer="desk/queue.jinja2")
def queue(request: Request) -> dict[str, Any]:
    """The liaison's cases, view by view; ``?template=`` begins the answer beside the list with a template."""
    screen = queue_screen(request.reading, request.identity, read_queue(request.GET))
    request.keys_on = screen["keys_on"]  # read already: the template shall not ask for it once more
    if screen["chosen"]:
        _begin(request, screen["chosen"])
    return screen


@view_config(route_name="desk.case", request_method="GET", permission=Permission.CASE_READ_INSIDE, renderer=CASE_PAGE)
def case(request: Request) -> dict[str, Any]:
    """One case with everything its liaisons may know; ``?code=`` opens the form of closing with this
    code chosen, ``?template=`` begins the answer with a template; ``?back=`` is the queue to go back to."""
    case_id, code = request.context.case.id, request.GET.get("code", "")
    frame = case_frame(request.reading, request.identity, case_id, read_number(request.GET.get("undone")) or 0)
    request.keys_on, request.unread = frame.keys_on, frame.unread  # read already, like there
    acts = [act for act in frame.undone if act.case_id == case_id]
    act, verb = (typed_before(acts[0]), acts[0].act) if acts else (ActForm(), "")
    if not acts and code in CODES:
        act, verb = ActForm(code=code), "close"
    act, today = replace(act, back=read_address(request.GET.get("back", ""))), _today(request)
    screen = case_screen(request.reading, case_id, today=today, live_after=frame.live_after, act=act, verb=verb)
    if not verb:
        _begin(request, screen)
    return {
        **screen,
        **(words_back(request, acts, frame.left) if acts else {}),
        "offer": frame.offer,
        "reading_line": reading_line(frame.others),
        "beat": BEAT_SECONDS,
    }


def _begin(request: Request, screen: dict[str, Any]) -> None:
    """Let the answer to the case on this screen begin with the words of the template that the address names, if it is
    one for the case."""
    template_id = read_number(request.GET.get("template"))
    words = begun_words(screen["templates"], screen["inside"], request.identity, template_id, _today(request))
    if words:
        screen["act"] = replace(screen["act"], words=words)


@view_config(route_name="desk.take", permission=Permission.CASE_TAKE, **POST)
def take(request: Request) -> Answer:
    """Accept the case."""

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return actions.take_case(request.db, who, case_id, act.version)

    return _act(request, "take", do)


@view_config(route_name="desk.answer", permission=Permission.CASE_ANSWER, **POST)
def answer(request: Request) -> Answer:
    """Publish the city's word."""

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return actions.answer_case(request.db, who, case_id, act.version, act.public_words)

    return _act(request, "answer", do)


@view_config(route_name="desk.note", permission=Permission.CASE_NOTE, **POST)
def note(request: Request) -> Answer:
    """Keep a staff note, and tell who is named in it."""

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return note_and_tell(request.db, who, case_id, act.version, act.words, act.tell)

    return _act(request, "note", do)


@view_config(route_name="desk.schedule", permission=Permission.CASE_SCHEDULE, **POST)
def schedule(request: Request) -> Answer:
    """Say for which day work is set."""
    day = _today(request)

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return actions.schedule_case(request.db, who, case_id, act.version, act.on, act.words, today=day)

    return _act(request, "schedule", do)


@view_config(route_name="desk.transfer", permission=Permission.CASE_TRANSFER, **POST)
def transfer(request: Request) -> Answer:
    """Hand the case to a colleague or to another agency."""

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        to = {"agency_id": act.agency_id, "liaison_id": act.liaison_id}
        return actions.transfer_case(request.db, who, case_id, act.version, words=act.words, **to)

    return _act(request, "transfer", do)


@view_config(route_name="desk.close", permission=Permission.CASE_CLOSE, **POST)
def close(request: Request) -> Answer:
    """End the case with a code and words."""

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return actions.close_case(
            request.db,
            who,
            case_id,
            act.version,
            act.code,
            act.words,
            detail=act.detail,
            duplicate_of=act.duplicate_of,
        )

    return _act(request, "close", do)


def _act(request: Request, verb: str, do: Callable[[Identity, int, ActForm], Any]) -> Answer:
    """Do it and go on where the form stood, or to the next case; refused, the page of the case comes back with all that
    was typed."""
    photos, act, who, case_id = photos_sent(request), read_act(request.POST), request.identity, request.context.case.id
    try:
        add_photos(request.db, who, do(who, case_id, act), photos)
    except Refused as refusal:
        refused_anew(request, refusal)
        today, after = _today(request), newest_id(request.reading)
        screen = case_screen(
            request.reading, case_id, today=today, live_after=after, act=act, verb=verb, refusal=refusal
        )
        return {**screen, **typed_photos(request)}
    stays = act.on_page and verb not in LEADS_ON
    return answer_with(request, next_address(request.db, who, case_id, act.back, stays=stays), {"case_id": case_id})


def _today(request: Request) -> date:
    """The date it is in the city."""
    return clock.now().astimezone(ZoneInfo(request.knobs.city_zone)).date()
