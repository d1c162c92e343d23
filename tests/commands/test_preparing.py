"""What happens before anything is served, and how the web server is set up."""

from typing import Any

import pytest
from sqlalchemy import select

from community import main
from community.commands.explaining import CommandError
from community.commands.migrating import is_current, newest_revision
from community.commands.preparing import prepare, welcome
from community.commands.threads import web_options
from community.people.models import Login
from community.settings import Settings
from tests import make


def test_without_demo_mode_demo_people_are_signed_out_and_others_stay(app: Any, db: Any, browser: Any) -> None:
    invented, real = make.person(db, "Denise W.", demo=True), make.person(db, "Ruth A.")
    for person in (invented, real):
        browser(person)
    prepare(app, seeding=True)
    assert db.scalars(select(Login.person_id)).all() == [real.id]


def test_the_schema_in_force_is_the_newest(engines: Any) -> None:
    assert is_current(engines)
    assert newest_revision()


def test_a_database_without_tables_is_not_served(app: Any, tmp_path: Any) -> None:
    empty = main(None, **{"community.home": str(tmp_path)}).registry
    assert not is_current(empty.sessions.engines)
    with pytest.raises(CommandError, match="community migrate"):
        prepare(empty, seeding=True)


def test_only_the_proxy_is_believed() -> None:
    plain, behind = web_options(Settings(port=1234)), web_options(Settings(proxy="10.0.0.1"))
    assert plain["clear_untrusted_proxy_headers"] is True
    assert "trusted_proxy" not in plain
    assert behind["trusted_proxy"] == "10.0.0.1"
    assert "x-forwarded-for" in behind["trusted_proxy_headers"]
    assert (plain["ident"], plain["port"]) == (None, 1234)


def test_the_welcome_names_the_address_and_demo_people_only_in_demo_mode(app: Any) -> None:
    assert "http://localhost:6543" in welcome(app)
    assert "Denise W." not in welcome(app)
