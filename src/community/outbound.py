"""The one HTTP client for addresses we did not choose: a geocoder an operator names, the push service of a browser.

It connects only to public addresses, and to the very address it checked (a name that resolves differently the next
moment changes nothing). No redirect to another host, a bound on size and on the whole time, nothing unpacked.
"""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

MOST_REDIRECTS = 3
CHUNK = 16_384
AGENT = "Stoop (neighborhood board)"
WRAPPING = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"), ip_network("2001::/32"))
"""IPv6 ranges that lead to an IPv4 address inside them: none of ours needs one."""
Address = IPv4Address | IPv6Address


class Unreachable(Exception):
    """There is no answer to be had from there; the message says why, for the log and the operator. ``sent``: some of
    the request may have arrived, and may have been acted upon."""

    sent = False


class Inward(Unreachable):
    """It leads to an address that is not public."""


@dataclass(frozen=True)
class Limits:
    """``opened``: private networks that may be reached. ``seconds`` for all of it, ``most_bytes`` of the body."""

    opened: str = ""
    seconds: float = 5.0
    most_bytes: int = 200_000


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_allowed(address: Address, opened: str = "") -> bool:
    """Whether we may connect there: a public address, or one in a network the operator opened."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    meant: Address = mapped or address
    if any(meant in ip_network(network.strip()) for network in opened.split(",") if network.strip()):
        return True
    wrapped = isinstance(meant, IPv6Address) and any(meant in net for net in WRAPPING if isinstance(net, IPv6Network))
    return meant.is_global and not meant.is_multicast and not wrapped


def ask(
    url: str,
    limits: Limits,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """The answer of ``url``. Raises Unreachable: no such host, an address inside, too slow, too large, a redirect
    elsewhere, or no HTTP."""
    deadline = time.monotonic() + limits.seconds
    sent = {"User-Agent": AGENT, "Accept-Encoding": "identity", **(headers or {})}
    for _redirect in range(MOST_REDIRECTS + 1):
        answer = _ask_once(url, limits, deadline, (method, body, sent))
        if answer.status not in (301, 302, 303, 307, 308):
            return answer
        where = urljoin(url, answer.headers.get("location", ""))
        if _host(where) != _host(url):
            raise _too_far(f"it redirects to another host: {urlsplit(where).hostname or '?'}")
        if method != "GET":
            raise _too_far("it redirects what was posted")
        url = where
    raise _too_far("it redirects without end")


def _too_far(words: str) -> Unreachable:
    """A redirect that is not followed: what was asked has arrived all the same."""
    problem = Unreachable(words)
    problem.sent = True
    return problem


def check(url: str, limits: Limits) -> None:
    """Look whether ``url`` leads to where we may go, without going there. Raises Unreachable, Inward."""
    _scheme, name, port = _host(url)
    _resolved(name, port, limits.opened, time.monotonic() + limits.seconds)


def _host(url: str) -> tuple[str, str, int]:
    """Scheme, name and port. Raises Unreachable for what is no web address."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Unreachable(f"no address: {url[:200]!r}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise Unreachable(f"no address of the web: {url[:200]!r}")
    return parts.scheme, parts.hostname, port


def _ask_once(url: str, limits: Limits, deadline: float, sent: tuple[str, bytes | None, Mapping[str, str]]) -> Answer:
    _scheme, name, port = _host(url)
    method, body, headers = sent
    connection = _connection(url, _resolved(name, port, limits.opened, deadline), _left(deadline))
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # Time-outs of a socket begin anew with each byte: a clock of our own ends the whole of it.
    clock = threading.Timer(_left(deadline), _hang_up, (connection,))
    clock.start()
    connected = False
    try:
        connection.connect()
        connected = True
        told = {**headers, "Host": parts.netloc}
        connection.request(method, target, body=body, headers=told, preload_content=False, decode_content=False)
        response = connection.getresponse()
        return Answer(response.status, _lower(response.headers), _read(response, limits.most_bytes, deadline))
    except Unreachable as problem:
        problem.sent = True
        raise
    except (HTTPError, HTTPException, OSError, ValueError) as problem:
        said = "it took too long" if time.monotonic() >= deadline else f"{type(problem).__name__}: {problem}"[:300]
        refusal = Unreachable(said)
        refusal.sent = connected
        raise refusal from problem
    finally:
        clock.cancel()
        connection.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unreachable("it took too long")
    return left


def _resolved(name: str, port: int, opened: str, deadline: float) -> Address:
    """The first address of the name, when all of them may be reached. Looked up aside: a resolver may hang."""
    found: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_resolve, args=(name, port, found), daemon=True).start()
    try:
        addresses = found.get(timeout=_left(deadline))
    except Empty:
        raise Unreachable("its name was not found in time") from None
    if isinstance(addresses, Exception):
        raise Unreachable(f"its name leads nowhere: {addresses}") from addresses
    for address in addresses:
        if not is_allowed(address, opened):
            raise Inward(f"{name} leads to {address}, which is not public")
    if not addresses:
        raise Unreachable("its name leads nowhere")
    return addresses[0]


def _resolve(name: str, port: int, found: "SimpleQueue[Any]") -> None:
    try:
        answers = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        found.put([ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers])
    except (OSError, ValueError) as problem:
        found.put(problem)


def _connection(url: str, address: Address, seconds: float) -> HTTPConnection:
    """A connection to ``address`` whose certificate must be that of the name in ``url``."""
    scheme, name, port = _host(url)
    if scheme == "http":
        return HTTPConnection(str(address), port, timeout=seconds)
    context = ssl.create_default_context()
    return HTTPSConnection(str(address), port, timeout=seconds, server_hostname=name, ssl_context=context)


def _hang_up(connection: HTTPConnection) -> None:
    """End what is going on, from another thread."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            connection.close()


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read(response: Any, most: int, deadline: float) -> bytes:
    """The body, as it came. Raises Unreachable when it is packed, too large or too slow."""
    if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise Unreachable("it answers packed, though asked not to")
    body = b""
    while piece := response.read1(CHUNK):
        body += piece
        if len(body) > most:
            raise Unreachable(f"it sent more than {most:,} bytes")
        _left(deadline)
    _left(deadline)  # what we hung up on ourselves looks like the end
    return body
