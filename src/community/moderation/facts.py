"""What can happen to reported words. ``comment_id`` None: the words of the observation itself."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class WordsReported(Fact):
    """Somebody says the words break a rule; ``recipient`` is captain or moderators."""

    board_id: int
    observation_id: int
    comment_id: int | None
    recipient: str


@dataclass(frozen=True)
class WordsHidden(Fact):
    """A captain or moderator (``role``) hid the words."""

    board_id: int
    observation_id: int
    comment_id: int | None
    role: str


@dataclass(frozen=True)
class WordsShownAgain(Fact):
    """A captain or moderator (``role``) lets the words be read again."""

    board_id: int
    observation_id: int
    comment_id: int | None
    role: str
