"""Who may vote for what, beyond the table of permissions."""

from community.errors import Refused
from community.i18n import _
from community.observations.rules import may_be_voted_on


def check_vote(state: str, *, hidden: bool, own: bool) -> None:
    """Raises Refused where no vote is taken: on one's own post, and on what is hidden, withdrawn or settled."""
    if own:
        raise Refused(_("This is your own post. Your neighbors upvote it."))
    if not may_be_voted_on(state, hidden=hidden):
        raise Refused(_("This post takes no more upvotes."))
