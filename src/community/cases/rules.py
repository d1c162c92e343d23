"""What may happen to a case, and when. Pure: no table is read, no clock asked."""

from datetime import date, timedelta

from community.cases.models import Case
from community.i18n import N_, _, counted
from community.permissions import Ground

QUEUED, OPEN, IN_PROGRESS, CLOSED = "queued", "open", "in_progress", "closed"

RUNNING = frozenset({QUEUED, OPEN, IN_PROGRESS})

VERBS = {
    "take": RUNNING,
    "transfer": RUNNING,
    "schedule": RUNNING,
    "keep": RUNNING,
    "pause": RUNNING,
    "resume": RUNNING,
    "close": RUNNING,
    "sort": RUNNING,
    "join": RUNNING,
    "unjoin": RUNNING,
    "answer": RUNNING | {CLOSED},
    "note": RUNNING | {CLOSED},
}
"""In which states a verb is possible. The city may add words to what it closed; nothing else moves any more."""

NEEDS_SORTED = frozenset({"take", "schedule"})
"""Verbs that promise work: they wait until the case has a service, because the city has not been asked before."""

CODES = {
    "done": N_("Done"),
    "not_found": N_("We did not find it"),
    "not_responsible": N_("Not a city job"),
    "declined": N_("The city will not do it"),
    "duplicate": N_("Joined to another case"),
}
"""How a case is closed, by a liaison, or by a system of the city that plainly says so; ``imported`` is for history, and
for what such systems close without saying why."""

DETAILS = {
    "not_found": (
        N_("Where did you look?"),
        N_("Say where you looked, so that a neighbor can tell you the right spot."),
    ),
    "not_responsible": (N_("Who is responsible?"), N_("Say who is: a name, and a phone number or a web address.")),
    "declined": (N_("Which rule says so?"), N_("Name the rule, so that everybody can read it.")),
}
"""What a code asks for beside the words, and what is said when it is missing. "Done" is proven by the words or a photo;
a duplicate names the case that goes on."""
NOT_LOOKING = N_("The city has not said that it did not find this.")
CHANNELS = {
    "phone": N_("By phone"),
    "walk_in": N_("At the counter"),
    "letter": N_("By letter or email"),
}
"""How somebody without an account reached the desk: then this is how their case was opened."""
ASKS_NEIGHBORS = frozenset({"done", "not_found"})
"""Closings that neighbors are asked about: is it fixed?"""
LONGEST_DETAIL = 500
LONGEST_WORDS = 5000
LONGEST_PLAN = timedelta(days=731)
"""Work may be set for up to two years from now."""


def ground_of(case: Case) -> Ground:
    """Where a case stands: its board (None: the city-wide tray) and the agency that holds it."""
    return Ground(board_id=case.board_id, agency_ids=frozenset({case.agency_id}))


def why_not(verb: str, *, state: str, needs_sorting: bool) -> str | None:
    """Why ``verb`` is not possible now, in words; None when it is."""
    if state not in VERBS[verb]:
        return _("This case is closed.")
    if verb == "sort" and not needs_sorting:
        return _("This case has been sorted already.")
    if verb in NEEDS_SORTED and needs_sorting:
        return _("Sort this case first: choose what kind of request it is.")
    return None


def why_no_joining(*, state: str, hidden: bool) -> str | None:
    """Why an observation cannot join a case, in words; None when it can: it is open, or stands behind another one."""
    if hidden:
        return _("This post is hidden. Show it again first.")
    return None if state in ("open", "escalated") else _("This post cannot join a case now.")


def state_without(*, running: bool, any_left: bool) -> str:
    """What an observation is when it stands behind a case no more: ``running`` and ``any_left`` tell of the cases it
    still stands behind."""
    if running:
        return "escalated"
    return "resolved" if any_left else "open"


def why_no_answer(*, state: str, hidden: bool) -> str | None:
    """Why the city does not answer an observation without a case, in words; None when it may."""
    if hidden:
        return _("This post is hidden. Show it again first.")
    return _("The author took this post back.") if state == "withdrawn" else None


def state_after_acceptance(state: str, *, outside: bool) -> str:
    """A case the built-in desk received is open; one a city system outside Stoop accepted is in progress."""
    if state != QUEUED:
        return IN_PROGRESS if outside and state == OPEN else state
    return IN_PROGRESS if outside else OPEN


def counts_as_waiting(*, imported: bool, taken: bool) -> bool:
    """Whether a neighbor's words put the case under "needs an answer": history does so only once somebody took it."""
    return taken or not imported


def words_problem(words: str) -> str | None:
    """What is wrong with the city's words; None when they can be published."""
    if not words.strip():
        return _("Write what neighbors should know.")
    if len(words) > LONGEST_WORDS:
        return counted("Write at most {n} character.", "Write at most {n} characters.", LONGEST_WORDS)
    return None


def detail_problem(code: str, detail: str) -> str | None:
    """What is wrong with what a closing code asks for; None when it is said, or nothing is asked for."""
    if len(detail) > LONGEST_DETAIL:
        return counted("Write at most {n} character.", "Write at most {n} characters.", LONGEST_DETAIL)
    return _(DETAILS[code][1]) if code in DETAILS and not detail else None


def why_no_better_place(case: Case | None) -> str | None:
    """Why "not found" cannot be answered with a better place, in words; None when it can: once a case, and not where
    neighbors agreed that nothing is there any more."""
    if case is None or case.state != CLOSED or case.code != "not_found":
        return _(NOT_LOOKING)
    if case.neighbors_say == "fixed":
        return _("Neighbors looked and agree that it is fixed. If it is there again, write a new post.")
    if case.place_given_at is not None:
        return _("A better place was given once. Now write a reply, and the city reads it.")
    return None


def plan_problem(on: date | None, *, today: date) -> str | None:
    """What is wrong with the day work is set for; None when it can be said."""
    if on is None:
        return _("Choose a day.")
    if on < today:
        return _("Choose today or a later day.")
    if on > today + LONGEST_PLAN:
        return _("Choose a day within two years.")
    return None
