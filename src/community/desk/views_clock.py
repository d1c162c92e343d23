"""HTTP in, redirect or page out: the clock of a case stands still, and runs again; a promise is kept."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.cases import actions_clock
from community.desk.forms import ActForm
from community.desk.views import POST, Answer, _act, _today
from community.people.identity import Identity
from community.permissions import Permission


@view_config(route_name="desk.pause", permission=Permission.CASE_PAUSE, **POST)
def pause(request: Request) -> Answer:
    """Let the clock stand still, with a reason and words."""

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return actions_clock.pause_case(request.db, who, case_id, act.version, act.reason, act.words)

    return _act(request, "pause", do)


@view_config(route_name="desk.resume", permission=Permission.CASE_PAUSE, **POST)
def resume(request: Request) -> Answer:
    """Let it run again."""

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return actions_clock.resume_case(request.db, who, case_id, act.version)

    return _act(request, "resume", do)


@view_config(route_name="desk.keep", permission=Permission.CASE_SCHEDULE, **POST)
def keep(request: Request) -> Answer:
    """Say that what was promised for a day was done."""
    day = _today(request)

    def do(who: Identity, case_id: int, act: ActForm) -> Any:
        return actions_clock.keep_promise(request.db, who, case_id, act.version, act.words, today=day)

    return _act(request, "keep", do)
