"""The mapping of a city's export, as an operator writes it (TOML): which column is what, and what its words mean."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from community.cases.rules import CODES
from community.importing.report import ImportRefused
from community.places.rules import is_point

NEEDED = ("id", "opened_at", "status", "title")
COLUMNS = (*NEEDED, "closed_at", "service", "agency", "closing", "description", "address", "lat", "lon")


@dataclass(frozen=True)
class AgencyRule:
    """An agency; it is made where it is missing."""

    key: str
    name: str
    fallback: bool = False


@dataclass(frozen=True)
class ServiceRule:
    """A service with the agency that handles it; it is made where it is missing."""

    code: str
    name: str
    agency: str
    group: str = ""
    icon: str = "other"


@dataclass(frozen=True)
class ClosingRule:
    """Closing words that contain ``contains`` (without regard to case) mean ``code``."""

    code: str
    contains: str


@dataclass(frozen=True)
class RequestMapping:
    """All of it. ``services`` and ``words_of_agencies`` go from the words of the file to what they mean."""

    source: str
    zone: ZoneInfo
    time_format: str | None
    delimiter: str
    encoding: str
    columns: Mapping[str, str]
    statuses: Mapping[str, str]
    fallback_points: frozenset[tuple[float, float]]
    agencies: Mapping[str, AgencyRule]
    words_of_agencies: Mapping[str, str]
    services: Mapping[str, ServiceRule]
    closings: tuple[ClosingRule, ...]
    cut: tuple[str, ...] = field(default=())
    """Beginnings taken off closing words, e.g. "Case Closed"."""
    html: bool = False
    """Whether the file writes its words as HTML does: ``&amp;`` for &."""


def read_mapping(path: Path) -> RequestMapping:
    """The mapping in the file. Raises ImportRefused with the place of the mistake."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise ImportRefused(f"The mapping {path} cannot be read: {problem.strerror}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ImportRefused(f"The mapping {path.name} is no TOML file: {problem}.") from problem
    try:
        return _mapping(document)
    except KeyError as problem:
        raise ImportRefused(f"The mapping {path.name} lacks {problem}.") from problem
    except (TypeError, ValueError, AttributeError) as problem:
        raise ImportRefused(f"The mapping {path.name} cannot be used: {problem}.") from problem


def _mapping(document: dict[str, Any]) -> RequestMapping:
    """Raises KeyError for what is missing, ValueError and its like for what cannot be."""
    agencies = [_agency(rule) for rule in document.get("agency", [])]
    by_key = {agency.key: agency for agency, _words in agencies}
    return RequestMapping(
        source=_text(document["source"], "source"),
        zone=_zone(document["zone"]),
        time_format=document.get("time_format"),
        delimiter=document.get("delimiter", ","),
        encoding=document.get("encoding", "utf-8-sig"),
        columns=_columns(document["columns"]),
        statuses=_statuses(document["status"]),
        fallback_points=frozenset(_point(point) for point in document.get("fallback_points", [])),
        agencies=by_key,
        words_of_agencies={word: agency.key for agency, words in agencies for word in words},
        services=_services(document.get("service", []), by_key),
        closings=tuple(_closing(words, rule) for rule in document.get("closing", []) for words in rule["contains"]),
        cut=tuple(document.get("closing_cut", ())),
        html=_yes(document.get("html", False), "html"),
    )


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text")
    return value.strip()


def _yes(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"zone {name!r} is no time zone; write e.g. America/New_York") from None


def _columns(columns: dict[str, str]) -> dict[str, str]:
    for name in columns:
        if name not in COLUMNS:
            raise ValueError(f"columns.{name} means nothing; there are {', '.join(COLUMNS)}")
    for name in NEEDED:
        _text(columns.get(name), f"columns.{name}")
    return {name: _text(value, f"columns.{name}") for name, value in columns.items()}


def _statuses(statuses: dict[str, list[str]]) -> dict[str, str]:
    """Words of the file (folded case) → open or closed."""
    for state in statuses:
        if state not in ("open", "closed"):
            raise ValueError(f"status.{state} means nothing; write open and closed")
    return {word.strip().casefold(): state for state, words in statuses.items() for word in words}


def _point(point: list[float]) -> tuple[float, float]:
    lat, lon = point
    if not is_point(lat, lon):
        raise ValueError(f"fallback_points: {point} is no [latitude, longitude]")
    return float(lat), float(lon)


def _agency(rule: dict[str, Any]) -> tuple[AgencyRule, list[str]]:
    """The agency, and the words of the file that mean it, folded."""
    key, name = _text(rule["key"], "agency.key"), _text(rule["name"], "agency.name")
    return AgencyRule(key, name, bool(rule.get("fallback"))), [word.strip().casefold() for word in rule.get("from", [])]


def _services(rules: list[dict[str, Any]], agencies: Mapping[str, AgencyRule]) -> dict[str, ServiceRule]:
    words: dict[str, ServiceRule] = {}
    for rule in rules:
        values = {name: _text(rule[name], f"service.{name}") for name in ("code", "name", "agency")}
        if values["agency"] not in agencies:
            raise ValueError(f"service {values['code']!r} names the agency {values['agency']!r}, which is not there")
        service = ServiceRule(**values, group=rule.get("group", ""), icon=rule.get("icon", "other"))
        words.update({word.strip().casefold(): service for word in rule["from"]})
    return words


def _closing(words: str, rule: dict[str, Any]) -> ClosingRule:
    if rule["code"] not in CODES:
        raise ValueError(f"closing code {rule['code']!r} is none of {', '.join(CODES)}")
    return ClosingRule(rule["code"], _text(words, "closing.contains").casefold())
