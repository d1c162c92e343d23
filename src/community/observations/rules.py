"""What may be done to an observation in which state, and the score that ranks it."""

import math
from collections.abc import Sequence
from datetime import datetime

from community.boards.queries import BoardName
from community.errors import Missing, Refused
from community.i18n import _

TITLE_LENGTH, DESCRIPTION_LENGTH, PLACE_LENGTH = 120, 4000, 200

MOST_VERSIONS = 50
"""Times the words of one post may change: its older words are one page."""

TAKEN_OUT = "taken_out"
"""In ``escalated_by`` of a post on the board: somebody took it out from behind its case by hand."""
HOT_SECONDS = 45_000
"""Ten times the votes weigh as much as 12.5 hours of youth."""

OPEN, ESCALATED, RESOLVED, WITHDRAWN = "open", "escalated", "resolved", "withdrawn"
SEVERAL, ELSEWHERE, NOWHERE = "several", "elsewhere", "nowhere"


def hot(votes: int, created_at: datetime) -> float:
    """The ranking score. It grows with votes and with the moment of posting, and never changes by waiting, so that
    paging by it skips nothing."""
    return math.log10(1 + max(votes, 0)) + created_at.timestamp() / HOT_SECONDS


def may_be_voted_on(state: str, *, hidden: bool) -> bool:
    """Votes are open while the problem is: on the board or at the city, and not while the words are hidden."""
    return state in (OPEN, ESCALATED) and not hidden


def may_be_talked_about(state: str, *, hidden: bool) -> bool:
    """The thread takes comments until the words are hidden or withdrawn."""
    return state != WITHDRAWN and not hidden


def check_editable(state: str, *, hidden: bool) -> None:
    """Raises Missing for words that are withdrawn, and Refused for hidden ones: then only who hid them decides."""
    if state == WITHDRAWN:
        raise Missing
    if hidden:
        raise Refused(_("These words are hidden, so they cannot be changed now. You can still withdraw them."))


def may_author_sort(state: str, votes: int) -> bool:
    """Kind and place are the author's until the first neighbor has voted for what they say."""
    return state == OPEN and votes == 0


def check_sortable(state: str) -> None:
    """A captain or liaison sorts what is on the board. Raises Missing for what is withdrawn, and Refused once the city
    has it: then the case is what gets sorted."""
    if state == WITHDRAWN:
        raise Missing
    if state != OPEN:
        raise Refused(_("It is at 311 already. Its case is sorted at the desk."))


def place_question(boards: Sequence[int], here: int, *, chosen: bool) -> str | None:
    """What to ask about a point that lies on ``boards`` when it is posted on the board ``here``: whether the person
    has ``chosen`` this one among several, where else to post it. None: go ahead."""
    if not boards:
        return NOWHERE
    if here not in boards:
        return ELSEWHERE
    return SEVERAL if len(boards) > 1 and not chosen else None


class PlaceQuestion(Refused):
    """The point is not plainly on this board. ``reason``: several, elsewhere or nowhere. ``choices``: boards, smallest
    first, to choose from or to post on instead; for nowhere only the nearest, to be named, if there is any.

    The answer is the same form posted to one of the choices, with ``chosen`` = 1.
    """

    def __init__(self, reason: str, choices: Sequence[BoardName]) -> None:
        names = ", ".join(board.name for board in choices)
        if reason == SEVERAL:
            said = _("That spot is on {n} boards. Choose where to post.")
        elif reason == ELSEWHERE:
            said = _("That spot is not on this board, but on {names}.")
        elif choices:
            said = _("That spot is on no board. The nearest one is {names}.")
        else:
            said = _("That spot is on no board.")
        super().__init__(said.format(n=len(choices), names=names), "place")
        self.reason = reason
        self.choices = tuple(choices)
