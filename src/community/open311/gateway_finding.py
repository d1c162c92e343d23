"""What left and was not answered, looked for at the city: by the way its system offers, and believed only where "not
found" can be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from community import clock
from community.activity.registry import Later
from community.cases.gateway import UNCLEAR, Stuck
from community.open311 import client
from community.open311.client import Refusal, Unclear
from community.open311.client_line import Line
from community.open311.gateway_models import Endpoint
from community.open311.parsing_requests import Seen

MARGIN = timedelta(seconds=2)
"""After its time-out a request may still be on the wire for so long."""
USUAL_DELAY = timedelta(minutes=1)
"""After how long "not found" is believed of a list that can be asked for our key, where no delay is declared."""
AROUND = timedelta(hours=2)
"""How far clocks may differ."""
FULL = 1000
"""Records a list may hold; one that holds so many may have left ours out."""
SAID = Seen("", "", "", "", "", None, None)
"""An update of ours that is there: it has no number of its own."""


def can_look(endpoint: Endpoint, line: Line, *, updating: bool) -> bool:
    """Whether anything can be found out about what was not answered: of an update, or of a request."""
    if updating:
        return line.quirks.knows_updates or endpoint.gives_updates
    return endpoint.finding != "none"


@dataclass(frozen=True)
class Search:
    """For what left under ``key`` at ``asked_at``: a request or, ``updating``, an update of one."""

    endpoint: Endpoint
    line: Line
    key: str
    asked_at: datetime
    updating: bool

    def found(self) -> Seen | None:
        """What is there; None where it may be sent (again). Raises Later, Stuck, NotNow."""
        try:
            return self._updates() if self.updating else self._requests()
        except (Refusal, Unclear) as problem:
            raise Stuck(UNCLEAR, f"it may be there; asked for it, {problem}") from problem

    def _updates(self) -> Seen | None:
        if self.line.quirks.knows_updates:
            self._wait(timedelta(0))
            return None
        if not self.endpoint.gives_updates:
            raise Stuck(UNCLEAR, "no answer came, it may take an update twice, and its updates cannot be read")
        delay = self.endpoint.listing_delay
        self._wait(USUAL_DELAY if delay is None else timedelta(seconds=delay))
        listed = client.updates_between(self.line, self.asked_at - AROUND, clock.now() + AROUND)
        if any(self.key in (update.update_id, *update.words.split()) for update in listed):
            return SAID
        if delay is None:
            raise Stuck(UNCLEAR, "it does not list our update, and nobody said after how long it would")
        self._believe(len(listed), [update.words for update in listed])
        return None

    def _requests(self) -> Seen | None:
        finding, delay = self.endpoint.finding, self.endpoint.listing_delay
        listing = USUAL_DELAY if delay is None else timedelta(seconds=delay)
        self._wait(listing if finding in ("key", "list") else timedelta(0))
        if finding == "repeat":
            return None
        if finding == "key":
            return _one(client.requests_by_key(self.line, self.endpoint.key_parameter, self.key))
        if finding == "list" and delay is not None:
            return self._listed()
        raise Stuck(UNCLEAR, "no answer came, and its list cannot be asked for our key")

    def _listed(self) -> Seen | None:
        listed = client.requests_between(self.line, self.asked_at - AROUND, clock.now() + AROUND)
        ours = [seen for seen in listed if self.key in seen.description]
        if not ours:
            self._believe(len(listed), [seen.description for seen in listed])
        return _one(ours)

    def _wait(self, listing: timedelta) -> None:
        """Raises Later while it may still be on the wire, or not be listed yet."""
        settled = self.asked_at + max(timedelta(seconds=self.endpoint.timeout) + MARGIN, listing)
        if settled > clock.now():
            raise Later("it may still be on its way", settled - clock.now())

    def _believe(self, number: int, words: list[str]) -> None:
        """Raises Stuck where a list without ours proves nothing."""
        if number >= FULL and self.line.quirks.page_size is None:
            raise Stuck(UNCLEAR, "its list is cut off")
        if words and not any(words):
            raise Stuck(UNCLEAR, "its list does not show what was written")


def _one(found: list[Seen]) -> Seen | None:
    """What is there: the one with a number before one without."""
    return max(found, key=lambda seen: (bool(seen.reference), bool(seen.token)), default=None)
