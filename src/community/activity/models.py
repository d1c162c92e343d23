"""Tables of the history, of its readers' positions, of what is owed to the outside, and of what is due."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, only

CATALOG_CHANGED = text("kind in ('service_saved', 'questions_saved')")
"""When programs that keep a copy of the city's services must fetch it anew."""


class Activity(Base):
    """One line of history. Ids point into other features without foreign keys: history outlives what it tells of."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_observation_id_id", "observation_id", "id"),
        Index("ix_activity_case_id_id", "case_id", "id"),
        Index("ix_activity_catalog", "id", **only(CATALOG_CHANGED)),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    kind: Mapped[str]
    actor_id: Mapped[int | None]
    board_id: Mapped[int | None]
    observation_id: Mapped[int | None]
    case_id: Mapped[int | None]
    person_id: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    imported: Mapped[bool] = mapped_column(default=False)


class Cursor(Base):
    """How far one consumer has read. ``due`` is in the future while a failing batch waits for its next try."""

    __tablename__ = "cursor"

    consumer: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
    due: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]


OWED = text("done_at is null")
"""Of all deliveries there ever were, the few an operator looks at."""


class Delivery(Base):
    """One activity owed to one outside place. ``due`` is None once done or given up. ``lane``: among which others it
    waits for its turn."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("activity_id", "kind", "target"),
        Index("ix_delivery_lane_due", "lane", "due"),
        Index("ix_delivery_owed", "id", **only(OWED)),
    )

    id: Mapped[Id]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    kind: Mapped[str]
    target: Mapped[str]
    lane: Mapped[str] = mapped_column(default="main")
    due: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    problem: Mapped[str | None]

    @property
    def key(self) -> str:
        """The idempotency key the outside place is given: the same at every try."""
        return f"{self.activity_id}:{self.kind}:{self.target}"


class Timer(Base):
    """Something that must happen at a time. One per kind and subject; setting it again moves it."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index("ix_timer_due", "due"))

    id: Mapped[Id]
    kind: Mapped[str]
    subject: Mapped[str]
    due: Mapped[datetime]
