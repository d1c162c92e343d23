"""Our own run against GeoReport v2: real calls through the whole application, judged by the standard.

It only reads, and sends what must be refused: a run leaves nothing behind. Sending with a key is tried by the tests.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from pyramid.request import Request
from pyramid.router import Router

from community import clock
from community.i18n import N_
from community.open311 import describing
from community.open311.describing import Shape
from community.open311.discovering import PATH
from community.open311.formats import CONTENT_TYPES, JSON, XML, write_moment
from community.open311.server_rules import MOMENT, MOST_ROWS, SPAN, STATUSES
from community.open311.spark import read_xml

UNKNOWN = "no-such-thing"


class Unlike(Exception):
    """An answer is not what the standard wants; the message says how."""


@dataclass(frozen=True)
class Result:
    """One check: what it is about, in English (a msgid), and what was wrong, if anything."""

    name: str
    problem: str


class Caller:
    """Calls the application as a program outside would."""

    def __init__(self, registry: Any) -> None:
        self._router = Router(registry)

    def both(
        self, what: str, shape: Shape, expect: int = 200, fields: Mapping[str, str] | None = None, **asked: Any
    ) -> Any:
        """What the answer says, the same in both formats, with this status. ``fields``: sent, not asked. Raises
        Unlike."""
        query = "?" + urlencode(asked) if asked else ""
        said = {form: self._one(f"{PATH}/{what}.{form}{query}", form, expect, fields) for form in (JSON, XML)}
        try:
            from_json, from_xml = json.loads(said[JSON]), read_xml(shape, said[XML])
        except ValueError as problem:
            raise Unlike(f"{what}: {problem}") from problem
        if from_json != from_xml:
            raise Unlike(f"{what}: XML and JSON say different things")
        return from_json

    def refused(self, what: str, expect: int, fields: Mapping[str, str] | None = None, **asked: Any) -> None:
        """Insist on an error with a code and words. Raises Unlike."""
        said = self.both(what, describing.ERRORS, expect, fields, **asked)
        if not said or not all(error["code"] and error["description"] for error in said):
            raise Unlike(f"{what}: an error without code or words")

    def _one(self, path: str, form: str, status: int, fields: Mapping[str, str] | None) -> bytes:
        posted: dict[str, Any] = {} if fields is None else {"POST": dict(fields)}
        answer = Request.blank(path, **posted).get_response(self._router)
        if answer.status_code != status:
            raise Unlike(f"{path}: {answer.status_code} instead of {status}")
        if answer.headers["Content-Type"] != f"{CONTENT_TYPES[form]}; charset=utf-8":
            raise Unlike(f"{path}: the wrong content type")
        if answer.headers.get("Access-Control-Allow-Origin") != "*":
            raise Unlike(f"{path}: not readable from pages of other sites")
        return answer.body


def run_checks(registry: Any) -> list[Result]:
    """Every check, in order."""
    call = Caller(registry)
    return [Result(name, _problem(check, call)) for name, check in CHECKS]


def _problem(check: Callable[[Caller], None], call: Caller) -> str:
    try:
        check(call)
    except Unlike as problem:
        return str(problem)
    return ""


def _want(condition: object, words: str) -> None:
    if not condition:
        raise Unlike(words)


def _discovery(call: Caller) -> None:
    said = call.both("discovery", describing.DISCOVERY)
    _want(said["contact"] and said["key_service"], "contact or key_service is empty")
    stamps = [said["changeset"], *(endpoint["changeset"] for endpoint in said["endpoints"])]
    _want(all(datetime.fromisoformat(stamp) <= clock.now() for stamp in stamps), "a changeset lies in the future")
    _want(said["endpoints"], "no endpoint")
    _want(all("text/xml" in endpoint["formats"] for endpoint in said["endpoints"]), "an endpoint without XML")


def _services(call: Caller) -> None:
    said = call.both("services", describing.SERVICES)
    codes = [service["service_code"] for service in said]
    _want(len(set(codes)) == len(codes), "a service code twice")
    _want({service["type"] for service in said} <= {"realtime", "batch", "blackbox"}, "an unknown type")
    _want(call.both("services", describing.SERVICES, jurisdiction_id="") == said, "an empty argument counts")


def _definitions(call: Caller) -> None:
    for service in call.both("services", describing.SERVICES):
        code = service["service_code"]
        said = call.both(f"services/{quote(code)}", describing.DEFINITION)
        orders = [attribute["order"] for attribute in said["attributes"]]
        _want(orders == list(range(1, len(orders) + 1)), f"{code}: the order of its questions")
        _want(service["metadata"] == bool(orders), f"{code}: metadata says otherwise than its definition")
        lists = [attribute for attribute in said["attributes"] if attribute["datatype"].endswith("list")]
        _want(all(attribute["values"] for attribute in lists), f"{code}: a list without values")


def _requests(call: Caller) -> None:
    said, now = call.both("requests", describing.REQUESTS), clock.now()
    _want(len(said) <= MOST_ROWS, "more than 1,000 requests")
    _want({request["status"] for request in said} <= set(STATUSES), "a status that is neither open nor closed")
    moments = [request[name] for request in said for name in ("requested_datetime", "updated_datetime")]
    _want(all(MOMENT.fullmatch(moment) for moment in moments), "a moment without a zone")
    asked = [request["requested_datetime"] for request in said]
    _want(asked == sorted(asked, reverse=True), "not the newest first")
    _want(not asked or datetime.fromisoformat(asked[-1]) > now - SPAN - timedelta(minutes=1), "older than 90 days")
    if said:
        number = said[0]["service_request_id"]
        single = call.both(f"requests/{number}", describing.REQUESTS)
        _want([one["service_request_id"] for one in single] == [number], "a single request is another one")


def _arguments(call: Caller) -> None:
    first = call.both("requests", describing.REQUESTS, page_size=1)
    _want(len(first) <= 1, "page_size does not count")
    _want(call.both("requests", describing.REQUESTS, page=10**6) == [], "a page past the end is not empty")
    for status in STATUSES:
        said = call.both("requests", describing.REQUESTS, status=status, page_size=50)
        _want(all(request["status"] == status for request in said), f"status={status} does not count")
    for request in first:
        listed = {"service_request_id": request["service_request_id"], "status": "nonsense", "start_date": "never"}
        said = call.both("requests", describing.REQUESTS, **listed)
        _want(len(said) == 1, "a list of ids does not override the other arguments")


def _spans(call: Caller) -> None:
    now = clock.now()
    start, end, early = (str(write_moment(moment)) for moment in (now - SPAN, now, now - SPAN - timedelta(days=1)))
    call.both("requests", describing.REQUESTS, start_date=start, end_date=end, page_size=1)
    call.refused("requests", 400, start_date=early, end_date=end)
    call.refused("requests", 400, start_date=end, end_date=start)
    call.refused("requests", 400, start_date="2026-01-01")
    call.refused("requests", 400, status="in_progress")


def _missing(call: Caller) -> None:
    for what in (f"services/{UNKNOWN}", f"requests/{UNKNOWN}", f"tokens/{UNKNOWN}", UNKNOWN):
        call.refused(what, 404)


def _keys(call: Caller) -> None:
    for what in ("requests", "servicerequestupdates"):
        call.refused(what, 403, {"service_code": UNKNOWN})
        call.refused(what, 403, {"api_key": UNKNOWN, "service_code": UNKNOWN})


def _updates(call: Caller) -> None:
    said = call.both("servicerequestupdates", describing.UPDATES, page_size=100)
    asked = [update["updated_datetime"] for update in said]
    _want(asked == sorted(asked), "not the oldest first")
    _want(all(update["status"] != "fixed" for update in said), "the city says what is the neighbors' to say")


CHECKS: tuple[tuple[str, Callable[[Caller], None]], ...] = (
    (N_("Discovery, in both formats"), _discovery),
    (N_("Services, in both formats"), _services),
    (N_("The questions of every service"), _definitions),
    (N_("Requests: 90 days, 1,000 rows, newest first"), _requests),
    (N_("Arguments narrow, an id list overrides them"), _arguments),
    (N_("Spans of more than 90 days are refused"), _spans),
    (N_("What is not there answers 404, in the format asked for"), _missing),
    (N_("Nothing is sent without a key"), _keys),
    (N_("Updates"), _updates),
)


def lines_of(results: list[Result]) -> Iterator[str]:
    """One line each, for a terminal."""
    for result in results:
        yield f"{'fails' if result.problem else 'ok':<6}{result.name}{': ' if result.problem else ''}{result.problem}"
