"""Two people at the same moment: a board keeps a captain, a captain's link makes one, a neighbor joins once."""

import threading

import pytest
from sqlalchemy import select

from community import clock
from community.boards.actions import accept_invitation, hand_over, join_board, leave_board, share_captaincy
from community.boards.models import Invitation
from community.errors import Missing, Refused
from community.people.identity import Identity
from community.people.models import Membership
from tests import make


def identity(person):
    return Identity(person.id, 0, person.display_name, True, False, clock.now())


def at_once(app, *deeds):
    """Run the deeds together, each in a transaction of its own; what each ended with: None, or its refusal."""
    start, ends = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        start.wait()
        try:
            with app.sessions.writing() as db, db.begin():
                deed(db)
        except (Refused, Missing) as refusal:
            ends[number] = refusal

    threads = [threading.Thread(target=run, args=(number, deed)) for number, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def captains(app):
    with app.sessions.reading() as db:
        return list(db.scalars(select(Membership.person_id).where(Membership.role == "captain")))


@pytest.fixture
def two(app):
    """Dana and Omar, captains of one board."""
    with app.sessions.writing() as db:
        board = make.board(db)
        people = [make.person(db, name) for name in ("Dana", "Omar")]
        for person in people:
            make.member(db, person, board, "captain")
        return board.id, *[identity(person) for person in people]


def test_when_both_captains_leave_one_stays(app, two):
    board, dana, omar = two
    ends = at_once(app, lambda db: leave_board(db, dana, board), lambda db: leave_board(db, omar, board))
    assert [end is None for end in ends].count(True) == 1
    assert len(captains(app)) == 1


def test_when_each_hands_over_to_the_other_one_stays(app, two):
    board, dana, omar = two
    ends = at_once(
        app,
        lambda db: hand_over(db, dana, board, omar.person_id),
        lambda db: hand_over(db, omar, board, dana.person_id),
    )
    assert [end is None for end in ends].count(True) == 1
    assert len(captains(app)) == 1


def test_a_captains_link_makes_one_captain_however_many_press(app, two):
    board, dana, _omar = two
    with app.sessions.writing() as db:
        people = [identity(make.person(db, name)) for name in ("Rosa", "Eve", "Pat", "Lee")]
        share_captaincy(db, dana, board)
        db.commit()
        link = db.scalars(select(Invitation.id)).one()
        db.rollback()
    ends = at_once(app, *[lambda db, who=who: accept_invitation(db, who, link) for who in people])
    assert [end is None for end in ends].count(True) == 1
    assert len(captains(app)) == 3


def test_pressing_join_five_times_at_once_joins_once(app, two):
    board, _dana, _omar = two
    with app.sessions.writing() as db:
        rosa = identity(make.person(db, "Rosa"))
    assert at_once(app, *[lambda db: join_board(db, rosa, board)] * 5) == [None] * 5
    with app.sessions.reading() as db:
        assert db.scalars(select(Membership.role).where(Membership.person_id == rosa.person_id)).all() == ["neighbor"]
