"""The webhook by which a mail service hands incoming mail over: the whole message, as it came."""

import hmac

from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config

from community.errors import Forbidden, Missing
from community.i18n import _
from community.notices.inbound.taking import take_message

BEARER = "Bearer "


@view_config(route_name="mail.inbound", request_method="POST", permission=NO_PERMISSION_REQUIRED, require_csrf=False)
def inbound(request: Request) -> Response:
    """Take a message: the body is it, ``?to=`` the address it is for and ``?from=`` the sender of the envelope. However
    it ends, the service is told so once: 200, or it would send it again."""
    _check_secret(request)
    verdict = take_message(request.registry, request.GET.get("from"), request.GET.get("to", ""), request.body)
    return Response(json_body={"outcome": verdict.outcome, "words": verdict.words}, content_type="application/json")


def _check_secret(request: Request) -> None:
    """Raises Missing where there is no webhook, Forbidden for another secret."""
    secret = request.knobs.inbound_secret
    if not secret or not request.knobs.reply_domain:
        raise Missing
    said = request.headers.get("Authorization", "")
    if not said.startswith(BEARER) or not hmac.compare_digest(said[len(BEARER) :].encode(), secret.encode()):
        raise Forbidden(_("That is not the secret of this door."))
