"""Words the reading pages share: who hid something, what a step is called, what a closing code means."""

from community.moderation.rules import HOUSE_RULES

STEP_WORDS = {
    "opened": "Sent to 311",
    "sorted": "Sorted for the right team",
    "queued": "On its way to the city",
    "sent": "Handed to the city",
    "accepted": "The city has it",
    "taken": "A city liaison took it",
    "transferred": "Handed to another team",
    "scheduled": "Work is set",
    "withdrawn": "Withdrawn by its author",
    "closed": "Closed by the city",
}
CODE_WORDS = {
    "done": "City says done",
    "not_found": "City did not find it",
    "not_responsible": "Not the city's job",
    "declined": "City will not do it",
    "duplicate": "Same as another case",
    "imported": "Closed by the city",
}
OPENED_BY = {
    "votes": "Neighbors' upvotes sent it.",
    "captain": "A block captain sent it.",
    "liaison": "The city took it on.",
    "import": "From the city's own records.",
}


def hidden_words(rule: str | None) -> str:
    """The stub that stands where words were hidden."""
    return f"Hidden by the rules of the house: {HOUSE_RULES.get(rule or '', 'breaks a rule').lower()}"
