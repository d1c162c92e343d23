"""What the desk itself keeps: the views its liaisons saved, their habits, and words for its own search."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, prefix_text
from community.search.folding import LONGEST_WORD


class SavedView(Base):
    """Filters of the queue under a name, for the one liaison who saved them. ``address``: the query string."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    address: Mapped[str]
    made_at: Mapped[datetime]


class Habit(Base):
    """How a liaison likes the desk. No row: as it comes. ``keys``: single keys work."""

    __tablename__ = "desk_habit"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    keys: Mapped[bool] = mapped_column(default=True)


class AnswerTemplate(Base):
    """Words an agency's liaisons begin an answer with. ``service_id`` None: any kind; ``state``: for which
    cases (a key of ``templates_rules.STATES``)."""

    __tablename__ = "answer_template"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    state: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    words: Mapped[str]


class Reader(Base):
    """A liaison has the page of a case open, as far as their browser said; over once ``until`` has passed."""

    __tablename__ = "case_reader"

    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    until: Mapped[datetime]


class TrayWord(Base):
    """A word of a case behind which no post stands, folded as ``search`` folds it. The desk alone looks here."""

    __tablename__ = "tray_word"

    word: Mapped[str] = mapped_column(prefix_text(LONGEST_WORD), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), primary_key=True, index=True)
