"""Writes what ``describing`` describes, as XML and as JSON."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from community.open311.describing import Field, Many, Record, Shape

XML, JSON = "xml", "json"
CONTENT_TYPES = {XML: "text/xml", JSON: "application/json"}
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, however it is escaped."""


def write(shape: Shape, value: Any, form: str) -> bytes:
    """``value`` as this shape, in ``form`` (xml or json), in UTF-8."""
    return WRITERS[form](shape, value)


def write_json(shape: Shape, value: Any) -> bytes:
    """Without the root."""
    return json.dumps(_plain(shape, value), ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def write_xml(shape: Shape, value: Any) -> bytes:
    """With the root and the declaration."""
    parts: list[str] = [HEAD]
    _element(shape, value, parts.append)
    return "".join(parts).encode("utf-8")


def write_moment(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, whole seconds; None for none."""
    return None if moment is None else moment.astimezone(UTC).isoformat()[:19] + "Z"


def _plain(shape: Shape, value: Any) -> Any:
    if isinstance(shape, Field):
        return value
    if isinstance(shape, Many):
        each = shape.each
        if isinstance(each, Record) and all(isinstance(field, Field) for field in each.fields):
            names = [field.name for field in each.fields]
            return [{name: one.get(name) for name in names} for one in value or ()]
        return [_plain(each, one) for one in value or ()]
    return {field.name: _plain(field, value.get(field.name)) for field in shape.fields}


def _element(shape: Shape, value: Any, put: Callable[[str], None]) -> None:
    if isinstance(shape, Field):
        text = _text(value)
        put(f"<{shape.name}>{text}</{shape.name}>" if text else f"<{shape.name}/>")
        return
    put(f"<{shape.name}>")
    if isinstance(shape, Many):
        for one in value or ():
            _element(shape.each, one, put)
    else:
        for field in shape.fields:
            _element(field, value.get(field.name), put)
    put(f"</{shape.name}>")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(UNWRITABLE.sub("", str(value))) if isinstance(value, str) else str(value)


WRITERS: dict[str, Callable[[Shape, Any], bytes]] = {XML: write_xml, JSON: write_json}
