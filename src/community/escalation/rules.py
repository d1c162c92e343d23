"""When an observation becomes a case. Pure."""

BY_VOTES = frozenset({"votes", "both"})
"""Settings of a board under which votes send to 311."""


def is_due(votes: int, threshold: int, escalation: str, *, taken_out: bool = False) -> bool:
    """Whether the votes of confirmed members send an observation to 311:

    - the board lets votes do so,
    - there are as many as it asks for, and
    - nobody took it out from behind a case by hand: the next vote would put it back against who has just looked at it.
    """
    return escalation in BY_VOTES and votes >= threshold and not taken_out


def may_become_case(*, state: str, hidden: bool) -> bool:
    """Only what stands on the board, open and visible, goes to 311."""
    return state == "open" and not hidden


def may_become_another(*, state: str, hidden: bool) -> bool:
    """What is at 311 already, and visible, may have a second cause: another case."""
    return state == "escalated" and not hidden
