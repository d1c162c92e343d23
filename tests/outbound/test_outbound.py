"""The client for addresses we did not choose, against a server that points inward, hangs, drips, and never ends."""

import time
from ipaddress import ip_address

import pytest

from community.outbound import Limits, Unreachable, ask, is_allowed
from tests.outbound.hostile_server import hostile

OPEN = Limits(opened="127.0.0.1/32", seconds=1.0, most_bytes=100_000)
CLOSED = Limits(seconds=1.0)


@pytest.fixture
def server():
    with hostile() as running:
        yield running


def test_a_plain_answer_comes_whole(server):
    answer = ask(f"{server.url}/hello", OPEN, headers={"Accept": "application/json"})
    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.headers["content-length"] == "5"
    assert server.asked == [("GET /hello HTTP/1.1", f"127.0.0.1:{server.port}")]


def test_a_post_carries_its_body_and_the_name_it_was_sent_to(server):
    assert (
        ask(f"http://localhost:{server.port}/hello", Limits("127.0.0.0/8, ::1/128"), method="POST", body=b"x").status
        == 200
    )
    assert server.asked == [("POST /hello HTTP/1.1", f"localhost:{server.port}")]


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_inward_addresses_are_refused_however_they_are_written(server, name):
    with pytest.raises(Unreachable, match=r"not public|nowhere"):
        ask(f"http://{name}:{server.port}/hello", CLOSED)
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
     "2002:a00:1::", "2001:db8::1"],
)  # fmt: skip
def test_no_private_range_is_public(address):
    assert not is_allowed(ip_address(address))


def test_public_addresses_are_allowed_and_opened_ones_too():
    assert is_allowed(ip_address("1.1.1.1"))
    assert is_allowed(ip_address("2606:4700:4700::1111"))
    assert is_allowed(ip_address("10.1.2.3"), "192.168.0.0/16, 10.1.2.0/24")
    assert is_allowed(ip_address("::ffff:10.1.2.3"), "10.1.2.0/24")
    assert not is_allowed(ip_address("10.1.3.3"), "10.1.2.0/24")


def test_a_redirect_inward_or_to_another_host_is_not_followed(server):
    with hostile() as other:
        for where in (f"127.0.0.1:{other.port}/hello", "169.254.169.254/latest", f"localhost:{server.port}/hello"):
            with pytest.raises(Unreachable, match="redirects to another host"):
                ask(f"{server.url}/redirect/{where}", OPEN)
        assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed_but_not_forever(server):
    assert ask(f"{server.url}/once", OPEN).body == b"hello"
    with pytest.raises(Unreachable, match="without end"):
        ask(f"{server.url}/round", OPEN)


@pytest.mark.parametrize("path", ["hang", "drip"])
def test_who_hangs_or_drips_is_left_in_time(server, path):
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="too long"):
        ask(f"{server.url}/{path}", OPEN)
    assert time.monotonic() - begun < 2.5


def test_an_endless_body_is_cut_off(server):
    with pytest.raises(Unreachable, match="more than 100,000 bytes"):
        ask(f"{server.url}/endless", OPEN)


@pytest.mark.parametrize("path", ["packed", "short", "nonsense", "vanish"])
def test_what_is_no_honest_answer_is_none(server, path):
    with pytest.raises(Unreachable):
        ask(f"{server.url}/{path}", OPEN)


@pytest.mark.parametrize(
    "url",
    ["", "hello", "ftp://example.org/", "file:///etc/passwd", "http://", "http://user:pw@127.0.0.1/", "http://[::1",
     "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "gopher://127.0.0.1:70/_x", "http://\u2024/", "//127.0.0.1/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Unreachable):
        ask(url, OPEN)


def test_nobody_listens_or_nobody_is_called_so():
    with hostile() as gone:
        port = gone.port
    with pytest.raises(Unreachable):
        ask(f"http://127.0.0.1:{port}/", OPEN)
    with pytest.raises(Unreachable, match="name"):
        ask("http://nobody-is-called-so.invalid/", OPEN)
