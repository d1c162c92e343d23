"""Which activity tells whom what. Nobody is told of their own act; nobody is told twice of one act."""

from collections.abc import Iterator
from dataclasses import replace

from community.activity.models import Activity
from community.notices.following import BOARD, CASE, OBSERVATION, PLACE
from community.notices.known import Known, Told

BY_CITY = {
    "follow_up_written": "answered",
    "case_scheduled": "scheduled",
    "case_paused": "answered",
    "promise_kept": "answered",
    "case_transferred": "transferred",
    "case_closed": "closed",
    "case_accepted": "accepted",
}
"""Acts of the city, and the notice they make for the author of every post behind the case."""
BY_NEIGHBORS = {"case_reopened": "reopened", "case_settled": "settled", "observation_gone": "settled"}
"""What neighbors who looked have settled: news for the same people."""
FROM_THE_CITY = tuple(dict.fromkeys(BY_CITY.values()))
ALARMS = {"silence": "quiet", "question": "asked"}
"""Why a case raised an alarm at the desk, and the notice it makes for its liaisons."""
ABOUT_WORDS = {"words_hidden": "hidden", "words_shown_again": "shown"}
BECAME_OFFICIAL = ("case_opened", "case_joined")
ON_BOARDS = {"observation_posted": "posted", "case_opened": "sent", "case_joined": "sent", "case_closed": "closed"}
"""What who follows a board or a place is told of."""
TOLD_OF = frozenset(
    {
        *BY_CITY,
        *BY_NEIGHBORS,
        *ABOUT_WORDS,
        *ON_BOARDS,
        "comment_written",
        "words_reported",
        "case_quiet",
        "note_written",
    }
)
"""Activities that may tell somebody something. All others pass the inboxes by."""


def told_by(happened: Activity, known: Known) -> list[Told]:
    """The notices one activity makes: none for imported ones, none for who did it, one for each person, for the nearest
    of their reasons."""
    if happened.imported or happened.kind not in TOLD_OF:
        return []
    first: dict[int, Told] = {}
    for told in _candidates(happened, known):
        if told.person_id != happened.actor_id and not _wants_no_more(told, known):
            first.setdefault(told.person_id, told)
    for told in _followers(happened, known):
        if told.person_id != happened.actor_id:
            first.setdefault(told.person_id, told)
    return list(first.values())


def _wants_no_more(told: Told, known: Known) -> bool:
    """Whether somebody gave up following their own thread. What the city says to their own post reaches them still,
    and so does what becomes of their words."""
    if told.kind not in ("replied", "commented", "sent"):
        return False
    return told.person_id in known.deaf.get((OBSERVATION, told.observation_id or 0), ())


def _candidates(happened: Activity, known: Known) -> Iterator[Told]:
    if happened.kind in BY_CITY:
        return _city_spoke(happened, known)
    if happened.kind in BY_NEIGHBORS:
        return _neighbors_settled(happened, known)
    if happened.kind in ABOUT_WORDS:
        return _words_judged(happened, known)
    if happened.kind in BECAME_OFFICIAL:
        return _sent(happened, known)
    if happened.kind == "comment_written":
        return _replied(happened, known)
    if happened.kind == "case_quiet":
        return _quiet(happened, known)
    if happened.kind == "note_written":
        return _named(happened, known)
    return _reported(happened, known) if happened.kind == "words_reported" else iter(())


def _followers(happened: Activity, known: Known) -> Iterator[Told]:
    """Who follows what the activity is about, the nearest reason first: the post, the case, a place, the board. Posts
    that nobody may read tell nobody."""
    posts = [post for post in _posts_of(happened, known) if post in known.readable]
    if happened.kind in {"comment_written", *BECAME_OFFICIAL, *BY_CITY, *BY_NEIGHBORS}:
        for post in posts:
            yield from _each(happened, known, OBSERVATION, post, post)
    if happened.kind in {*BY_CITY, *BY_NEIGHBORS} and happened.case_id:
        yield from _each(happened, known, CASE, happened.case_id, posts[0] if posts else None)
    if happened.kind in ON_BOARDS:
        for post in posts:
            told = _told_of(happened, known, post, PLACE)
            yield from (replace(told, person_id=who) for who in known.near.get(post, ()) if told)
        if posts and happened.board_id:
            yield from _each(happened, known, BOARD, happened.board_id, posts[0])


def _posts_of(happened: Activity, known: Known) -> list[int]:
    """The observations an activity is about."""
    if happened.kind in {*BY_CITY, *BY_NEIGHBORS} and happened.case_id:
        return known.behind.get(happened.case_id, [])
    return [happened.observation_id] if happened.observation_id else []


def _each(happened: Activity, known: Known, kind: str, subject: int, post: int | None) -> Iterator[Told]:
    told = _told_of(happened, known, post, kind)
    if told is not None:
        yield from (replace(told, person_id=who) for who in sorted(known.followers.get((kind, subject), ())))


def _told_of(happened: Activity, known: Known, post: int | None, why: str) -> Told | None:
    """What a follower is told, for nobody in particular yet. None: nothing, for this is no news."""
    comment_id, follow_up_id = happened.data.get("comment_id"), happened.data.get("follow_up_id")
    if happened.kind in BY_CITY and follow_up_id is None and not happened.data.get("outside"):
        return None
    if comment_id is not None and (comment_id not in known.comments or known.comments[comment_id].withdrawn):
        return None
    said = {**BY_CITY, **BY_NEIGHBORS, **ON_BOARDS, "comment_written": "commented"}[happened.kind]
    return Told(happened.id, 0, said, post, happened.case_id, comment_id, follow_up_id, why)


def _city_spoke(happened: Activity, known: Known) -> Iterator[Told]:
    """Every author behind the case, each once; on an observation without a case, its author. A case handed on without
    a public word, or accepted by the built-in desk, is a step of the page and no news."""
    follow_up_id = happened.data.get("follow_up_id")
    if follow_up_id is None and not happened.data.get("outside"):
        return
    posts = known.behind.get(happened.case_id or 0, []) if happened.case_id else [happened.observation_id or 0]
    for post in posts:
        if post in known.authors:
            kind = BY_CITY[happened.kind]
            yield Told(happened.id, known.authors[post], kind, post, happened.case_id, follow_up_id=follow_up_id)


def _neighbors_settled(happened: Activity, known: Known) -> Iterator[Told]:
    """Every author behind the case; without a case, the author of the post."""
    for post in _posts_of(happened, known):
        if post in known.authors:
            yield Told(happened.id, known.authors[post], BY_NEIGHBORS[happened.kind], post, happened.case_id)


def _sent(happened: Activity, known: Known) -> Iterator[Told]:
    """The author of the post that became a case, or joined one."""
    post = happened.observation_id or 0
    if post in known.authors:
        yield Told(happened.id, known.authors[post], "sent", post, happened.case_id)


def _replied(happened: Activity, known: Known) -> Iterator[Told]:
    """Whoever wrote the comment that is answered, and the author of the post."""
    comment_id = happened.data["comment_id"]
    said = known.comments.get(comment_id)
    if said is None or said.withdrawn:
        return
    for person_id, kind in ((said.answers, "replied"), (known.authors.get(said.observation_id), "commented")):
        if person_id is not None and person_id != said.author_id:
            yield Told(happened.id, person_id, kind, said.observation_id, comment_id=comment_id)


def _words_judged(happened: Activity, known: Known) -> Iterator[Told]:
    """The author of the words that were hidden or are shown again."""
    comment_id = happened.data.get("comment_id")
    said = known.comments.get(comment_id or 0)
    author_id = said.author_id if said else known.authors.get(happened.observation_id or 0) if not comment_id else None
    if author_id is not None:
        kind = ABOUT_WORDS[happened.kind]
        yield Told(happened.id, author_id, kind, happened.observation_id, comment_id=comment_id)


def _reported(happened: Activity, known: Known) -> Iterator[Told]:
    """Those who decide: the board's captains, or the moderators; but never about their own words."""
    comment_id = happened.data.get("comment_id")
    said = known.comments.get(comment_id or 0)
    author_id = said.author_id if said else known.authors.get(happened.observation_id or 0)
    captains = known.captains.get(happened.board_id or 0, frozenset())
    judges = captains if happened.data.get("recipient") == "captain" else known.moderators
    for person_id in sorted(judges - {author_id}):
        yield Told(happened.id, person_id, "reported", happened.observation_id, comment_id=comment_id)


def _quiet(happened: Activity, known: Known) -> Iterator[Told]:
    """The liaison who has the case; while nobody has it, all of its agency."""
    post = next(iter(known.behind.get(happened.case_id or 0, ())), None)
    for person_id in sorted(known.desks.get(happened.case_id or 0, ())):
        yield Told(happened.id, person_id, ALARMS[happened.data["why"]], post, happened.case_id)


def _named(happened: Activity, known: Known) -> Iterator[Told]:
    """The colleagues a staff note names. Of no post: a reply by mail would be put into its public thread."""
    for person_id in sorted(known.named.get(happened.data["note_id"], ())):
        yield Told(happened.id, person_id, "mentioned", case_id=happened.case_id)
