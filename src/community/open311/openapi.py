"""The OpenAPI description of the server. Its answers follow from ``describing``, so that the two cannot disagree."""

from typing import Any

from community.open311 import describing
from community.open311.describing import FLAG, MOMENT, NUMBER, Field, Many, Shape
from community.open311.formats import CONTENT_TYPES
from community.open311.server_rules import EXTENDED_STATUSES, LONGEST_DESCRIPTION, MOST_ROWS, STATUSES

TYPES: dict[str, dict[str, Any]] = {
    NUMBER: {"type": "number"},
    FLAG: {"type": "boolean"},
    MOMENT: {"type": "string", "format": "date-time"},
}
TEXT: dict[str, Any] = {"type": "string"}
MOMENT_ASKED = {"type": "string", "format": "date-time"}
PLACE = {
    "lat": {"type": "number", "minimum": -85, "maximum": 85},
    "long": {"type": "number", "minimum": -180, "maximum": 180},
    "address_string": {"type": "string", "maxLength": 200},
    "address_id": TEXT,
}
WHO = dict.fromkeys(("email", "first_name", "last_name", "phone", "account_id", "device_id"), TEXT)
FILES = {"media": {"type": "array", "maxItems": 4, "items": {"type": "string", "format": "binary"}}}
NEW_REQUEST = {
    "type": "object",
    "required": ["api_key", "service_code"],
    "properties": {
        "api_key": TEXT,
        "service_code": TEXT,
        "jurisdiction_id": TEXT,
        **PLACE,
        **WHO,
        "description": {"type": "string", "maxLength": LONGEST_DESCRIPTION},
        "media_url": {"type": "string", "format": "uri"},
        "attribute[client_request_id]": {"type": "string", "maxLength": 200},
    },
    "additionalProperties": TEXT,
}
NEW_UPDATE = {
    "type": "object",
    "required": ["api_key", "service_request_id", "update_id", "status", "updated_datetime", "description"],
    "properties": {
        "api_key": TEXT,
        "service_request_id": TEXT,
        "update_id": {"type": "string", "maxLength": 200},
        "status": {"type": "string", "enum": list(EXTENDED_STATUSES)},
        "updated_datetime": MOMENT_ASKED,
        "description": {"type": "string", "minLength": 1, "maxLength": LONGEST_DESCRIPTION},
        "jurisdiction_id": TEXT,
        "media_url": {"type": "string", "format": "uri", "description": "taken and not fetched: send the file itself"},
        **WHO,
    },
}
FORMAT = {"name": "format", "in": "path", "required": True, "schema": {"type": "string", "enum": list(CONTENT_TYPES)}}
CITY = {"jurisdiction_id": {**TEXT, "description": "taken, and means nothing: there is one city"}}
EXTENSIONS = {
    "extensions": {
        "type": "boolean",
        "description": "true: with what neighbors say, and the answers to questions that are public",
    }
}
SPAN = ("start_date", "end_date")
PAGE = {
    "page": {"type": "integer", "minimum": 1, "maximum": 10**6},
    "page_size": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
}
PROBLEMS = {
    "400": "What is wrong with the call, one error for each thing",
    "403": "No key, or one that is not valid",
    "404": "There is no such thing, or it is not public",
    "429": "Too often with this key; Retry-After says when to come back",
    "503": "A failure on our side; Retry-After says when to come back",
}
BULK_PROBLEMS = {
    "429": "Your network is being sent this file already; Retry-After says when to come back",
    "503": "Too many are being sent this file, or a failure on our side; Retry-After says when to come back",
}


def described(city: str, url: str) -> dict[str, Any]:
    """The document for this city, whose endpoint stands at ``url``."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"Open311 GeoReport v2: {city}",
            "version": "2.0.0",
            "description": "Requests to the city. Reading needs no key. /open311 says more.",
        },
        "servers": [{"url": url}],
        "paths": {
            "/discovery.{format}": {"get": _reads("Where everything is", describing.DISCOVERY)},
            "/services.{format}": {"get": _reads("What the city can be asked for", describing.SERVICES)},
            "/services/{service_code}.{format}": {
                "get": _reads("The questions of a service", describing.DEFINITION, path="service_code")
            },
            "/requests.{format}": {"get": _lists(), "post": _sends("Send a request", describing.POSTED, NEW_REQUEST)},
            "/requests/{service_request_id}.{format}": {
                "get": _extends(
                    _reads("One request", describing.REQUESTS, {"api_key": TEXT}, path="service_request_id")
                )
            },
            "/tokens/{token}.{format}": {"get": _reads("The id a token stands for", describing.TOKEN, path="token")},
            "/servicerequestupdates.{format}": {
                "get": _reads("What the city said", describing.UPDATES, _asked(SPAN) | PAGE | {"api_key": TEXT}),
                "post": _sends("Say more about a request", describing.UPDATE_POSTED, NEW_UPDATE),
            },
            "/requests.csv": {"get": _bulk()},
        },
    }


def schema_of(shape: Shape) -> dict[str, Any]:
    """What JSON says for this shape, as a schema."""
    if isinstance(shape, Field):
        about = {"description": shape.about} if shape.about else {}
        return {**TYPES.get(shape.kind, TEXT), "nullable": True, **about}
    if isinstance(shape, Many):
        return {"type": "array", "items": schema_of(shape.each)}
    fields = {field.name: schema_of(field) for field in shape.fields}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _asked(names: tuple[str, ...]) -> dict[str, Any]:
    return dict.fromkeys(names, MOMENT_ASKED)


def _lists() -> dict[str, Any]:
    codes = {"service_request_id": TEXT, "service_code": TEXT}
    arguments = codes | _asked((*SPAN, "updated_after", "updated_before")) | PAGE
    arguments |= {"client_request_id": TEXT, "api_key": TEXT}
    arguments["status"] = {"type": "string", "enum": [*STATUSES, ",".join(STATUSES)]}
    return _extends(_reads("Requests, newest first", describing.REQUESTS, arguments))


def _extends(operation: dict[str, Any]) -> dict[str, Any]:
    """An operation that says more when it is asked to."""
    operation["parameters"] += _in_query(EXTENSIONS)
    either = {"anyOf": [schema_of(describing.REQUESTS), schema_of(describing.EXTENDED)]}
    operation["responses"]["200"]["content"]["application/json"]["schema"] = either
    return operation


def _reads(summary: str, shape: Shape, arguments: dict[str, Any] | None = None, path: str = "") -> dict[str, Any]:
    named = [{"name": path, "in": "path", "required": True, "schema": TEXT}] if path else []
    asked = _in_query((arguments or {}) | CITY)
    return {"summary": summary, "parameters": [FORMAT, *named, *asked], "responses": _responses(shape)}


def _in_query(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in arguments.items()]


def _sends(summary: str, shape: Shape, form: dict[str, Any]) -> dict[str, Any]:
    with_files = {**form, "properties": {**form["properties"], **FILES}}
    header = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
    content = {"application/x-www-form-urlencoded": {"schema": form}, "multipart/form-data": {"schema": with_files}}
    responses = _responses(shape)
    responses["200"]["content"]["application/json"]["schema"] = {"type": "array", "minItems": 1, "maxItems": 1}
    return {
        "summary": summary,
        "parameters": [FORMAT, header] if form is NEW_REQUEST else [FORMAT],
        "requestBody": {"required": True, "content": content},
        "responses": responses,
    }


def _bulk() -> dict[str, Any]:
    asked = {**_asked(SPAN), "service_code": TEXT, "status": {"type": "string", "enum": list(STATUSES)}, **CITY}
    file = {"description": "GeoReport Bulk", "content": {"text/csv": {"schema": TEXT}}}
    words = {"400": PROBLEMS["400"], **BULK_PROBLEMS}
    problems = {status: {"description": said, "content": {"text/xml": {}}} for status, said in words.items()}
    return {
        "summary": "Every request as one file",
        "parameters": _in_query(asked),
        "responses": {"200": file, **problems},
    }


def _responses(shape: Shape) -> dict[str, Any]:
    found = {"200": _response("Found", shape)}
    return found | {status: _response(words, describing.ERRORS) for status, words in PROBLEMS.items()}


def _response(words: str, shape: Shape) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema_of(shape)}, "text/xml": {}}}
