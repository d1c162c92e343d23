"""What the city imported of its ground: blocks of streets, and addresses on them."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, BigId, Id, Json, prefix_text


class Block(Base):
    """One street segment. ``label`` is what people say ("5800 block of Larch St"); the point is its middle.

    ``street_key`` is the folded street name (see ``places.rules.fold``), ``line`` the segment as [lon, lat] pairs.
    """

    __tablename__ = "block"
    __table_args__ = (Index("ix_block_lat_lon", "lat", "lon"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    street: Mapped[str]
    street_key: Mapped[str] = mapped_column(prefix_text(200), index=True)
    label: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    line: Mapped[list[Any]] = mapped_column(Json)


class Address(Base):
    """A house number on a street, with its point and, where known, its block."""

    __tablename__ = "address"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    label_key: Mapped[str] = mapped_column(prefix_text(200), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    block_id: Mapped[int | None] = mapped_column(ForeignKey("block.id"), index=True)


class Street(Base):
    """A street by its folded name, as blocks or addresses have it: what a misspelled name may have meant."""

    __tablename__ = "street"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(prefix_text(200), unique=True)
    name: Mapped[str]


class StreetPair(Base):
    """Two neighboring letters of a street's name (see ``places.typos.pairs``): the same index on both engines."""

    __tablename__ = "street_pair"

    pair: Mapped[str] = mapped_column(prefix_text(2), primary_key=True)
    street_id: Mapped[int] = mapped_column(BigId, ForeignKey("street.id"), primary_key=True)
