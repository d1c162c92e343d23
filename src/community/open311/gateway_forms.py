"""The form of an endpoint: posted text in, checked values or errors out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from community.i18n import N_, _
from community.open311.gateway_models import Endpoint
from community.open311.quirks import PROFILES

FORMATS = {"xml": "XML", "json": "JSON"}
FINDINGS = {
    "none": N_("Not at all: somebody has to look"),
    "repeat": N_("It knows a repeated request by our key, and answers with the first number"),
    "key": N_("Its list can be asked for our key"),
    "list": N_("Its list shows our key in the description"),
}
LONGEST_URL, LONGEST_KEY, MOST_CODES = 300, 500, 500
LONGEST_DELAY = 30 * 86_400
CODE = re.compile(r"\s*([^=\s][^=]*?)\s*=\s*(\S.*?)\s*")


@dataclass(frozen=True)
class EndpointWanted:
    """What an administrator wants. ``values`` are columns of ``Endpoint``; ``typed`` goes back into a refused form,
    without the API key."""

    values: dict[str, Any] = field(default_factory=dict)
    api_key: str = ""
    drop_key: bool = False
    errors: dict[str, str] = field(default_factory=dict)


def read_endpoint(posted: Mapping[str, Any]) -> EndpointWanted:
    """The form."""
    text = {name: str(posted.get(name, "")).strip() for name in TEXTS}
    errors: dict[str, str] = {}
    delay = _number(text["listing_delay"], 0, LONGEST_DELAY)
    timeout = _number(text["timeout"], 1, 60)
    codes = _codes(str(posted.get("codes", "")))
    if not _is_address(text["address"]):
        errors["address"] = _("Write the address of the endpoint, like https://city.example/open311/v2.")
    if text["listing_delay"] and delay is None:
        errors["listing_delay"] = _("Write a number of seconds, or nothing.")
    elif text["finding"] == "list" and delay is None:
        errors["listing_delay"] = _("Write after how many seconds its list shows a new request.")
    if timeout is None:
        errors["timeout"] = _("Write a number of seconds from 1 to 60.")
    if codes is None:
        errors["codes"] = _("Write one code a line, ours = theirs.")
    if not re.fullmatch(r"[A-Za-z0-9_.\[\]-]{1,60}", text["key_parameter"]):
        errors["key_parameter"] = _("Write the name of a parameter.")
    for name, known in (("format", FORMATS), ("finding", FINDINGS), ("quirks", PROFILES)):
        if text[name] not in known:
            errors[name] = _("Choose one of these.")
    if len(text["api_key"]) > LONGEST_KEY or not text["api_key"].isprintable():
        errors["api_key"] = _("Write the key on one line.")
    values = {
        "url": text["address"].rstrip("/"),
        "jurisdiction": text["jurisdiction"][:LONGEST_URL],
        "codes": codes or {},
        "listing_delay": delay,
        "timeout": timeout or 0,
        **{name: text[name] for name in ("format", "finding", "quirks", "key_parameter")},
        **{name: bool(posted.get(name)) for name in TICKS},
    }
    return EndpointWanted(values, text["api_key"], bool(posted.get("drop_key")), errors)


def typed_endpoint(endpoint: Endpoint | None) -> dict[str, Any]:
    """The form as it stands for what is set now. The API key is never in it."""
    if endpoint is None:
        return {"format": "xml", "quirks": "standard", "finding": "none", "key_parameter": "client_request_id",
                "timeout": "20", "active": "1", "sends_photos": "1"}  # fmt: skip
    typed = {name: getattr(endpoint, name) for name in (*TEXTS, *TICKS) if name not in ("address", "api_key")}
    delay = "" if endpoint.listing_delay is None else str(endpoint.listing_delay)
    codes = "\n".join(f"{ours} = {theirs}" for ours, theirs in sorted(endpoint.codes.items()))
    return {**typed, "address": endpoint.url, "listing_delay": delay, "codes": codes}


TICKS = ("active", "takes_updates", "gives_updates", "sends_photos")
TEXTS = (
    "address", "format", "jurisdiction", "api_key", "quirks", "finding", "key_parameter", "listing_delay", "timeout",
)  # fmt: skip


def _is_address(url: str) -> bool:
    if len(url) > LONGEST_URL or not url.isascii() or any(letter.isspace() for letter in url):
        return False
    try:
        parts = urlsplit(url)
        named = parts.hostname is not None and parts.username is None and (parts.port or 1) > 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and named and not parts.query and not parts.fragment


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text) if least <= int(text) <= most else None


def _codes(text: str) -> dict[str, str] | None:
    """Our code to theirs; None for a line that says something else."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = [CODE.fullmatch(line) for line in lines]
    if len(lines) > MOST_CODES or not all(found):
        return None
    return {match[1]: match[2] for match in found if match}
