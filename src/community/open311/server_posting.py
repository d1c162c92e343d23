"""HTTP in, XML or JSON out: what a program with a key may send."""

from dataclasses import replace
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from community.i18n import _
from community.open311 import describing
from community.open311.keys_actions import LONGEST_KEY, count_use
from community.open311.keys_queries import key_in_force
from community.open311.requests_actions import Sender, receive_request
from community.open311.requests_following import moved_numbers
from community.open311.requests_receipts import number_by_token, receipt_stamped, service_of_receipt
from community.open311.requests_rows import notice_of
from community.open311.server_forms import read_request
from community.open311.server_media import media_sent
from community.open311.server_resources import Asked
from community.open311.server_rules import Problems, texts_of
from community.open311.server_views import READ, answered
from community.open311.updates_actions import read_update, receive_update
from community.people.doors import own_transaction

SEND: dict[str, Any] = {"request_method": "POST", "permission": NO_PERMISSION_REQUIRED, "require_csrf": False}
"""A key stands for the sign-in, and no browser sends one by itself."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def sender_of(request: Request) -> Sender:
    """Whose key the call carries; its use is counted. Raises Problems with 403 for a key that is none (any more), with
    400 for a body that is no form, TooMany."""
    if request.content_type not in FORMS:
        raise Problems(_("Send a form: {kinds}, in UTF-8.").format(kinds=" / ".join(FORMS)))
    given = request.POST.get("api_key") or request.GET.get("api_key") or ""
    if not given or not isinstance(given, str):
        raise Problems(_("api_key is missing. Without a key you can read, not send."), status=403)
    key = key_in_force(request.reading, given) if len(given) <= LONGEST_KEY else None
    if key is None:
        raise Problems(_("This api_key is not valid, or is not valid any more."), status=403)
    with own_transaction(request) as db:
        count_use(db, key.id, request.knobs.limit_open311)
    return Sender(key.id, request.language, request.knobs.city_name)


@view_config(route_name="open311.requests", **SEND)
def send_request(context: Asked, request: Request) -> Response:
    """Take a request. The same one sent again is answered as the first time."""
    sender = sender_of(request)
    new = read_request([*request.GET.items(), *request.POST.items()], request.headers.get("Idempotency-Key", ""))
    earlier = receipt_stamped(request.reading, sender.key_id, new.client_id) if new.client_id else None
    if earlier is None:
        earlier = receive_request(request.db, sender, new, media_sent(request, sender.key_id))
        request.db.flush()
        db = request.db
    else:
        db = request.reading
    row = service_of_receipt(db, earlier.id)
    notice = notice_of((row.amount, row.unit)) if row.amount else None
    told = {"service_notice": notice, "account_id": earlier.account_id or None}
    if row.type == "blackbox":
        return answered(describing.NO_NUMBER, [told], context.format)
    if earlier.token is not None:
        return answered(describing.TOKEN_GIVEN, [{"token": earlier.token, **told}], context.format)
    return answered(
        describing.POSTED, [{"service_request_id": str(earlier.number or earlier.case_id), **told}], context.format
    )


@view_config(route_name="open311.updates", **SEND)
def send_update(context: Asked, request: Request) -> Response:
    """Take a word on a request. The same one sent again is answered as the first time."""
    sender = sender_of(request)
    new = read_update(texts_of([*request.GET.items(), *request.POST.items()]))
    if new.number is not None:
        moved = moved_numbers(request.reading, sender.key_id)
        new = replace(new, number=moved.get(new.number, new.number))
    photos = media_sent(request, sender.key_id)
    receive_update(request.db, sender.key_id, new, photos)
    return answered(describing.UPDATE_POSTED, [{"update_id": new.update_id}], context.format)


@view_config(route_name="open311.token", **READ)
def token(context: Asked, request: Request) -> Response:
    """The id that a token stands for; none while the city has not accepted the request."""
    given = request.matchdict["token"]
    known, number = number_by_token(request.reading, given) if given.isprintable() else (False, None)
    if not known:
        raise Problems(_("We gave out no such token."), status=404)
    told = {"service_request_id": None if number is None else str(number), "token": given}
    return answered(describing.TOKEN, [told], context.format)
