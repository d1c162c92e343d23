"""A case as the fields of a GeoReport request. Pure. No person is in it: what comes in has none (see
``cases.gateway.OutgoingRequest``), and the fields for a name, an address of mail and a phone are never filled."""

from collections.abc import Mapping
from datetime import UTC, datetime

from community.cases.gateway import OutgoingRequest

LONGEST = 4000
"""Characters of a description, by the standard."""


def request_fields(request: OutgoingRequest, key: str, codes: Mapping[str, str], site: str) -> list[tuple[str, str]]:
    """The fields of a new request, without key and jurisdiction. ``site``: the public address of ours, under which a
    photo is asked for; empty: none is named. Whoever follows it is asked there, each time, whether it may be seen."""
    code = request.service_code or ""
    fields = [("service_code", codes.get(code, code))]
    if request.lat is not None and request.lon is not None:
        fields += [("lat", f"{request.lat:.6f}"), ("long", f"{request.lon:.6f}")]
    if request.address:
        fields.append(("address_string", request.address))
    fields.append(("description", description_of(request, key)))
    fields.append(("attribute[client_request_id]", key))
    if site and request.photo_key:
        fields.append(("media_url", f"{site}/photos/{request.photo_key}/full"))
    for question, answer in request.answers.items():
        several = isinstance(answer, list | tuple)
        name = f"attribute[{question}][]" if several else f"attribute[{question}]"
        fields += [(name, str(one)) for one in (answer if several else [answer])]
    return fields


def update_fields(request: OutgoingRequest, key: str, now: datetime) -> list[tuple[str, str]]:
    """The fields of an update: neighbors say that it is not done."""
    return [
        ("service_request_id", request.earlier or ""),
        ("update_id", key),
        ("status", "OPEN"),
        ("updated_datetime", now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("description", "Neighbors looked and say that this is still there."),
    ]


def description_of(request: OutgoingRequest, key: str) -> str:
    """What the posts behind the case say, and last our key, by which both sides find it again."""
    parts = []
    if request.earlier:
        parts.append(f"Neighbors say that request {request.earlier} is still there.")
    for words in request.words:
        landmark = f"At: {words.landmark}" if words.landmark else ""
        parts.append("\n".join(filter(None, (words.title, words.description, landmark))))
    mark = f"Ref {key}"
    said = "\n\n".join(filter(None, parts)).replace("<", "(").replace(">", ")")
    return f"{said[: LONGEST - len(mark) - 2]}\n\n{mark}"
