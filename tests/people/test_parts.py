"""Parts are granted and ended, with their facts; the city keeps an administrator; codes are used once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity
from community.errors import Missing, Refused
from community.people import actions
from community.people.models import Account, Code, Login, Membership, Person
from community.permissions import Role
from tests import make


def facts(db):
    """Kinds and people of the facts so far."""
    db.commit()
    return [(row.kind, row.person_id) for row in db.scalars(select(Activity).order_by(Activity.id))]


def test_a_part_is_granted_once_and_ended_once(db):
    dana, board = make.person(db), make.board(db)
    actions.grant_part(db, dana.id, Role.CAPTAIN, "board", board.id)
    actions.grant_part(db, dana.id, Role.CAPTAIN, "board", board.id)
    assert facts(db) == [("part_granted", dana.id)]
    assert actions.end_part(db, dana.id, Role.CAPTAIN, "board", board.id)
    assert not actions.end_part(db, dana.id, Role.CAPTAIN, "board", board.id)
    assert facts(db)[1:] == [("part_ended", dana.id)]


def test_the_boards_of_a_liaison_change(db):
    kim, streets = make.person(db, "Kim"), make.agency(db)
    actions.grant_part(db, kim.id, Role.LIAISON, "agency", streets.id, boards=[2, 1, 2])
    db.commit()
    part = actions.grant_part(db, kim.id, Role.LIAISON, "agency", streets.id, boards=None)
    db.commit()
    assert part.boards is None
    assert db.scalar(select(func.count()).select_from(Membership)) == 1
    assert len(facts(db)) == 2


def test_nobody_unknown_or_closed_gets_a_part(db):
    with pytest.raises(Missing):
        actions.grant_part(db, 999, Role.ADMIN, "city", 0)
    dana = make.person(db)
    actions.close_account(db, dana.id)
    with pytest.raises(Missing):
        actions.grant_part(db, dana.id, Role.ADMIN, "city", 0)


def test_the_city_keeps_an_administrator(db):
    ada = actions.create_admin(db, "Ada", "ada@example.org", "hash")
    db.commit()
    for leave in (
        lambda: actions.end_part(db, ada.id, Role.ADMIN, "city", 0),
        lambda: actions.suspend_person(db, ada.id),
        lambda: actions.close_account(db, ada.id),
    ):
        with pytest.raises(Refused):
            leave()
        db.rollback()
    other = make.person(db, "Bea")
    actions.grant_part(db, other.id, Role.ADMIN, "city", 0)
    actions.suspend_person(db, ada.id, by=other.id)
    assert ("person_suspended", ada.id) in facts(db)
    with pytest.raises(Refused):
        actions.end_part(db, other.id, Role.ADMIN, "city", 0)


def test_one_address_one_account(db):
    actions.create_account(db, "Ada", "Ada@example.org")
    db.commit()
    with pytest.raises(Refused):
        actions.create_admin(db, "Ada", "ada@Example.org", "hash")


def at_once(many, work):
    """Run ``work(number)`` in many threads that start together; what they returned."""
    start = threading.Barrier(many)

    def run(number):
        start.wait()
        return work(number)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(run, range(many)))


def test_a_code_used_by_many_at_once_opens_one_door(app, db):
    code, browser = actions.request_code(db, "sign_up", "rosa@example.org", "b" * 43, display_name="Rosa"), "b" * 43
    minted = actions.mint_code(db, code.id)
    db.commit()

    def press(number):
        with app.sessions.writing() as mine, mine.begin():
            taken = actions.take_code(mine, browser, minted.digits)
            return taken and actions.open_login(mine, actions.redeem_code(mine, taken).id, "Test")

    opened = at_once(8, press)
    assert len([token for token in opened if token]) == 1
    assert db.scalar(select(func.count()).select_from(Person)) == 1
    assert db.scalar(select(func.count()).select_from(Login)) == 1


def test_wrong_codes_at_once_are_all_counted(app, db):
    code = actions.request_code(db, "sign_in", "rosa@example.org", "b" * 43)
    db.commit()

    def press(number):
        with app.sessions.writing() as mine, mine.begin():
            return actions.take_code(mine, "b" * 43, "123456")

    assert at_once(4, press) == [None] * 4
    db.refresh(code)
    assert code.tries == 4


def test_two_sign_ups_for_one_address_at_once_make_one_account(app, db):
    def press(number):
        try:
            with app.sessions.writing() as mine, mine.begin():
                return actions.create_account(mine, f"Rosa {number}", "rosa@example.org").id
        except Refused:
            return None

    made = at_once(6, press)
    assert made.count(None) == 5
    assert db.scalar(select(func.count()).select_from(Account)) == 1
    assert db.scalar(select(func.count()).select_from(Person)) == 1


def test_what_a_code_is_stays_out_of_the_database(db):
    code = actions.request_code(db, "sign_in", "rosa@example.org", "b" * 43)
    minted = actions.mint_code(db, code.id)
    db.commit()
    row = {name: str(value) for name, value in db.get(Code, code.id).__dict__.items() if not name.startswith("_")}
    assert all(minted.digits not in value or name == "id" for name, value in row.items() if "hash" in name)
    assert minted.link_token not in row.values()
    assert "b" * 43 not in row.values()
