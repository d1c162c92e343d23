"""Ids as they come in by URL or form: anything that cannot be one is simply not there."""

from community.errors import Missing

LARGEST = 2**63 - 1


def read_id(text: object) -> int:
    """The id in ``text``. Raises Missing for what no row can have as id."""
    number = read_number(str(text))
    if number is None:
        raise Missing
    return number


def read_number(words: object) -> int | None:
    """The id in these words; None for what no row can have as id, and for what are no words."""
    if not isinstance(words, str) or not (words.isascii() and words.isdigit()) or len(words) > 19:
        return None
    return int(words) if 0 < int(words) <= LARGEST else None
