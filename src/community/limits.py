"""How often a person may do a thing in a while: counted from the rows the thing itself leaves behind."""

from datetime import datetime, timedelta

from community import clock
from community.errors import TooMany
from community.i18n import plural

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def check_limit(done: int, oldest: datetime | None, limit: int, window: timedelta, what: str) -> None:
    """Raises TooMany when ``done`` times within ``window`` is as often as allowed, and says when one more is.
    ``oldest`` is the first of them, ``what`` the plural noun the person reads: "posts"."""
    if done < limit or oldest is None:
        return
    wait = max(timedelta(minutes=1), oldest + window - clock.now())
    hours, minutes = wait // HOUR, -(-(wait % HOUR) // timedelta(minutes=1))
    when = plural(hours + (minutes > 30), "hour") if hours else plural(minutes, "minute")
    span = "a day" if window == DAY else "an hour"
    raise TooMany(f"That is enough for now: {limit} {what} {span}. You can go on in {when}.")
