"""HTTP in, redirect or page out: one answer or one closing for many ticked cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, refused
from community.cases.queries_undo import offer_to
from community.cases.rules import CODES, DETAILS
from community.desk.bulk import Own, Ticked, act_on_all, read_own, read_ticks, ticked_cases, why_not_each
from community.desk.forms import ActForm, read_act, read_address
from community.desk.undone import tick_again, typed_before, undone_acts, words_back
from community.errors import Refused
from community.i18n import _
from community.permissions import Permission

BULK: dict[str, Any] = {
    "route_name": "desk.bulk",
    "permission": Permission.DESK_READ,
    "renderer": "desk/bulk.jinja2",
}


@view_config(request_method="GET", **BULK)
def bulk_form(request: Request) -> dict[str, Any]:
    """The ticked cases, and what will happen to each; nothing happens yet."""
    acts, back = undone_acts(request), read_address(request.GET.get("back", ""))
    if acts:
        verb = acts[0].act if acts[0].act == "close" else ""
        act = replace(typed_before(acts[0]), back=back)
        return {**_screen(tick_again(request, acts), act, verb=verb), **words_back(request, acts)}
    ticked = ticked_cases(request.reading, request.identity, read_ticks(request.GET.getall("case")))
    return _screen(ticked, ActForm(back=back))


@view_config(request_method="POST", **BULK)
def bulk(request: Request) -> dict[str, Any] | Response:
    """Do it to each of them; those that were refused come back ticked, each with its reason, and with the words."""
    ticks, act, verb = read_ticks(request.POST.getall("case")), read_act(request.POST), str(request.POST.get("do", ""))
    own = read_own(request.POST, ticks)
    try:
        left = act_on_all(request.db, request.identity, verb, ticks, act, own)
    except Refused as refusal:
        ticked = ticked_cases(request.reading, request.identity, ticks)
        return _screen(ticked, act, errors=refused(request, refusal), verb=verb, own=own)
    if left:
        # What was done stays done, so this page is no refusal: it is committed.
        offer = offer_to(request.db, request.identity.person_id) if len(left) < len(ticks) else None
        return {**_screen(left, act, done=len(ticks) - len(left), verb=verb, own=own), "offer": offer}
    return answer(request, f"/desk?{act.back}" if act.back else "/desk", {"done": len(ticks)})


def _screen(
    ticked: Sequence[Ticked],
    act: ActForm,
    *,
    errors: Mapping[str, str] | None = None,
    done: int | None = None,
    verb: str = "",
    own: Mapping[int, Own] | None = None,
) -> dict[str, Any]:
    return {
        "ticked": ticked,
        "act": act,
        "errors": errors or {},
        "done": done,
        "verb": verb,
        "own": own or {},
        "why_not": why_not_each(ticked),
        "codes": {code: _(words) for code, words in CODES.items()},
        "details": DETAILS,
    }
