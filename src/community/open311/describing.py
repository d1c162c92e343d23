"""What every answer of GeoReport v2 is made of: one description, from which XML, JSON and OpenAPI follow.

A ``Record`` is an element with fields, a ``Many`` a container whose children are all of one kind. In JSON the root is
dropped and a container is an array, with one child too (the Spark convention of the standard). A field without a value
is an empty element, or null.
"""

from dataclasses import dataclass

TEXT, NUMBER, FLAG, MOMENT = "text", "number", "flag", "moment"
"""Kinds of values. Ids and codes are text, however they look. A moment is text in ISO 8601 with its zone."""


@dataclass(frozen=True)
class Field:
    """One value: the name of its element, its kind, and a sentence for whoever writes a client."""

    name: str
    kind: str = TEXT
    about: str = ""


@dataclass(frozen=True)
class Record:
    """An element with fields; its value is a mapping by their names."""

    name: str
    fields: "tuple[Field | Record | Many, ...]"


@dataclass(frozen=True)
class Many:
    """A container; its value is a sequence of what ``each`` describes."""

    name: str
    each: Field | Record


Shape = Field | Record | Many

SERVICES = Many(
    "services",
    Record(
        "service",
        (
            Field("service_code"),
            Field("service_name"),
            Field("description"),
            Field("metadata", FLAG, "true: ask for its definition, it has questions"),
            Field("type", TEXT, "realtime: an id comes back at once; batch: a token does; blackbox: neither"),
            Field("keywords", TEXT, "separated by commas"),
            Field("group"),
        ),
    ),
)
DEFINITION = Record(
    "service_definition",
    (
        Field("service_code"),
        Many(
            "attributes",
            Record(
                "attribute",
                (
                    Field("variable", FLAG, "true: ask the user"),
                    Field("code"),
                    Field("datatype", TEXT, "string, number, datetime, text, singlevaluelist or multivaluelist"),
                    Field("required", FLAG),
                    Field("datatype_description"),
                    Field("order", NUMBER, "from 1"),
                    Field("description", TEXT, "the question"),
                    Many("values", Record("value", (Field("key"), Field("name")))),
                ),
            ),
        ),
    ),
)
REQUEST_FIELDS = (
    Field("service_request_id"),
    Field("status", TEXT, "open or closed"),
    Field("status_notes", TEXT, "the step the city has it on, and what the city said last"),
    Field("service_name"),
    Field("service_code"),
    Field("description"),
    Field("agency_responsible"),
    Field("service_notice", TEXT, "how soon the city means to be done"),
    Field("requested_datetime", MOMENT),
    Field("updated_datetime", MOMENT, "of a closed request: when it was closed, or neighbors agreed that it is fixed"),
    Field("expected_datetime", MOMENT, "when it should be done by the city's own target"),
    Field("address", TEXT, "as the public may know it: of most requests the block"),
    Field("address_id"),
    Field("zipcode"),
    Field("lat", NUMBER, "as the public may know it: of most requests the middle of a block"),
    Field("long", NUMBER),
    Field("media_url"),
)
ATTRIBUTES = Many(
    "attributes",
    Record(
        "attribute",
        (
            Field("code"),
            Field("description", TEXT, "the question"),
            Field("value", TEXT, "the answer in words: options by their names; a date and time in ISO 8601"),
            Many("values", Record("value", (Field("key"), Field("name")))),
        ),
    ),
)
"""``values``: what was chosen from a list, as the definition of the service names it."""
REQUESTS = Many("service_requests", Record("request", REQUEST_FIELDS))
TRACKS = (
    Field(
        "external_status_code", TEXT, "the closing code of the city: done, not_found, not_responsible, declined, ..."
    ),
    Field("neighbors_say", TEXT, "fixed or still_there, once enough neighbors who looked agree; never by the city"),
    Field("neighbors_fixed", NUMBER, "neighbors who looked after the last closing and say that it is fixed"),
    Field("neighbors_still_there", NUMBER, "and those who say that it is not, or only partly"),
    Field("neighbors_see_it", NUMBER, "answers 'I see it too' of neighbors who were there, before it was closed"),
    Field("neighbors_say_gone", NUMBER, "and of those who say that it is gone"),
)
EXTENDED = Many("service_requests", Record("request", (*REQUEST_FIELDS, *TRACKS, ATTRIBUTES)))
"""With ``extensions=true``: what the city says and what neighbors say, each in fields of its own, and the answers to
questions that are public."""
POSTED = Many(
    "service_requests", Record("request", (Field("service_request_id"), Field("service_notice"), Field("account_id")))
)
TOKEN_GIVEN = Many(
    "service_requests", Record("request", (Field("token"), Field("service_notice"), Field("account_id")))
)
NO_NUMBER = Many("service_requests", Record("request", (Field("service_notice"), Field("account_id"))))
"""Of a blackbox service."""
TOKEN = Many("service_requests", Record("request", (Field("service_request_id"), Field("token"))))
UPDATES = Many(
    "service_request_updates",
    Record(
        "request_update",
        (
            Field("update_id"),
            Field("service_request_id"),
            Field("status", TEXT, "the extended words of mySociety, in small letters"),
            Field("updated_datetime", MOMENT),
            Field("description"),
            Field("media_url"),
            Field("external_status_code", TEXT, "the closing code of the city"),
            Field("customer_reference", TEXT, "the city's own number"),
        ),
    ),
)
UPDATE_POSTED = Many("service_request_updates", Record("request_update", (Field("update_id"),)))
ERRORS = Many("errors", Record("error", (Field("code", NUMBER), Field("description"))))
DISCOVERY = Record(
    "discovery",
    (
        Field("changeset", MOMENT),
        Field("contact"),
        Field("key_service"),
        Many(
            "endpoints",
            Record(
                "endpoint",
                (
                    Field("specification"),
                    Field("url"),
                    Field("changeset", MOMENT),
                    Field("type", TEXT, "production or test"),
                    Many("formats", Field("format")),
                ),
            ),
        ),
    ),
)
BULK = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "source",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
    *(field.name for field in TRACKS),
)
"""The columns of GeoReport Bulk."""
