"""What a board may ask for, and who may leave it."""

from typing import Protocol

from community.errors import Forbidden, Refused
from community.i18n import N_, _

MOST_VOTES = 200
"""No board may ask for more votes than this: nobody would ever be heard."""
LONGEST_WELCOME = 1000
ESCALATIONS = {
    "both": N_("Votes, or the block captain"),
    "votes": N_("Votes only"),
    "captain": N_("The block captain only"),
}
"""Who sends a post to 311. A liaison always may."""
BY_CAPTAIN = frozenset({"captain", "both"})
INVITATION_DAYS = 30
CAPTAIN_INVITATION_DAYS = 7
MOST_INVITATIONS = 50
"""Links of one board that work at the same time."""


class Knobs(Protocol):
    """The city's numbers."""

    @property
    def votes_to_escalate(self) -> int:
        """Where a board has not chosen its own."""

    @property
    def votes_floor(self) -> int:
        """No board asks for fewer."""


class HasSending(Protocol):
    """A board, or a row about one: who sends to 311."""

    escalation: str


class HasThreshold(Protocol):
    """A board, or a row about one."""

    threshold: int | None


class HasEscalation(HasThreshold, HasSending, Protocol):
    """The same, with who sends to 311."""


def threshold_of(board: HasThreshold, knobs: Knobs) -> int:
    """Votes that send an observation of this board to 311: its own number or the city's, never under the floor."""
    chosen = knobs.votes_to_escalate if board.threshold is None else board.threshold
    return max(chosen, knobs.votes_floor)


def votes_asked(board: HasEscalation, knobs: Knobs) -> int:
    """The number people read on the board: its threshold; 0 where votes alone send nothing."""
    return 0 if board.escalation == "captain" else threshold_of(board, knobs)


def captain_sends(board: HasSending) -> bool:
    """Whether the captain of this board sends to 311 by hand. A liaison always may."""
    return board.escalation in BY_CAPTAIN


def check_captain_sends(board: HasSending) -> None:
    """Raises Forbidden where the board leaves it to votes."""
    if not captain_sends(board):
        raise Forbidden(_("On this board upvotes send to 311, not the captain."))


def check_threshold(threshold: int | None, knobs: Knobs) -> None:
    """Raises Refused for a number outside the floor of the city and 200."""
    if threshold is not None and not knobs.votes_floor <= threshold <= MOST_VOTES:
        words = _("Choose a number from {least} to {most}.").format(least=knobs.votes_floor, most=MOST_VOTES)
        raise Refused(words, "threshold")


def check_leaving(is_captain: bool, others: int) -> None:
    """A board with a captain keeps one: ``others`` are the captains besides. Raises Refused for the last one."""
    if is_captain and not others:
        raise Refused(_("You are the only block captain here. Hand over to a co-captain first, then leave."))
