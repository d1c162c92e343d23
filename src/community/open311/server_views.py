"""HTTP in, XML or JSON out: what everybody may read by GeoReport v2."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community import clock
from community.db.ids import read_number
from community.i18n import _
from community.open311 import describing
from community.open311.discovering import PATH, discovery_of
from community.open311.formats import JSON, write
from community.open311.keys_actions import LONGEST_KEY
from community.open311.keys_queries import key_in_force
from community.open311.openapi import described
from community.open311.requests_following import given_numbers, moved_numbers, under_given_numbers
from community.open311.requests_queries import requests_wanted
from community.open311.requests_receipts import receipt_stamped
from community.open311.requests_rows import add_attributes, request_rows
from community.open311.server_models import ProgramKey
from community.open311.server_problems import as_answer
from community.open311.server_resources import Asked
from community.open311.server_rules import Problems, Wanted, read_wanted, read_wanted_updates, texts_of
from community.open311.services_queries import definition_of, services_listed
from community.open311.updates_queries import updates_wanted
from community.permissions import Permission

READ: dict[str, Any] = {"request_method": "GET", "permission": Permission.CASE_READ}
TRUE = frozenset({"true", "1", "yes"})


def answered(shape: describing.Shape, value: Any, form: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer, readable from pages of other sites."""
    return as_answer(write(shape, value, form), form, {"Cache-Control": "no-cache", **(headers or {})})


def base_of(request: Request) -> str:
    """The public address of the site, without a slash at its end."""
    return request.knobs.base_url.rstrip("/") or request.host_url


@view_config(route_name="open311.discovery", **READ)
def discovery(context: Asked, request: Request) -> Response:
    """Where everything is, and how to get a key."""
    found = discovery_of(request.reading, request.knobs, base_of(request))
    return answered(describing.DISCOVERY, found, context.format)


@view_config(route_name="open311.openapi", **READ)
def openapi(context: Any, request: Request) -> Response:
    """The whole server in the words of OpenAPI."""
    found = described(request.knobs.city_name, base_of(request) + PATH)
    return as_answer(json.dumps(found, ensure_ascii=False).encode(), JSON, {"Cache-Control": "no-cache"})


@view_config(route_name="open311.services", **READ)
def services(context: Asked, request: Request) -> Response:
    """What the city can be asked for."""
    return answered(describing.SERVICES, services_listed(request.reading), context.format)


@view_config(route_name="open311.service", **READ)
def service(context: Asked, request: Request) -> Response:
    """The questions of one service."""
    found = definition_of(request.reading, request.matchdict["id"])
    if found is None:
        raise Problems(_("There is no service with this code."), status=404)
    return answered(describing.DEFINITION, found, context.format)


@view_config(route_name="open311.requests", **READ)
def requests(context: Asked, request: Request) -> Response:
    """Requests by what was asked for, newest first, 1,000 at most."""
    params = texts_of(request.GET.items())
    stamp = params.get("client_request_id", "").strip()
    wanted = _stamped(request, params, stamp) if stamp else read_wanted(params, clock.now())
    if wanted.ids and not stamp:
        found, numbers = _by_number(request, wanted.ids, params)
        return _requests(request, context, found, params, _totalled(len(found)), numbers)
    rows, number = requests_wanted(request.reading, wanted)
    headers = _totalled(number)
    if wanted.ids is None and wanted.page * wanted.page_size < number:
        others = {name: value for name, value in params.items() if name not in ("page", "api_key")}
        headers["Link"] = f'<{request.path_url}?{urlencode({**others, "page": wanted.page + 1})}>; rel="next"'
    return _requests(request, context, rows, params, headers)


@view_config(route_name="open311.request", **READ)
def one_request(context: Asked, request: Request) -> Response:
    """One request. What is not public is not there."""
    number = read_number(request.matchdict["id"])
    params = texts_of(request.GET.items())
    rows, numbers = _by_number(request, () if number is None else (number,), params)
    if not rows:
        raise Problems(_("There is no request with this id."), status=404)
    return _requests(request, context, rows, params, _totalled(len(rows)), numbers)


@view_config(route_name="open311.updates", **READ)
def updates(context: Asked, request: Request) -> Response:
    """What the city said on requests, oldest first."""
    params = texts_of(request.GET.items())
    found = updates_wanted(request.reading, read_wanted_updates(params, clock.now()), base_of(request))
    return answered(describing.UPDATES, under_given_numbers(found, _moved(request, params)), context.format)


def _stamped(request: Request, params: Mapping[str, str], stamp: str) -> Wanted:
    """The request that the holder of a key sent under its own number: for whoever missed our answer. Raises Problems
    with 403 for a key that is none."""
    key = _key(request, params)
    if key is None:
        raise Problems(_("Only the key that sent a request finds it by its own number."), status=403)
    receipt = receipt_stamped(request.reading, key.id, stamp) if stamp.isprintable() else None
    return Wanted(ids=(receipt.case_id,) if receipt else ())


def _key(request: Request, params: Mapping[str, str]) -> ProgramKey | None:
    """The key in force that the call carries."""
    given = params.get("api_key", "")
    return key_in_force(request.reading, given) if 0 < len(given) <= LONGEST_KEY else None


def _moved(request: Request, params: Mapping[str, str]) -> dict[int, int]:
    """Of the numbers given to the holder of the key, those whose posts have another case now."""
    key = _key(request, params)
    return moved_numbers(request.reading, key.id) if key else {}


def _totalled(number: int) -> dict[str, str]:
    """Headers that say how many there are in all."""
    return {"X-Total-Count": str(number), "Access-Control-Expose-Headers": "X-Total-Count, Link"}


def _by_number(request: Request, ids: Sequence[int], params: Mapping[str, str]) -> tuple[list[Any], list[int]]:
    """Requests by their numbers, and under which number each is told. Whoever sent one reads the case its post is
    behind now, under the number given; where several have the same case by now, once under each."""
    moved = _moved(request, params)
    asked = given_numbers({one: moved.get(one, one) for one in ids})
    rows, _number = requests_wanted(request.reading, Wanted(ids=tuple(asked)))
    return [row for row in rows for _one in asked[row.id]], [one for row in rows for one in asked[row.id]]


def _requests(
    request: Request,
    context: Asked,
    rows: Any,
    params: Mapping[str, str],
    headers: Any,
    numbers: Sequence[int] = (),
) -> Response:
    """``numbers``: under which the rows are told, one by one, where not under those of their cases."""
    db = request.reading
    found = request_rows(db, rows, base_of(request))
    for number, fields in zip(numbers or [row.id for row in rows], found, strict=True):
        fields["service_request_id"] = str(number)
    if params.get("extensions", "").lower() not in TRUE:
        return answered(describing.REQUESTS, found, context.format, headers)
    add_attributes(db, rows, found, request.knobs.city_zone)
    return answered(describing.EXTENDED, found, context.format, headers)
