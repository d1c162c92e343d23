"""After a request was sent: its reporter is told by mail, and programs say more about it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from sqlalchemy import select
from webtest import TestApp

from community import clock
from community.cases.actions_backing import join_case, split_case, unjoin_case
from community.cases.models import Backing, Case, FollowUp, StaffNote
from community.cases.models_intake import Intake
from community.cases.models_undo import Undoable
from community.catalog.models import Service
from community.comments.models import Comment
from community.open311.server_models import Receipt
from community.people.actions.reporters import keep_reporter
from community.people.models import Reporter
from tests import make
from tests.open311.program import Program
from tests.open311.test_posting import HOLE

BACK = "It is back. Look again."


def mails_to(home, name):
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in (home / "mail").glob("*.eml")]
    return [mail for mail in mails if name in mail["To"]]


def test_who_reported_is_told_by_mail_until_they_want_no_more(db, sender, made, browser, visitor, worker, home, look):
    [answer] = sender.post("requests", **HOLE, email="zephyrine@example.org")
    worker()
    case = int(answer["service_request_id"])
    sam = browser(made.people["Sam"])
    with make.at_once(db):  # and phoned as well: one mail all the same, and one press ends it
        phoned = keep_reporter(db, "Zephyrine@Example.org", "en").id
        way = {"channel": "phone", "stamp": "phoned", "taken_by": made.people["Sam"].id, "taken_at": clock.now()}
        db.add(Intake(case_id=case, reporter_id=phoned, **way))
    sam.post(f"/desk/case/{case}/take", version="1")
    closed = {"code": "not_responsible", "detail_not_responsible": "Gas & Co, 555 0100"}
    sam.post(f"/desk/case/{case}/close", version="2", words="They patch it on Friday.", **closed)
    worker()
    worker()
    [mail] = mails_to(home, "zephyrine")
    assert "They patch it on Friday.\n\nWho is responsible: Gas & Co, 555 0100\n" in mail.get_content()
    assert f"/case/{case}" in mail.get_content()
    link = urlsplit(mail["List-Unsubscribe"].strip("<> \n")).path
    assert "Forget my address" in visitor.get(link)
    assert "forgotten" in visitor.post(link, 200, csrf=False)
    visitor.get(link, 404)
    assert look(select(Reporter.id)) == []
    sam.post(f"/desk/case/{case}/answer", version="3", words="Done on Friday.")
    worker()
    assert len(mails_to(home, "zephyrine")) == 1


@pytest.mark.usefixtures("two_minutes")
@pytest.mark.parametrize("undone", [True, False])
def test_who_reported_is_told_once_it_cannot_be_undone(sender, made, browser, worker, home, look, undone):
    [answer] = sender.post("requests", **HOLE, email="zephyrine@example.org")
    case, sam = answer["service_request_id"], browser(made.people["Sam"])
    sam.post(f"/desk/case/{case}/answer", version="1", words="We patch it on Friday.")
    for seconds in (0, 110):
        with clock.travel(timedelta(seconds=seconds)):
            worker()
    assert mails_to(home, "zephyrine") == []
    if undone:
        sam.post(f"/undo/{look(select(Undoable.id))[0]}")
    with clock.travel(timedelta(seconds=125)):
        worker()
    assert len(mails_to(home, "zephyrine")) == (0 if undone else 1)
    if not undone:
        assert "It has left already" in sam.post(f"/undo/{look(select(Undoable.id))[0]}", status=422)


def test_a_word_on_a_request_is_a_reply_and_moves_no_state(sender, made, look, browser, worker):
    case = made.cases["closed"]
    word = {
        "service_request_id": str(case.id), "update_id": "u1", "status": "REOPEN", "description": BACK,
        "updated_datetime": "2026-11-22T08:00:00Z", "email": "zephyrine@example.org", "first_name": "Zephyrine",
    }  # fmt: skip
    assert sender.post("servicerequestupdates", **word) == [{"update_id": "u1"}]
    assert sender.post("servicerequestupdates", **word) == [{"update_id": "u1"}]
    [comment] = look(select(Comment).where(Comment.words == BACK))
    assert (comment.observation_id, comment.author_id, comment.nameless) == (made.posts["closed"].id, None, True)
    [after] = look(select(Case).where(Case.id == case.id))
    assert after.state == "closed"
    assert after.needs_answer_since is not None
    worker()
    thread = browser(made.people["Luis"]).get(f"/o/{made.posts['closed'].id}")
    assert BACK in thread
    assert "Zephyrine" not in thread
    # in the tray the desk reads it
    [answer] = sender.post("requests", service_code="dumping", address_string="Old mill")
    tray = word | {"service_request_id": answer["service_request_id"], "update_id": "u2"}
    sender.post("servicerequestupdates", **tray)
    assert BACK in look(select(StaffNote.words).order_by(StaffNote.id))[-1]
    # refused
    unknown = word | {"service_request_id": "99999", "update_id": "u3"}
    assert "no request" in sender.post("servicerequestupdates", 404, **unknown)[0]["description"]
    said = sender.post("servicerequestupdates", 400, service_request_id=str(case.id), status="MAYBE")
    assert len(said) == 4
    assert sender.post("servicerequestupdates", 403, **word | {"api_key": "x"})[0]["code"] == 403


@pytest.mark.trial
def test_fixmystreet_sends_sends_again_polls_and_fetches(sender, made, db, worker, browser):
    """As its client does: XML only, split names, its own number, the first ``request`` read, a token polled."""
    db.get(Service, made.dumping.id).type = "batch"
    db.commit()
    report = {
        "api_key": sender.key, "service_code": "dumping", "lat": "42.35", "long": "-71.05", "first_name": "Zephyrine",
        "last_name": "Quill", "email": "zephyrine@example.org", "phone": "555-0199", "deviceid": "7",
        "description": "Tires", "attribute[fixmystreet_id]": "4711", "attribute[easting]": "1",
    }  # fmt: skip
    sent = [sender.app.post("/open311/v2/requests.xml", report) for _try in range(2)]
    tokens = {ElementTree.fromstring(answer.body).find("request/token").text for answer in sent}
    assert len(tokens) == 1
    worker()
    polled = ElementTree.fromstring(sender.ask(f"tokens/{tokens.pop()}.xml").body)
    number = polled.find("request/service_request_id").text
    priya = browser(made.people["Priya"])
    priya.post(f"/desk/case/{number}/take", version="1")
    priya.post(f"/desk/case/{number}/close", version="2", code="done", words="We cleared it.")
    window = {"start_date": _ago(minutes=5), "end_date": _ago(minutes=-1)}
    fetched = ElementTree.fromstring(sender.ask("servicerequestupdates.xml", **window).body)
    [update] = [one for one in fetched if one.find("service_request_id").text == number]
    assert (update.find("status").text, update.find("external_status_code").text) == ("closed", "done")
    said = {
        "api_key": sender.key, "service_request_id": number, "update_id": "u-9", "status": "FIXED", "last_name": "-",
        "updated_datetime": _ago(), "description": "Thank you", "public_anonymity_required": "TRUE",
    }  # fmt: skip
    answer = sender.app.post("/open311/v2/servicerequestupdates.xml", said)
    assert ElementTree.fromstring(answer.body).find("request_update/update_id").text == "u-9"


def _ago(**time):
    return (clock.now() - timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.trial
def test_twenty_at_once_with_one_number_are_one_request(sender, wsgi, look):
    def send(_number):
        return Program(TestApp(wsgi), sender.key).post("requests", **HOLE, headers={"Idempotency-Key": "same"})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert len({str(answer) for answer in answers}) == 1
    assert len(look(select(Receipt.id))) == 1


@pytest.mark.trial
def test_a_request_follows_its_post_when_it_is_split_off(sender, reader, made, db, worker, look):
    stamp = {"attribute[client_request_id]": "mine-1"}
    [answer] = sender.post("requests", **HOLE, **stamp, description="The manhole rattles.")
    old = int(answer["service_request_id"])
    [post] = look(select(Receipt.observation_id))
    other = make.observation(db, made.juniper, made.people["Luis"], "A pothole by the school")
    db.add(Backing(case_id=old, observation_id=other.id, since=clock.now()))
    db.commit()
    worker()
    sam = make.identity(db, made.people["Sam"])
    new = split_case(db, sam, post, old, by="liaison")
    db.commit()
    worker()
    told = reader.get(f"requests/{old}")[0]  # everybody else: the posts that are left behind the number
    assert (told["service_request_id"], told["description"]) == (str(old), "A pothole by the school")
    for asked in (f"requests/{old}", f"requests?service_request_id={old}"):
        path, _mark, argument = asked.partition("?")
        more = dict([argument.split("=")]) if argument else {}
        [mine] = reader.get(path, api_key=sender.key, **more)
        assert (mine["service_request_id"], mine["description"]) == (str(old), "The manhole rattles.")
    [found] = reader.get("requests", client_request_id="mine-1", api_key=sender.key)
    assert found["service_request_id"] == str(new.id)
    assert sender.post("requests", **HOLE, **stamp)[0]["service_request_id"] == str(old)
    db.add_all(
        FollowUp(case_id=case_id, agency_id=made.streets.id, words=words, written_at=clock.now())
        for case_id, words in ((new.id, "Fastened."), (old, "Filled."))
    )
    db.commit()
    mine = reader.get("servicerequestupdates", api_key=sender.key)
    words = {one["description"]: one["service_request_id"] for one in mine}
    assert (words["Fastened."], "Filled." in words) == (str(old), False)
    assert "Filled." in {one["description"] for one in reader.get("servicerequestupdates")}


@pytest.mark.trial
def test_a_request_follows_its_post_to_a_case_it_joins_and_comes_back(sender, reader, made, db, worker, look):
    [answer] = sender.post("requests", **HOLE, description="The manhole rattles.")
    old = int(answer["service_request_id"])
    [post] = look(select(Receipt.observation_id))
    other = make.observation(db, made.juniper, made.people["Luis"], "A pothole by the school")
    db.add(Backing(case_id=old, observation_id=other.id, since=clock.now()))
    db.commit()
    [second] = sender.post("requests", **HOLE, description="It smells.")
    new, sam = int(second["service_request_id"]), make.identity(db, made.people["Sam"])

    def behind(do, case_id, **by):
        do(db, sam, post, case_id, **by)
        db.commit()
        worker()
        return look(select(Receipt.case_id).where(Receipt.observation_id == post))

    assert behind(join_case, new, by="liaison") == [old]  # behind both
    assert behind(unjoin_case, old) == [new]
    assert behind(join_case, old, by="liaison") == [old]
    assert behind(unjoin_case, new) == [old]
    assert behind(unjoin_case, old) == [old]  # behind none: nothing else is known of it
    assert behind(join_case, new, by="liaison") == [new]
    # Two requests of one key, one case: each is answered under its own number, and so is what happened.
    db.add(FollowUp(case_id=new, agency_id=made.streets.id, words="Fastened.", written_at=clock.now()))
    db.commit()
    both = {str(old), str(new)}
    for number in sorted(both):
        assert [one["service_request_id"] for one in reader.get(f"requests/{number}", api_key=sender.key)] == [number]
    assert set(reader.ids(service_request_id=f"{old},{new}", api_key=sender.key)) == both
    told = reader.get("servicerequestupdates", api_key=sender.key)
    assert sorted(one["service_request_id"] for one in told if one["description"] == "Fastened.") == sorted(both)
