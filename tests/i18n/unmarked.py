"""Finds English that was never marked: text of a page in the invented language that stands outside of its brackets and
is no data of the story."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import String, Text, select

from community.db.base import Base
from tests.pages.test_hostile import KEYS

WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN = ("aria-label", "alt", "title", "placeholder", "aria-description", "aria-valuetext", "data-words")
"""Attributes people read or hear."""
SILENT = ("script", "style", "template", "code")
"""Nobody's language: what is for machines."""
NAMES = ("Stoop", "Larkport", "English", "Español", "SVG", "JSON", "HEIC", "JPEG", "PNG", "WebP", "Wi-Fi", "GPS")
DAY, MONTH = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
DATE = re.compile(rf"(?:{DAY}, )?{MONTH} \d{{1,2}}(?:, \d{{4}})?|{DAY}")
ADDRESS = re.compile(r"\S*(?:://|@|/)\S*")
"""Of a page or a mailbox."""


def data_of(db: Any) -> list[str]:
    """Everything people, the city and its map put into the database, the longest first."""
    found: set[str] = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text) and f"{table.name}.{column.name}" not in KEYS:
                found |= {" ".join(value.split()) for value in db.scalars(select(column).distinct()) if value}
    return sorted(found, key=len, reverse=True)


def unmarked_in_page(html: str, data: Iterable[str]) -> list[str]:
    """What stands unmarked in a page: pieces of text, and attributes as ``name=words``."""
    page = BeautifulSoup(html, "html.parser")
    for silent in page(SILENT):
        silent.decompose()
    pieces = list(outside(node for root in page(["title", "body"]) for node in root.find_all(string=True)))
    attributes = [(name, tag.get(name)) for tag in page.find_all(True) for name in SPOKEN if tag.get(name)]
    attributes += [("value", tag["value"]) for tag in page("input", type=["submit", "button"]) if tag.get("value")]
    wrong = [piece for piece in pieces if is_english(piece, data)]
    wrong += [f"{name}={words}" for name, words in attributes if is_english(" ".join(outside([str(words)])), data)]
    return wrong


def unmarked_in_text(words: str, data: Iterable[str]) -> list[str]:
    """What stands unmarked in plain text, line by line."""
    return [piece for piece in outside(words.splitlines(keepends=True)) if is_english(piece, data)]


def outside(texts: Iterable[Any]) -> Iterator[str]:
    """What of these texts, read one after the other, stands in no brackets."""
    depth = 0
    for text in texts:
        piece = ""
        for letter in str(text):
            depth += (letter == "⟦") - (letter == "⟧")
            piece += letter if depth == 0 and letter != "⟧" else " "
        if piece.strip():
            yield " ".join(piece.split())
    assert depth == 0, "brackets that open or close alone"


def is_english(piece: str, data: Iterable[str]) -> bool:
    """Whether words are left of the piece without data, dates, addresses and names."""
    if any(piece in value for value in data):
        return False
    for value in data:
        if value in piece:
            piece = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", " ", piece)
    left = ADDRESS.sub(" ", DATE.sub(" ", piece))
    for name in NAMES:
        left = left.replace(name, " ")
    return bool(WORD.search(left))
