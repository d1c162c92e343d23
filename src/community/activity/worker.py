"""The worker: consumers, deliveries and timers in turn, woken by the history. Several may run."""

import logging
import threading
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from community.activity.deliveries import run_deliveries
from community.activity.fanout import run_consumers
from community.activity.queries import waiting_work
from community.activity.tail import Signal
from community.activity.timers import run_timers

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
"""Longest wait between two rounds: what became due by time alone is found this late."""
DATABASE_AWAY_SECONDS = 2.0


def run_round(app: Any) -> int:
    """Everything there is to do right now, once. Returns how much was done; tests call it until it is 0."""
    with app.sessions.reading() as db:
        waiting = waiting_work(db, app.activity.consumers)
    done = run_consumers(app, waiting.consumers)
    if waiting.deliveries:
        done += run_deliveries(app)
    if waiting.timers:
        done += run_timers(app)
    return done


def run_until_idle(app: Any) -> None:
    """Rounds until nothing is left to do now."""
    while run_round(app):
        pass


def run(app: Any, stop: threading.Event) -> None:
    """Work until ``stop`` is set. A database that is away is waited for, with the reason in the log."""
    signal = Signal(app.sessions.engines)
    try:
        while not stop.is_set():
            try:
                if not run_round(app):
                    signal.wait(IDLE_SECONDS)
            except (SQLAlchemyError, OSError) as problem:
                log.error("the worker cannot reach the database: %s", type(problem).__name__)
                stop.wait(DATABASE_AWAY_SECONDS)
    finally:
        signal.close()
