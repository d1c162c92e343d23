"""What no log may hold is cut out of every line before it is written: keys of programs, and where somebody was.

Addresses of the web come into logs by many ways: a trace, a warning of the server, a library. So this is done once,
where each line is made, and not where each is written: of ``name=value`` with one of these names, the value goes.
"""

import logging
import re
import traceback
from contextlib import suppress
from typing import Any

CUT = re.compile(
    r"""(?P<name>\b(?:api_key|apikey|x-api-key|idempotency-key|lat|lon|lng|long|phone)\b
        ["']?\s*(?:=|:|%3D)\s*["']?)(?P<value>[^&\s"',;)\]}]+)""",
    re.IGNORECASE | re.VERBOSE,
)
SENTENCES = re.compile(
    r"""(?P<name>\b(?:address_string|bbox|(?:user_)?email|place|attribute\[email\])
        ["']?\s*(?:=|:|%3D)\s*["']?)(?P<value>[^&"'\n]+)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Values with spaces and commas in them: they go up to the next field or the end of the line."""
GROUND = re.compile(
    r"""(?P<name>\b(?:at|box)["']?\s*(?:=|:|%3D)\s*["']?)
        (?P<value>[-+]?\d[\d.]*(?:\s*(?:,|%2C)\s*[-+]?\d[\d.]*)+)""",
    re.IGNORECASE | re.VERBOSE,
)
"""A point or a piece of ground: numbers with commas. In other words "at" stays."""
SECRETS = re.compile(r"(?P<name>/open311/(?:stop/|v2/tokens/))(?P<value>[A-Za-z0-9_-]+)")
INSTEAD = r"\g<name>…"


def cut(words: str) -> str:
    """``words`` without the values of the names above."""
    for pattern in (SENTENCES, CUT, GROUND, SECRETS):
        words = pattern.sub(INSTEAD, words)
    return words


class CutRecord(logging.LogRecord):
    """A line whose message and trace are cut."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # Where words and values do not fit, the handler finds that too, and says so.
        with suppress(TypeError, ValueError, KeyError):
            self.msg, self.args = cut(self.getMessage()), ()
        if self.exc_info and self.exc_info[0] is not None:
            # Formatters take this text where it is there, and make it of ``exc_info`` only where it is not.
            self.exc_text = cut("".join(traceback.format_exception(*self.exc_info)).rstrip("\n"))


def cut_logs() -> None:
    """From now on every line of this process is cut. Done twice it is as done once."""
    logging.setLogRecordFactory(CutRecord)
