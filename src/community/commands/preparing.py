"""What happens before anything is served: the schema, the demo city, and what to tell whoever started it."""

from typing import Any

from community.activity.timers import begin_daily
from community.commands.explaining import CommandError
from community.commands.migrating import is_current, migrate
from community.demo.city import seed_when_empty
from community.demo.people import OFFERED
from community.people.actions import end_demo_logins


def prepare(app: Any, *, seeding: bool) -> None:
    """Migrate where the setting says so, and plan what is due every day; in demo mode fill an empty database (with
    ``seeding``), else end the sign-ins of demo people. Raises CommandError, SQLAlchemyError."""
    if app.knobs.migrate:
        migrate(app.sessions.engines)
    elif not is_current(app.sessions.engines):
        raise CommandError("the database does not fit this version of Stoop. Run `community migrate` first.")
    with app.sessions.writing() as db, db.begin():
        begin_daily(db, app)
        if not app.knobs.demo:
            end_demo_logins(db)
    if app.knobs.demo and seeding:
        seed_when_empty(app)


def welcome(app: Any) -> str:
    """The address, and in demo mode the people to sign in as."""
    knobs = app.knobs
    host = "localhost" if knobs.host in ("127.0.0.1", "::1", "0.0.0.0") else knobs.host
    lines = ["", f"  Stoop for {knobs.city_name}: http://{host}:{knobs.port}", ""]
    if knobs.demo:
        lines += ["  This is the demo city; its people are invented. Sign in with one click as"]
        lines += [f"    {person.name:<12} {person.part}" for person in OFFERED]
        lines += ["  For a city of your own see docs/operations.md.", ""]
    return "\n".join([*lines, "  Stop with Ctrl-C.", ""])
