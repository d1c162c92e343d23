"""Join instead of doubling: what is already here, near, recent and like a post that is being written, with enough to
judge. Reads only; a post is asked about once at most, and never kept back."""

from dataclasses import dataclass

from pyramid.request import Request

from community import clock
from community.alike.queries import Alike, alike_posts, boards_by_id
from community.alike.rules import ASK_FROM, Nearness, Told, seen_posts
from community.answering import wants_json
from community.boards.models import Board
from community.boards.queries import votes_asked
from community.i18n import N_, _
from community.observations.actions import stamp_of
from community.observations.forms import ObservationWords
from community.observations.placing import place_spot
from community.observations.queries import observation_sent_as
from community.observations.rules import may_be_voted_on
from community.pages.board_feed import BoardRow, rows_of

FEET_PER_METER = 3.28084
AT_ONCE_METERS = 8.0
"""Nearer than this a pin cannot tell."""
NEAR_WORDS = {
    "block": N_("On the same block"),
    "address": N_("At the same address"),
    "street": N_("On the same street"),
    "landmark": N_("By the same landmark"),
    "board": N_("On this board"),
}


@dataclass(frozen=True)
class SimilarCard:
    """A post that may be the same one. ``board``: where it stands. ``near``: how far it is, in words. ``sure``: alike
    enough to ask about. ``votable``: whether it still takes upvotes."""

    row: BoardRow
    board: Board
    near: str
    threshold: int
    sure: bool
    votable: bool


def similar_posts(request: Request, board: Board, words: ObservationWords) -> list[SimilarCard]:
    """The most alike first; empty without a title. Five queries, and those of looking up the place."""
    if not words.title:
        return []
    db = request.reading
    placed = place_spot(db, words.spot)
    exact = words.spot.lat is not None or placed.address_id is not None
    told = Told(
        title=words.title,
        description=words.description,
        street=words.spot.address,
        landmark=words.spot.landmark,
        lat=placed.lat,
        lon=placed.lon,
        block_id=placed.block_id,
        service_id=words.service_id,
        blurred=not exact,
    )
    found = alike_posts(db, told, board.id, now=clock.now())
    return _cards(request, board, found)


def similar_to_ask(request: Request, board: Board, words: ObservationWords) -> list[SimilarCard]:
    """What to show between post and publish: nothing for scripts and waiting posts (they ask while writing), for a
    form that was sent before, or when its writer has seen what is alike enough."""
    seen = seen_posts(said_seen(request))
    if seen is None or wants_json(request) or _sent_before(request, words):
        return []
    cards = similar_posts(request, board, words)
    return cards if any(card.sure and card.row.id not in seen for card in cards) else []


def said_seen(request: Request) -> str:
    """The field ``seen`` as it came: ``all``, or ids with commas."""
    seen = request.POST.get("seen", "")
    return seen if isinstance(seen, str) else ""


def _sent_before(request: Request, words: ObservationWords) -> bool:
    stamp = stamp_of(request.identity, words.client_id) if request.identity else None
    return stamp is not None and observation_sent_as(request.reading, stamp) is not None


def _cards(request: Request, board: Board, found: list[Alike]) -> list[SimilarCard]:
    who, db = request.identity, request.reading
    ids = [one.observation_id for one in found]
    rows = {row.id: row for row in rows_of(db, ids, who.person_id if who else 0)} if ids else {}
    boards = {board.id: board} | boards_by_id(db, {one.board_id for one in found} - {board.id})
    return [
        SimilarCard(
            row=rows[one.observation_id],
            board=boards[one.board_id],
            near=near_words(one.near),
            threshold=votes_asked(boards[one.board_id], request.knobs),
            sure=one.likeness >= ASK_FROM,
            votable=may_be_voted_on(rows[one.observation_id].state, hidden=False),
        )
        for one in found
        if one.observation_id in rows and not rows[one.observation_id].hidden_rule
    ]


def near_words(near: Nearness) -> str:
    """How near, as people say it; in feet, rounded so far that it promises no more than a pin can tell."""
    if near.words != "meters" or near.meters is None:
        return _(NEAR_WORDS[near.words])
    if near.meters < AT_ONCE_METERS:
        return _("At the same spot")
    feet = near.meters * FEET_PER_METER
    step = 10 if feet < 100 else 50
    return _("About {feet} ft away").format(feet=max(step, round(feet / step) * step))
