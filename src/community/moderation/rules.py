"""The house rules: what may be reported and hidden, and who decides about whose words. The city's words are never
hidden: there is no way to do it."""

from community.errors import Refused
from community.i18n import N_, _

HOUSE_RULES = {
    "names_person": N_("Names or blames a person"),
    "private": N_("Shows somebody's address, phone or plate"),
    "insult": N_("Insults or threatens"),
    "hate": N_("Puts people down for who they are"),
    "false": N_("Is made up to mislead"),
    "ad": N_("Advertises or repeats itself"),
    "elsewhere": N_("Is not about this neighborhood"),
}
"""Key as it is kept, and what people read, in their language."""

CAPTAIN, MODERATOR, MODERATORS = "captain", "moderator", "moderators"
HIDDEN, SHOWN = "hidden", "shown"
WORDS_LENGTH = 1000


def check_rule(rule: str) -> None:
    """Raises Refused unless ``rule`` is one of the house rules."""
    if rule not in HOUSE_RULES:
        raise Refused(_("Choose the house rule it breaks."), "rule")


def recipient_of(*, by_captain: bool, has_captain: bool) -> str:
    """Who gets a report: the board's captain; moderators where a captain wrote the words, or where there is none."""
    return CAPTAIN if has_captain and not by_captain else MODERATORS


def may_show_again(role: str, hidden_by: str, *, own: bool) -> bool:
    """A captain undoes what captains hid, but never for their own words; what a moderator hid a moderator shows."""
    return role == MODERATOR or (hidden_by == CAPTAIN and not own)


def may_settle(role: str, recipient: str) -> bool:
    """A captain settles what came to captains; a moderator everything."""
    return role == MODERATOR or recipient == CAPTAIN
