"""Who listens: consumers of the tail, senders of deliveries, timers. Features register in their ``includeme``."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity, Delivery, Timer
from community.activity.timers import again_tomorrow


@dataclass(frozen=True)
class Owed:
    """A delivery a consumer asks for. ``target`` names the place by id (``case:7``), never by address. ``due``: not
    before then, because it may be undone until then; None: at once."""

    activity_id: int
    kind: str
    target: str
    due: datetime | None = None


Consume = Callable[[Session, Sequence[Activity], Any], Iterable[Owed]]
Send = Callable[[Delivery, Any], None]
Given = Callable[[Session, Delivery, str], None]
Fire = Callable[[Session, Timer, Any], None]


MAIN, CITY, ASKING, PICTURES, PUSH = "main", "city", "asking", "pictures", "push"
"""Lanes. ``main``: what takes moments, mails above all. The others are for outside work that may be slow, and hold up
only themselves: hand-offs; what the city is asked; pictures fetched, and deleted in a store; push services."""


@dataclass(frozen=True)
class Consumer:
    """Who reads the history, and the kinds of activity that concern it."""

    consume: Consume
    kinds: frozenset[str]


def _nowhere(delivery: Delivery, app: Any) -> str:
    return ""


@dataclass
class Registry:
    """Consumers by name; senders, their lanes and who hears of what is given up by delivery kind; timers by kind. The
    last argument most of them get is the app registry. ``returns``: the address mail servers give a delivery back to;
    who keeps a door for that sets it. ``daily``: timers that set themselves again for the next day."""

    consumers: dict[str, Consumer] = field(default_factory=dict)
    senders: dict[str, Send] = field(default_factory=dict)
    given_up: dict[str, Given] = field(default_factory=dict)
    came_back: dict[str, Given] = field(default_factory=dict)
    returns: Callable[[Delivery, Any], str] = _nowhere
    timers: dict[str, Fire] = field(default_factory=dict)
    daily: list[str] = field(default_factory=list)
    lane_of: defaultdict[str, str] = field(default_factory=lambda: defaultdict(lambda: MAIN))

    def add_consumer(self, name: str, consume: Consume, kinds: Collection[str]) -> None:
        """``consume(db, activities, app)`` runs in the transaction that moves its cursor; it may write, and may
        return deliveries that are owed. It sees every activity of these ``kinds`` once, in commit order, imported ones
        too, and no other."""
        self.consumers[name] = Consumer(consume, frozenset(kinds))

    def add_sender(self, kind: str, send: Send, lane: str = MAIN) -> None:
        """``send(delivery, app)`` talks to the outside, in no transaction. It returns when the other side has it,
        raises Later to be tried again (NotTried where it was not asked at all), GiveUp to be left alone; any other
        error counts as Later."""
        self.senders[kind] = send
        self.lane_of[kind] = lane

    def on_giving_up(self, kind: str, hear: Given) -> None:
        """``hear(db, delivery, why)`` runs in the transaction that gives a delivery up, for whatever reason: it was
        refused for good, or its last try failed."""
        self.given_up[kind] = hear

    def on_coming_back(self, kind: str, hear: Given) -> None:
        """``hear(db, delivery, why)`` runs in the transaction in which a mail that a server had taken is given back."""
        self.came_back[kind] = hear

    @property
    def lanes(self) -> frozenset[str]:
        """Every lane in use."""
        return frozenset({MAIN, *self.lane_of.values()})

    def add_timer(self, kind: str, fire: Fire) -> None:
        """``fire(db, timer, app)`` runs once when due, in a transaction that removes the timer."""
        self.timers[kind] = fire

    def add_daily(self, kind: str, do: Callable[[Session], None]) -> None:
        """``do(db)`` runs once a day, from the start of the program on (``timers.begin_daily``)."""
        self.daily.append(kind)
        self.add_timer(kind, again_tomorrow(do))


class Later(Exception):
    """The other side could not take it now; the message says why, without addresses. ``after``: it makes no sense to
    try again before so much time has passed."""

    def __init__(self, why: str = "", after: timedelta = timedelta(0)) -> None:
        super().__init__(why)
        self.after = after


class NotTried(Later):
    """The other side was not asked at all: it is known to be away, or there was no time left to ask. No try is counted,
    and the pause does not grow: how long to wait is in ``after``."""


class GiveUp(Exception):
    """It will never be taken (the address is gone, the request is refused for good)."""
