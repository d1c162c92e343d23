"""Where an agency's own system is, how it is to be spoken to, and what was heard from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json


class Endpoint(Base):
    """The GeoReport v2 endpoint of an agency. Not ``active``: its cases stay at the built-in desk.

    ``sealed_key`` is the API key, unreadable without the operator's file (see ``client_sealing``). ``codes`` maps our
    service codes to theirs. ``finding`` says how we find a request of ours whose answer we never got:

    - repeat: it knows a repeated request by its key and answers with the number it gave first
    - key: its list can be asked for the key, in ``key_parameter``
    - list: its list shows our key in the description, ``listing_delay`` seconds after it was sent at the latest
    - none: not at all; somebody has to look

    ``sends_photos``: it is told the address of a photo; what it fetched there it may keep.
    ``failures`` and ``rests_until`` are the circuit: one that fails again and again is left alone for a while.
    """

    __tablename__ = "endpoint"
    __table_args__ = (
        CheckConstraint("format in ('xml','json')", name="format"),
        CheckConstraint("finding in ('repeat','key','list','none')", name="finding"),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    url: Mapped[str]
    format: Mapped[str] = mapped_column(default="xml")
    jurisdiction: Mapped[str] = mapped_column(default="")
    sealed_key: Mapped[str] = mapped_column(default="")
    quirks: Mapped[str] = mapped_column(default="standard")
    codes: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    finding: Mapped[str] = mapped_column(default="none")
    key_parameter: Mapped[str] = mapped_column(default="client_request_id")
    listing_delay: Mapped[int | None]
    timeout: Mapped[int] = mapped_column(default=20)
    takes_updates: Mapped[bool] = mapped_column(default=False)
    gives_updates: Mapped[bool] = mapped_column(default=False)
    sends_photos: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    pulled_at: Mapped[datetime | None]
    updates_until: Mapped[datetime | None]
    pull_problem: Mapped[str] = mapped_column(default="")


class Heard(Base):
    """A word of the city's system that has been put on its case: it is not put there twice."""

    __tablename__ = "heard"

    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoint.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
