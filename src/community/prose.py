"""What people type: cleaned once on the way in, escaped once on the way out. Plain text, never markup.

``clean`` takes away what cannot be read but can deceive: control characters, NUL, the marks that turn the reading
direction round, invisible fillers. ``prose`` is the only way words become HTML: everything is escaped, blank lines
part paragraphs, and addresses that begin with http or https become links that lend the site's good name to nobody.
"""

import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup, escape

from community.i18n import _, write_number

DECEIVING = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline
    "\u200b\u2060-\u2064\ufeff\u00ad\u034f\u115f\u1160\u2800\u3164\uffa0"  # invisible fillers
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"  # marks and overrides of the reading direction
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # annotation marks, tag characters
    "\ud800-\udfff"  # halves of characters: no database stores them
    "]"
)
MARKS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
STACKED_MARKS = re.compile(f"({MARKS}{{3}}){MARKS}+")
"""More than three marks on one letter climb over the lines around it."""
MOST_MARKS = 30
"""No letter of any script bears more. Putting marks in order takes the square of their number, and waits for nobody."""
LINK = re.compile(r"https?://[^\s<>\"'`\\^{}|\[\]]+", re.IGNORECASE)
TAIL = ".,;:!?)*_~\u2026\u201d\u2019"
"""What ends a sentence and not an address."""
LONGEST_LINK_TEXT = 60


def clean(text: str) -> str:
    """Several lines of plain text in NFC: deceiving characters gone, at most one blank line between paragraphs."""
    words = _without_towers(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    words = unicodedata.normalize("NFC", words)
    words = STACKED_MARKS.sub(r"\1", DECEIVING.sub("", words.replace("\u2029", "\n\n")))
    lines = [line.rstrip() for line in words.split("\n")]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return kept if has_words(kept) else ""


def _without_towers(text: str) -> str:
    """``text`` with at most ``MOST_MARKS`` marks in a row."""
    if text.isascii() or len(text) <= MOST_MARKS:
        return text
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def clean_line(text: str) -> str:
    """One line of plain text: cleaned, every run of white space a single space."""
    return " ".join(clean(text).split())


def too_long(text: str, most: int) -> str:
    """What is said of ``text`` that has more than ``most`` letters."""
    said = _("Please keep it to {most} letters. This is {n}.")
    return said.format(most=write_number(most), n=write_number(len(text)))


def has_words(text: str) -> bool:
    """Whether there is anything to see in ``text``: a title of joiners and spaces is empty."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


@lru_cache(500)
def prose(text: str) -> Markup:
    """``text`` as paragraphs of escaped HTML, its http and https addresses as links nobody gains from. Kept: pages are
    read more often than written."""
    paragraphs = (part for part in re.split(r"\n\s*\n", text.strip()) if part)
    return Markup("\n").join(Markup("<p>{}</p>").format(_lines(part)) for part in paragraphs)


def _lines(paragraph: str) -> Markup:
    return Markup("<br>\n").join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> Markup:
    """One line, escaped, its addresses as links."""
    parts, end = [], 0
    for found in LINK.finditer(line):
        address = found.group().rstrip(TAIL)
        if not address.partition("://")[2]:
            continue
        parts += [escape(line[end : found.start()]), _link(address)]
        end = found.start() + len(address)
    return Markup("").join([*parts, escape(line[end:])])


def _link(address: str) -> Markup:
    shown = address if len(address) <= LONGEST_LINK_TEXT else address[: LONGEST_LINK_TEXT - 1] + "\u2026"
    return Markup('<a href="{}" rel="nofollow ugc noopener">{}</a>').format(address, shown)
