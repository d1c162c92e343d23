"""What happens to people, as facts. Never a name, an address, a code."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class CodeRequested(Fact):
    """Somebody asked for a code by e-mail. Whether there is anybody to send it to, the worker finds out."""

    code_id: int


@dataclass(frozen=True)
class PersonJoined(Fact):
    """An account was made, its address confirmed."""

    person_id: int


@dataclass(frozen=True)
class PersonRenamed(Fact):
    """A person goes by another display name from now on."""

    person_id: int


@dataclass(frozen=True)
class PasswordChanged(Fact):
    """A password was set, changed or reset; its owner is told by mail."""

    person_id: int


@dataclass(frozen=True)
class AddressChanged(Fact):
    """An account has a new address; the old one, kept on the code for a while, is told."""

    person_id: int
    code_id: int


@dataclass(frozen=True)
class LoginEnded(Fact):
    """One sign-in ended: its open pages lose their socket."""

    person_id: int
    login_id: int


@dataclass(frozen=True)
class PersonSignedOut(Fact):
    """All sign-ins of a person ended, except ``kept_login_id`` where there is one."""

    person_id: int
    kept_login_id: int | None = None


@dataclass(frozen=True)
class PersonSuspended(Fact):
    """An administrator suspended the account; all its sign-ins ended."""

    person_id: int


@dataclass(frozen=True)
class PersonRestored(Fact):
    """A suspended account may be used again."""

    person_id: int


@dataclass(frozen=True)
class PersonClosed(Fact):
    """A person closed their account. Whoever keeps something that is only theirs erases it on this."""

    person_id: int


@dataclass(frozen=True)
class PartGranted(Fact):
    """A person plays a part, or plays it for other boards than before."""

    person_id: int
    role: str
    scope_kind: str
    scope_id: int


@dataclass(frozen=True)
class PartEnded(Fact):
    """A person plays a part no more."""

    person_id: int
    role: str
    scope_kind: str
    scope_id: int


@dataclass(frozen=True)
class ReporterForgotten(Fact):
    """Somebody without an account who had reported something wants no more mails; their address is gone."""

    reporter_id: int
