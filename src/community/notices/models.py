"""What a person is told, what they follow, how they want to be reached, and what became of each mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, Id, Json, only

UNREAD = text("read_at is null")
FAILED = text("state in ('bounced', 'given_up')")
UNMAILED = text("mail is not null and mailing_id is null")
UNPUSHED = text("push is not null and push_mailing_id is null")


class Notice(Base):
    """One thing one person is told, made from one activity. It holds ids; page and mail read the present words."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "activity_id"),
        Index("ix_notice_person", "person_id", "id"),
        Index("ix_notice_unread", "person_id", **only(UNREAD)),
        Index("ix_notice_unmailed", "person_id", "mail", **only(UNMAILED)),
        Index("ix_notice_mailing", "mailing_id"),
        Index("ix_notice_unpushed", "person_id", "push", **only(UNPUSHED)),
        Index("ix_notice_push_mailing", "push_mailing_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_id: Mapped[int]
    kind: Mapped[str]
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("city_case.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up.id"))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="own", server_default="own")
    """own, or what is followed: observation, case, place, board."""
    inbox: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the inbox shows it; one that only goes by mail counts as read from the start."""
    mail: Mapped[str | None]
    """now, daily, weekly: with which mail it goes. None: with none."""
    mailing_id: Mapped[int | None]
    """The mail it went with."""
    push: Mapped[str | None]
    """now, daily, weekly: with which push it goes. None: with none."""
    push_mailing_id: Mapped[int | None]
    """The push it went with."""
    held_until: Mapped[datetime | None]
    """With no mail and no push before: until then, what it tells of can be undone."""


class Follow(Base):
    """Somebody wants to be told of a board, an observation, a case or a place, or (``active`` false) wants to hear no
    more of a thread they wrote in. One's own posts, and those one replied to, are followed without a row, so nothing
    here says who wrote what without a name. Only its owner ever reads it."""

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "subject_id"),
        Index("ix_follow_subject", "kind", "subject_id"),
        Index("ix_follow_cell", "cell"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    subject_id: Mapped[int | None]
    """Id of the board, observation or case; None for a place."""
    active: Mapped[bool] = mapped_column(default=True)
    label: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    meters: Mapped[int | None]
    cell: Mapped[str | None]
    """The square of the grid a place lies in (see ``following.cell_of``)."""
    since: Mapped[datetime]


class Choice(Base):
    """How a person wants to be reached; who has no row has the defaults of ``choosing``."""

    __tablename__ = "notice_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[dict[str, Any]] = mapped_column(Json)
    """Rhythm of the mails (now, daily, weekly, never) by group."""
    push: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    """Rhythm of what is pushed, by group."""
    quiet_inbox: Mapped[list[str]] = mapped_column(Json)
    """Groups the inbox does not show."""
    zone: Mapped[str]
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    """Local hours between which nothing goes out; both None: any time."""
    digest_day: Mapped[int] = mapped_column(default=4)
    """Day of the weekly digest, Monday is 0."""
    paused_until: Mapped[datetime | None]


class Mailing(Base):
    """One mail, or one push to all their browsers, to one person: what became of it. The address is looked up when it
    is sent, and not kept."""

    __tablename__ = "mailing"
    __table_args__ = (
        Index("ix_mailing_person", "person_id", "id"),
        Index("ix_mailing_failed", "settled_at", **only(FAILED)),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(default="mail", server_default="mail")
    rhythm: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(Json)
    observation_id: Mapped[int | None]
    """The thread it is about, if it is about one."""
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting, delivered (the mail server took it, or a push service for one browser at least), bounced (refused, or
    came back), gone (no browser takes it any more), given_up (refused by the push service, or could not be handed over
    for two days), nothing (there was nothing left to say)."""
    settled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")


class PushDevice(Base):
    """A browser that shows news while Stoop is closed. It belongs to one sign-in and ends with it."""

    __tablename__ = "push_device"
    __table_args__ = (UniqueConstraint("login_id"), Index("ix_push_device_endpoint", "endpoint"))

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id", ondelete="CASCADE"))
    endpoint: Mapped[str]
    """The address at the browser's push service."""
    p256dh: Mapped[str]
    """The browser's public key, and with ``auth`` what only it can read is sealed with (RFC 8291)."""
    auth: Mapped[str]
    language: Mapped[str]
    """The one spoken where it was turned on, for people who chose none."""
    since: Mapped[datetime]


class SigningKey(Base):
    """The random key that signs links and addresses in mails; made when first needed."""

    __tablename__ = "signing_key"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
