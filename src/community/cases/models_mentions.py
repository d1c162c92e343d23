"""Who is named in a staff note. Beside the notes, and like them in no public query."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base


class Mention(Base):
    """This staff note names that colleague, who is told of it while they may read the case from the inside."""

    __tablename__ = "staff_mention"

    note_id: Mapped[int] = mapped_column(ForeignKey("staff_note.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
