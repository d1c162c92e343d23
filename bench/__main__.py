"""``python -m bench [--only NAME] [--json FILE]``: one line a figure; non-zero exit when one is short."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import imports, lighthouse, live, memory, pages, phone
from bench.measure import Figure

GROUPS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "board": pages.board,
    "live": live.broadcast,
    "import": imports.requests,
    "memory": memory.idle,
    "phone": phone.figures,
    "lighthouse": lighthouse.scores,
}
WHEN_ASKED = {"lighthouse"}
"""Groups that need a program of their own, so that they run only when they are named."""


def main() -> int:
    """Run the groups asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, help="one group of figures")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    asked = parser.parse_args()
    figures: list[Figure] = []
    for name, group in GROUPS.items():
        if asked.only == name or (asked.only is None and name not in WHEN_ASKED):
            with tempfile.TemporaryDirectory(prefix="stoop-bench-") as folder:
                for figure in group(Path(folder)):
                    print(figure.line(), flush=True)
                    figures.append(figure)
    if asked.json:
        rows = [{**vars(figure), "met": figure.met} for figure in figures]
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if all(figure.met for figure in figures) else 1


sys.exit(main())
