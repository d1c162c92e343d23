"""Official cases: their life, what backs them, the city's words, dated steps. Staff notes have a table of their own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json, only


class Case(Base):
    """The request as the city works on it. ``version`` grows with every change a liaison makes or must see.

    ``needs_answer_since`` is set while a neighbor waits for the city's word, also after the closing. ``voices`` is the
    sum of the votes of the observations behind it, ``title`` and ``place`` are what the desk lists (emptied when the
    words are withdrawn).
    ``board_id`` None: the city-wide tray. ``imported`` cases start no clock and stand only under "all open"
    until a liaison takes one. ``code`` is the closing code.
    """

    __tablename__ = "city_case"
    __table_args__ = (
        CheckConstraint("state in ('queued','open','in_progress','closed')", name="state"),
        CheckConstraint("neighbors_say in ('fixed','still')", name="neighbors_say"),
        Index("ix_city_case_opened_at", "opened_at", "id"),
        Index("ix_city_case_open_age", "agency_id", "opened_at", "id", **only("state <> 'closed'")),
        Index("ix_city_case_open_votes", "agency_id", "voices", "id", **only("state <> 'closed'")),
        Index("ix_city_case_closed_votes", "agency_id", "voices", "id", **only("state = 'closed'")),
        Index(
            "ix_city_case_waiting", "agency_id", "needs_answer_since", "id", **only("needs_answer_since is not null")
        ),
        Index("ix_city_case_unsorted", "agency_id", "opened_at", "id", **only("needs_sorting")),
        Index("ix_city_case_liaison", "liaison_id", "agency_id", "opened_at", "id", **only("state <> 'closed'")),
        Index("ix_city_case_asked_about", "confirm_until", **only("confirm_until is not null")),
        Index("ix_city_case_closed", "agency_id", "closed_at", "id", **only("state = 'closed'")),
        *(
            Index(f"ix_city_case_{state}_{of}", "agency_id", f"{of}_id", moment, "id", **only(condition))
            for state, moment, condition in (
                ("open", "opened_at", "state <> 'closed'"),
                ("closed", "closed_at", "state = 'closed'"),
            )
            for of in ("board", "service")
        ),
    )

    id: Mapped[Id]
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    liaison_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(default="queued")
    needs_sorting: Mapped[bool] = mapped_column(default=False)
    needs_answer_since: Mapped[datetime | None]
    reference: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    voices: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    """votes, captain, liaison, import, open311 (a program that speaks GeoReport) or one of ``rules.CHANNELS``."""
    opened_reason: Mapped[str] = mapped_column(default="")
    opener_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    scheduled_for: Mapped[date | None]
    promise: Mapped[str | None]
    """What became of the day it is set for (``promises``); None: no day, or one set before promises were kept."""
    moved_from: Mapped[date | None]
    """The day promised before that one, if it was moved."""
    closed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When the city first answered a neighbor, by a word of ``clocks.ANSWERS``."""
    pace: Mapped[str | None]
    """on_time, at_risk, late or paused by its clocks (see ``clocking``); closed: how it ended. None: no clock."""
    due_at: Mapped[datetime | None]
    """When the next of its running clocks is over, or was."""
    paused_since: Mapped[datetime | None]
    paused_for: Mapped[str | None]
    """Why its clocks stand still: a key of ``clocks.REASONS``."""
    asked_at: Mapped[datetime | None]
    """Since when a captain of its board waits for the city's word."""
    quiet_since: Mapped[datetime | None]
    """When the alarm was raised that nobody spoke, until somebody does; ``quiet_for``: silence or question."""
    quiet_for: Mapped[str | None]
    code: Mapped[str | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("city_case.id"))
    """Closed as a duplicate: the case that goes on."""
    round: Mapped[int] = mapped_column(default=0)
    """How often the city has closed it: neighbors answer each closing anew."""
    confirm_until: Mapped[datetime | None]
    """Closed as done or not found: until then neighbors say whether it is fixed. None once that is settled or over."""
    neighbors_say: Mapped[str | None]
    """``fixed``: they agree that it is. ``still``: it is not, so the case was opened again."""
    fixed_count: Mapped[int] = mapped_column(default=0)
    still_count: Mapped[int] = mapped_column(default=0)
    """Neighbors who looked in this round. ``place_given_at``: a better place was told after "not found", once."""
    reopened_at: Mapped[datetime | None]
    place_given_at: Mapped[datetime | None]
    words_edited_at: Mapped[datetime | None]
    words_withdrawn_at: Mapped[datetime | None]
    imported: Mapped[bool] = mapped_column(default=False)
    import_key: Mapped[str | None] = mapped_column(unique=True)


class Backing(Base):
    """This observation stands behind that case. Many to many; ``escalation`` never makes a second by itself."""

    __tablename__ = "backing"

    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), primary_key=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), primary_key=True, index=True)
    since: Mapped[datetime]
    joined: Mapped[bool] = mapped_column(default=False)
    """The case was there already; it was not opened for this observation."""


class FollowUp(Base):
    """The city's public word: on a case (then in every thread behind it) or on an observation without one.

    ``agency_id`` and ``author_id`` are who spoke. ``kind`` is answer, scheduled, kept, paused, transferred or closed.
    ``code`` is the closing code, or why the clock stands still.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("(case_id is null) <> (observation_id is null)", name="one_subject"),
        Index("ix_follow_up_case", "case_id", "written_at"),
        Index("ix_follow_up_observation", "observation_id", "written_at"),
        Index("ix_follow_up_written_at", "written_at", "id"),
        Index("ix_follow_up_final_at", "final_at", "id", **only("final_at is not null")),
    )

    id: Mapped[Id]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("city_case.id"))
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(default="answer")
    words: Mapped[str]
    scheduled_for: Mapped[date | None]
    code: Mapped[str | None]
    detail: Mapped[str] = mapped_column(default="")
    """What the closing code asks for beside the words: where they looked, whose job it is, which rule, or the number of
    the case that goes on (see ``wording``)."""
    written_at: Mapped[datetime]
    final_at: Mapped[datetime | None]
    """Since when, or from when, it cannot be undone any more, and other systems read it; None: it never could be."""


class StaffNote(Base):
    """Internal words on a case. In a table of its own, so that no public query can pick one up."""

    __tablename__ = "staff_note"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str]
    written_at: Mapped[datetime]


class Step(Base):
    """A dated, public step of a case: opened, sorted, queued, sent, token, accepted, seen, read, stuck, taken,
    transferred, scheduled, kept, broken, paused, resumed, withdrawn, closed, settled, reopened, place_given.
    ``person_id`` names the liaison or captain who made it, where there is one."""

    __tablename__ = "step"
    __table_args__ = (Index("ix_step_final_at", "final_at", **only("final_at is not null")),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("city_case.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on: Mapped[date | None]
    final_at: Mapped[datetime | None]
    """As of the city's word."""
