"""A hundred megabytes over a real socket to the real program: refused in words, in the format asked for, with the
memory as it was, and others are answered meanwhile."""

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests import program as programs

SIZE, BLOCK = 100_000_000, bytes(1_000_000)
MORE_MEMORY_MB, SECONDS, OTHERS_SECONDS = 30, 20, 5
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\n'
JSON, XML = "/open311/v2/requests.json", "/open311/v2/requests.xml"
SENT = [
    (JSON, FORM), (XML, FORM), (JSON, "application/json"), (JSON, PARTS), (XML, PARTS),
    ("/open311/v2/servicerequestupdates.xml", FORM), ("/sign-in", FORM), ("/sign-in", PARTS),
]  # fmt: skip


@pytest.fixture
def served(tmp_path):
    """The program, serving a city."""
    programs.migrate(tmp_path)
    programs.make_city(tmp_path)
    program = programs.Program(tmp_path, "-m", "community", "serve")
    try:
        program.health()
        yield program
    finally:
        program.end()


def blocks(kind: str, size: int) -> Any:
    """The body: one long word."""
    head = HEAD if kind == PARTS else b"description="
    yield head
    for _number in range(size // len(BLOCK) - 1):
        yield BLOCK
    yield BLOCK[: len(BLOCK) - len(head)]


def send(port: str, path: str, kind: str, size: int, chunked: bool) -> tuple[int, str, bytes]:
    """Send all of it before listening, as plain clients do: status, type, body."""
    with closing(HTTPConnection("127.0.0.1", int(port), timeout=60)) as line:
        headers = {"Content-Type": kind} | ({} if chunked else {"Content-Length": str(size)})
        line.request("POST", path, blocks(kind, size), headers, encode_chunked=chunked)
        answer = line.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()


def memory_mb(program: programs.Program) -> float:
    """What the process holds at most since it began."""
    told = Path(f"/proc/{program.process.pid}/status").read_text("ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1_000


def is_told(path: str, status: int, kind: str, body: bytes) -> None:
    """In the format asked for, with what to do."""
    if path.endswith(".json"):
        assert (status, kind) == (400, "application/json; charset=utf-8")
        (error,) = json.loads(body)
        assert "at most" in error["description"]
    elif path.endswith(".xml"):
        assert (status, kind) == (400, "text/xml; charset=utf-8")
        assert "at most" in (ElementTree.fromstring(body).findtext("error/description") or "")
    else:
        assert status == 413
        assert b"more than this page accepts" in body


@pytest.mark.trial
def test_a_hundred_megabytes_over_a_real_socket(served):
    for path, kind in SENT:  # once in small, so that everything is loaded
        send(served.port, path, kind, 2_000_000, False)
    before, slowest, over = memory_mb(served), 0.0, threading.Event()

    def others() -> float:
        longest = 0.0
        while not over.wait(0.05):
            began = time.monotonic()
            assert served.health()["database"] == "ok"
            longest = max(longest, time.monotonic() - began)
        return longest

    with ThreadPoolExecutor(5) as pool:
        waiting = pool.submit(others)
        try:
            for size in (SIZE, SIZE + 5_000_000):  # one more than a form with photos may have, and one less
                for chunked in (False, True):
                    began = time.monotonic()
                    tried = [(path, pool.submit(send, served.port, path, kind, size, chunked)) for path, kind in SENT]
                    for path, told in tried:
                        is_told(path, *told.result())
                    slowest = max(slowest, time.monotonic() - began)
        finally:
            over.set()
        assert waiting.result() < OTHERS_SECONDS
    assert slowest < SECONDS
    assert memory_mb(served) - before < MORE_MEMORY_MB


@pytest.mark.trial
def test_who_waits_to_be_asked_is_refused_without_a_byte(served):
    for words in (f"Content-Length: {SIZE}", "Content-Length: 999999999999"):
        with socket.create_connection(("127.0.0.1", int(served.port)), timeout=30) as line:
            head = [f"POST {JSON} HTTP/1.1", "Host: localhost", f"Content-Type: {FORM}", "Expect: 100-continue", words]
            line.sendall("\r\n".join([*head, "", ""]).encode())
            answer = HTTPResponse(line)
            answer.begin()
            is_told(JSON, answer.status, answer.headers["Content-Type"], answer.read())
            line.shutdown(socket.SHUT_WR)
            assert line.recv(1) == b""
