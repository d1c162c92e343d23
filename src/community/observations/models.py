"""What neighbors saw, where exactly (kept apart), and the older versions of their words."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json, only

LISTED = text("listed")
LISTED_SQLITE = text("listed = 1")
"""SQLite takes a partial index only for the very words of the query."""
MAPPED = text("listed and hidden_at is null and state in ('open', 'escalated')")
MAPPED_SQLITE = text("listed = 1 and hidden_at is null and state in ('open', 'escalated')")
"""What maps and "Nearby" show: problems that are still there and that everyone may read."""


class Observation(Base):
    """Something a neighbor saw. The place columns here are the *public* ones: a nameless post shows its block.

    ``listed`` is false for what no list shows (withdrawn before it was escalated). ``hot`` is a stored,
    time-invariant score. ``author_id`` never leaves the server; ``nameless`` decides whether a name is shown.
    ``hidden_at`` is a mark beside the state. ``answers`` maps question codes to what the author answered.
    """

    __tablename__ = "observation"
    __table_args__ = (
        CheckConstraint("state in ('open','escalated','resolved','withdrawn')", name="state"),
        Index("ix_observation_hot", "board_id", "hot", "id", **only(LISTED, sqlite=LISTED_SQLITE)),
        Index("ix_observation_new", "board_id", "created_at", "id", **only(LISTED, sqlite=LISTED_SQLITE)),
        Index(
            "ix_observation_escalated",
            "board_id",
            "escalated_at",
            "id",
            **only("listed and escalated_at is not null", sqlite="listed = 1 and escalated_at is not null"),
        ),
        Index(
            "ix_observation_step",
            "board_id",
            "state",
            "created_at",
            "id",
            **only(LISTED, sqlite=LISTED_SQLITE),
        ),
        Index(
            "ix_observation_kind",
            "board_id",
            "service_id",
            "created_at",
            "id",
            **only(LISTED, sqlite=LISTED_SQLITE),
        ),
        Index("ix_observation_author", "author_id", "created_at"),
        Index("ix_observation_map_box", "lat", "lon", **only(MAPPED, sqlite=MAPPED_SQLITE)),
        Index("ix_observation_map_new", "id", **only(MAPPED, sqlite=MAPPED_SQLITE)),
        Index(
            "ix_observation_open_votes",
            "board_id",
            "vote_count",
            **only("state = 'open'"),
        ),
    )

    id: Mapped[Id]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    nameless: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    place: Mapped[str] = mapped_column(default="")
    landmark: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    state: Mapped[str] = mapped_column(default="open")
    listed: Mapped[bool] = mapped_column(default=True)
    vote_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    seen_count: Mapped[int] = mapped_column(default=0)
    gone_count: Mapped[int] = mapped_column(default=0)
    looked_at: Mapped[datetime | None]
    """Neighbors who were there, while it is unsettled: it is there, it is gone; and when the last one looked."""
    hot: Mapped[float]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    escalated_by: Mapped[str | None]
    """votes, captain, liaison, import or open311; or, on the board again, ``rules.TAKEN_OUT``: votes alone do not send
    it."""
    hidden_at: Mapped[datetime | None]
    hidden_rule: Mapped[str | None]
    photo_key: Mapped[str | None]
    """Its first photo, so that lists need not look for it."""
    photo_bytes: Mapped[int | None]
    client_id: Mapped[str | None] = mapped_column(unique=True)
    """What the form was stamped with: sending it twice posts once."""
    import_key: Mapped[str | None] = mapped_column(unique=True)


class ExactPlace(Base):
    """Where the problem exactly is: for the desk and the hand-off, never for a public page."""

    __tablename__ = "exact_place"
    __table_args__ = (Index("ix_exact_place_address", "address"),)

    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    address: Mapped[str] = mapped_column(default="")
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("block.id"))


class Version(Base):
    """Words as they were before an edit; only their author reads them."""

    __tablename__ = "version"

    id: Mapped[Id]
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), index=True)
    title: Mapped[str]
    description: Mapped[str]
    written_at: Mapped[datetime]
