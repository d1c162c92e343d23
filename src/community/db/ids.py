"""Ids as they come in by URL or form: anything that cannot be one is simply not there."""

from community.errors import Missing

LARGEST = 2**63 - 1


def read_id(text: object) -> int:
    """The id in ``text``. Raises Missing for what no row can have as id."""
    words = str(text)
    if not (words.isascii() and words.isdigit()) or len(words) > 19 or not 0 < int(words) <= LARGEST:
        raise Missing
    return int(words)
