"""Invented posts, replies and cases in every state there is, for the page that shows all components (``kit``)."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from community import clock
from community.cases.ladder import observation_status
from community.pages.board_feed import BoardRow
from community.pages.case_page import PublicCase
from community.pages.lines import Author, CaseLine, CityLine, CommentLine, Entry, FollowUpLine, Post, Progress, StepLine

LONG = "Supercalifragilisticexpialidocious-and-yet-another-very-long-word-without-a-break"
WITH_A_PAGE = (
    "At rest, 7 of 10",
    "Waits to be sorted",
    "Work is set",
    "Done, says the city",
    "Fixed, all say",
    "Still there, say neighbors",
    "Joined",
    "Gone, say neighbors",
)
"""Titles of the sample posts whose own page is shown too: one for each way its panel and its steps can look."""
WORDS = "White box truck, around 4 in the morning. It came from https://example.org/larch and left the same way."


@cache
def started() -> datetime:
    """The moment the samples are dated from: the same for the life of the process."""
    return clock.now()


def case_line(state: str, code: str | None = None, **values: Any) -> CaseLine:
    """A case behind a sample post."""
    usual = {
        "id": 1, "reference": "311-26-0552", "needs_sorting": False, "scheduled_for": None, "opened_by": "captain",
        "opened_reason": "Blocked for wheelchairs.", "agency": "Street Lighting", "goes_on_as": None,
    }  # fmt: skip
    return CaseLine(state=state, code=code, **{**usual, **values})


def progress(state: str, *cases: CaseLine, said: str = "") -> Progress:
    """How far a sample post is."""
    city = CityLine("Street Lighting", said, started()) if said else None
    return Progress(observation_status(state, cases), cases, city)


@cache
def rows() -> tuple[BoardRow, ...]:
    """Posts of a list: every step of the ladder, every state of the vote."""
    day = date(2026, 6, 11)
    all_of_them: list[dict[str, Any]] = [
        {"title": "At rest, 7 of 10"},
        {"title": "Your voice is in it", "voted": True, "votes": 8},
        {"title": "Your own post", "mine": True, "votes": 1, "comments": 0},
        {"title": "Nobody yet, and no kind", "votes": 0, "service": None, "place": ""},
        {"title": f"A long word: {LONG}", "place": LONG, "service": LONG},
        {"title": "With a photo", "photo": "sample", "photo_bytes": 49_000},
        _at("escalated", case_line("queued", needs_sorting=True), title="Waits to be sorted"),
        _at("escalated", case_line("open"), title="Sent", said="Thank you. We look at it on Monday."),
        _at("escalated", case_line("in_progress", scheduled_for=day), title="Work is set", voted=True),
        _at(
            "resolved",
            case_line("closed", "done", confirm_until=started() + timedelta(days=9), fixed_count=1, still_count=1),
            title="Done, says the city",
            said="We cleared it.",
        ),
        _at("resolved", case_line("closed", "done", fixed_count=1, still_count=2), title="Too few looked to settle it"),
        {"title": "Seen by neighbors", "seen_count": 2, "gone_count": 1},
        _at("resolved", case_line("closed", "done", neighbors_say="fixed", fixed_count=3), title="Fixed, all say"),
        _at("escalated", case_line("open", neighbors_say="still", still_count=3), title="Still there, say neighbors"),
        _at("escalated", case_line("open", pace="on_time", due_at=started()), title="In time"),
        _at("escalated", case_line("open", pace="at_risk", due_at=started()), title="Nearly too late"),
        _at("escalated", case_line("open", pace="late", due_at=started(), paused_for="parts"), title="Too late"),
        _at("resolved", case_line("closed", "done"), title="Done, says the city", said="We cleared it."),
        _at("resolved", case_line("closed", "declined"), title="Answered"),
        _at("resolved", case_line("closed", "duplicate", goes_on_as=2), title="Joined"),
        _at("resolved", case_line("closed", "imported"), title="From the city's records"),
        _at("resolved", title="Gone, say neighbors"),
        {"title": "", "hidden_rule": "private", "place": ""},
        _at("escalated", case_line("open"), title="", withdrawn=True),
    ]
    return tuple(_row(number, **values) for number, values in enumerate(all_of_them, 1))


def _at(state: str, *cases: CaseLine, said: str = "", **values: Any) -> dict[str, Any]:
    return {"state": state, "progress": progress(state, *cases, said=said), "votes": 23, **values}


def _row(number: int, **values: Any) -> BoardRow:
    usual = {
        "id": number, "place": "5814 Larch St", "landmark": "", "service": "Dumping", "service_id": 1, "state": "open",
        "votes": 7, "comments": 9, "created_at": started() - timedelta(hours=number * 5), "hidden_rule": None,
        "withdrawn": False, "photo": None, "photo_bytes": None, "progress": progress("open"), "mine": False,
        "voted": False,
    }  # fmt: skip
    return BoardRow(**{**usual, **values})


@cache
def talk() -> tuple[Entry, ...]:
    """A thread: neighbor, captain, no name, gone, hidden, taken back, and the city in each of its voices."""
    first = _comment(1, Author("Luis M."))
    others = (
        _comment(3, Author(None), words="Same truck was on Ellery two weeks ago."),
        _comment(4, Author(None, gone=True), words="It was here last year too."),
        _comment(5, Author("Rosa B."), mine=True, words=LONG),
        _comment(6, Author("Tanya R."), words="", hidden_rule="names_person", hidden_at=started()),
        _comment(7, Author("Tanya R."), words="", withdrawn=True),
        city_word(8, "answer"),
        city_word(9, "scheduled", scheduled_for=date(2026, 6, 16)),
        city_word(10, "transferred"),
        city_word(11, "closed", code="done"),
    )
    answer = _comment(2, Author("Denise W.", captain=True), to="Luis M.")
    return (Entry(first, [answer]), *(Entry(said, []) for said in others))


def _comment(number: int, author: Author, **values: Any) -> CommentLine:
    usual = {
        "observation_id": 1, "root_id": None, "follow_up_id": None, "to": None, "words": WORDS, "written_at": started(),
        "withdrawn": False, "hidden_rule": None, "hidden_at": None, "photos": (), "mine": False,
    }  # fmt: skip
    return CommentLine(id=number, author=author, **{**usual, **values})


def city_word(number: int, said: str, **values: Any) -> FollowUpLine:
    """The city speaking."""
    usual = {
        "case_id": 1, "agency": "Sanitation", "liaison": "Priya N.", "code": None, "scheduled_for": None, "photos": (),
        "words": "We are sending our camera team to this block this week.", "written_at": started(),
    }  # fmt: skip
    return FollowUpLine(id=number, said=said, **{**usual, **values})


def steps() -> list[StepLine]:
    """The dated steps of a case."""
    kinds = ("opened", "queued", "sent", "accepted", "taken", "transferred", "scheduled")
    return [
        StepLine(1, kind, started(), "Streets", "Priya N.", date(2026, 6, 16) if kind == "scheduled" else None)
        for kind in kinds
    ]


def post(row: BoardRow) -> Post:
    """The page of a sample row. People went and looked at the first one."""
    seen, gone = (4, 1) if row.title == WITH_A_PAGE[0] else (0, 0)
    return Post(
        id=row.id, board_id=1, title=row.title, description=WORDS, place=row.place, landmark=row.landmark,
        service=row.service, state=row.state, votes=row.votes, comments=row.comments, created_at=row.created_at,
        edited_at=None, withdrawn_at=None, hidden_rule=row.hidden_rule, hidden_at=None,
        author=Author("Denise W.", True), mine=row.mine, voted=row.voted, progress=row.progress,
        seen_count=seen, gone_count=gone, looked_at=started() if seen else None,
    )  # fmt: skip


def case() -> PublicCase:
    """A case as everyone reads it."""
    return PublicCase(
        id=1, state="in_progress", code=None, reference="311-26-0552", service="Pothole", agency="Streets",
        opened_at=started(), opened_by="votes", opened_reason="", needs_sorting=False,
        scheduled_for=date(2026, 6, 16), closed_at=None, withdrawn=False, board_slug="juniper-square",
        board_name="Juniper Square", neighbors=18, backing=2, goes_on_as=None,
    )  # fmt: skip
