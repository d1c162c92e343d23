"""Errors as an operator can use them: what is wrong, where, and what to do about it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, ProgrammingError, SQLAlchemyError

from community.errors import Refused
from community.settings import SettingsError

INTERRUPTED = 130
NO_TABLE = ("no such table", "no such column", "does not exist")


class CommandError(Exception):
    """A command cannot do what it was asked; the message says why and what to do."""


@dataclass
class Outcome:
    """How a command ended."""

    code: int = 0
    words: str = ""


@contextmanager
def explained() -> Iterator[Outcome]:
    """Turn what an operator can mend into a sentence. Anything else is a bug and keeps its traceback."""
    outcome = Outcome()
    try:
        yield outcome
    except (CommandError, SettingsError) as problem:
        outcome.code, outcome.words = 1, str(problem)
    except Refused as refusal:
        outcome.code, outcome.words = 1, refusal.message
    except (SQLAlchemyError, TimeoutError) as problem:
        outcome.code, outcome.words = 1, database_words(problem)
    except OSError as problem:
        outcome.code, outcome.words = 1, system_words(problem)
    except KeyboardInterrupt:
        outcome.code, outcome.words = INTERRUPTED, "stopped by you; what was finished stays."


def database_words(problem: BaseException) -> str:
    """What a database error means for the person who runs the command."""
    cause = str(getattr(problem, "orig", None) or problem).strip().splitlines()
    first = cause[0] if cause else type(problem).__name__
    if isinstance(problem, (OperationalError, ProgrammingError)) and any(words in first for words in NO_TABLE):
        return f"the database does not fit this version of Stoop ({first}). Run `community migrate` first."
    if isinstance(problem, (ArgumentError, NoSuchModuleError)):
        return f"community.database_url cannot be used: {first}. Write postgresql+psycopg://user:password@host/name."
    if isinstance(problem, OperationalError):
        return f"the database cannot be reached: {first}. Is it running, and is community.database_url right?"
    return f"the database refuses: {first}"


def system_words(problem: OSError) -> str:
    """What an error of the operating system means: a taken port, a file that is not there."""
    if problem.errno == errno.EADDRINUSE:
        return "the port is taken by another program. Choose another with PORT (web) or LIVE_PORT (live)."
    return f"{problem.strerror or problem}: {problem.filename}" if problem.filename else str(problem)
