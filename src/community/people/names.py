"""Display names: what one may look like, and which would pass for the city, its staff or nobody. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from community.i18n import _

SHORTEST, LONGEST = 2, 40
LONGEST_KEY = 200

OFFICIAL = (
    "city cityhall municipal municipality town township county state federal government gov official officials "
    "officer office agency bureau dept department commission council councilman councilwoman councilmember mayor "
    "alderman 311 911 liaison liaisons moderator moderators mod mods admin admins administrator administration "
    "sysadmin support helpdesk staff police sheriff firefighter firefighters inspector stoop captain captains "
    "ciudad alcalde alcaldesa alcaldia ayuntamiento municipio gobierno policia bombero bomberos oficial moderador "
    "moderadora moderacion administrador administradora administracion dependencia enlace capitan capitana"
)
"""Words that speak for the city or for those who keep order here. Nobody's name holds one as a whole word."""
PHRASES = (
    "fire department",
    "public works",
    "former neighbor",
    "a neighbor",
    "antiguo vecino",
    "un vecino",
    "una vecina",
)
"""Words that do so together; also what the page writes where a name is left off."""
COMPANY = (
    "the of and for team crew crews service services unit division center centre desk line hotline works public online "
    "el la los las de del y equipo cuadrilla servicio servicios centro linea unidad division"
)
"""Words beside which the one-word name of an agency or of the city is still theirs: "Larkport Parks", "Parks Crew"."""

LOOK_ALIKES = str.maketrans(
    "абвгдезиіїјклмнопрстухцчьѕԁԛԝүһӏɑαβγδεζηικλμνοπρστυφχωıłøđðþæœᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "abbrdeziiijklmhonpctyxuubsdqwyhlaabydezniklmvonpotuoxwilodopaoabcdefghijklmnoprstuvwyz",
)
"""Letters of other alphabets that look like ours, after lower case; what is not here stays what it is."""
DIGITS = str.maketrans("013457@$!|", "oieastasii")
"""Digits and signs written for letters."""


class Taken(NamedTuple):
    """Names nobody new may have: those only the city uses, and the shown names of those who play a part here."""

    reserved: Iterable[str] = ()
    staff: Iterable[str] = ()


def clean_name(text: str) -> str:
    """``text`` without invisible or direction-changing characters, with single spaces, composed."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if unicodedata.category(c) in ("Zs", "Zl", "Zp") or c in "\t\r\n" else c for c in composed)
    return " ".join("".join(c for c in spaced if not _is_hidden(c)).split())


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
    shown = [_shapes(other) for other in staff]
    if any(reading in shown for reading in _readings(name) if reading):
        return _("A block captain or somebody of the city has this name. Add a word or a letter to yours.")
    return None


def is_official(name: str, reserved: Iterable[str] = ()) -> bool:
    """Whether the name, however it is spelled, could be taken for the city's or its staff's."""
    words = frozenset(_shape(word) for word in OFFICIAL.split())
    taken = [_shapes(text) for text in reserved]
    phrases = [_shapes(text) for text in PHRASES] + [shape for shape in taken if len(shape) > 1]
    single = {shape[0] for shape in taken if len(shape) == 1}
    among = single | {_shape(word) for word in COMPANY.split()}
    return any(
        not words.isdisjoint(reading)
        or (not single.isdisjoint(reading) and among.issuperset(reading))
        or any(_holds(reading, phrase) for phrase in phrases)
        for reading in _readings(name)
        if reading
    )


def name_key(name: str) -> str:
    """The name for looking it up by its beginning: no case, no accents, single spaces, whatever its script. The
    migration ``names_by_their_beginning`` has it too: whoever changes it makes the keys anew."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())[:LONGEST_KEY]


def fold(text: str) -> str:
    """``text`` as the eye reads it: compatibility forms, case, accents and look-alike letters taken away."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in apart if not unicodedata.combining(c) and not _is_hidden(c))
    return plain.translate(LOOK_ALIKES)


def _readings(name: str) -> list[list[str]]:
    """The words of a name in every way the eye may read them: split at capitals, at signs or at spaces only, with
    digits as letters, with letters that stand alone pulled together."""
    readings: list[list[str]] = []
    for text in (fold(name), fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))):
        written = " ".join(word if word.isdigit() else word.translate(DIGITS) for word in text.split())
        for variant in (text, written):
            at_signs = re.findall(r"[^\W_]+", variant)
            at_spaces = [re.sub(r"[\W_]+", "", word) for word in variant.split()]
            together = re.sub(r"(?<=\b\w) (?=\w\b)", "", " ".join(at_signs)).split()
            readings += [at_signs, at_spaces, together]
    return [[_shape(word) for word in words] for words in readings]


def _shapes(text: str) -> list[str]:
    return [_shape(word) for word in re.findall(r"[^\W_]+", fold(text))]


def _shape(word: str) -> str:
    """A word without the difference of letters that look alike side by side, and without a number at its end."""
    bare = word if word.isdigit() else word.rstrip("0123456789") or word
    return bare.replace("rn", "m").replace("vv", "w").replace("l", "i")


def _holds(words: list[str], phrase: list[str]) -> bool:
    """Whether the words of the phrase stand in ``words``, one after the other."""
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words) - len(phrase) + 1))


def _is_hidden(character: str) -> bool:
    """Controls, direction marks, zero-width characters, private use, half pairs, and what is drawn as nothing."""
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
        or character in "\u115f\u1160\u3164\uffa0\u034f"
    )
