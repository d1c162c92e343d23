"""A board, its boundary, its invitations and its public log."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json, prefix_text


class Board(Base):
    """One neighborhood. ``key`` is the stable key of the import; ``slug`` the address of the page.

    ``threshold`` None means the city's default. ``escalation`` says who sends to 311: votes, captain or both
    (a liaison always may). ``name_key`` is the folded name; ``area`` is in square degrees, only for "smallest first".
    """

    __tablename__ = "board"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(prefix_text(200), index=True)
    extent: Mapped[str | None]
    """The small line on the street sign, e.g. "57th to 61st St"."""
    welcome: Mapped[str] = mapped_column(default="")
    threshold: Mapped[int | None]
    escalation: Mapped[str] = mapped_column(default="both")
    area: Mapped[float] = mapped_column(default=0.0)
    created_at: Mapped[datetime]


class Boundary(Base):
    """The outline of a board as GeoJSON geometry (WGS 84), kept apart so that pages never load it."""

    __tablename__ = "boundary"

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    geometry: Mapped[dict[str, Any]] = mapped_column(Json)
    changed_at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Base):
    """A link that joins whoever follows it; as ``part`` captain, the one person who uses it. Only the hash of its
    token is kept."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    part: Mapped[str] = mapped_column(default="neighbor")
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
