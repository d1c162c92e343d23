"""``community inbound`` as an operator runs it: it listens, refuses strangers, ends cleanly, and says what it lacks."""

import smtplib
from pathlib import Path
from typing import Any

import pytest

from tests.program import (
    CLEAN_END_SECONDS,
    PATIENCE,
    Program,
    free_ports,
    make_city,
    migrate,
    say,
    wait_a_little,
)


@pytest.fixture
def seeded(tmp_path: Path) -> None:
    """A small migrated database that counts as a city already."""
    migrate(tmp_path)
    make_city(tmp_path)


def greeted(program: Program, port: str) -> smtplib.LMTP:
    """A conversation with the door, once it is open."""
    for _ in range(PATIENCE * 20):
        if program.process.poll() is not None:
            break
        try:
            return smtplib.LMTP("127.0.0.1", int(port))
        except OSError:
            wait_a_little()
    raise AssertionError(f"it does not answer: {program.end()}")


@pytest.fixture
def program(tmp_path: Path, seeded: None) -> Any:
    """The running program, and its port."""
    [port] = free_ports(1)
    places = {"COMMUNITY_REPLY_DOMAIN": "reply.stoop.example", "COMMUNITY_INBOUND_PORT": port}
    running = Program(tmp_path, "-m", "community", "inbound", **places)
    yield running, port
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


@pytest.mark.trial
def test_it_refuses_strangers_and_ends_cleanly(program: Any) -> None:
    running, port = program
    client = greeted(running, port)
    client.ehlo()
    assert client.mail("a@example.org")[0] == 250
    assert client.rcpt("reply+1.1.00000000000000000000@reply.stoop.example")[0] == 550
    assert client.rcpt("somebody@example.com")[0] == 550
    client.quit()
    code, seconds, said = running.end()
    assert (code, "Traceback" in said) == (0, False), said
    assert seconds < CLEAN_END_SECONDS


def test_without_a_domain_it_says_what_to_set(tmp_path: Path, seeded: None) -> None:
    code, _said, complained = say(tmp_path, "inbound")
    assert code == 1
    assert "COMMUNITY_REPLY_DOMAIN" in complained
    assert len(complained.splitlines()) == 1
