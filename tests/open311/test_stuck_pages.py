"""Stuck on the way to the city: seen by captain and author, by the liaison at the desk and by the operator, who decide
what happens to it. Where the cases of an agency go is set by an administrator."""

from argparse import Namespace
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity.models import Activity, Delivery
from community.cases import queries_stuck
from community.cases.actions_handoff import flag_handoff
from community.cases.models import Case
from community.cases.models_handoff import Handoff
from community.commands.explaining import CommandError
from community.commands.seal_key import run as make_key
from community.open311.client_sealing import CannotSeal, seal, unseal
from community.open311.gateway_models import Endpoint
from tests.cast import city


@pytest.fixture
def stuck(db):
    """The case of Sanitation never got an answer."""
    made = city(db)
    case = made.cases["case"]
    told = Activity(at=clock.now(), kind="case_opened", case_id=case.id, data={"needs_sorting": False}, imported=True)
    db.add(told)
    db.flush()
    case.reference, case.state = None, "queued"
    db.add(Delivery(activity_id=told.id, kind="handoff", target=f"case:{case.id}", given_up_at=clock.now()))
    handoff = Handoff(case_id=case.id, activity_id=told.id, kind="opened", key="stoop-7-ab", created_at=clock.now())
    handoff.asked_at, handoff.state = clock.now(), "asked"
    db.add(handoff)
    db.flush()
    flag_handoff(db, handoff.id, "unclear", "it took too long")
    db.commit()
    made.stuck = handoff
    return made


def test_everybody_concerned_reads_that_it_is_stuck_and_only_some_may_decide(stuck, browser, visitor):
    case, post = stuck.cases["case"], stuck.posts["case"]
    for name in ("Denise", "Ana"):
        reader = browser(stuck.people[name])
        for page in (f"/case/{case.id}", f"/o/{post.id}"):
            assert "Stuck on the way. Somebody looks at it" in reader.get(page)
        reader.post(f"/case/{case.id}/hand-over", status=403, json=True, do="again")
    priya, ada = browser(stuck.people["Priya"]), browser(stuck.people["Ada"])
    assert "/desk/stuck" in priya.get("/desk")
    for reader, page in ((priya, "/desk/stuck"), (priya, f"/desk/case/{case.id}"), (ada, "/admin")):
        shown = reader.get(page)
        assert "We could not tell whether the city has it." in shown
        assert "stoop-7-ab" in shown
    for name in ("Sam", "Wes"):  # another agency, another board
        assert "Nothing is stuck" in browser(stuck.people[name]).get("/desk/stuck")
    visitor.get("/desk/stuck", status=(302, 303, 401))


def test_the_liaison_notes_the_number_and_it_is_there(stuck, browser, look):
    priya, case = browser(stuck.people["Priya"]), stuck.cases["case"]
    assert "Write the number" in priya.post(f"/case/{case.id}/hand-over", status=422, do="number", number="  ")
    priya.post(f"/case/{case.id}/hand-over", status=422, do="burn")
    priya.post(f"/case/{case.id}/hand-over", do="number", number="SR-77", back="/desk/stuck")
    assert look(select(Case.reference).where(Case.id == case.id)) == ["SR-77"]
    assert "Nothing is stuck" in priya.get("/desk/stuck")
    assert "not stuck any more" in priya.post(f"/case/{case.id}/hand-over", status=422, do="again")


@pytest.mark.parametrize("deed", ["again", "desk"])
def test_the_operator_sends_it_again_or_leaves_it_to_the_desk(stuck, browser, look, worker, deed):
    case = stuck.cases["case"]
    browser(stuck.people["Ada"]).post(f"/case/{case.id}/hand-over", do=deed, back="/admin")
    worker()
    [reference] = look(select(Case.reference).where(Case.id == case.id))
    assert reference == f"311-{case.opened_at:%y}-{case.id:06}"
    assert look(select(func.count()).where(Handoff.settled_at.is_(None))) == [0]


def test_who_has_one_board_sees_hers_behind_many_of_another_and_nobody_misses_the_last(stuck, browser, db, monkeypatch):
    monkeypatch.setattr(queries_stuck, "PAGE", page := 5)
    now, like = clock.now(), {"agency_id": stuck.sanitation.id, "opened_at": clock.now(), "opened_by": "votes"}
    cases = [Case(board_id=stuck.juniper.id, title=f"Hole {n}", **like) for n in range(page + 1)]
    cases.append(Case(board_id=stuck.marble.id, title="Far hole", **like))
    told = [Activity(at=now, kind="case_sent", data={}, imported=True) for _case in cases]
    db.add_all([*cases, *told])
    db.flush()
    flagged = {"kind": "opened", "created_at": now, "stuck_since": now, "why": "unclear"}
    for n, (case, line) in enumerate(zip(cases, told, strict=True)):
        db.add(Handoff(case_id=case.id, activity_id=line.id, key=f"stoop-{n}", **flagged))
    db.commit()
    wes = browser(stuck.people["Wes"])
    assert "Far hole" in (hers := wes.get("/desk/stuck"))
    assert "Hole 0" not in hers
    assert wes.get("/desk").html.select_one('a[href="/desk/stuck"] .n').text == "1"
    for name, here in (("Priya", "/desk/stuck"), ("Ada", "/admin")):
        reader = browser(stuck.people[name])
        first = reader.get(here)
        assert f"{page + 3} cases are stuck." in first
        assert "Far hole" not in first
        rest = reader.get(first.html.find("a", string="Next 50")["href"])
        assert [title in rest for title in ("Hole 3", "Hole 4", "Far hole")] == [False, True, True]
        assert rest.html.find("a", string="Next 50") is None
        assert "is stuck" not in reader.get(f"{here}?after={2**62}").html.main.text  # settled meanwhile
    assert browser(stuck.people["Priya"]).get("/desk").html.select_one('a[href="/desk/stuck"] .n').text == f"{page + 3}"


ADDRESS = "https://city.example/open311/v2"
TYPED = {
    "active": "1", "address": ADDRESS + "/", "format": "json", "jurisdiction": "city.example", "quirks": "chicago",
    "codes": "pothole = 4fd3\ndumping=SIE", "finding": "list", "key_parameter": "client_request_id",
    "listing_delay": "600", "timeout": "30", "takes_updates": "1",
}  # fmt: skip


def test_ada_sets_where_the_cases_go_and_nobody_reads_the_key(made, browser, look, app, tmp_path, monkeypatch):
    ada, page = browser(made.people["Ada"]), f"/admin/gateways/{made.streets.id}"
    assert "the desk" in ada.get("/admin/gateways")
    refused = ada.post(page, status=422, **TYPED, api_key="s3cret")
    assert "has to set community.seal_key first" in refused
    assert "s3cret" not in refused
    make_key(Namespace(file=str(tmp_path / "seal.key")))
    with pytest.raises(CommandError, match="already"):
        make_key(Namespace(file=str(tmp_path / "seal.key")))
    knobs = replace(app.knobs, seal_key=str(tmp_path / "seal.key"))
    monkeypatch.setattr(app, "knobs", knobs)
    ada.post(page, **TYPED, api_key="s3cret")
    [endpoint] = look(select(Endpoint))
    assert (endpoint.url, endpoint.codes) == (ADDRESS, {"pothole": "4fd3", "dumping": "SIE"})
    assert (endpoint.format, endpoint.quirks, endpoint.finding) == ("json", "chicago", "list")
    assert (endpoint.listing_delay, endpoint.timeout) == (600, 30)
    assert (endpoint.takes_updates, endpoint.gives_updates) == (True, False)
    assert unseal(endpoint.sealed_key, knobs) == "s3cret"
    assert ADDRESS in ada.get("/admin/gateways")
    shown = ada.get(page)
    assert "s3cret" not in shown
    assert endpoint.sealed_key not in shown
    ada.post(page, **TYPED)
    assert look(select(Endpoint.sealed_key)) == [endpoint.sealed_key]
    ada.post(page, **TYPED, drop_key="1")
    assert look(select(Endpoint.sealed_key)) == [""]


def test_the_demo_city_seals_keys_by_itself_and_no_other_city_does(made, browser, look, app, tmp_path, monkeypatch):
    ada, page = browser(made.people["Ada"]), f"/admin/gateways/{made.streets.id}"
    plain, key = replace(app.knobs, home=str(tmp_path), demo=False, seal_key=""), tmp_path / "demo-seal.key"
    monkeypatch.setattr(app, "knobs", plain)
    assert "has to set community.seal_key first" in ada.post(page, status=422, **TYPED, api_key="s3cret")
    assert list(tmp_path.iterdir()) == []
    demo = replace(plain, demo=True)
    monkeypatch.setattr(app, "knobs", demo)
    ada.post(page, **TYPED)
    assert list(tmp_path.iterdir()) == []  # nothing to seal
    ada.post(page, **TYPED, api_key="s3cret")
    assert [path.name for path in tmp_path.iterdir()] == [key.name]
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    ada.post(page, **TYPED, api_key="an0ther")
    assert key.read_bytes() == before
    [sealed] = look(select(Endpoint.sealed_key))
    assert unseal(sealed, demo) == "an0ther"
    with pytest.raises(CannotSeal, match="is not set"):  # the same home, in earnest
        unseal(sealed, plain)
    # A key that the operator names is used, in the demo city too.
    make_key(Namespace(file=str(tmp_path / "own.key")))
    named = replace(demo, seal_key=str(tmp_path / "own.key"))
    assert unseal(seal("third", named), named) == "third"
    with pytest.raises(CannotSeal, match="another"):
        unseal(sealed, named)


def test_what_is_wrong_is_said_and_what_was_typed_stays(made, browser, look):
    ada, page = browser(made.people["Ada"]), f"/admin/gateways/{made.streets.id}"
    for wrong, words in (
        ({"address": "ftp://city.example"}, "Write the address of the endpoint"),
        ({"address": "http://[::1"}, "Write the address of the endpoint"),
        ({"address": "https://u:p@city.example/v2"}, "Write the address of the endpoint"),
        ({"address": "https://city.example/v2?a=b"}, "Write the address of the endpoint"),
        ({"listing_delay": "soon"}, "Write a number of seconds, or nothing."),
        ({"listing_delay": ""}, "after how many seconds its list shows"),
        ({"timeout": "0"}, "from 1 to 60"),
        ({"timeout": "²"}, "from 1 to 60"),
        ({"codes": "pothole"}, "ours = theirs"),
        ({"finding": "dice"}, "Choose one of these"),
        ({"key_parameter": "a&b"}, "name of a parameter"),
    ):
        shown = ada.post(page, status=422, **TYPED | wrong)
        assert words in shown, wrong
        assert "dumping=SIE" in shown or "codes" in wrong
    assert look(select(Endpoint)) == []
    ada.get("/admin/gateways/987654", status=404)
