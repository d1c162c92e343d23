"""What somebody told the desk without an account: which way, on which case, and whom mails about it go to."""

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
