"""What happens to a case, in the past tense. One act is one fact: ``CaseScheduled``, ``CaseTransferred`` and
``CaseClosed`` name the follow-up that came with them; ``FollowUpWritten`` is an answer that does nothing else.

``version`` is the one the case has after a liaison's act.
"""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class CaseOpened(Fact):
    """An observation became a case: ``by`` votes, captain, liaison or import. An imported case may have none."""

    board_id: int | None
    observation_id: int | None
    case_id: int
    by: str
    needs_sorting: bool


@dataclass(frozen=True)
class CaseJoined(Fact):
    """An observation joined a case that others stand behind: ``by`` captain or liaison."""

    board_id: int | None
    observation_id: int
    case_id: int
    by: str
    version: int


@dataclass(frozen=True)
class CaseUnjoined(Fact):
    """An observation stands behind the case no more."""

    board_id: int | None
    observation_id: int
    case_id: int
    version: int


@dataclass(frozen=True)
class CaseSorted(Fact):
    """A case that nobody had sorted got its service and agency; now it may be handed to the city."""

    board_id: int | None
    case_id: int
    service_id: int
    agency_id: int
    version: int


@dataclass(frozen=True)
class CaseSent(Fact):
    """The hand-off is on its way to the city."""

    board_id: int | None
    case_id: int


@dataclass(frozen=True)
class CaseAccepted(Fact):
    """The city has it and gave a reference. ``outside``: by a system outside Stoop."""

    board_id: int | None
    case_id: int
    outside: bool


@dataclass(frozen=True)
class HandoffMoved(Fact):
    """Something on the way to the city: ``hop`` token, stuck, seen; by hand: again, number, desk."""

    board_id: int | None
    case_id: int
    hop: str


@dataclass(frozen=True)
class CaseRead(Fact):
    """A liaison of the agency had it open at the built-in desk for the first time. The desk itself is not told."""

    board_id: int | None
    case_id: int


@dataclass(frozen=True)
class CaseTaken(Fact):
    """A liaison took the case."""

    board_id: int | None
    case_id: int
    agency_id: int
    version: int


@dataclass(frozen=True)
class CaseTransferred(Fact):
    """The case went to another agency, or to another liaison of the same one (``liaison_id``)."""

    board_id: int | None
    case_id: int
    from_agency_id: int
    agency_id: int
    follow_up_id: int | None
    version: int
    liaison_id: int | None = None


@dataclass(frozen=True)
class CaseScheduled(Fact):
    """Work is set for a day (``on``, ISO)."""

    board_id: int | None
    case_id: int
    follow_up_id: int
    on: str
    version: int


@dataclass(frozen=True)
class CaseClosed(Fact):
    """The city closed the case with one of the five codes, and with words."""

    board_id: int | None
    case_id: int
    follow_up_id: int
    code: str
    version: int


@dataclass(frozen=True)
class CaseReopened(Fact):
    """The case goes on, because it is still there (``by`` neighbors) or in a better place (``by`` place). ``ask``: the
    city is told of it ``again``, or ``first``; ``nobody`` while it needs sorting. By a place: the reply that says
    where, and the post that was moved there, if one was."""

    board_id: int | None
    case_id: int
    by: str
    ask: str
    version: int
    place_comment_id: int | None = None
    place_observation_id: int | None = None


@dataclass(frozen=True)
class CaseSettled(Fact):
    """Neighbors agree that it is fixed."""

    board_id: int | None
    case_id: int
    version: int


@dataclass(frozen=True)
class WindowEnded(Fact):
    """Neighbors were asked long enough, and did not settle whether it is fixed."""

    board_id: int | None
    case_id: int


@dataclass(frozen=True)
class CaseWordsWithdrawn(Fact):
    """An author took their words back after the case was opened. Who that was stays out of the history."""

    board_id: int | None
    case_id: int
    version: int


@dataclass(frozen=True)
class FollowUpWritten(Fact):
    """The city's public word: on a case, or on an observation that has none yet (``version`` 0)."""

    board_id: int | None
    observation_id: int | None
    case_id: int | None
    follow_up_id: int
    version: int = 0


@dataclass(frozen=True)
class NoteWritten(Fact):
    """Staff words on a case. Only the desk is told."""

    board_id: int | None
    case_id: int
    note_id: int
    version: int
