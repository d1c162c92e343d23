"""What Lighthouse says about board, thread and compose, on its simulated phone.

It is a program of Node: ``sh tests/prepare.sh npm`` installs it beside the environment, nothing else needs it. Where it
is not there, the whole bench says so and goes on.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import machine

from bench.measure import Figure
from bench.phone import BOARD, COMPOSE, THREAD, neighborhood

BARS = {"performance": 90, "accessibility": 100, "best-practices": 100}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
TIMES = 5
"""Runs of a page; the middle one counts."""
WANTED = "It needs Node 18 or newer, npm and Chromium. Then: sh tests/prepare.sh npm"


def missing() -> str:
    """What to install, in words; empty where all is there."""
    return "" if machine.find("lighthouse") and machine.find("chromium") else WANTED


def scores(folder: Path) -> Iterator[Figure]:
    """Nine figures. Raises SystemExit, with what to install, where a program is missing."""
    program, chromium = machine.find("lighthouse"), machine.find("chromium")
    if program is None or chromium is None:
        raise SystemExit(f"lighthouse: not measured. {WANTED}")
    with neighborhood(folder) as (address, cookie):
        headers = json.dumps({"Cookie": f"{cookie['name']}={cookie['value']}"})
        for name, path in (("board", BOARD), ("thread", THREAD), ("compose", COMPOSE)):
            runs = [audit(program, chromium, address + path, headers, folder) for _ in range(TIMES)]
            for category, bar in BARS.items():
                found = sorted(100 * run["categories"][category]["score"] for run in runs)
                wrong = ", ".join(missed(runs[0], category)) if found[TIMES // 2] < 100 else ""
                yield Figure(
                    f"Lighthouse: {category} of the {name}", found[TIMES // 2], bar, "", at_least=True, remark=wrong
                )


def audit(program: Path, chromium: Path, address: str, headers: str, folder: Path) -> dict[str, Any]:
    """One run, as Lighthouse writes it down."""
    written = folder / "lighthouse.json"
    command = [str(program), address, "--quiet", "--output=json", f"--output-path={written}"]
    command += [f"--only-categories={','.join(BARS)}", f"--chrome-flags={FLAGS}", f"--extra-headers={headers}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": str(chromium)}, stdout=subprocess.DEVNULL)
    return json.loads(written.read_text("utf-8"))


def missed(run: dict[str, Any], category: str) -> list[str]:
    """The audits that cost points."""
    weighed = [audit["id"] for audit in run["categories"][category]["auditRefs"] if audit["weight"]]
    return [name for name in weighed if (run["audits"][name]["score"] or 0) < 0.9 and _counts(run["audits"][name])]


def _counts(audit: dict[str, Any]) -> bool:
    return audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
