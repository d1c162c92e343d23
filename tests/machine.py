"""Programs of the machine that the tests start. ``prepare.sh`` finds them, so what it accepts is what runs."""

import subprocess
from pathlib import Path

PREPARE = Path(__file__).parent / "prepare.sh"


def find(what: str) -> Path | None:
    """The folder of ``postgres`` (initdb, pg_ctl; 15 or newer), the path of ``chromium``; None where there is none."""
    said = subprocess.run(["sh", PREPARE, what], stdout=subprocess.PIPE, text=True, check=False)
    return Path(said.stdout.strip()) if said.returncode == 0 else None
