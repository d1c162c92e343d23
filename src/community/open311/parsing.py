"""What city systems answer, read alike however they write it. Pure.

XML with or without foreign namespaces, JSON bare or wrapped, with the head of an HTTP answer dumped before it: out
comes a list of records, each a mapping of plain names to texts. A document type, and so every XML bomb, is refused.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

Record = dict[str, Any]
"""A name to a text, to None, or to a list of records (the notes of Chicago)."""
MOST_DEPTH = 12
HEAD = re.compile(rb"\AHTTP/\d(?:\.\d)? \d{3}.*?\r?\n\r?\n", re.DOTALL)
ITEMS = ("request", "request_update", "service", "error")


class Unreadable(ValueError):
    """It is no answer of GeoReport; the message says why."""


def read_records(body: bytes) -> list[Record]:
    """The records of an answer. Raises Unreadable."""
    body = HEAD.sub(b"", body.lstrip(b"\xef\xbb\xbf \t\r\n"), count=1).lstrip()
    if not body:
        raise Unreadable("it is empty")
    if body[:1] in b"[{":
        return list(_json_records(_load(body)))
    return list(_xml_records(_parse(body)))


def read_problems(body: bytes) -> str:
    """What a refusal says, in one line; empty where it says nothing we can read."""
    try:
        records = read_records(body)
    except Unreadable:
        return ""
    said = [str(found) for record in records for found in [record.get("description") or record.get("error")] if found]
    return "; ".join(said)[:300]


def text_of(record: Record, *names: str) -> str:
    """The first of these fields that says something; empty when none does."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def carries(record: Record, key: str) -> bool:
    """Whether our key stands anywhere in the record."""
    for value in record.values():
        if isinstance(value, list):
            if any(carries(one, key) for one in value):
                return True
        elif value is not None and key in value:
            return True
    return False


def _load(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON") from None


def _json_records(found: Any, depth: int = 0) -> Iterator[Record]:
    """Bare lists, a single record, and whatever was wrapped around either."""
    if depth > MOST_DEPTH:
        raise Unreadable("it is wrapped without end")
    if isinstance(found, list):
        for one in found:
            yield from _json_records(one, depth + 1) if _is_wrapper(one) else _record(one, depth)
    elif _is_wrapper(found):
        yield from _json_records(next(iter(found.values())), depth + 1)
    else:
        yield from _record(found, depth)


def _is_wrapper(found: Any) -> bool:
    """One name, and under it what is meant."""
    return isinstance(found, dict) and len(found) == 1 and isinstance(next(iter(found.values())), dict | list)


def _record(found: Any, depth: int) -> Iterator[Record]:
    if isinstance(found, dict):
        yield {str(name): _plain(value, depth + 1) for name, value in found.items()}


def _plain(value: Any, depth: int) -> Any:
    if isinstance(value, dict | list):
        return list(_json_records(value, depth + 1))
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parse(body: bytes) -> Element:
    """The tree; names lose their namespace on the way."""
    builder, parser = TreeBuilder(), expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise Unreadable("it is nested without end")
        builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(name))

    def doctype(*_told: Any) -> None:
        raise Unreadable("it declares a document type")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, doctype
    try:
        parser.Parse(body, True)
    except expat.ExpatError as problem:
        raise Unreadable(f"it is no XML: {expat.ErrorString(problem.code)}") from None
    except (ValueError, LookupError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable("its letters cannot be read") from None
    return builder.close()


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _xml_records(root: Element) -> Iterator[Record]:
    if root.tag in ITEMS:
        yield _fields(root)
        return
    for child in root:
        yield _fields(child)


def _fields(element: Element) -> Record:
    if not len(element):
        return {element.tag: _text(element)}
    return {child.tag: [_fields(one) for one in child] if len(child) else _text(child) for child in element}


def _text(element: Element) -> str | None:
    if element.get("nil") in ("true", "1"):
        return None
    return (element.text or "").strip() or None
