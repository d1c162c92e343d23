"""A city's own system on loopback: GeoReport v2 with the quirks and the faults a story asks for.

In a process of its own: ``python -m tests.open311.simulator PORT FILE SEED``; what it accepted stands in FILE, a line
each, and is there again after a restart.
"""

import contextlib
import json
import random
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.sax.saxutils import escape

SOAP = ' xmlns:m="http://org/sfgov/sf311v2/services" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
NIL = '<{} xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'


PAGES = {
    "bloomington": ("page_size", 1000, 1000),
    "chicago": ("page_size", 50, 500),
    "seeclickfix": ("per_page", 20, 100),
    "stoop": ("page_size", 1000, 1000),
}
"""Whose lists come in pages: what asks for their size, how many records one has otherwise, and at most."""


class CitySystem:
    """What it knows and how it behaves.

    ``faults``: what happens to the next POSTs, in order: drop (before it is read), cut (after it was taken), fail (500
    after it was taken), slow (taken, answered after the time-out), busy (503 before it is taken), refuse (400).
    ``tokens``: it gives tokens, and numbers after so many questions. ``style``: how it writes, and how its lists are
    read in pages. ``apart``: it tells updates apart by their ids; ``lists_updates``: those it was told are among those
    it gives out.
    """

    def __init__(self, style: str = "standard", *, file: Path | None = None, repeats: bool = False) -> None:
        self.style, self.file, self.repeats = style, file, repeats
        self.taken: list[dict[str, str]] = []
        self.updates: list[dict[str, str]] = []
        self.words: list[dict[str, str]] = []
        """Updates it gives out."""
        self.apart, self.lists_updates = True, False
        self.bodies: list[bytes] = []
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.tokens: int | None = None
        self.bad: set[str] = set()
        """Numbers on which a list breaks."""
        self.hold = threading.Event()
        self.lock = threading.Lock()
        self.chance: random.Random | None = None
        if file is not None and file.exists():
            self.taken = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        self.known = {made["key"]: made for made in self.taken}

    def take(self, fields: dict[str, str]) -> dict[str, str]:
        """A request is opened, or (where it ``repeats``) found again by its key."""
        with self.lock:
            key = fields.get("attribute[client_request_id]", "")
            if self.repeats and key in self.known:
                return self.known[key]
            number = str(1000 + len(self.taken))
            made = {"number": number, "key": key, "status": "open", "notes": "", "at": "2026-11-22T10:00:00+00:00"}
            made |= {name: fields.get(name, "") for name in ("service_code", "description", "lat", "long")}
            self.taken.append(made)
            self.known[key] = made
            if self.file is not None:
                with self.file.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(made) + "\n")
            return made

    def say(self, number: str, status: str, at: str, notes: str = "") -> None:
        """The city works on it."""
        made = next(one for one in self.taken if one["number"] == number)
        made |= {"status": status, "at": at, "notes": notes}

    def fault(self) -> str:
        """What happens to this POST."""
        if self.chance is not None:
            return self.chance.choices(("", "drop", "cut", "fail", "slow", "busy"), (90, 2, 2, 3, 1, 2))[0]
        return self.faults.pop(0) if self.faults else ""


def record_of(made: dict[str, str], style: str) -> dict[str, Any]:
    """A request as this system lists it."""
    place = {"lat": made["lat"] or None, "long": made["long"] or None}
    found: dict[str, Any] = {
        "service_request_id": made["number"], "status": made["status"], "status_notes": made["notes"] or None,
        "service_code": made["service_code"], "description": made["description"], "requested_datetime": made["at"],
        "updated_datetime": made["at"], **place,
    }  # fmt: skip
    if style == "san_francisco":
        local = made["at"][:19].replace("T", " ") + ".97"
        found |= {"status": made["status"].capitalize(), "requested_datetime": local, "updated_datetime": local}
    if style == "boston":
        found |= {"requested_datetime": made["at"][:19], "updated_datetime": made["at"][:19]}
    if style == "stoop":
        found["status_notes"] = f"City says done: {made['notes']}" if made["notes"] else "Sent to 311"
    if style == "bloomington":
        found |= {"lat": None, "long": None, "address_id": None, "media_url": ""}
    if style == "chicago":
        notes = [{"datetime": made["at"], "type": "note", "summary": "Said", "description": made["notes"]}]
        found |= {"status_notes": None, "notes": notes if made["notes"] else []}
    if style == "seeclickfix":
        found["status"] = {"open": "acknowledged", "closed": "archived"}[made["status"]]
    return found


def written(root: str, item: str, records: list[dict[str, Any]], kind: str, style: str) -> bytes:
    """Records as XML or JSON, in the manner of this system."""
    if kind == "json":
        wrapped = {root: records} if style in ("fixmystreet", "wrapped") else records
        return json.dumps(wrapped).encode()
    inside = "".join(f"<{item}>{''.join(_xml(name, value) for name, value in one.items())}</{item}>" for one in records)
    spaces = SOAP if style == "san_francisco" else ""
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<{root}{spaces}>{inside}</{root}>'
    head = "HTTP/1.1 200 OK \r\n\r\n" if style == "dumped" else ""
    return (head + body).encode()


def _xml(name: str, value: Any) -> str:
    if value is None:
        return NIL.format(name)
    if isinstance(value, list):
        inner = "".join(f"<note>{''.join(_xml(key, said) for key, said in one.items())}</note>" for one in value)
        return f"<{name}>{inner}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


class Desk(BaseHTTPRequestHandler):
    """One question to the system."""

    city: CitySystem

    def log_message(self, *_told: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Open a request, or say more about one."""
        fault = self.city.fault()
        if fault == "drop":
            return self.cut()
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # the sender was killed between its words: no system takes half a request
            return self.cut()
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.city.bodies.append(body)
        if fault == "busy":
            return self.answer(503, "errors", "error", [{"code": "503", "description": "Busy"}])
        if fault == "refuse":
            return self.answer(400, "errors", "error", [{"code": "400", "description": "base is a duplicate."}])
        if "servicerequestupdates" in self.path:
            known = [one for one in self.city.updates if one["update_id"] == fields["update_id"]]
            if known and self.city.apart:
                said = [{"code": "400", "description": "This update already exists"}]
                return self.answer(400, "errors", "error", said)
            self.city.updates.append(fields)
            return self.after(fault, "service_request_updates", "request_update", {"update_id": fields["update_id"]})
        made = self.city.take(fields)
        if self.city.tokens is not None:
            return self.after(fault, "service_requests", "request", {"token": f"t{made['number']}"})
        self.after(fault, "service_requests", "request", {"service_request_id": made["number"], "account_id": ""})

    def after(self, fault: str, root: str, item: str, said: dict[str, str]) -> None:
        """What becomes of the answer to something that was taken."""
        if fault == "cut":
            return self.cut()
        if fault == "slow":
            self.city.hold.wait(30 if self.city.chance is None else 1.5)
        if fault == "fail":
            return self.answer(500, "errors", "error", [{"code": "500", "description": "Oops"}])
        self.answer(200, root, item, [said])

    def do_GET(self) -> None:
        """Lists, single requests, tokens, updates."""
        self.city.asked.append(self.path)
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        name = parts.path.rpartition("/v2/")[2].rpartition(".")[0]
        if name.startswith("tokens/"):
            return self.token(name.removeprefix("tokens/t"))
        if name == "servicerequestupdates":
            return self.answer(200, "service_request_updates", "request_update", self.page(self.updates(), asked))
        found = list(self.city.taken)
        single = name.removeprefix("requests/") if name.startswith("requests/") else None
        wanted = single or asked.get("service_request_id")
        if wanted:
            found = [one for one in found if one["number"] in wanted.split(",")]
        if key := asked.get("client_request_id"):
            found = [one for one in found if one["key"] == key]
        if any(one["number"] in self.city.bad for one in found):
            return self.answer(500, "errors", "error", [{"code": "500", "description": "bad record"}])
        if single and not found:
            return self.answer(404, "errors", "error", [{"code": "404", "description": "not found"}])
        records = [record_of(one, self.city.style) for one in found]
        if self.city.style == "chicago" and not wanted and not key:
            records.insert(0, {"status": "open", "description": "neither number nor token"})
        self.answer(200, "service_requests", "request", records if wanted or key else self.page(records, asked))

    def updates(self) -> list[dict[str, str]]:
        """What it says, and what it was told: that under ids of its own."""
        told = [one | {"update_id": f"own-{n}"} for n, one in enumerate(self.city.updates)]
        return [*self.city.words, *(told if self.city.lists_updates else ())]

    def page(self, records: list[Any], asked: dict[str, str]) -> list[Any]:
        """The part of a list that was asked for, by the names this style knows; another name is not heard."""
        if self.city.style not in PAGES:
            return records
        name, usual, most = PAGES[self.city.style]
        size = min(int(asked.get(name, usual)), most)
        number = int(asked.get("page", 1))
        if self.city.style == "bloomington":  # beyond its last page it shows that one again
            number = min(number, max(1, -(-len(records) // size)))
        return records[(number - 1) * size : number * size]

    def token(self, number: str) -> None:
        """The number a token stands for, once it has one."""
        self.city.tokens = max(0, (self.city.tokens or 0) - 1)
        ready = number if self.city.tokens == 0 else None
        said = [{"service_request_id": ready, "token": f"t{number}"}]
        self.answer(200, "service_requests", "request", said)

    def answer(self, status: int, root: str, item: str, records: list[dict[str, Any]]) -> None:
        """In the format asked for."""
        kind = urlsplit(self.path).path.rpartition(".")[2]
        body = written(root, item, records, kind, self.city.style)
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json" if kind == "json" else "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def cut(self) -> None:
        """Hang up without a word."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


def served(city: CitySystem, port: int = 0) -> ThreadingHTTPServer:
    """A server of this system, not running yet."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Here", (Desk,), {"city": city}))
    server.daemon_threads = True
    return server


@contextlib.contextmanager
def running(city: CitySystem) -> Iterator[str]:
    """It runs; its base address."""
    server = served(city)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/open311/v2"
    finally:
        city.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()


def main(port: str, file: str, seed: str, repeats: str) -> None:
    """Serve until killed, with faults by chance."""
    city = CitySystem(file=Path(file), repeats=repeats == "repeats")
    city.chance = random.Random(seed)
    served(city, int(port)).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
