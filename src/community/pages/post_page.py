"""What the page of a post shows to one reader: gathered once, for the page and for a refused reply on it."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from pyramid.request import Request

from community.boards.queries import votes_asked
from community.cases.queries import not_found_behind
from community.cases.queries_undo import offer_to
from community.cases.rules import why_no_better_place
from community.confirmations.queries import said_by
from community.confirmations.rules import is_city_staff
from community.notices.following import OBSERVATION
from community.notices.following_queries import follows
from community.observations.resources import ObservationPlace
from community.pages.drawn_maps import draw_places
from community.pages.fragments import Offered
from community.pages.lines import CommentLine, Entry, FollowUpLine, Post
from community.pages.photo_lines import photos_of_thread
from community.pages.progress import steps_of
from community.pages.thread import FIRST_ENTRIES, post_of, thread_of
from community.permissions import EVERYWHERE, Ground, Permission, permits

MOST_ASKED = 100
"""Entries an open page may ask for at once."""


def post_page(request: Request, here: ObservationPlace) -> dict[str, Any]:
    """The values of ``pages/observation.jinja2``. Twelve queries at most, with the sign-in look-up."""
    db, who, board = request.reading, request.identity, here.board
    viewer = who.person_id if who else None
    inside = bool(request.has_permission(Permission.OBSERVATION_READ_HIDDEN))
    hung = photos_of_thread(db, here.observation.id)
    post = post_of(db, here.observation, viewer, hung, may_read_hidden=inside)
    # The author of the post is not the author of every hidden comment under it.
    over_words = permits(who, Permission.OBSERVATION_READ_HIDDEN, Ground(board_id=post.board_id))
    entries = thread_of(db, post.id, viewer, hung, may_read_hidden=over_words)
    whole = "all" in request.GET or len(entries) <= FIRST_ENTRIES
    official = [entry.said for entry in entries if entry.said.kind == "follow_up"]
    return {
        "board": board,
        "post": post,
        "threshold": votes_asked(board, request.knobs),
        "thread": entries,
        "entries": entries if whole else entries[:FIRST_ENTRIES],
        "offered": _offered(request, post),
        "more": 0 if whole else len(entries) - FIRST_ENTRIES,
        "official": official[-1] if official else None,
        "steps": steps_of(db, [case.id for case in post.progress.cases]),
        "map": draw_places(db, [post.seen]) if post.seen else None,
        "followed": follows(db, viewer, OBSERVATION, post.id, otherwise=_wrote(post, entries)) if viewer else False,
        **_asked(request, post),
        "offer": offer_to(db, viewer) if viewer and "undo" in request.GET else None,
        "nameless": _spoke_nameless(post, entries),
        "stamp": secrets.token_hex(12),
        "live_after": here.newest_id,
    }


def _own(entries: Sequence[Entry]) -> Iterator[CommentLine]:
    """What the reader said in the thread, what they took back among it."""
    for entry in entries:
        for line in (entry.said, *entry.replies):
            if isinstance(line, CommentLine) and line.mine:
                yield line


def _wrote(post: Post, entries: Sequence[Entry]) -> bool:
    """Whether the reader wrote the post, or words under it that everybody can read: then they follow it unasked."""
    return post.mine or any(not (line.withdrawn or line.hidden_rule) for line in _own(entries))


def _spoke_nameless(post: Post, entries: Sequence[Entry]) -> bool:
    """``comments.queries.spoke_nameless``, of a thread that is read already."""
    return (post.mine and not post.author.name) or any(not line.author.name for line in _own(entries))


def _asked(request: Request, post: Post) -> dict[str, Any]:
    """What a reader may say who was there, and says so far. One query for a neighbor of the board, else none; another
    for who may tell the city where it is."""
    who, cases = request.identity, post.progress.cases
    neighbor = bool(request.has_permission(Permission.CONFIRMATION_GIVE)) and not is_city_staff(who)
    closings = [(case.id, case.round) for case in cases if case.confirm_until]
    lost = any(case.state == "closed" and case.code == "not_found" for case in cases)
    if lost and request.has_permission(Permission.OBSERVATION_PLACE_ANEW):
        wanted = why_no_better_place(not_found_behind(request.reading, post.id)) is None
    else:
        wanted = False
    return {
        "quorum": request.knobs.quorum,
        "may_say": who is None or neighbor,
        "said": said_by(request.reading, who.person_id, post.id, closings) if neighbor else {},
        "place_wanted": wanted,
    }


def some_entries(request: Request, here: ObservationPlace, asked: str) -> dict[str, Any]:
    """The values of ``pages/entries.jinja2``: the entries named in ``asked`` ("c12 f3") and whatever stands with them
    under the same entry of the first level."""
    names = set(asked.split()[:MOST_ASKED])
    values = post_page(request, here)
    found = [entry for entry in values["thread"] if names & {_name(entry.said), *map(_name, entry.replies)}]
    return {"post": values["post"], "entries": found, "offered": values["offered"]}


def _name(line: CommentLine | FollowUpLine) -> str:
    return f"{line.kind[0]}{line.id}"


def _offered(request: Request, post: Post) -> Offered:
    """What the thread offers beside the words. Nobody answers to a post that is hidden or withdrawn."""
    return Offered(
        talking=not (post.hidden_rule or post.withdrawn_at),
        signed_in=request.identity is not None,
        may_hide=bool(request.has_permission(Permission.COMMENT_HIDE)),
        may_show=bool(request.has_permission(Permission.COMMENT_SHOW_AGAIN)),
        saves_data=request.headers.get("Save-Data") == "on",
        covers_city=permits(request.identity, Permission.PHOTO_COVER, EVERYWHERE),
    )
