"""Words the reading pages share: who hid something, what a step is called, what a closing code means."""

from community.cases.clocks import ENDED_WORDS, REASONS
from community.cases.models_clock import CaseClock
from community.catalog.rules import MEASURES
from community.catalog.working_time import write_target
from community.i18n import N_, _
from community.moderation.rules import HOUSE_RULES

STEP_WORDS = {
    "opened": N_("Sent to 311"),
    "sorted": N_("Sorted for the right team"),
    "queued": N_("On its way to the city"),
    "sent": N_("Handed to the city"),
    "token": N_("The city got it and will number it"),
    "accepted": N_("The city has it"),
    "seen": N_("The city's own list shows it"),
    "read": N_("The agency has opened it"),
    "stuck": N_("Stuck on the way. Somebody looks at it"),
    "taken": N_("A city liaison took it"),
    "transferred": N_("Handed on"),
    "scheduled": N_("Work is set"),
    "kept": N_("Promise kept"),
    "broken": N_("Promise not kept"),
    "paused": N_("The clock stands still"),
    "resumed": N_("The clock runs again"),
    "withdrawn": N_("Withdrawn by its author"),
    "closed": N_("Closed by the city"),
    "settled": N_("Neighbors agree that it is fixed"),
    "reopened": N_("Still there, say neighbors. Open again"),
    "place_given": N_("A better place was given. Open again"),
}
NEIGHBORS_STEPS = frozenset({"opened", "queued", "settled", "reopened", "place_given"})
"""Steps that are not the city's."""
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
    "phone": N_("Somebody told the city by phone."),
    "walk_in": N_("Somebody told the city at its counter."),
    "letter": N_("Somebody wrote to the city."),
}
REPORTED = {
    "phone": N_("Reported by phone"),
    "walk_in": N_("Reported at the counter"),
    "letter": N_("Reported by letter or email"),
}
"""Which way a post reached the city that nobody with an account wrote."""
PACE = {"closed": ENDED_WORDS, "reasons": REASONS}
"""How a case stood by its clocks once it is closed, and why they stand still while it runs."""


def target_words(clock: CaseClock) -> str:
    """What a clock was set for: ``First answer within 2 working days``."""
    return target_within(clock.measure, clock.amount, clock.unit)


def target_within(measure: str, amount: int, unit: str) -> str:
    """A target in words: ``Done within 4 days``."""
    return _("{measure} within {target}").format(measure=_(MEASURES[measure]), target=write_target(amount, unit))


def hidden_words(rule: str | None) -> str:
    """The stub that stands where words were hidden."""
    broken = _(HOUSE_RULES[rule]) if rule in HOUSE_RULES else _("Breaks a rule")
    return _("Hidden by the rules of the house: {rule}").format(rule=broken.lower())
