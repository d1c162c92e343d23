"""Escalations go to a city system that drops, delays past the time-out, answers 500 after accepting and restarts, while
two workers are killed at random: exactly one request each at the city, or a visible flag; none lost, none twice.

``TRIAL_ESCALATIONS`` says how many (10,000 unless told).
"""

import json
import os
import random
import time
from collections import Counter

import pytest
from bench.servers import free_port
from sqlalchemy import func, select

from community.cases.models import Case
from community.cases.models_handoff import CaseReference, Handoff
from community.open311.gateway_models import Endpoint
from tests import make
from tests.trial.handing import escalate_many, open_ones
from tests.trial.killing import Processes, kill_until, settings_of

pytestmark = pytest.mark.trial

ESCALATIONS = int(os.environ.get("TRIAL_ESCALATIONS", "10000"))
SEED = 311
KILL_AFTER = 80
"""Something is killed whenever about so many more have got through, however fast the machine is."""
SHARES = {"key": 6, "repeat": 3, "none": 1}
"""How many of ten go to a system of which kind."""


def start_all(app, processes, ports, home):
    """Two systems and two workers."""
    for name, port in ports.items():
        told = [str(port), str(home / f"{name}.jsonl")]
        processes.start(name, lambda n, name=name, told=told: ["tests.open311.simulator", *told, f"{SEED}-{n}", name])
    for name in ("worker a", "worker b"):
        processes.start(name, lambda _n: ["community", "worker"], **settings_of(app, home))


def taken_at(home):
    """What the systems took, by our key."""
    lines = [line for name in ("plain", "repeats") for line in (home / f"{name}.jsonl").read_text().splitlines()]
    return [json.loads(line) for line in lines]


def escalate(app, ports):
    """So many cases, each of one of three agencies."""
    with app.sessions.writing() as db:
        board = make.board(db)
        services = {}
        for finding in SHARES:
            agency = make.agency(db, finding, fallback=finding == "key")
            url = f"http://127.0.0.1:{ports['repeats' if finding == 'repeat' else 'plain']}/open311/v2"
            endpoint = Endpoint(agency_id=agency.id, url=url, timeout=1, finding=finding, listing_delay=4)
            endpoint.format = "json" if finding == "key" else "xml"
            db.add(endpoint)
            services[finding] = make.service(db, agency, f"Kind {finding}").id
        kinds = [services[finding] for finding, share in SHARES.items() for _one in range(share)]
        db.commit()
        escalate_many(db, board.id, kinds, ESCALATIONS)


def test_every_escalation_is_at_the_city_once_or_visibly_stuck(app, look, tmp_path):
    processes, began = Processes(tmp_path), time.monotonic()
    ports = {"plain": free_port(), "repeats": free_port()}
    escalate(app, ports)
    escalated_in, end = time.monotonic() - began, time.monotonic() + 300 + ESCALATIONS * 0.4
    victims = ["plain", "repeats", "worker a", "worker a", "worker b", "worker b"]
    try:
        start_all(app, processes, ports, tmp_path)
        kills = kill_until(
            lambda: open_ones(look, ESCALATIONS), processes, victims, random.Random(SEED), after=KILL_AFTER, end=end
        )
        left = open_ones(look, ESCALATIONS)
    finally:
        processes.end()
    at_the_city = taken_at(tmp_path)
    taken = Counter(made["key"] for made in at_the_city)
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
    assert numbers == {made["key"]: made["number"] for made in at_the_city if made["key"] in accepted}
    assert look(select(func.count()).where(Case.reference.is_not(None)))[0] == len(accepted)


def look_pairs(app, statement):
    """Pairs, as they are committed now."""
    with app.sessions.reading() as db:
        return [tuple(row) for row in db.execute(statement)]
