"""The inbox: what a person is told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id

UNREAD = text("read_at is null")


class Notice(Base):
    """One line in somebody's inbox, made from one activity. It holds ids; the page reads the present words."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "activity_id"),
        Index("ix_notice_person", "person_id", "id"),
        Index("ix_notice_unread", "person_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[int]
    kind: Mapped[str]
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("city_case.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
