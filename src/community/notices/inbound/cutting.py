"""Which words of a reply are new: quotes, the line above them, and signatures are cut. Pure."""

import re
from functools import cache

from mailparser_reply import EmailReplyParser

from community.prose import clean

LANGUAGES = ["en", "es", "fr", "de", "it", "pl", "zh"]
"""Of the line above a quote: "On … wrote:"; those of our city's people, and their mail programs."""
QUOTED = re.compile(r"^[ \t]*>.*$", re.M)
LINE_BEFORE = 200
"""A line above a quote may be broken in two; so many letters before our address belong to it."""


def new_words(text: str, ours: list[str]) -> str:
    """What the author of the reply wrote themselves. ``ours``: our addresses, which stand in the line above the quote
    in any language."""
    text = _before_attribution(text.replace("\r\n", "\n").replace("\r", "\n"), ours)
    if not text.strip():
        return ""
    replies = _parser().read(text=text).replies
    body = str(replies[0].body or "") if replies else ""
    return clean(QUOTED.sub("", body))


def _before_attribution(text: str, ours: list[str]) -> str:
    """The text up to the paragraph that names one of our addresses and ends with a colon, or is quoted itself."""
    kept: list[str] = []
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        if any(address and address.lower() in paragraph.lower() for address in ours) and _leads_in(paragraph):
            break
        kept.append(paragraph)
    return "".join(kept)


def _leads_in(paragraph: str) -> bool:
    said = [line for line in paragraph.strip().split("\n") if not line.lstrip().startswith(">")]
    return bool(said) and said[-1].rstrip().endswith((":", "\uff1a")) and sum(map(len, said)) <= 2 * LINE_BEFORE


@cache
def _parser() -> EmailReplyParser:
    return EmailReplyParser(languages=LANGUAGES)
