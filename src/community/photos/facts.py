"""What can happen to photos."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class PhotosAdded(Fact):
    """The author of a post added photos to it later."""

    board_id: int
    observation_id: int


@dataclass(frozen=True)
class OfOnePhoto:
    """Where the photo of a fact is seen. ``comment_id``: it hangs on this comment; ``said_id``: on this word of the
    city, which is no news itself; both None: it is one of the post."""

    board_id: int | None
    observation_id: int | None
    case_id: int | None
    comment_id: int | None
    said_id: int | None


@dataclass(frozen=True)
class PhotoCovered(OfOnePhoto, Fact):
    """Something on a photo was painted over: it has another address now."""


@dataclass(frozen=True)
class PhotoTakenAway(OfOnePhoto, Fact):
    """Its author took a photo back."""


@dataclass(frozen=True)
class PhotoDescribed(OfOnePhoto, Fact):
    """Its author said what a photo shows."""


@dataclass(frozen=True)
class PhotoBytesLeft(Fact):
    """Nothing points to these bytes any more: they are to be deleted. ``key`` is random, and a name no longer."""

    key: str
