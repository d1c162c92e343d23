"""A request that a program sends: the fields of the form in, a checked request or all that is wrong with it out.

Nothing is looked up here. Names and phone numbers are not read at all: what is not kept cannot get out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from community.i18n import _
from community.observations.rules import PLACE_LENGTH, TITLE_LENGTH
from community.open311.server_rules import LONGEST_DESCRIPTION, TAG, Problems, texts_of
from community.people.rules import problem_with_email
from community.photos.rules import MOST as MOST_PHOTOS
from community.photos.rules import too_many
from community.places.rules import read_point
from community.prose import clean, clean_line, too_long

ATTRIBUTE = re.compile(r"attribute\[([A-Za-z0-9_.-]{1,40})\](?:\[[0-9]*\])?")
CLIENT_IDS = ("client_request_id", "fixmystreet_id")
"""Questions nobody is asked: the program's own number of the request."""
LONGEST_ID, LONGEST_EXTRA, LONGEST_ADDRESS, MOST_EXTRAS = 200, 500, 2_000, 50


@dataclass(frozen=True)
class NewRequest:
    """A checked request. ``point`` and ``address`` say where it is; one of them, or both, or ``address_id``."""

    service_code: str
    point: tuple[float, float] | None = None
    address: str = ""
    address_id: int | None = None
    title: str = ""
    description: str = ""
    answers: Mapping[str, list[str]] = field(default_factory=dict)
    client_id: str | None = None
    account_id: str = ""
    email: str = ""
    media: tuple[str, ...] = ()


def read_request(params: Iterable[tuple[str, Any]], idempotency_key: str) -> NewRequest:
    """The request in a posted form. Raises Problems with everything that is wrong."""
    pairs = list(params)
    texts, problems = texts_of(pairs), list[str]()
    answers = attributes_in(pairs)
    said = clean(texts.get("description", ""))
    address = clean_line(texts.get("address_string", ""))
    new = NewRequest(
        service_code=texts.get("service_code", "").strip(),
        point=_point(texts, problems),
        address=address,
        address_id=_address_id(texts, problems),
        title=title_of(said),
        description=said if said != title_of(said) else "",
        answers=answers,
        client_id=_client_id(idempotency_key, answers, problems),
        account_id=clean_line(texts.get("account_id", ""))[:LONGEST_ID],
        email=texts.get("email", "").strip(),
        media=media_in(pairs, problems),
    )
    if not new.service_code:
        problems.append(_("service_code is missing."))
    if new.point is None and not new.address and new.address_id is None and not problems:
        problems.append(_("Say where it is: lat and long, or address_string, or address_id."))
    problems += [words for words in (_about_words(said), _about_address(address), _about_email(new.email)) if words]
    if problems:
        raise Problems(*problems)
    return new


def attributes_in(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """What was answered, by question code: ``attribute[CODE]=v``, or several ``attribute[CODE][]=v``."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        named = ATTRIBUTE.fullmatch(name)
        if named and isinstance(value, str):
            found.setdefault(named[1], []).append(value)
    return found


def extras_of(answers: Mapping[str, list[str]], asked: Iterable[str]) -> dict[str, list[str]]:
    """Answers to questions nobody asked, as far as they are bearable; the standard wants them taken all the same."""
    others = sorted(set(answers) - set(asked) - set(CLIENT_IDS))[:MOST_EXTRAS]
    return {code: [clean(value)[:LONGEST_EXTRA] for value in answers[code][:MOST_EXTRAS]] for code in others}


def title_of(said: str) -> str:
    """The first line of what was said, cut at a word where it is long."""
    line = said.partition("\n")[0]
    if len(line) <= TITLE_LENGTH:
        return line
    beginning = line[: TITLE_LENGTH - 1]
    return (beginning.rpartition(" ")[0].rstrip() or beginning) + "…"


def media_in(pairs: Iterable[tuple[str, Any]], problems: list[str]) -> tuple[str, ...]:
    """The addresses of pictures, in their order."""
    found = [value.strip() for name, value in pairs if name in ("media_url", "media_url[]") and isinstance(value, str)]
    urls = tuple(dict.fromkeys(url for url in found if url))
    if len(urls) > MOST_PHOTOS:
        problems.append(too_many(len(urls)))
    if not all(_is_address(url) for url in urls):
        problems.append(_("media_url: write the address of a picture, beginning with https://."))
    return urls


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        len(url) <= LONGEST_ADDRESS and url.isprintable() and parts.scheme in ("http", "https") and bool(parts.hostname)
    )


def _point(texts: Mapping[str, str], problems: list[str]) -> tuple[float, float] | None:
    lat, lon = texts.get("lat", "").strip(), texts.get("long", "").strip()
    if not lat and not lon:
        return None
    point = read_point(lat, lon)
    if point is None:
        problems.append(_("lat and long: write both in degrees, like 42.35 and -71.06."))
    return point


def _address_id(texts: Mapping[str, str], problems: list[str]) -> int | None:
    text = texts.get("address_id", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text)
    problems.append(_("We know no address with this address_id."))
    return None


def _client_id(header: str, answers: Mapping[str, list[str]], problems: list[str]) -> str | None:
    given = [header, *(answers[code][0] for code in CLIENT_IDS if code in answers)]
    found = next((text.strip() for text in given if text.strip()), None)
    if found and (len(found) > LONGEST_ID or clean_line(found) != found):
        problems.append(_("Your own id of the request: up to {n} plain letters.").format(n=LONGEST_ID))
    return found


def _about_words(said: str) -> str:
    if len(said) > LONGEST_DESCRIPTION:
        return too_long(said, LONGEST_DESCRIPTION)
    return _("description: write plain text, without HTML.") if TAG.search(said) else ""


def _about_address(address: str) -> str:
    return too_long(address, PLACE_LENGTH) if len(address) > PLACE_LENGTH else ""


def _about_email(email: str) -> str:
    return (problem_with_email(email) or "") if email else ""
