"""Numbers as the present language writes them."""

from functools import lru_cache

from babel.numbers import format_decimal

from community.i18n.languages import locale


def write_number(number: float) -> str:
    """``1,204``; ``2.1``."""
    if isinstance(number, int) and 0 <= number < 1_000:
        return str(number)
    return _written(number, locale())


@lru_cache(1_000)
def _written(number: float, where: str) -> str:
    return format_decimal(number, locale=where)
