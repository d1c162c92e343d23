"""Escalations go to a city system that drops, delays past the time-out, answers 500 after accepting and restarts, while
two workers are killed at random: exactly one request each at the city, or a visible flag; none lost, none twice.

``TRIAL_ESCALATIONS`` says how many (10,000 unless told).
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from bench.servers import free_port
from sqlalchemy import func, select

from community.boards.models import Board
from community.cases.actions import open_case
from community.cases.models import Case
from community.cases.models_handoff import CaseReference, Handoff
from community.open311.gateway_models import Endpoint
from tests import make

pytestmark = pytest.mark.trial

ESCALATIONS = int(os.environ.get("TRIAL_ESCALATIONS", "10000"))
SEED, LOOK_EVERY = 311, 1
KILL_AFTER = 80
"""Something is killed whenever about so many more have got through, however fast the machine is."""
SHARES = {"key": 6, "repeat": 3, "none": 1}
"""How many of ten go to a system of which kind."""
BATCH = 500


class Processes:
    """Two workers and two systems, started again whenever they were killed."""

    def __init__(self, url, home):
        self.ports, self.home, self.starts = {"plain": free_port(), "repeats": free_port()}, home, 0
        self.environ = {
            **os.environ,
            "COMMUNITY_DATABASE_URL": url,
            "COMMUNITY_HOME": str(home),
            "COMMUNITY_OUTBOUND_OPEN": "127.0.0.1/32",
            "COMMUNITY_CIRCUIT_REST": "1",
        }
        self.running = {}

    def start(self, name):
        self.starts += 1
        if name in self.ports:
            told = [str(self.ports[name]), str(self.home / f"{name}.jsonl"), f"{SEED}-{self.starts}", name]
            command = [sys.executable, "-m", "tests.open311.simulator", *told]
        else:
            command = [sys.executable, "-m", "community", "worker"]
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, env=self.environ, stdout=log, stderr=log)

    def kill(self, name):
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()
        self.start(name)

    def end(self):
        for process in self.running.values():
            process.kill()
            process.wait()

    def taken(self):
        """What the systems took, by our key."""
        lines = [line for name in self.ports for line in (self.home / f"{name}.jsonl").read_text().splitlines()]
        return [json.loads(line) for line in lines]


def escalate(app, processes):
    """So many cases, each of one of three agencies."""
    with app.sessions.writing() as db:
        board = make.board(db)
        services = {}
        for finding in SHARES:
            agency = make.agency(db, finding, fallback=finding == "key")
            url = f"http://127.0.0.1:{processes.ports['repeats' if finding == 'repeat' else 'plain']}/open311/v2"
            endpoint = Endpoint(agency_id=agency.id, url=url, timeout=1, finding=finding, listing_delay=4)
            endpoint.format = "json" if finding == "key" else "xml"
            db.add(endpoint)
            services[finding] = make.service(db, agency, f"Kind {finding}").id
        kinds = [finding for finding, share in SHARES.items() for _one in range(share)]
        board_id = board.id
        db.commit()
        for start in range(0, ESCALATIONS, BATCH):
            titles = {
                f"Hole {start + n}": {"lat": 42.35, "lon": -71.05} for n in range(min(BATCH, ESCALATIONS - start))
            }
            with make.at_once(db):
                for number, post in enumerate(make.observations(db, db.get_one(Board, board_id), None, titles)):
                    open_case(
                        db, post, db.get_one(Board, board_id), by="votes", opener_id=None, answers={}, reason="",
                        service_id=services[kinds[number % len(kinds)]], needs_sorting=False,
                    )  # fmt: skip
            db.expunge_all()


def open_ones(look):
    """How many are neither at the city nor flagged."""
    waiting = select(func.count()).where(Handoff.settled_at.is_(None), Handoff.stuck_since.is_(None))
    known = select(func.count()).select_from(Handoff)
    return look(waiting)[0] + ESCALATIONS - look(known)[0]


def test_every_escalation_is_at_the_city_once_or_visibly_stuck(app, look, tmp_path):
    url = app.sessions.engines.writing.url.render_as_string(hide_password=False)
    processes, chance = Processes(url, tmp_path), random.Random(SEED)
    began = time.monotonic()
    escalate(app, processes)
    escalated_in = time.monotonic() - began
    kills, next_kill, end = 0, ESCALATIONS, time.monotonic() + 300 + ESCALATIONS * 0.4
    try:
        for name in ("plain", "repeats", "worker a", "worker b"):
            processes.start(name)
        while (waiting := open_ones(look)) and time.monotonic() < end:
            if waiting < next_kill and waiting > ESCALATIONS // 20:
                next_kill = waiting - KILL_AFTER * (0.5 + chance.random())
                processes.kill(chance.choice(["plain", "repeats", "worker a", "worker a", "worker b", "worker b"]))
                kills += 1
            time.sleep(LOOK_EVERY)
        left = open_ones(look)
    finally:
        processes.end()
    taken = Counter(made["key"] for made in processes.taken())
    handoffs = look(select(Handoff))
    states = Counter((one.state, one.why) for one in handoffs)
    print(
        f"\n{ESCALATIONS} escalated in {escalated_in:.0f} s; {kills} kills; {time.monotonic() - began:.0f} s in all;"
        f" {sum(taken.values())} at the city; {dict(states)}"
    )
    assert left == 0, "some are neither there nor flagged"
    assert len(handoffs) == ESCALATIONS
    assert kills > 2
    assert [key for key, times in taken.items() if times > 1] == [], "some are there twice"
    accepted = {one.key for one in handoffs if one.state == "accepted"}
    flagged = {one.key for one in handoffs if one.stuck_since is not None}
    assert accepted <= set(taken), "some were said to be there and are not"
    assert set(taken) <= accepted | flagged
    assert len(accepted | flagged) == ESCALATIONS
    assert len(accepted) > ESCALATIONS * 0.9
    numbers = dict(look_pairs(app, select(Handoff.key, CaseReference.reference).join(
        CaseReference, CaseReference.case_id == Handoff.case_id)))  # fmt: skip
    assert numbers == {made["key"]: made["number"] for made in processes.taken() if made["key"] in accepted}
    assert look(select(func.count()).where(Case.reference.is_not(None)))[0] == len(accepted)


def look_pairs(app, statement):
    """Pairs, as they are committed now."""
    with app.sessions.reading() as db:
        return [tuple(row) for row in db.execute(statement)]
