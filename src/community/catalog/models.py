"""What the city can be asked for: agencies, their services, the questions a service asks, and how soon it answers."""

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
    """A kind of request the city accepts. ``icon`` names a symbol of the sprite. Inactive ones stay readable. ``type``
    is GeoReport's: whether the city numbers a request at once, later, or never."""

    __tablename__ = "service"
    __table_args__ = (CheckConstraint("type in ('realtime','batch','blackbox')", name="type"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    keywords: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="other")
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    type: Mapped[str] = mapped_column(default="realtime")
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class Question(Base):
    """One question of a service. ``options`` is a list of {key, name} for the two list datatypes. The answers to a
    ``public`` one may be shown to everybody; the others are for the city."""

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
    public: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    options: Mapped[list[Any]] = mapped_column(Json, default=list)


class Target(Base):
    """How soon the city means to answer first, or to be done, with requests of a service: ``amount`` of ``unit``."""

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("measure in ('first_answer','completion')", name="measure"),
        CheckConstraint("unit in ('working_hours','working_days','hours','days')", name="unit"),
        CheckConstraint("amount between 1 and 3650", name="amount"),
    )

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int]
    unit: Mapped[str]


class Route(Base):
    """On this board another agency than the service's own handles its requests."""

    __tablename__ = "route"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True, index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class OfficeHours(Base):
    """When the city works: one row, or none while nobody has set it (see ``working_time.Hours`` for the meaning).
    ``opens`` and ``closes`` as HH:MM, ``weekdays`` from Monday as 0, ``closed`` as ISO dates."""

    __tablename__ = "office_hours"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[Id]
    opens: Mapped[str]
    closes: Mapped[str]
    weekdays: Mapped[list[Any]] = mapped_column(Json)
    country: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    closed: Mapped[list[Any]] = mapped_column(Json, default=list)
