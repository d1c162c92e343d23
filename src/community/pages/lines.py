"""What a thread is made of, as one reader sees it: comments, the city's words, dated steps, and who wrote them."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Author:
    """Who wrote it, as far as the public may know. No name: "A neighbor"; ``gone``: closed their account."""

    name: str | None
    captain: bool = False
    gone: bool = False


@dataclass(frozen=True)
class CommentLine:
    """A comment, or the stone that is left of one. ``to`` names the person answered, where it is not the root."""

    id: int
    observation_id: int
    root_id: int | None
    follow_up_id: int | None
    author: Author
    to: str | None
    words: str
    written_at: datetime
    withdrawn: bool
    hidden_rule: str | None
    hidden_at: datetime | None
    mine: bool
    replies: list["CommentLine"] = field(default_factory=list)
    kind: str = "comment"


@dataclass(frozen=True)
class FollowUpLine:
    """The city's dated word."""

    id: int
    case_id: int | None
    agency: str
    liaison: str | None
    words: str
    written_at: datetime
    said: str
    code: str | None
    scheduled_for: date | None
    replies: list[CommentLine] = field(default_factory=list)
    kind: str = "follow_up"


@dataclass(frozen=True)
class StepLine:
    """A dated step on the way to a fix."""

    case_id: int
    kind: str
    at: datetime
    agency: str | None
    who: str | None
    on: date | None
