"""How somebody wants to be reached, and so when a mail goes out. Pure.

What a person is told falls into five groups. For each they choose a rhythm of mails; the city's answer to their own
post and what concerns their own words always stand in the inbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.i18n import N_

NOW, DAILY, WEEKLY, NEVER = "now", "daily", "weekly", "never"
RHYTHMS = (NOW, DAILY, WEEKLY, NEVER)
DIGESTS = (DAILY, WEEKLY)
MAIL, PUSH = "mail", "push"
CHANNELS = (MAIL, PUSH)
"""What reaches somebody away from Stoop."""
CITY, REPLIES, FOLLOWED, BOARDS, WORDS = "city", "replies", "followed", "boards", "words"
GROUPS = {
    CITY: N_("The city about my posts"),
    REPLIES: N_("Replies to me"),
    FOLLOWED: N_("Posts, cases and places I follow"),
    BOARDS: N_("Boards I follow"),
    WORDS: N_("Reports, alarms, notes that name me, and my words hidden or shown"),
}
ALWAYS_IN_INBOX = frozenset({CITY, WORDS})
DEFAULTS: Mapping[str, str] = {CITY: NOW, REPLIES: WEEKLY, FOLLOWED: WEEKLY, BOARDS: WEEKLY, WORDS: DAILY}
PUSH_DEFAULTS: Mapping[str, str] = {CITY: NOW, REPLIES: NOW, FOLLOWED: DAILY, BOARDS: NEVER, WORDS: NOW}
"""For browsers that were asked to show news."""
FRIDAY = 4
DAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
QUIET_FROM, QUIET_TO = 20, 8
DIGEST_HOUR = 8
PAUSE = timedelta(days=14)
GATHER = timedelta(seconds=45)
"""How long a mail "at once" waits for more of the same, so that a burst is one mail."""
REST = timedelta(minutes=15)
"""And how long after a mail about a thread the next one about it may go."""
ABOUT_CITY = frozenset({"answered", "scheduled", "transferred", "closed", "accepted", "sent", "reopened", "settled"})
ABOUT_WORDS = frozenset({"hidden", "shown", "reported", "quiet", "asked", "mentioned"})
"""What concerns one's own words, and what one is asked to look at."""


@dataclass(frozen=True)
class Choices:
    """One person's wishes. ``quiet`` are local hours (from, to) in which nothing goes out; None: any time is
    good. ``paused_until``: no mail before; a push comes all the same."""

    zone: str
    mail: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    push: Mapping[str, str] = field(default_factory=lambda: dict(PUSH_DEFAULTS))
    quiet_inbox: frozenset[str] = frozenset()
    quiet: tuple[int, int] | None = (QUIET_FROM, QUIET_TO)
    digest_day: int = FRIDAY
    paused_until: datetime | None = None

    def rhythm(self, group: str, channel: str = MAIL) -> str:
        """With which mail, or push, something of this group goes."""
        chosen, otherwise = (self.mail, DEFAULTS) if channel == MAIL else (self.push, PUSH_DEFAULTS)
        return chosen.get(group, otherwise[group])

    def for_channel(self, channel: str) -> "Choices":
        """The wishes as this channel has them: a pause is of mails."""
        return self if channel == MAIL else replace(self, paused_until=None)

    def in_inbox(self, group: str) -> bool:
        """Whether the inbox shows this group."""
        return group in ALWAYS_IN_INBOX or group not in self.quiet_inbox


def group_of(kind: str, why: str) -> str:
    """Which group something told belongs to. ``why``: own, or what is followed."""
    if kind in ABOUT_WORDS:
        return WORDS
    if why == "own":
        return CITY if kind in ABOUT_CITY else REPLIES
    return BOARDS if why == "board" else FOLLOWED


def allowed_at(moment: datetime, choices: Choices) -> datetime:
    """The first moment from ``moment`` on at which a mail may go out: after a pause, outside the quiet hours."""
    if choices.paused_until is not None and choices.paused_until > moment:
        moment = choices.paused_until
    local = moment.astimezone(ZoneInfo(choices.zone))
    if choices.quiet is None or not is_quiet(local.hour, choices.quiet):
        return moment
    end = choices.quiet[1]
    day = local.date() if local.hour < end else local.date() + timedelta(days=1)
    return _at(day, end, choices.zone)


def is_quiet(hour: int, quiet: tuple[int, int]) -> bool:
    """Whether a local hour lies in the quiet ones, which may run over midnight; from and to alike: never quiet."""
    begin, end = quiet
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def mail_at(moment: datetime, rhythm: str, choices: Choices, last: datetime | None = None) -> datetime:
    """When the mail goes out that tells what happened at ``moment``. ``last``: the last one about the same thread."""
    if rhythm == NOW:
        soonest = moment + GATHER
        return allowed_at(max(soonest, last + REST) if last else soonest, choices)
    local = moment.astimezone(ZoneInfo(choices.zone))
    day = local.date()
    while True:
        at = _at(day, DIGEST_HOUR, choices.zone)
        if at > moment and (rhythm == DAILY or day.weekday() == choices.digest_day):
            return allowed_at(at, choices)
        day += timedelta(days=1)


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone))
