"""Accounts, sign-ins, codes, parts people play. Only ``person.display_name`` may ever reach a public page.

Addresses and passwords stand in ``account``, a table no public query joins.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from community.db.base import Base, Id, Json, prefix_text
from community.people.names import LONGEST_KEY, name_key


def _key_of_row(context: Any) -> str:
    """Of a row that is written without an object."""
    return name_key(context.get_current_parameters()["display_name"])


class Person(Base):
    """Somebody with an account. ``demo`` people belong to the invented city. A closed one keeps no name.
    ``name_key`` is the folded name, by whose beginning a person is found; it always follows the name."""

    __tablename__ = "person"

    id: Mapped[Id]
    display_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(prefix_text(LONGEST_KEY), index=True, default=_key_of_row, server_default="")
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    language: Mapped[str | None]
    """The language they chose, for pages and mails. None: the browser's for pages, the city's for mails."""

    @validates("display_name")
    def _fold(self, _attribute: str, name: str) -> str:
        self.name_key = name_key(name)
        return name

    @property
    def may_sign_in(self) -> bool:
        """Neither suspended nor closed."""
        return self.suspended_at is None and self.closed_at is None


class Account(Base):
    """How to reach a person and how they prove who they are. Deleted when the account is closed.

    ``email_key`` is the folded address that makes accounts unique; demo people have no account at all.
    """

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    bounces: Mapped[int] = mapped_column(default=0, server_default="0")
    """Mails that came back from this address for good, since it was given or its owner said that it works again."""


class Reporter(Base):
    """How to reach somebody without an account who reported through another program or to the desk, for mail alone. No
    page reads it. Deleted when they ask for it by the link below a mail."""

    __tablename__ = "reporter"

    id: Mapped[Id]
    email: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    """Stands for the sign-in below a mail: whoever has it ends the mails."""
    language: Mapped[str]
    created_at: Mapped[datetime]


class Login(Base):
    """One sign-in: a browser that holds the random token whose SHA-256 is here. Ending it deletes the row."""

    __tablename__ = "login"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Code(Base):
    """A code sent by e-mail, for one purpose (sign_up, sign_in, reset, change_email), bound to one browser.

    The worker mints code and link when it sends, so ``code_hash`` and ``link_hash`` are empty until then, and stay
    empty where the address makes the purpose impossible: what the web does never depends on who has an account.
    A sign-up lives here, with its name and password, until its address is confirmed; no person exists before that.
    """

    __tablename__ = "code"

    id: Mapped[Id]
    purpose: Mapped[str]
    email: Mapped[str]
    """Where it goes."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Whose address is to change; of the others, who used it."""
    display_name: Mapped[str | None]
    password_hash: Mapped[str | None]
    old_email: Mapped[str | None]
    """The address that was changed by it, to be told about that."""
    browser_hash: Mapped[str]
    code_hash: Mapped[str | None]
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    language: Mapped[str | None]
    """The one spoken where it was asked for: the mail's, and the new person's."""
    kept: Mapped[str | None]
    """What was to be done before the sign-in (``keep.Kept.text``), for the link of the mail; gone once it is used."""

    __table_args__ = (Index("ix_code_browser_hash", "browser_hash"), Index("ix_code_created_at", "created_at"))


class Attempt(Base):
    """One try at something limited (sign_in, sign_up, code, reset …), under the hash of whom or where from."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_kind_key_at", "kind", "key", "at"),)

    id: Mapped[Id]
    kind: Mapped[str]
    key: Mapped[str]
    at: Mapped[datetime]


class Membership(Base):
    """A person's part. neighbor and captain: of a board. liaison: of an agency. moderator, admin: of the city.

    ``scope_kind`` is board, agency or city; ``scope_id`` is 0 for the city.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope_kind", "scope_id"),
        Index("ix_membership_scope", "scope_kind", "scope_id", "role"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    scope_kind: Mapped[str]
    scope_id: Mapped[int]
    created_at: Mapped[datetime]
    boards: Mapped[list[int] | None] = mapped_column(Json)
    """For a liaison: the boards it is for. None: all of them, and the city-wide tray."""
