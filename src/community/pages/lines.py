"""What the reading pages are made of, as one reader sees it: a post and how far it is, comments, the city's words,
dated steps, and who wrote them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from community.cases.ladder import Status, case_status

MEDIUM = 640
"""Longest side of a photo as it stands in a thread."""


@dataclass(frozen=True)
class Author:
    """Who wrote it, as far as the public may know. No name: "A neighbor"; ``gone``: closed their account."""

    name: str | None
    captain: bool = False
    gone: bool = False


@dataclass(frozen=True)
class Seen:
    """A place as somebody may know it. ``vague``: only the block or the cell around the point is meant."""

    lat: float | None
    lon: float | None
    place: str
    vague: bool = False


@dataclass(frozen=True)
class PhotoLine:
    """A photo as its readers see it: ``width`` and ``height`` of the full size, ``bytes`` of the medium one."""

    key: str
    alt: str
    width: int
    height: int
    bytes: int

    @property
    def medium(self) -> tuple[int, int]:
        """Width and height of the size that stands in threads."""
        scale = min(1.0, MEDIUM / max(self.width, self.height))
        return round(self.width * scale), round(self.height * scale)


@dataclass(frozen=True, eq=False)
class CommentLine:
    """A comment, or the stone that is left of one. ``to`` names the person answered, where it is not the root.

    The same values always give the same object (see ``thread``), so that ``fragments`` finds the piece of page that was
    made of it without comparing field by field."""

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
    photos: tuple[PhotoLine, ...]
    mine: bool
    looked: str | None = None
    """What its author saw who was there, if these words came with it."""
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
    photos: tuple[PhotoLine, ...]
    detail: str = ""
    mine: bool = False
    """Said by the liaison who reads."""
    kind: str = "follow_up"


class Entry(NamedTuple):
    """What stands on the first level of a thread, and what was replied to it."""

    said: CommentLine | FollowUpLine
    replies: list[CommentLine]


@dataclass(frozen=True)
class StepLine:
    """A dated step on the way to a fix."""

    case_id: int
    kind: str
    at: datetime
    agency: str | None
    who: str | None
    on: date | None


class TwoTracks:
    """What stands in every view of a case: its step, and whether neighbors have their own track of it."""

    state: str
    code: str | None
    neighbors_say: str | None
    fixed_count: int
    still_count: int
    confirm_until: datetime | None

    @property
    def status(self) -> Status:
        """Its step of the ladder."""
        return case_status(self)

    @property
    def answered(self) -> bool:
        """Whether neighbors said of its last closing what they saw and are not asked any more, or have settled it."""
        told = self.state == "closed" and self.fixed_count + self.still_count > 0
        return bool(self.neighbors_say or (told and self.confirm_until is None))


@dataclass(frozen=True)
class CaseLine(TwoTracks):
    """A case as posts point to it."""

    id: int
    state: str
    code: str | None
    reference: str | None
    needs_sorting: bool
    scheduled_for: date | None
    opened_by: str
    opened_reason: str
    agency: str
    goes_on_as: int | None
    """Closed as a duplicate: the case that goes on."""
    neighbors_say: str | None = None
    round: int = 0
    confirm_until: datetime | None = None
    fixed_count: int = 0
    still_count: int = 0
    pace: str | None = None
    due_at: datetime | None = None
    paused_for: str | None = None
    promise: str | None = None
    moved_from: date | None = None
    joined: bool = False
    """The post stands behind it, but it was not opened for it."""


@dataclass(frozen=True)
class CityLine:
    """The city's latest public word on a post."""

    agency: str
    words: str
    written_at: datetime


@dataclass(frozen=True)
class Progress:
    """Step, cases and the city's latest word of one post."""

    status: Status
    cases: tuple[CaseLine, ...] = ()
    city: CityLine | None = None

    @property
    def leading(self) -> CaseLine | None:
        """The case whose step the post is on."""
        return next((case for case in self.cases if case.status is self.status), None)


@dataclass(frozen=True)
class Post:
    """An observation as its page shows it to this reader."""

    id: int
    board_id: int
    title: str
    description: str
    place: str
    landmark: str
    service: str | None
    state: str
    votes: int
    comments: int
    created_at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None
    hidden_rule: str | None
    hidden_at: datetime | None
    author: Author
    mine: bool
    voted: bool
    progress: Progress
    seen_count: int = 0
    gone_count: int = 0
    looked_at: datetime | None = None
    sent_by: str | None = None
    photos: tuple[PhotoLine, ...] = ()
    seen: Seen | None = None
