"""What somebody told the desk without an account: which way, on which case, and whom mails about it go to; and what was
said of a case for which there is no post."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id


class Intake(Base):
    """One call, visit or letter, and the case it opened or joined. ``channel`` is one of ``rules.CHANNELS``; ``stamp``
    that of the form: the same one twice is one. No page reads ``reporter_id``: it is for mail alone."""

    __tablename__ = "intake"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), index=True)
    channel: Mapped[str]
    stamp: Mapped[str] = mapped_column(unique=True)
    taken_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("reporter.id", ondelete="SET NULL"), index=True)
    taken_at: Mapped[datetime]


class TrayReport(Base):
    """The words and the exact place of a case that stands on no board, as they were told: for the hand-off to the
    agency's own system alone. The desk reads both in a staff note; no public page reads either."""

    __tablename__ = "tray_report"

    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), primary_key=True)
    words: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    landmark: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
