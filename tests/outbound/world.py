"""A geocoder on loopback that knows a Larch St in many cities and, as the real ones do, answers with the best known
first unless it is told where to look: Nominatim at ``/search``, Photon at ``/api/``."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LARCH = [
    ("Sydney", -33.87, 151.21), ("London", 51.5, -0.12), ("Portland", 45.52, -122.68), ("Larch Hills", 50.7, -119.2),
    ("Larchmont", 40.93, -73.75), ("Dublin", 53.35, -6.26), ("Larkport", 42.35, -71.05),
]  # fmt: skip
"""The city of the stories is the last: beyond what an answer holds, where nobody says which city is meant."""


class _Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """One question."""
        address = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(address.query).items()}
        nominatim = address.path == "/search"
        box = said.get("viewbox") if nominatim and said.get("bounded") == "1" else said.get("bbox")
        found = [place for place in LARCH if box is None or _inside(place, box)][: int(said["limit"])]
        answer = [_nominatim(*place) for place in found] if nominatim else {"features": [_photon(*p) for p in found]}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Quiet."""


def _inside(place: tuple[str, float, float], box: str) -> bool:
    west, south, east, north = map(float, box.split(","))
    return south <= place[1] <= north and west <= place[2] <= east


def _nominatim(name: str, lat: float, lon: float) -> dict[str, str]:
    return {"display_name": f"5814 Larch St, {name}", "lat": str(lat), "lon": str(lon)}


def _photon(name: str, lat: float, lon: float) -> dict[str, Any]:
    said = {"housenumber": "5814", "street": "Larch St", "city": name}
    return {"geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": said}


@contextlib.contextmanager
def world() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
