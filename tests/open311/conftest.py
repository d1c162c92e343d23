"""Programs, with a key and without, and a place on the web where a picture lies."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from webtest import TestApp

from tests.cast import City
from tests.open311.program import Program
from tests.photos.pictures import jpeg, scene


@pytest.fixture
def reader(app: Any, wsgi: Any) -> Program:
    """A program without a key: it may read."""
    return Program(TestApp(wsgi))


@pytest.fixture
def sender(made: City, browser: Callable[[Any], Any], wsgi: Any) -> Program:
    """A program whose key Ada, the administrator, has just issued."""
    page = browser(made.people["Ada"]).post("/admin/keys", 200, name="Pocket 311 <app>")
    found = re.search(r'id="token" value="([^"]+)"', page.text)
    assert found
    return Program(TestApp(wsgi), found[1])


class Pictures(BaseHTTPRequestHandler):
    """One picture, ``/hole.jpg``."""

    def do_GET(self) -> None:
        there = self.path == "/hole.jpg"
        body = jpeg(image=scene(80, 60)) if there else b""
        self.send_response(200 if there else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def picture_server(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its address; the operator opened this network to us."""
    monkeypatch.setattr(app, "knobs", replace(app.knobs, media_open="127.0.0.1/32"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Pictures) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
