"""Deeds that waited on a phone without a signal: when they were made, and whose they are.

A phone's clock may be wrong by years, so its time alone counts for nothing: it says when the deed was made and when it
is sent, both by the same clock, and the difference is taken off our own time.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pyramid.request import Request

from community import clock
from community.errors import Conflict
from community.i18n import _

LONGEST = timedelta(days=30)
MILLISECONDS = re.compile(r"[0-9]{1,15}", re.ASCII)
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SENDER_CHANGED = "X-Sender-Changed"
"""Header of the answer to a deed of somebody else: it stays on the phone, and is not at fault."""


@dataclass(frozen=True)
class Late:
    """A deed that waited: when it was made, and the stamp it is known by, however often it is sent."""

    made_at: datetime
    stamp: str


def late_deed(request: Request) -> Late | None:
    """The posted deed, if it waited and is stamped. Raises Conflict as ``made_at`` does."""
    made = made_at(request)
    stamp = request.POST.get("client_id")
    return Late(made, stamp) if made and isinstance(stamp, str) and CLIENT_ID.fullmatch(stamp) else None


def made_at(request: Request) -> datetime | None:
    """When the posted deed was made, if it waited: fields ``made_at`` and ``sent_at``, milliseconds by its own clock.

    None for one that did not, and where the two cannot be: sent before it was made, or more than 30 days apart.

    Raises Conflict when field ``sender`` names somebody else than who is signed in: another person took the phone.
    """
    _check_sender(request)
    made, sent = (_milliseconds(request.POST.get(name)) for name in ("made_at", "sent_at"))
    if made is None or sent is None or not 0 <= sent - made <= LONGEST / timedelta(milliseconds=1):
        return None
    return clock.now() - timedelta(milliseconds=sent - made)


def _check_sender(request: Request) -> None:
    sender = request.POST.get("sender")
    if sender is not None and sender != str(request.identity.person_id):
        request.add_response_callback(lambda _request, response: response.headers.update({SENDER_CHANGED: "1"}))
        raise Conflict(_("Somebody else is signed in here now. It was not sent."))


def _milliseconds(value: object) -> int | None:
    return int(value) if isinstance(value, str) and MILLISECONDS.fullmatch(value) else None
