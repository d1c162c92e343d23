"""How city systems differ from the standard, as data. What can be told from an answer itself (a capital ``Open``, null
coordinates, foreign namespaces, wrapped JSON, a dumped HTTP answer, missing ids) is read alike from everybody, in
``parsing``; here stands what has to be known before asking."""

from dataclasses import dataclass

from community.i18n import N_


@dataclass(frozen=True)
class Quirks:
    """One kind of system.

    ``zone``: in which its times without a zone are meant; empty: the city's. ``most_ids``: how many numbers may stand
    in one question. ``page_size``: how many records of a list come at once, where it has pages. ``asks``: what every
    question carries besides. ``notes_are_steps``: its status notes tell the step it is at, in words of its own; what
    the city said stands in its updates. ``knows_senders``: asked with the key that sent a request, it
    answers by the case its post has now. ``knows_updates``: an update said twice under the same ``update_id`` is there
    once.
    """

    words: str
    zone: str = ""
    most_ids: int = 40
    page_size: int | None = None
    page_size_name: str = "page_size"
    asks: tuple[tuple[str, str], ...] = ()
    notes_are_steps: bool = False
    knows_senders: bool = False
    knows_updates: bool = False


PROFILES = {
    "standard": Quirks(N_("By the standard")),
    "san_francisco": Quirks(N_("Like San Francisco"), zone="America/Los_Angeles"),
    "boston": Quirks(N_("Like Boston"), zone="America/New_York"),
    "bloomington": Quirks(N_("Like Bloomington (uReport)"), zone="America/Indiana/Indianapolis", page_size=1000),
    "chicago": Quirks(
        N_("Like Chicago"), zone="America/Chicago", most_ids=1, page_size=500, asks=(("extensions", "true"),)
    ),
    "seeclickfix": Quirks(N_("SeeClickFix"), most_ids=1, page_size=100, page_size_name="per_page"),
    "fixmystreet": Quirks(N_("FixMyStreet"), most_ids=1, knows_updates=True),
    "stoop": Quirks(N_("Another Stoop"), page_size=1000, notes_are_steps=True, knows_senders=True, knows_updates=True),
}


def quirks_of(name: str) -> Quirks:
    """The quirks of this name; those of the standard for one that is gone."""
    return PROFILES.get(name, PROFILES["standard"])
