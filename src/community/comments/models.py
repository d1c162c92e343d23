"""The thread: neighbors' comments, and replies to comments or to the city's follow-ups."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id


class Comment(Base):
    """A neighbor's words under an observation. ``root_id`` is the first-level comment a reply hangs under, directly
    or not; ``reply_to_id`` the words it answers. Under a follow-up, ``follow_up_id`` is set instead of a root.

    Taken back, the words go and a stone stays (``withdrawn_at``), so that the replies keep their sense.
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("root_id is null or follow_up_id is null", name="one_parent"),
        Index("ix_comment_observation", "observation_id", "written_at", "id"),
        Index("ix_comment_author", "author_id", "written_at"),
    )

    id: Mapped[Id]
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    nameless: Mapped[bool] = mapped_column(default=False)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"), index=True)
    words: Mapped[str]
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_rule: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(unique=True)
