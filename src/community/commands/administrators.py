"""``community create-admin``: the first administrator, who then gives everybody else their part."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.building import build
from community.commands.explaining import CommandError
from community.people.actions import create_admin
from community.people.names import clean_name, problem_with_name
from community.people.passwords import hash_password
from community.people.rules import problem_with_email, problem_with_password


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community create-admin EMAIL``."""
    command = commands.add_parser(
        "create-admin", parents=[common], help="an administrator; the password is asked for, or read from a pipe"
    )
    command.add_argument("email", metavar="EMAIL")
    command.add_argument("--name", help="the name neighbors will see")
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Create the administrator. Raises CommandError for what cannot be an address, a name or a password, Refused
    when the address has an account."""
    app = build(args).registry
    email, name = args.email.strip(), clean_name(args.name or args.email.partition("@")[0])
    _check(problem_with_email(email))
    _check(problem_with_name(name))
    password = _ask_password()
    _check(problem_with_password(password, name, email))
    hashed = hash_password(password, app.knobs.bcrypt_cost)
    with app.sessions.writing() as db, db.begin():
        create_admin(db, name, email, hashed)
    print(f"{name} <{email}> can sign in now and administer {app.knobs.city_name}.")


def _check(problem: str | None) -> None:
    if problem:
        raise CommandError(problem)


def _ask_password() -> str:
    """Twice at the keyboard, once from a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise CommandError("the two passwords were not the same; nothing was created.")
    return password
