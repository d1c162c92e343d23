"""Which names pass for the city's, its offices' or those of who keeps order here, however they are spelled. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from community.people.run_together import Known, taken_apart
from community.people.spelling import level, shape, shapes, spellings, words_of

OFFICIAL = (
    "city cityhall municipal municipality town township county state federal government gov official officials "
    "officer office agency bureau dept department commission council councilman councilwoman councilmember mayor "
    "alderman 311 911 liaison liaisons moderator moderators mod mods admin admins administrator administration "
    "sysadmin support helpdesk staff police sheriff firefighter firefighters inspector stoop captain captains "
    "ciudad alcalde alcaldesa alcaldia ayuntamiento municipio gobierno policia bombero bomberos oficial moderador "
    "moderadora moderacion administrador administradora administracion dependencia enlace capitan capitana "
    "commissioner governor gobernador gobernadora concejal"
)
"""Words that speak for the city or for those who keep order here. Nobody's name holds one as a whole word."""
PHRASES = (
    "fire department",
    "public works",
    "three one one",
    "three eleven",
    "nine one one",
    "tres uno uno",
    "tres once",
    "former neighbor",
    "a neighbor",
    "antiguo vecino",
    "un vecino",
    "una vecina",
)
"""Words that do so together; also what the page writes where a name is left off."""
COMPANY = (
    "team crew crews service services unit division center centre desk line hotline works public online worker workers "
    "employee employees equipo cuadrilla servicio servicios centro linea unidad division empleado empleada"
)
JOINTS = "the of and for el la los las de del y"
"""Words beside which the one-word name of an agency or of the city is still theirs: "Larkport Parks", "Parks Crew";
and those that stand between such words."""
TITLES = (
    "mayor governor captain sheriff inspector officer commissioner councilman councilwoman councilmember alderman "
    "moderator administrator admin liaison alcalde alcaldesa capitana oficial moderadora concejal gobernador "
    "gobernadora"
)
"""Official words that stand before the name of who holds the office, and may be written as one with it: "mayorjim"."""
FAMILIES = "mayordomo mayorkas mayorova mayorsky mayorskiy mayorquin mayorquim sheriffs"
"""Families whose names begin as a title does."""
SHORTEST_CUT = 3
"""Letters that are left of a word cut short: "Parks and Rec"."""


def is_official(name: str, reserved: Iterable[str] = ()) -> bool:
    """Whether the name, however it is spelled, could be taken for the city's or its staff's. ``reserved`` are the names
    of the city and of its agencies."""
    voice = _voice(list(reserved))
    return any(_speaks(voice, reading) for reading in _readings(name, voice.known))


@dataclass(frozen=True)
class _Voice:
    """How the city speaks of itself, in shapes: words that are its own wherever they stand; names of a single word,
    its own alone or in ``company``; ``fillers``, which add nothing to a longer name; phrases; those of them that may
    be cut short; and all of these words."""

    official: frozenset[str]
    single: frozenset[str]
    company: frozenset[str]
    fillers: frozenset[str]
    phrases: list[list[str]]
    agencies: list[list[str]]
    known: Known


def _voice(reserved: list[str]) -> _Voice:
    names = [shapes(text) for text in reserved]
    single = frozenset(name[0] for name in names if len(name) == 1)
    agencies = [name for name in names if len(name) > 1]
    parts = _spelled(*(text for text in reserved if len(shapes(text)) > 1))
    cut = {word[:end] for word in parts for end in range(SHORTEST_CUT, len(word))}
    words = {word for word in _spelled(OFFICIAL, COMPANY, *PHRASES, *reserved) if len(word) >= SHORTEST_CUT}
    joints, fillers = _spelled(JOINTS), single | _spelled(COMPANY, JOINTS)
    return _Voice(
        official=_spelled(OFFICIAL),
        single=single,
        company=fillers | parts,
        fillers=fillers,
        phrases=[*(shapes(text) for text in PHRASES), *agencies],
        agencies=agencies,
        known=Known(joints | words | cut, joints, _spelled(TITLES), _spelled(FAMILIES)),
    )


def _spelled(*texts: str) -> frozenset[str]:
    """The words of the texts in the ways a reading may hold them."""
    return frozenset(way(word) for text in texts for word in words_of(text) for way in (level, shape))


def _readings(name: str, known: Known) -> Iterator[list[str]]:
    """The words of a name in every way the eye may read them, those written as one taken apart."""
    for words in spellings(name):
        for way in (level, shape):
            if words:
                yield [shape(piece) for word in words for piece in taken_apart(way(word), known)]


def _speaks(voice: _Voice, reading: list[str]) -> bool:
    return (
        not voice.official.isdisjoint(reading)
        or (not voice.single.isdisjoint(reading) and voice.company.issuperset(reading))
        or any(_holds(reading, phrase) or "".join(phrase) in reading for phrase in voice.phrases)
        or any(_cuts_short(voice, reading, name) for name in voice.agencies)
    )


def _holds(words: list[str], phrase: list[str]) -> bool:
    """Whether the words of the phrase stand in ``words``, one after the other."""
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words) - len(phrase) + 1))


def _cuts_short(voice: _Voice, reading: list[str], name: list[str]) -> bool:
    """Whether the reading is the agency's name, each of its words perhaps cut short, with nobody's name beside it."""
    meant = [word for word in name if word not in voice.fillers]
    said = [word for word in reading if word not in voice.fillers]
    return (
        len(meant) > 1
        and len(said) == len(meant)
        and all(
            full == word or (len(word) >= SHORTEST_CUT and full.startswith(word))
            for word, full in zip(said, meant, strict=True)
        )
    )
