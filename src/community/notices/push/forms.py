"""What a browser posts when push is turned on: its address and keys, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from community.errors import Refused
from community.i18n import _
from community.notices.push.keys import key_of
from community.outbound import Limits, Unreachable, check
from community.settings import Settings

ENDPOINT = re.compile(r"https://[!-~]{1,1000}")


@dataclass(frozen=True)
class Subscription:
    """A browser's address at its push service, and the keys with which what goes there is sealed."""

    endpoint: str
    p256dh: str
    auth: str


def read_subscription(params: Mapping[str, str], knobs: Settings) -> Subscription:
    """The browser's subscription. Looks its name up, so call it outside a transaction that writes. Raises Refused where
    push is off, for keys that are none, and for an address that is not https and public."""
    if key_of(knobs) is None:
        raise Refused(_("Push is not set up in this city."))
    from community.notices.push.sealing import is_browser_key

    endpoint, p256dh, auth = (str(params.get(name, "")) for name in ("endpoint", "p256dh", "auth"))
    if not ENDPOINT.fullmatch(endpoint) or not is_browser_key(p256dh, auth):
        raise Refused(_("Your browser sent no address we can push to. Try again."))
    try:
        check(endpoint, Limits(knobs.outbound_open))
    except Unreachable:
        raise Refused(_("We cannot reach the push service of your browser.")) from None
    return Subscription(endpoint, p256dh, auth)
