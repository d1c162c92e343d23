"""The ``community`` program: what it starts, what it says, how it ends."""

import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import program as programs
from tests.architecture.source import ROOT
from tests.program import CLEAN_END_SECONDS, PATIENCE, Program, free_ports, make_city, say, wait_a_little
from tests.when import in_trial


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    """``start("serve")``: a program that is ended with the test."""
    running: list[Program] = []

    def begin(*words: str, **environ: str) -> Program:
        running.append(Program(tmp_path, "-m", "community", *words, **environ))
        return running[-1]

    yield begin
    for program in running:
        if program.process.poll() is None:
            program.process.kill()
            program.process.communicate()


@pytest.fixture
def migrated(tmp_path: Path) -> None:
    """An empty database stands where the commands look for it."""
    programs.migrate(tmp_path)


@pytest.fixture
def seeded(tmp_path: Path, migrated: None) -> None:
    """A small database that counts as a city already, so that nothing is seeded."""
    make_city(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, *in_trial(signal.SIGINT)])
def test_serve_runs_all_three_and_ends_cleanly(start: Any, tmp_path: Path, number: int, seeded: None) -> None:
    program = start("serve")
    assert program.health()["database"] == "ok"
    assert program.health(program.live_port)
    code, seconds, said = program.end(number)
    assert (code, "Traceback" in said) == (0, False), said
    assert seconds < CLEAN_END_SECONDS
    assert f"http://localhost:{program.port}" in said
    assert "Denise W." in said


@pytest.mark.trial
@pytest.mark.parametrize("command", ["web", "live", "worker"])
def test_each_part_runs_alone_and_ends_cleanly(start: Any, tmp_path: Path, command: str, seeded: None) -> None:
    program = start(command)
    if command == "worker":
        wait_for_worker(tmp_path, program)
    else:
        assert program.health(program.port if command == "web" else program.live_port)
    code, seconds, said = program.end()
    assert (code, said) == (0, ""), said
    assert seconds < CLEAN_END_SECONDS


def wait_for_worker(tmp_path: Path, program: Program) -> None:
    """An activity nobody has read yet is read by it."""
    database = sqlite3.connect(tmp_path / "var" / "stoop.sqlite", timeout=10)
    database.execute("INSERT INTO activity (at, kind, data, imported) VALUES ('2026-01-01', 'test', '{}', 0)")
    database.commit()
    end = time.monotonic() + PATIENCE
    while not database.execute("SELECT count(*) FROM cursor WHERE last >= 1").fetchone()[0]:
        assert time.monotonic() < end
        assert program.process.poll() is None, program.end()
        wait_a_little()


@pytest.mark.trial
def test_pserve_serves_the_same(tmp_path: Path, seeded: None) -> None:
    ini = tmp_path / "city.ini"
    text = (ROOT / "development.ini").read_text("utf-8")
    ini.write_text(text, "utf-8")
    program = Program(tmp_path, "-c", "from pyramid.scripts.pserve import main; main()", str(ini))
    assert program.health()["database"] == "ok"
    assert program.health(program.live_port)
    code, seconds, said = program.end()
    assert code == 0, said
    assert seconds < CLEAN_END_SECONDS
    assert "Denise W." in said


def test_a_taken_port_is_told_in_words(start: Any, tmp_path: Path, seeded: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for name in ("PORT", "LIVE_PORT"):
            code, said, complained = say(
                tmp_path, "serve", **dict(zip(("PORT", "LIVE_PORT"), free_ports(), strict=True)) | {name: port}
            )
            assert code == 1, said
            assert "the port is taken" in complained
            assert "Traceback" not in complained


def test_serving_an_old_database_says_what_to_do(tmp_path: Path) -> None:
    for command in ("web", "live", "worker"):
        code, _said, complained = say(tmp_path, command)
        assert code == 1
        assert "community migrate" in complained


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"COMMUNITY_PORT": "many"}, "whole number"),
        ({"COMMUNITY_DATABASE_URL": "nothing"}, "database_url cannot be used"),
        ({"COMMUNITY_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, "cannot be reached"),
        ({"COMMUNITY_DATABASE_URL": "oracle+unknown://x/y"}, "database_url cannot be used"),
        ({"COMMUNITY_HOME": "/proc/nowhere"}, "/proc/nowhere"),
    ],
)
def test_what_an_operator_can_mend_is_one_sentence(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    code, _said, complained = say(tmp_path, "migrate", **environ)
    assert code == 1
    assert words in complained
    assert "Traceback" not in complained
    assert complained.startswith("community migrate: ")


def test_a_missing_or_broken_ini_is_told(tmp_path: Path) -> None:
    code, _said, complained = say(tmp_path, "migrate", "--ini", "nowhere.ini")
    assert (code, "there is no file nowhere.ini" in complained) == (1, True)
    (tmp_path / "broken.ini").write_text("this is no ini", "utf-8")
    code, _said, complained = say(tmp_path, "migrate", "--ini", "broken.ini")
    assert (code, "cannot be read as an ini" in complained, "Traceback" in complained) == (1, True, False)


def test_the_first_administrator(tmp_path: Path, migrated: None) -> None:
    create = ("create-admin", "ruth@example.org", "--name", "Ruth A.")
    code, said, complained = say(tmp_path, *create, typed="seven wet umbrellas\n")
    assert (code, complained) == (0, "")
    assert "Ruth A. <ruth@example.org>" in said
    assert say(tmp_path, *create, typed="seven wet umbrellas\n")[0] == 1
    database = sqlite3.connect(tmp_path / "var" / "stoop.sqlite")
    assert database.execute("SELECT role, scope_kind FROM membership").fetchall() == [("admin", "city")]
    assert database.execute("SELECT count(*) FROM account WHERE password_hash LIKE '%umbrellas%'").fetchone() == (0,)


@pytest.mark.parametrize(
    ("email", "name", "password"),
    [("no address", "Ruth", "seven wet umbrellas"), ("a@example.org", "City Hall", "seven wet umbrellas"),
     ("a@example.org", "Ruth", "short"), ("a@example.org", "Ruth", "")],
)  # fmt: skip
def test_no_administrator_without_a_good_password(
    tmp_path: Path, email: str, name: str, password: str, migrated: None
) -> None:
    code, _said, complained = say(tmp_path, "create-admin", email, "--name", name, typed=password + "\n")
    assert code == 1
    assert complained.startswith("community create-admin: ")
    database = sqlite3.connect(tmp_path / "var" / "stoop.sqlite")
    assert database.execute("SELECT count(*) FROM person").fetchone() == (0,)


def test_demo_mode_refuses_what_would_let_strangers_in(tmp_path: Path) -> None:
    for environ in ({"COMMUNITY_BASE_URL": "https://stoop.example"}, {"COMMUNITY_HOST": "0.0.0.0"}):
        code, _said, complained = say(tmp_path, "serve", **environ)
        assert code == 1
        assert "demo" in complained


def test_seeding_leaves_the_database_of_real_people_alone(tmp_path: Path, migrated: None) -> None:
    say(tmp_path, "create-admin", "ruth@example.org", "--name", "Ruth A.", typed="seven wet umbrellas\n")
    for command in ("seed", "serve"):
        code, _said, complained = say(tmp_path, command)
        assert code == 1
        assert "not invented" in complained
    database = sqlite3.connect(tmp_path / "var" / "stoop.sqlite")
    assert database.execute("SELECT count(*) FROM board").fetchone() == (0,)
