"""What comes in from the rude, the broken and the wicked: values for every field, addresses, bodies, cookies."""

SCRIPT = '"><script>alert(1)</script>'
LONG = "x" * 1_000_000

VALUES = (
    "",
    " ",
    SCRIPT,
    "a\x00b",
    "\u202egnp.exe\u202c \u2066\u200b",
    "\U0001f600" * 3,
    "Z" + "\u0301" * 500,
    "-1",
    "0",
    "99999999999999999999999999",
    "1e999",
    "NaN",
    "' OR 1=1 --",
    "../../etc/passwd",
    "{{ 7*7 }}${7*7}",
    "٣",
    "x" * 5_000,
)
"""Each is put into every field, alone."""

IDS = ("0", "-1", "1.5", "abc", "9" * 30, "1%00", "%F0%9F%98%80", "%FF", "1'--", "٣", "null", "9223372036854775808")
"""Each is put where an id stands in a URL."""

QUERIES = (
    "%FF",
    "after=%00",
    "after=" + "9" * 40,
    "after=nan_1",
    "after=inf_1",
    "show=%F0%9F%98%80",
    "page=-1",
    "q=%00%FF",
    "a[]=1",
    "&&==",
)
"""Each is put behind every page's address."""


def plausible(field: str) -> str:
    """Something that could stand in ``field``, so that only one field at a time is wrong."""
    return {
        "email": "a@example.org",
        "title": "Tires by the steps",
        "words": "Some words",
        "place": "5814 Larch St",
    }.get(field, "1")
