"""What the city can be asked for: agencies, their services, the questions a service asks."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json


class Agency(Base):
    """Who handles requests. Exactly one is the ``fallback``: what nobody has sorted goes there."""

    __tablename__ = "agency"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    fallback: Mapped[bool] = mapped_column(default=False)


class Service(Base):
    """A kind of request the city accepts. ``icon`` names a symbol of the sprite. Inactive ones stay readable."""

    __tablename__ = "service"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    keywords: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="other")
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class Question(Base):
    """One question of a service. ``options`` is a list of {key, name} for the two list datatypes."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("service_id", "code"),
        CheckConstraint(
            "datatype in ('string','number','datetime','text','singlevaluelist','multivaluelist')", name="datatype"
        ),
    )

    id: Mapped[Id]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    code: Mapped[str]
    text: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    datatype: Mapped[str]
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    options: Mapped[list[Any]] = mapped_column(Json, default=list)
