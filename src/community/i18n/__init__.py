"""Two languages: which one is spoken at present, the words in it, and how it writes dates, times and counts.

Words are marked where they are shown, ``_("Whole sentence with {slot}")``, and constants with ``N_``; the catalogs
stand in ``community/locale``, one file a feature. See docs/languages.md.
"""

from community.i18n.catalogs import _, counted, ngettext, pgettext
from community.i18n.languages import LANGUAGES, N_, direction, in_language, language
from community.i18n.numbers import write_number
from community.i18n.writing import (
    iso,
    write_age,
    write_date,
    write_moment,
    write_time,
)

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "counted",
    "direction",
    "in_language",
    "iso",
    "language",
    "ngettext",
    "pgettext",
    "write_age",
    "write_date",
    "write_moment",
    "write_number",
    "write_time",
]
