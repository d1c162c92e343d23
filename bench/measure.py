"""How figures are taken: alternating rounds of us and the floor, CPU time of this process, medians.

Rounds are short, and each gives a ratio of its own: a machine that gets slower or faster for some seconds is in both
halves of a round alike, where the two medians of a run could come from different times.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]

ROUNDS = 25
WARM_UPS = 20


@dataclass(frozen=True)
class Figure:
    """One line of the report. ``figure`` must not pass ``bar`` (or must reach it, where ``at_least``)."""

    name: str
    figure: float
    bar: float | None
    unit: str
    at_least: bool = False
    remark: str = ""

    @property
    def met(self) -> bool:
        """Whether the bar is met; a figure without a bar is only told."""
        if self.bar is None:
            return True
        return self.figure >= self.bar if self.at_least else self.figure <= self.bar

    def line(self) -> str:
        """name, figure, bar, ok or short."""
        bar = "" if self.bar is None else f"{'≥' if self.at_least else '≤'} {self.bar:g} {self.unit}"
        verdict = "told" if self.bar is None else "ok" if self.met else "short"
        return f"{self.name:<58} {self.figure:>9.2f} {self.unit:<4} {bar:>12}  {verdict:<5} {self.remark}"


def cpu_seconds(work: Work, repeat: int) -> float:
    """CPU seconds of this process per call of ``work``."""
    start = time.process_time()
    for _ in range(repeat):
        work()
    return (time.process_time() - start) / repeat


def alternate(ours: Work, floor: Work, *, repeat: int, rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Median CPU milliseconds per call of both, taken in turn, and the median of the rounds' ratios."""
    for work in (ours, floor):
        for _ in range(WARM_UPS):
            work()
    taken: list[tuple[float, float]] = []
    for _ in range(rounds):
        taken.append((cpu_seconds(ours, repeat), cpu_seconds(floor, repeat)))
    mine, bare = zip(*taken, strict=True)
    ratios = [one / other for one, other in taken]
    return 1000 * statistics.median(mine), 1000 * statistics.median(bare), statistics.median(ratios)


def ratio(name: str, ours: Work, floor: Work, bar: float | None, *, repeat: int = 8) -> Figure:
    """Our CPU time divided by the floor's."""
    mine, bare, times = alternate(ours, floor, repeat=repeat)
    return Figure(name, times, bar, "×", remark=f"{mine:.2f} ms against {bare:.2f} ms")
