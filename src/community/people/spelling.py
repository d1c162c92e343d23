"""How the eye reads a word: no case, accents or invisible signs, and letters that look alike are one. Pure."""

import re
import unicodedata

LOOK_ALIKES = str.maketrans(
    "абвгдезиіїјклмнопрстухцчьѕԁԛԝүһӏɑαβγδεζηικλμνοπρστυφχωıłøđðþæœᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "abbrdeziiijklmhonpctyxuubsdqwyhlaabydezniklmvonpotuoxwilodopaoabcdefghijklmnoprstuvwyz",
)
"""Letters of other alphabets that look like ours, after lower case; what is not here stays what it is."""
DIGITS = str.maketrans("013457@$!|", "oieastasii")
"""Digits and signs written for letters."""
END_NUMBER = re.compile(r"(?<=[^\W\d])(?!(?:311|911)$)\d+$")
"""What tells Bob2 from Bob. The city's own numbers are words."""


def fold(text: str) -> str:
    """``text`` as the eye reads it: compatibility forms, case, accents and look-alike letters taken away."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in apart if not unicodedata.combining(c) and not is_hidden(c))
    return plain.translate(LOOK_ALIKES)


def spellings(name: str) -> list[list[str]]:
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
    return readings


def words_of(text: str) -> list[str]:
    """The words of ``text``, folded."""
    return re.findall(r"[^\W_]+", fold(text))


def shapes(text: str) -> list[str]:
    """The shape of each word of ``text``."""
    return [shape(word) for word in words_of(text)]


def shape(word: str) -> str:
    """A word without the difference of letters that look alike side by side, and without a number at its end."""
    return level(word).replace("rn", "m").replace("vv", "w")


def level(word: str) -> str:
    """The same where it may be two words, the one ending in r: only single letters that look alike are one."""
    return END_NUMBER.sub("", word).replace("l", "i")


def is_hidden(character: str) -> bool:
    """Controls, direction marks, zero-width characters, private use, half pairs, and what is drawn as nothing."""
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
        or character in "\u115f\u1160\u3164\uffa0\u034f"
    )
