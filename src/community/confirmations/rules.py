"""What may be answered when, and what enough answers settle. Pure."""

from community.i18n import N_
from community.people.identity import Identity
from community.permissions import Role

UNSETTLED_ANSWERS = {"seen": N_("I see it too"), "gone": N_("It is gone")}
"""Of a problem that the city has not closed."""
CLOSING_ANSWERS = {
    "fixed": N_("Yes, fixed"),
    "partly": N_("Partly"),
    "still": N_("Still there"),
    "cannot": N_("I cannot look"),
}
"""Of a closing as done or not found."""
LOOKED = {
    "seen": N_("Went and looked: it is there"),
    "gone": N_("Went and looked: it is gone"),
    "fixed": N_("Went and looked: fixed"),
    "partly": N_("Went and looked: partly fixed"),
    "still": N_("Went and looked: still there"),
    "cannot": N_("Could not look"),
}
"""How an answer stands beside the words that came with it."""
DISPUTES = frozenset({"partly", "still"})
"""Answers on the side of "still there": a job half done is not done."""


def is_city_staff(who: Identity) -> bool:
    """Whether this person speaks for the city somewhere, and so not on the neighbors' track."""
    return who.holds(Role.LIAISON) or who.holds(Role.ADMIN)


def settled_by(fixed: int, still: int, quorum: int) -> str | None:
    """What so many answers settle: ``fixed``, ``still``, or nothing yet. The first side to reach the quorum does, so
    this is asked after every answer, and at most one side has just reached it."""
    if still >= quorum:
        return "still"
    return "fixed" if fixed >= quorum else None


def is_gone(gone: int, seen: int, quorum: int) -> bool:
    """Whether a problem without a case is over: as many as the quorum say so, and more than say they see it."""
    return gone >= quorum and gone > seen
