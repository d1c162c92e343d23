"""``python -m bench [--only NAME] [--json FILE]``: one line a figure; non-zero exit when one is short."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import desk, imports, keys, lighthouse, live, memory, open311, pages, phone
from bench.measure import Figure

GROUPS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "board": pages.board,
    "desk": desk.queue,
    "keys": keys.figures,
    "live": live.broadcast,
    "import": imports.requests,
    "open311": open311.figures,
    "memory": memory.idle,
    "phone": phone.figures,
    "lighthouse": lighthouse.scores,
}
WHEN_THERE = {"lighthouse": lighthouse.missing}
"""Groups that need a program of their own, and what says why they cannot run: left out of the whole bench then, with
that line; named, they end with it."""


def main() -> int:
    """Run the groups asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, help="one group of figures")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    asked = parser.parse_args()
    if asked.only:
        figures = _measured(asked.only)
    else:
        figures = [figure for name in GROUPS if _can_run(name) for figure in _apart(name)]
    if asked.json:
        rows = [{**vars(figure), "met": figure.met} for figure in figures]
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if figures and all(figure.met for figure in figures) else 1


def _can_run(name: str) -> bool:
    """Whether the group has what it needs; one line tells when it has not."""
    lacks = WHEN_THERE[name]() if name in WHEN_THERE else ""
    if lacks:
        print(f"{name}: not measured. {lacks}", flush=True)
    return not lacks


def _measured(name: str) -> list[Figure]:
    """The figures of one group, each printed as it comes."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="stoop-bench-") as folder:
        for figure in GROUPS[name](Path(folder)):
            print(figure.line(), flush=True)
            figures.append(figure)
    return figures


def _apart(name: str) -> list[Figure]:
    """As ``_measured``, in a process of its own: what one group leaves in memory slows the next. Raises
    CalledProcessError when it ends before its last figure."""
    with tempfile.NamedTemporaryFile(prefix="stoop-bench-", suffix=".json") as told:
        ended = subprocess.run([sys.executable, "-m", "bench", "--only", name, "--json", told.name], check=False)
        rows = json.loads(Path(told.name).read_text() or "[]")
        if not rows:
            ended.check_returncode()
    for row in rows:
        row.pop("met")
    return [Figure(**row) for row in rows]


sys.exit(main())
