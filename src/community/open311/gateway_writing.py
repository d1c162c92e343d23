"""A case as the fields of a GeoReport request. Pure. No person is in it: what comes in has none (see
``cases.gateway.OutgoingRequest``), and the fields for a name, an address of mail and a phone are never filled."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from community.cases.gateway import OutgoingRequest, OutgoingWords

LONGEST = 4000
"""Characters of a description, by the standard."""
MOST_SAID = 2000
"""Of these, how many for the words of neighbors who looked: those of the posts need room too."""
MARK = re.compile(r"\bRef (stoop-\d+-[0-9a-f]{16})\b")
OURS = re.compile(MARK.pattern + r"\s*\Z")


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
    """The fields of an update: why the request is open again, in neighbors' words, and where it is after all."""
    words = [*_again(request), _better_place(request)]
    return [
        ("service_request_id", request.earlier or ""),
        ("update_id", key),
        ("status", "OPEN"),
        ("updated_datetime", now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("description", _marked(words, key)),
    ]


def description_of(request: OutgoingRequest, key: str) -> str:
    """Why the case is open again, what the posts behind it say, and last our key, by which both sides find it again."""
    parts = _again(request, request.earlier)
    for words in request.words:
        parts.append("\n".join(filter(None, (words.title, words.description, _landmark(words)))))
    return _marked(parts, key)


def is_our_own(words: str) -> bool:
    """Whether these words of a city's system are ours, given back: they end with our key."""
    return OURS.search(words) is not None


def _again(request: OutgoingRequest, earlier: str | None = None) -> list[str]:
    """Why the city hears of it again, and what neighbors wrote. ``earlier``: the number to name, where the words stand
    under another one."""
    if request.again is None:
        return []
    if request.again.by == "place":
        what = f"Request {earlier}" if earlier else "This"
        why = f"{what} was closed because it was not found. A neighbor says where it is."
    else:
        why = f"Neighbors looked and say that {f'request {earlier}' if earlier else 'this'} is still there."
    return [why, "\n\n".join(request.said)[:MOST_SAID]]


def _better_place(request: OutgoingRequest) -> str:
    """Where the post was moved, in words: an update has no fields for a place."""
    if request.again is None or request.again.observation_id is None:
        return ""
    point = f"{request.lat:.6f}, {request.lon:.6f}" if request.lat is not None and request.lon is not None else ""
    place = " · ".join(filter(None, (request.address, point)))
    moved = [words for words in request.words if words.observation_id == request.again.observation_id]
    return "\n".join(filter(None, (place and f"Place: {place}", *map(_landmark, moved))))


def _landmark(words: OutgoingWords) -> str:
    return f"At: {words.landmark}" if words.landmark else ""


def _marked(parts: list[str], key: str) -> str:
    mark = f"Ref {key}"
    said = "\n\n".join(filter(None, parts)).replace("<", "(").replace(">", ")")
    return f"{said[: LONGEST - len(mark) - 2]}\n\n{mark}"
