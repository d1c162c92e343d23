"""Joining and leaving a board, inviting, sharing and handing over the captaincy."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity
from community.boards.models import Invitation
from community.people.models import Account, Membership
from community.people.passwords import hash_password
from tests import make


@pytest.fixture
def square(db):
    return make.board(db, "Juniper Square", welcome="Hello & welcome.")


@pytest.fixture
def dana(db, square):
    """The captain."""
    person = make.person(db, "Dana")
    make.member(db, person, square, "captain")
    return person


def roles(db, person):
    db.rollback()
    found = sorted(db.scalars(select(Membership.role).where(Membership.person_id == person.id)))
    db.rollback()  # gives the write lock of SQLite back
    return found


def link_in(page):
    return re.search(r'value="http://[^/]+(/join/[\w-]+)"', page.text)[1]


def test_rosa_joins_once_and_leaves(db, square, browser):
    rosa = make.person(db, "Rosa")
    hers = browser(rosa)
    hers.post("/b/juniper-square/join")
    hers.post("/b/juniper-square/join")
    assert roles(db, rosa) == ["neighbor"]
    assert hers.post("/b/juniper-square/leave", json=True, status=200).json["member"] is False
    hers.post("/b/juniper-square/leave")
    assert roles(db, rosa) == []
    kinds = db.scalars(select(Activity.kind).order_by(Activity.id)).all()
    assert [kind for kind in kinds if kind.startswith("part_")] == ["part_granted", "part_ended"]


def test_a_visitor_is_led_through_sign_in_before_joining(db, square, visitor):
    page = visitor.post("/b/juniper-square/join", status=None)
    assert page.status_int < 500
    assert page.status_int != 303
    assert db.scalars(select(Membership)).all() == []


def test_who_is_not_confirmed_belongs_nowhere_yet(db, square, browser):
    sam = make.person(db, "Sam", confirmed=False)
    assert browser(sam).post("/b/juniper-square/join", status=None).status_int != 303
    assert roles(db, sam) == []


def test_a_get_joins_nobody(db, square, browser):
    rosa = make.person(db, "Rosa")
    browser(rosa).get("/b/juniper-square/join", status=404)
    assert roles(db, rosa) == []


def test_the_last_captain_hands_over_before_leaving(db, square, dana, browser):
    page = browser(dana).post("/b/juniper-square/leave", status=422)
    assert "only block captain" in page.text
    assert roles(db, dana) == ["captain"]


def test_an_invitation_joins_whoever_follows_it(db, square, dana, browser, visitor):
    page = browser(dana).post("/b/juniper-square/invitations", status=200)
    link = link_in(page)
    assert "Juniper Square" in visitor.get(link).text
    for name in ("Rosa", "Omar"):
        neighbor = make.person(db, name)
        hers = browser(neighbor)
        assert "Join Juniper Square" in hers.get(link).text
        assert roles(db, neighbor) == []
        hers.post(link)
        assert roles(db, neighbor) == ["neighbor"]


def test_a_link_is_shown_once_and_kept_only_as_a_hash(db, square, dana, browser):
    his = browser(dana)
    token = link_in(his.post("/b/juniper-square/invitations", status=200)).rpartition("/")[2]
    assert token not in his.get("/b/juniper-square/invitations").text
    assert token not in str([vars(row) for row in db.scalars(select(Invitation))])


def test_an_invitation_survives_signing_in(db, square, dana, browser, visitor):
    rosa = make.person(db, "Rosa", email="rosa@example.org")
    db.get(Account, rosa.id).password_hash = hash_password("seven porch lamps", 4)
    db.commit()
    link = link_in(browser(dana).post("/b/juniper-square/invitations", status=200))
    page = visitor.post(link, status=401)
    kept = html.unescape(re.search(r'name="kept" value="([^"]*)"', page.text)[1])
    page = visitor.post("/sign-in", status=200, email="rosa@example.org", password="seven porch lamps", kept=kept)
    assert roles(db, rosa) == []
    page.forms["carry-on"].submit(status=303)
    assert roles(db, rosa) == ["neighbor"]


def test_an_ended_or_expired_link_is_nothing_at_all(db, square, dana, browser, visitor):
    his = browser(dana)
    link = link_in(his.post("/b/juniper-square/invitations", status=200))
    with clock.travel(timedelta(days=31)):
        visitor.get(link, status=404)
    number = db.scalars(select(Invitation.id)).one()
    db.rollback()
    his.post(f"/b/juniper-square/invitations/{number}/end")
    his.post(f"/b/juniper-square/invitations/{number}/end")
    visitor.get(link, status=404)
    rosa = make.person(db, "Rosa")
    browser(rosa).post(link, status=404)
    assert roles(db, rosa) == []


def test_links_of_another_board_cannot_be_ended(db, square, dana, browser):
    other = make.board(db, "Mill Hill")
    omar = make.person(db, "Omar")
    make.member(db, omar, other, "captain")
    his = browser(omar)
    browser(dana).post("/b/juniper-square/invitations", status=200)
    number = db.scalars(select(Invitation.id)).one()
    db.rollback()
    his.post(f"/b/mill-hill/invitations/{number}/end", status=404)
    his.post(f"/b/juniper-square/invitations/{number}/end", status=403)
    his.post("/b/mill-hill/invitations/999999999999999999999/end", status=404)
    db.rollback()
    assert db.scalars(select(Invitation.ended_at)).all() == [None]


def test_a_link_for_a_co_captain_works_for_one_person(db, square, dana, browser):
    link = link_in(browser(dana).post("/b/juniper-square/captains", status=200, do="share"))
    omar, eve = make.person(db, "Omar"), make.person(db, "Eve")
    make.member(db, omar, square)
    assert "block captain" in browser(omar).get(link).text
    browser(omar).post(link)
    browser(eve).post(link, status=404)
    assert roles(db, omar) == ["captain", "neighbor"]
    assert roles(db, eve) == []


def test_the_captain_does_not_use_up_the_link_by_trying_it(db, square, dana, browser):
    his = browser(dana)
    link = link_in(his.post("/b/juniper-square/captains", status=200, do="share"))
    assert "captain here already" in his.post(link, status=422).text
    omar = make.person(db, "Omar")
    browser(omar).post(link)
    assert roles(db, omar) == ["captain"]


def test_a_captains_link_dies_with_the_captaincy_of_its_maker(db, square, dana, browser):
    his = browser(dana)
    link = link_in(his.post("/b/juniper-square/captains", status=200, do="share"))
    omar = make.person(db, "Omar")
    make.member(db, omar, square, "captain")
    his.post("/b/juniper-square/captains", do="hand_over", to=omar.id)
    eve = make.person(db, "Eve")
    browser(eve).post(link, status=404)
    assert roles(db, eve) == []


def test_handing_over_leaves_a_neighbor_behind(db, square, dana, browser):
    omar = make.person(db, "Omar")
    make.member(db, omar, square, "captain")
    his = browser(dana)
    assert "Omar" in his.get("/b/juniper-square/captains").text
    his.post("/b/juniper-square/captains", do="hand_over", to=omar.id)
    assert roles(db, dana) == ["neighbor"]
    assert roles(db, omar) == ["captain"]
    his.get("/b/juniper-square/captains", status=403)


@pytest.mark.parametrize("to", ["", "0", "x", "-1", "9" * 30, "\0", "12345"])
def test_handing_over_to_nobody_changes_nothing(db, square, dana, browser, to):
    page = browser(dana).post("/b/juniper-square/captains", status=None, do="hand_over", to=to)
    assert page.status_int in (409, 422)
    assert roles(db, dana) == ["captain"]


def test_handing_over_to_oneself_or_to_a_neighbor_is_refused(db, square, dana, browser):
    rosa = make.person(db, "Rosa")
    make.member(db, rosa, square)
    his = browser(dana)
    his.post("/b/juniper-square/captains", status=422, do="hand_over", to=dana.id)
    his.post("/b/juniper-square/captains", status=409, do="hand_over", to=rosa.id)
    assert roles(db, dana) == ["captain"]


def test_an_administrator_can_bring_in_the_first_captain(db, square, browser):
    ada, omar = make.person(db, "Ada"), make.person(db, "Omar")
    make.official(db, ada, "admin")
    link = link_in(browser(ada).post("/b/juniper-square/captains", status=200, do="share"))
    browser(omar).post(link)
    assert roles(db, omar) == ["captain"]


@pytest.mark.parametrize("part", ["nobody", "neighbor", "captain elsewhere", "moderator"])
@pytest.mark.parametrize("page", ["settings", "captains", "invitations"])
def test_the_captains_pages_are_for_the_captain(db, square, dana, browser, part, page):
    who = make.person(db, "Pat")
    if part == "neighbor":
        make.member(db, who, square)
    if part == "captain elsewhere":
        make.member(db, who, make.board(db, "Mill Hill"), "captain")
    if part == "moderator":
        make.official(db, who, "moderator")
    status = 404 if page == "invitations" else 403  # its links are for nobody else to see
    browser(who).get(f"/b/juniper-square/{page}", status=status)
    browser(who).post(f"/b/juniper-square/{page}", status=status, do="share", threshold="5", escalation="both")
    assert db.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "%ff", "..", "%C3%BCnder"])
def test_a_wrong_token_is_nothing(db, visitor, token):
    assert visitor.get(f"/join/{token}", status=None).status_int in (400, 404)


def test_no_csrf_token_no_joining(db, square, browser):
    rosa = make.person(db, "Rosa")
    assert browser(rosa).post("/b/juniper-square/join", csrf=False, status=None).status_int in (400, 403)
    assert roles(db, rosa) == []


def test_a_suspended_captain_keeps_no_board_alive(db, square, dana, browser):
    eve = make.person(db, "Eve", suspended_at=clock.now())
    make.member(db, eve, square, "captain")
    his = browser(dana)
    his.post("/b/juniper-square/leave", status=422)
    his.post("/b/juniper-square/captains", status=409, do="hand_over", to=eve.id)
    assert roles(db, dana) == ["captain"]


def test_links_of_one_board_are_limited(db, square, dana, browser):
    now = clock.now()
    db.add_all(
        Invitation(
            board_id=square.id,
            token_hash=f"h{number}",
            created_by=dana.id,
            created_at=now,
            expires_at=now + timedelta(days=1),
        )
        for number in range(50)
    )
    db.commit()
    assert "End one first" in browser(dana).post("/b/juniper-square/invitations", status=429).text
    with clock.travel(timedelta(days=2)):
        browser(dana).post("/b/juniper-square/invitations", status=200)
