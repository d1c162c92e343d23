"""Photos by their public key, and uploads that are still coming in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id


class Photo(Base):
    """One picture. Its bytes stand in the store under ``key``, the only name the public knows; other bytes get another
    key. There is no row before all bytes are stored.

    Unposted (``posted_at`` is None) it belongs to the person, else to the browser that brought it, and ends after a
    day. Posted it belongs to one thing: to the city's word where ``follow_up_id`` is set (``case_id`` is the case that
    is on), to a staff note where ``note_id`` is (only the desk sees it), to a comment where ``comment_id`` is, else to
    the post. ``board_id``, ``agency_id`` and ``owner_id`` say on
    whose ground it stands (``agency_id``: the city's own photo, which no captain changes). ``width`` and ``height`` are
    those of the largest size; ``bytes`` is what a phone fetches to see it in a thread.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint(
            "posted_at is null or observation_id is not null or follow_up_id is not null or note_id is not null",
            name="belongs",
        ),
        Index("ix_photo_observation", "observation_id", "position"),
        Index("ix_photo_comment", "comment_id"),
        Index("ix_photo_follow_up", "follow_up_id"),
        Index("ix_photo_note", "note_id"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    browser_hash: Mapped[str | None]
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("city_case.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("staff_note.id"))
    position: Mapped[int] = mapped_column(default=0)
    alt: Mapped[str] = mapped_column(default="")
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    made_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]


class Upload(Base):
    """A file that arrives in pieces. Its bytes so far lie in the folder of uploads; their number is how far it is.

    ``photo_key`` is set once it became a photo, so that a browser that missed the answer can ask again.
    """

    __tablename__ = "photo_upload"

    id: Mapped[Id]
    token: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    browser_hash: Mapped[str | None]
    length: Mapped[int]
    started_at: Mapped[datetime]
    photo_key: Mapped[str | None]
