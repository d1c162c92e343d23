"""What an import did, told in counts and names; what it refused goes, line by line, into a file too."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from community.errors import Refused

MOST_SHOWN = 20
"""Refusals shown on the screen; the file has them all."""


class ImportRefused(Refused):
    """The file as a whole cannot be imported; nothing was changed by what is refused. The message says what to do."""


@dataclass
class Report:
    """Counts by outcome (``new``, ``changed``, ``unchanged``, ``refused`` …), notes, and the first refusals."""

    what: str
    dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    file: Path | None = None
    _out: TextIO | None = None

    def refuse(self, where: str, reason: str) -> None:
        """One thing of the file was not taken: ``where`` it stands, and why."""
        self.counts["refused"] += 1
        line = " ".join(f"{where}: {reason}".split())
        if len(self.refusals) < MOST_SHOWN:
            self.refusals.append(line)
        if self._out is None and self.file is not None:
            self._out = self.file.open("w", encoding="utf-8")
        if self._out is not None:
            print(line, file=self._out)

    def close(self) -> None:
        """The file is complete. An older one is emptied when nothing was refused this time."""
        if self._out is not None:
            self._out.close()
        elif self.file is not None and self.file.exists():
            self.file.write_text("", encoding="utf-8")

    def lines(self) -> Iterator[str]:
        """The report as people read it."""
        counted = ", ".join(
            f"{count:,} {outcome}" for outcome, count in self.counts.items() if outcome != "read" and count
        )
        would = "would be (nothing was written)" if self.dry_run else "done"
        yield f"{self.counts['read']:,} {self.what} read; {would}: {counted or 'nothing'}."
        yield from self.notes
        yield from self.refusals
        more = self.counts["refused"] - len(self.refusals)
        if more > 0:
            yield f"… and {more:,} more refused."
        if self.counts["refused"] and self.file is not None:
            yield f"All refusals are in {self.file}."


@contextmanager
def reporting(what: str, *, dry_run: bool, file: Path | None) -> Iterator[Report]:
    """A report whose file is closed at the end, however it ends."""
    report = Report(what, dry_run=dry_run, file=file)
    try:
        yield report
    finally:
        report.close()
