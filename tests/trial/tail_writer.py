"""A writer for the trial of the tail: commits facts, rolls some back, prints the token of each one acknowledged.

``python -m tests.trial.tail_writer URL SEED SECONDS``. May be killed at any moment.
"""

import random
import sys
import time
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from community import clock
from community.activity.facts import Fact
from community.activity.models import Timer
from community.activity.record import hook, record
from community.db.engines import create_engines
from community.db.sessions import Sessions


@dataclass(frozen=True)
class StoneThrown(Fact):
    """A fact of this trial. ``number`` counts up within one writer."""

    writer: int
    number: int


def throw(db: Session, writer: int, number: int, chance: random.Random) -> bool:
    """One transaction with a business row and a fact; one in seven rolls back. Whether it committed."""
    with db.begin() as transaction:
        db.add(Timer(kind="trial", subject=f"{writer}:{number}", due=clock.now()))
        record(db, StoneThrown(writer=writer, number=number))
        time.sleep(chance.random() / 100)  # so that transactions overlap, and some are killed half way
        if chance.random() < 0.15:
            transaction.rollback()
            return False
    return True


def main(url: str, seed: int, seconds: float) -> None:
    """Write until the time is over."""
    sessions = Sessions(create_engines(url, pool_size=1))
    hook(sessions.write_class)
    chance, end, number = random.Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        try:
            with sessions.writing() as db:
                committed = throw(db, seed, number, chance)
        except OperationalError:
            continue
        if committed:
            print(f"{seed}:{number}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
