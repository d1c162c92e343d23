"""A program that speaks GeoReport with us, and the Spark convention by which its XML and JSON say the same."""

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from webtest import TestApp, TestResponse

CONTAINERS = {
    "services", "attributes", "values", "service_requests", "service_request_updates", "errors", "endpoints", "formats",
}  # fmt: skip
NUMBERS = {"lat", "long", "order", "neighbors_fixed", "neighbors_still_there", "neighbors_see_it", "neighbors_say_gone"}
FLAGS = {"metadata", "variable", "required"}
BASE = "/open311/v2/"


def spark(element: ElementTree.Element, inside: str = "") -> Any:
    """What JSON says for this element: containers are arrays, empty elements null, leaves typed as by contract."""
    if element.tag in CONTAINERS:
        return [spark(child, element.tag) for child in element]
    if len(element):
        return {child.tag: spark(child, element.tag) for child in element}
    if not element.text:
        return None
    if element.tag in NUMBERS or (element.tag == "code" and inside == "error"):
        return float(element.text)
    return element.text == "true" if element.tag in FLAGS else element.text


class Program:
    """Calls by name: ``get("services")`` asks in JSON and in XML, insists that both say the same, and returns it."""

    def __init__(self, app: TestApp, key: str = "") -> None:
        self.app, self.key = app, key

    def get(self, what: str, expect: int = 200, **arguments: Any) -> Any:
        """What the answer says, in both formats."""
        json, xml = (self.ask(f"{what}.{form}", expect, **arguments) for form in ("json", "xml"))
        assert json.headers["Content-Type"] == "application/json; charset=utf-8"
        assert xml.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert xml.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
        assert json.headers["Access-Control-Allow-Origin"] == "*" == xml.headers["Access-Control-Allow-Origin"]
        said = json.json
        assert spark(ElementTree.fromstring(xml.body)) == said
        return said

    def ask(self, path: str, expect: int = 200, **arguments: Any) -> TestResponse:
        """One GET, as it is."""
        query = "?" + urlencode(arguments) if arguments else ""
        return self.app.get(BASE + path + query, status=expect)

    def ids(self, **arguments: Any) -> list[str]:
        """The ids of the requests that answer."""
        return [request["service_request_id"] for request in self.get("requests", **arguments)]

    def post(self, what: str, expect: int = 200, *, headers: Any = None, files: Any = None, **fields: Any) -> Any:
        """One POST in JSON with our key; what it says."""
        if self.key:
            fields.setdefault("api_key", self.key)
        pairs = [
            (name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])
        ]
        more = {"upload_files": files} if files else {}
        answer = self.app.post(f"{BASE}{what}.json", pairs, headers=headers, status=expect, **more)
        return answer.json
