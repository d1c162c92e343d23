"""A tail read under rollbacks, killed writers and reconnecting readers loses nothing and reorders nothing."""

import random
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import select

from community.activity.models import Timer
from community.activity.tail import Signal, rows_after

WRITERS, SECONDS, KILLS, SEED = 6, 12, 8, 311

pytestmark = pytest.mark.trial


class Reader(threading.Thread):
    """Follows the tail, forgetting its connection now and then; keeps what it read in order."""

    def __init__(self, app, seed):
        super().__init__()
        self.app, self.chance = app, random.Random(seed)
        self.read, self.last, self.stop = [], 0, threading.Event()

    def run(self):
        signal = Signal(self.app.sessions.engines)
        while not self.stop.is_set():
            if self.chance.random() < 0.05:
                signal.close()
            signal.wait(0.2)
            self.drain()
        self.drain()
        signal.close()

    def drain(self):
        with self.app.sessions.reading() as db:
            rows = rows_after(db, self.last)
        self.read += [(row.id, f"{row.data['writer']}:{row.data['number']}") for row in rows]
        self.last = rows[-1].id if rows else self.last


class Writer(threading.Thread):
    """Runs one writer after the other as a process; collects what each acknowledged before it ended or was killed."""

    def __init__(self, url, number):
        super().__init__()
        self.url, self.seed, self.acknowledged = url, number * 1000, []
        self.process, self.end = None, time.monotonic() + SECONDS

    def run(self):
        while (left := self.end - time.monotonic()) > 1:
            self.seed += 1
            command = [sys.executable, "-m", "tests.trial.tail_writer", self.url, str(self.seed), str(left)]
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            lines = self.process.stdout.read()
            self.process.wait()
            self.process.stdout.close()
            self.acknowledged += [line for line in lines.splitlines() if line.count(":") == 1]


def test_nothing_acknowledged_is_lost_and_every_reader_reads_the_same_order(app, look):
    url = app.sessions.engines.writing.url.render_as_string(hide_password=False)
    readers = [Reader(app, 1), Reader(app, 2)]
    writers = [Writer(url, number) for number in range(1, WRITERS + 1)]
    for thread in [*readers, *writers]:
        thread.start()
    chance = random.Random(SEED)
    for _ in range(KILLS):
        time.sleep(SECONDS / KILLS * 0.8)  # the rhythm of the kills is the trial
        victim = chance.choice(writers).process
        if victim is not None:
            victim.kill()
    for writer in writers:
        writer.join()
    time.sleep(0.5)  # readers stop where they are: let them read what was committed last
    for reader in readers:
        reader.stop.set()
        reader.join()

    acknowledged = [token for writer in writers for token in writer.acknowledged]
    first, second = (reader.read for reader in readers)
    tokens = [token for _id, token in first]
    print(f"{len(acknowledged)} acknowledged, {len(tokens)} read")
    assert len(acknowledged) > 100
    assert set(acknowledged) <= set(tokens), "an acknowledged fact was lost"
    assert len(tokens) == len(set(tokens)), "a fact was read twice"
    assert first == second, "two readers read another order"
    assert set(tokens) == set(look(select(Timer.subject))), "a fact without its change, or a change without its fact"
    for writer in {token.split(":")[0] for token in tokens}:
        numbers = [int(token.split(":")[1]) for token in tokens if token.startswith(f"{writer}:")]
        assert numbers == sorted(numbers)
