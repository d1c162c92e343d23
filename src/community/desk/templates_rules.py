"""What an answer template may say, and how its fields are filled. Pure."""

import re
from collections.abc import Mapping

from community.cases.rules import CLOSED, OPEN, QUEUED, words_problem
from community.i18n import N_, _

FIELDS = {
    "reference": N_("the number of the case"),
    "street": N_("where it is, as everybody may read it"),
    "service": N_("the kind of request"),
    "agency": N_("the agency"),
    "date": N_("today"),
    "name": N_("your name"),
}
FIELD = re.compile(r"\{([^{}]*)\}")
STATES = {
    "": N_("Any case"),
    "running": N_("Cases that are open"),
    "open": N_("Cases nobody has taken yet"),
    "in_progress": N_("Cases in work"),
    "closed": N_("Closed cases"),
}
LONGEST_NAME = 60


def template_problem(words: str) -> str | None:
    """What is wrong with the words of a template; None when they can be kept."""
    if problem := words_problem(words):
        return problem
    unknown = [name for name in FIELD.findall(words) if name not in FIELDS]
    if unknown:
        return _("We do not know the field {field}. Use one of: {known}.").format(
            field="{" + unknown[0] + "}", known=", ".join("{" + name + "}" for name in FIELDS)
        )
    return None


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with every known field filled; one without a value reads as three dots, to be written by hand."""
    return FIELD.sub(lambda found: values.get(found[1]) or "…", words)


def fits(wanted: str, state: str) -> bool:
    """Whether a template for cases in ``wanted`` (a key of STATES) is for a case in ``state``."""
    if wanted == "running":
        return state != CLOSED
    return wanted in ("", state) or (wanted == OPEN and state == QUEUED)
