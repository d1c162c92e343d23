"""How many sockets are open from where: one network address, or one sign-in, may not take them all."""

import ipaddress
from collections import Counter
from collections.abc import Sequence

from websockets.datastructures import Headers

from community.people.rules import network_of
from community.settings import Settings


class Crowd:
    """The open sockets of this process, counted. Lives in the loop's thread: counting and entering are one step."""

    def __init__(self, knobs: Settings) -> None:
        self._most = {"address": knobs.limit_sockets, "login": knobs.limit_sockets_login}
        self._open: Counter[tuple[str, str]] = Counter()

    def has_room(self, kind: str, key: str | None) -> bool:
        """Whether one more socket of this ``address`` or ``login`` may open. Who is not known (None) is not counted,
        and a limit of 0 is none."""
        most = self._most[kind]
        return key is None or not most or self._open[kind, key] < most

    def enter(self, address: str | None, login: str | None) -> list[tuple[str, str]] | None:
        """Count a socket in, under what is known of it, to be given to ``leave`` at its end. None: no room."""
        if not (self.has_room("address", address) and self.has_room("login", login)):
            return None
        known = [(kind, key) for kind, key in (("address", address), ("login", login)) if key is not None]
        self._open.update(known)
        return known

    def leave(self, counted: Sequence[tuple[str, str]]) -> None:
        """A socket that was counted in has ended."""
        self._open.subtract(counted)
        for key in counted:
            if not self._open[key]:
                del self._open[key]


def network_behind(peer: str | None, headers: Headers, proxy: str) -> str | None:
    """The network a socket comes from, as the web server knows it: ``peer``, or what the trusted ``proxy`` says in the
    last entry of X-Forwarded-For. None when the proxy does not say: then all the world would be one address."""
    if not proxy or proxy not in ("*", peer):
        return network_of(peer)
    said = ",".join(headers.get_all("X-Forwarded-For")).rpartition(",")[2].strip()
    for text in (said, said.rpartition(":")[0].strip("[]")):  # alone, or with a port
        try:
            return network_of(str(ipaddress.ip_address(text)))
        except ValueError:
            continue
    return None
