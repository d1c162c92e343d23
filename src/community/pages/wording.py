"""Words the reading pages share: who hid something, what a step is called, what a closing code means."""

from community.i18n import N_, _
from community.moderation.rules import HOUSE_RULES

STEP_WORDS = {
    "opened": N_("Sent to 311"),
    "sorted": N_("Sorted for the right team"),
    "queued": N_("On its way to the city"),
    "sent": N_("Handed to the city"),
    "accepted": N_("The city has it"),
    "taken": N_("A city liaison took it"),
    "transferred": N_("Handed to another team"),
    "scheduled": N_("Work is set"),
    "withdrawn": N_("Withdrawn by its author"),
    "closed": N_("Closed by the city"),
}
CODE_WORDS = {
    "done": N_("City says done"),
    "not_found": N_("City did not find it"),
    "not_responsible": N_("Not the city's job"),
    "declined": N_("City will not do it"),
    "duplicate": N_("Same as another case"),
    "imported": N_("Closed by the city"),
}
OPENED_BY = {
    "votes": N_("Neighbors' upvotes sent it."),
    "captain": N_("A block captain sent it."),
    "liaison": N_("The city took it on."),
    "import": N_("From the city's own records."),
    "open311": N_("Somebody told the city through another app."),
}


def hidden_words(rule: str | None) -> str:
    """The stub that stands where words were hidden."""
    broken = _(HOUSE_RULES[rule]) if rule in HOUSE_RULES else _("Breaks a rule")
    return _("Hidden by the rules of the house: {rule}").format(rule=broken.lower())
