"""What the search form asks, read from the address. Whatever makes no sense there narrows nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from community.cases import ladder
from community.i18n import N_
from community.prose import clean_line
from community.search.rules import KINDS

LONGEST_TEXT = 100
"""Letters of a question that are read; the field takes no more."""
MOST_PAGES = 100
LADDER = (
    ladder.ON_THE_BOARD,
    ladder.SENT,
    ladder.CASE_OPEN,
    ladder.CITY_SAYS_DONE,
    ladder.NEIGHBORS_AGREE,
    ladder.STILL_THERE,
    ladder.ANSWERED,
    ladder.JOINED,
    ladder.CLOSED_BY_CITY,
)
STEPS = {step.key: step.words for step in LADDER}
KIND_WORDS = {"post": N_("Posts"), "reply": N_("Replies"), "city": N_("Words of the city"), "case": N_("311 cases")}
TIMES = {
    "week": (N_("The last 7 days"), timedelta(days=7)),
    "month": (N_("The last 30 days"), timedelta(days=30)),
    "year": (N_("The last 12 months"), timedelta(days=365)),
}


@dataclass(frozen=True)
class Search:
    """A question with its filters; empty ones narrow nothing. ``board`` is a slug, ``service`` an id as text."""

    text: str = ""
    board: str = ""
    kind: str = ""
    step: str = ""
    service: str = ""
    time: str = ""
    answered: bool = False
    page: int = 1

    @property
    def filters(self) -> int:
        """How many filters are set."""
        return sum(map(bool, (self.board, self.kind, self.step, self.service, self.time, self.answered)))

    def since(self, now: datetime) -> datetime | None:
        """The moment before which nothing is wanted."""
        return now - TIMES[self.time][1] if self.time else None

    def marks(self, board_id: int | None) -> list[str]:
        """The marks an answer must bear."""
        marks = [f"b{board_id}"] if board_id is not None else []
        for letter, value in (("k", self.kind), ("s", self.step), ("v", self.service)):
            if value:
                marks.append(letter + value)
        return [*marks, "answered"] if self.answered else marks

    def query_of_page(self, page: int) -> str:
        """The query string of another page of the same answer."""
        asked = {"q": self.text, "board": self.board, "kind": self.kind, "step": self.step}
        asked |= {"service": self.service, "time": self.time, "answered": "1" if self.answered else ""}
        return urlencode({name: value for name, value in {**asked, "page": str(page)}.items() if value})


def read_search(fields: Mapping[str, str]) -> Search:
    """The question in a query string. What is no known value is left out."""
    service, page = fields.get("service", ""), fields.get("page", "")
    return Search(
        text=clean_line(fields.get("q", "")[: 4 * LONGEST_TEXT])[:LONGEST_TEXT],
        board=fields.get("board", "")[:200],
        kind=_known(fields.get("kind", ""), KINDS),
        step=_known(fields.get("step", ""), STEPS),
        service=service if service.isascii() and service.isdigit() and len(service) < 19 else "",
        time=_known(fields.get("time", ""), TIMES),
        answered=fields.get("answered") == "1",
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def _known(value: str, values: object) -> str:
    return value if isinstance(values, tuple | dict) and value in values else ""
