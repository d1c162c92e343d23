"""The worker: consumers, deliveries and timers in turn, woken by the history; slow outside work has lanes of its own.
Several workers may run."""

import logging
import threading
from contextlib import closing
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from community.activity.deliveries import run_deliveries
from community.activity.fanout import run_consumers
from community.activity.lanes import Lanes
from community.activity.queries import waiting_work
from community.activity.registry import MAIN
from community.activity.tail import Signal
from community.activity.timers import run_timers

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
"""Longest wait between two rounds: what became due by time alone is found this late."""
DATABASE_AWAY_SECONDS = 2.0
GATHER_SECONDS = 0.2
"""While lanes send, the history grows a line at a time: so long it is gathered, and then read by every consumer in one
go. Reading each line by itself would cost more than sending."""


def run_round(app: Any, lanes: Lanes | None = None) -> int:
    """Everything there is to do right now, once. Returns how much was done here; tests call it until it is 0. What
    belongs to one of the ``lanes`` is done there."""
    with app.sessions.reading() as db:
        waiting = waiting_work(db, app.activity.consumers, app.activity.lanes)
    done = run_consumers(app, waiting.consumers)
    for name in waiting.lanes:
        if lanes is None or not lanes.wake(name):
            done += run_deliveries(app, name)
    if waiting.timers:
        done += run_timers(app)
    return done


def run_until_idle(app: Any) -> None:
    """Rounds until nothing is left to do now."""
    while run_round(app):
        pass


def run(app: Any, stop: threading.Event) -> None:
    """Work until ``stop`` is set. A database that is away is waited for, with the reason in the log. Raises
    RuntimeError where a lane has failed."""
    with closing(Signal(app.sessions.engines)) as signal, Lanes(app, app.activity.lanes - {MAIN}) as lanes:
        while not stop.is_set():
            try:
                if not run_round(app, lanes):
                    signal.wait(IDLE_SECONDS)
                elif lanes.busy:
                    stop.wait(GATHER_SECONDS)
            except (SQLAlchemyError, OSError) as problem:
                log.error("the worker cannot reach the database: %s", type(problem).__name__)
                stop.wait(DATABASE_AWAY_SECONDS)
