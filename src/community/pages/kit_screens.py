"""Invented values for parts of whole screens that the kit shows (``kit``): desk, form, inbox, search, walk.

The desk stands after ``pages`` in the order of the house: what its fragments read is told here by names alone.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from community.cases.queries_undo import Offer
from community.notices.asking import Ask
from community.notices.folding import Line
from community.notices.queries import InboxRow
from community.pages.kit_samples import LONG, rows, started
from community.pages.search_page import Line as FoundLine
from community.pages.search_page import Result
from community.places.draw_marks import draw_pin
from community.places.drawing import View, draw_map

WAITS, ASKS = 2, 3
"""Lines of the inbox: one that is new, one that asks."""
BOARD = SimpleNamespace(id=1, slug="juniper-square", name="Juniper Square")


def screens() -> SimpleNamespace:
    """All of them, by the names that ``pages/kit.jinja2`` calls them."""
    return SimpleNamespace(
        board=BOARD,
        cards=_cards(),
        pick=_pick(),
        offers=[Offer(1, act, n, started() + timedelta(days=1), "") for act, n in (("escalate", 1), ("close", 3))],
        inbox=_inbox(),
        asks={ASKS: Ask(10, 1, is_it_fixed=True, says="partly", where_is_it=True, anchored=False, looked=2)},
        answers={"fixed": "Yes, fixed", "still": "Still there", "partly": "Partly", "cannot": "I cannot look"},
        hits=_hits(),
        answered={2: SimpleNamespace(observation_id=2, title="Your voice is in it", gone=True)},
        noted=[SimpleNamespace(id=1, title="At rest, 7 of 10")],
        **_desk(),
    )


def _cards() -> list[Any]:
    """Posts that may be the same one: open, upvoted, one's own, and one that takes no votes any more."""
    chosen = (("At rest, 7 of 10", True), ("Your voice is in it", True), ("Your own post", True), ("Sent", False))
    near = "On the same block"
    by_title = {row.title: row for row in rows()}
    return [
        SimpleNamespace(row=by_title[title], board=BOARD, near=near, threshold=10, votable=votable)
        for title, votable in chosen
    ]


def _pick() -> SimpleNamespace:
    """The map of a form with a pin on it."""
    view = View(42.35, -71.05, 400, 340, 190)
    drawn = draw_map(view, "Map for picking a spot", draw_pin(view, view.lat, view.lon))
    choices = [SimpleNamespace(label="5814 Larch St"), SimpleNamespace(label="5814 Larch Ave")]
    says = "Which of these do you mean?"
    return SimpleNamespace(map=drawn, view=view, widths=(340,), zoom=16, says=says, choices=choices)


def _inbox() -> list[Line]:
    """The city's answer, a reply, a closing that asks, and what was hidden."""
    kinds = ("answered", "replied", "closed", "hidden", "quiet")
    return [Line((_notice(number, kind),)) for number, kind in enumerate(kinds, 1)]


def _notice(number: int, kind: str) -> InboxRow:
    return InboxRow(
        id=number, kind=kind, why="own", at=started(), new=number == WAITS, observation_id=1, title="Light out",
        place="5814 Larch St", votes=4, page="/kit", quote="We look at it on Monday.", detail="", who="Denise W.",
        voice=1,
        captain=True, about_comment=False, gone=False, hidden=True, rule="names_person", sent_by="votes",
        agency="Street Lighting", closed_as="Done", asked=True, scheduled_for=None, reference="311-26-0552",
        board="Juniper Square",
        case_name="", extent="From 58th St to 60th St",
    )  # fmt: skip


def _hits() -> list[Result]:
    """A thread with what was said in it, and one with a long word."""
    first, long = rows()[0], rows()[4]
    said = Markup("The <mark>light</mark> is out since Monday.")
    lines = (
        FoundLine("city", "/kit", said, "Street Lighting", started()),
        FoundLine("reply", "/kit", said, None, started()),
    )
    return [
        Result(first, None, None, Markup("<mark>Light</mark> out"), said, lines, 3),
        Result(long, None, None, Markup(LONG), Markup(""), (), 0),
    ]


def _desk() -> dict[str, Any]:
    """The queue with every clock, a case with its history, and who writes."""
    clocks = (("late", "2 d late", 100), ("at_risk", "3 h", 90), ("on_time", "4 d", 30), ("paused", "On hold", 0))
    queue = [_queued(number, pace) for number, (pace, _words, _used) in enumerate(clocks, 1)]
    queue += [_queued(5, None, quiet_for="question"), _queued(6, None, needs_sorting=True, board=None, liaison=None)]
    queue += [_queued(7, None, neighbors_say="still"), _queued(8, None, state="closed", neighbors_say="fixed")]
    queue += [_queued(9, None, state="closed", confirm_until=started() + timedelta(days=9))]
    queue += [_queued(10, None, state="closed", fixed_count=1, still_count=2)]
    faces = {
        number: SimpleNamespace(kind=pace, words=words, used=used)
        for number, (pace, words, used) in enumerate(clocks, 1)
    }
    act = {"back": "", "words": "", "tell": ()}
    events = [
        _event(1, "note", "answer", told=("Tom A.",)),
        _event(2, "follow_up", "answer"),
        _event(3, "step", "sent"),
    ]
    return {
        "queue": queue,
        "faces": faces,
        "form": SimpleNamespace(address=lambda **_changes: "view=all"),
        "view": SimpleNamespace(key="waiting"),
        "events": events,
        "hung": SimpleNamespace(follow_ups={}, comments={}, notes={}),
        "desk_case": SimpleNamespace(id=1, version=1, opened_by="votes", reference="311-26-0552"),
        "public": SimpleNamespace(visible="public", **act),
        "internal": SimpleNamespace(visible="internal", **{**act, "words": "Called the crew.", "tell": (2,)}),
        "refusal": SimpleNamespace(message="Write what you want to say.", field="words", status=422),
        "colleagues": ((2, "Tom A."),),
        "writer": SimpleNamespace(person_id=1, display_name="Priya N."),
    }


def _queued(number: int, pace: str | None, **values: Any) -> SimpleNamespace:
    usual = {
        "id": number, "version": 1, "title": "Light out on the corner", "reference": "311-26-0552", "pace": pace,
        "due_at": started(), "since": started() - timedelta(days=number), "voices": 12, "state": "in_progress",
        "promise": None, "quiet_for": None, "needs_sorting": False, "opened_by": "votes", "place": "5814 Larch St",
        "liaison": "Priya N.", "board": "Juniper Square", "scheduled_for": None, "moved_from": None,
        "paused_for": "parts", "code": None, "neighbors_say": None, "confirm_until": None,
        "fixed_count": 0, "still_count": 0,
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **values})


def _event(number: int, sort: str, kind: str, **values: Any) -> SimpleNamespace:
    usual = {"agency": "Streets", "person": "Priya N.", "told": (), "code": None, "detail": "", "on": None}
    words = "The crew has the part. They come on Monday."
    return SimpleNamespace(id=number, sort=sort, kind=kind, at=started(), words=words, **{**usual, **values})
