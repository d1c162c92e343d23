"""Display names: what one may look like; those that pass for the city's or for its staff's are refused. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from community.i18n import _
from community.people.official import is_official
from community.people.spelling import is_hidden, shape, shapes, spellings

SHORTEST, LONGEST = 2, 40
LONGEST_KEY = 200


class Taken(NamedTuple):
    """Names nobody new may have: those only the city uses, and the shown names of those who play a part here."""

    reserved: Iterable[str] = ()
    staff: Iterable[str] = ()


def clean_name(text: str) -> str:
    """``text`` without invisible or direction-changing characters, with single spaces, composed."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if unicodedata.category(c) in ("Zs", "Zl", "Zp") or c in "\t\r\n" else c for c in composed)
    return " ".join("".join(c for c in spaced if not is_hidden(c)).split())


def problem_with_name(name: str, reserved: Iterable[str] = (), staff: Iterable[str] = ()) -> str | None:
    """Why a cleaned name cannot be taken, in words for the person; None when it can. ``reserved``, ``staff``: see
    Taken. A reserved name of a single word (Parks) is refused as the whole name, or among words that make no person
    of it; one of the staff however the eye may read it."""
    if len(name) < SHORTEST:
        return _("Write a name with at least 2 letters.")
    if len(name) > LONGEST:
        return _("Write a name of at most {n} characters.").format(n=LONGEST)
    letters = sum(c.isalpha() for c in name)
    if (
        not letters
        or sum(unicodedata.category(c) in ("Mn", "Me") for c in unicodedata.normalize("NFD", name)) > 2 * letters
    ):
        return _("Write a name with letters in it.")
    if "@" in name or "://" in name or re.search(r"\w{2}\.\w{2}", name):
        return _("Write a name, not an address. Neighbors will see it.")
    if is_official(name, reserved):
        return _("This name looks like the city's. Choose another one.")
    shown = [shapes(other) for other in staff]
    if any([shape(word) for word in words] in shown for words in spellings(name) if words):
        return _("A block captain or somebody of the city has this name. Add a word or a letter to yours.")
    return None


def name_key(name: str) -> str:
    """The name for looking it up by its beginning: no case, no accents, single spaces, whatever its script. The
    migration ``names_by_their_beginning`` has it too: whoever changes it makes the keys anew."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())[:LONGEST_KEY]
