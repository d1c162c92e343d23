"""Reports by neighbors, and the public log of what was hidden and shown again."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, only

OPEN = text("settled_at is null")


class Report(Base):
    """Somebody says these words break a rule. ``recipient`` is captain, or moderators where a captain wrote them."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("(observation_id is null) <> (comment_id is null)", name="one_subject"),
        Index("ix_report_board", "board_id", "settled_at", "id"),
        Index("ix_report_open", "id", **only(OPEN)),
        Index("ix_report_observation", "observation_id"),
        Index("ix_report_comment", "comment_id"),
    )

    id: Mapped[Id]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recipient: Mapped[str]
    rule: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class BoardLog(Base):
    """One public line: what was hidden or shown again on a board, under which rule, by a captain or a moderator."""

    __tablename__ = "board_log"
    __table_args__ = (
        Index("ix_board_log_board", "board_id", "id"),
        Index("ix_board_log_observation", "observation_id", "id"),
    )

    id: Mapped[Id]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    deed: Mapped[str]
    rule: Mapped[str]
    role: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime]
