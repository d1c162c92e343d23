"""Keys of programs that may send requests, and what they sent. Whoever reported something stands in ``people``."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json


class ProgramKey(Base):
    """A key by which a program sends requests. Only its SHA-256 is kept; ``hint`` are its last letters, to tell keys
    apart on a page. ``name`` says whose it is."""

    __tablename__ = "open311_key"

    id: Mapped[Id]
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    hint: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]


class Receipt(Base):
    """A request that came in through a key, and the case it became. ``client_id`` is the sender's own stamp: the same
    one twice is one request. ``number`` is the id it was given, ``case_id`` the case its post (``observation_id``) is
    behind now: another one after a split. ``token`` stands for the id where the service gives it later. ``media`` are
    addresses of pictures still to be fetched; ``extras`` answers to questions we did not ask."""

    __tablename__ = "open311_receipt"
    __table_args__ = (UniqueConstraint("key_id", "client_id"),)

    id: Mapped[Id]
    key_id: Mapped[int] = mapped_column(ForeignKey("open311_key.id"))
    client_id: Mapped[str | None]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), index=True)
    number: Mapped[int | None]
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"), index=True)
    token: Mapped[str | None] = mapped_column(unique=True)
    account_id: Mapped[str] = mapped_column(default="")
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("reporter.id", ondelete="SET NULL"), index=True)
    media: Mapped[list[Any]] = mapped_column(Json, default=list)
    extras: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    received_at: Mapped[datetime]


class UpdateReceipt(Base):
    """A word on a request that came in through a key, under the sender's own id of it."""

    __tablename__ = "open311_update"
    __table_args__ = (UniqueConstraint("key_id", "update_id"),)

    id: Mapped[Id]
    key_id: Mapped[int] = mapped_column(ForeignKey("open311_key.id"))
    update_id: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    received_at: Mapped[datetime]


class Conformance(Base):
    """What our own run against the standard found last: one row. ``results`` is a list of {group, name, problem}."""

    __tablename__ = "open311_conformance"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[Id]
    ran_at: Mapped[datetime]
    results: Mapped[list[Any]] = mapped_column(Json)
