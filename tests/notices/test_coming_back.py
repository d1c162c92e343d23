"""Mails that are no notices come back too: codes, and what an owner must know of their account."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from community.activity.models import Delivery
from community.activity.record import record
from community.cases.models_intake import Intake
from community.notices.inbound.taking import is_ours, take_message
from community.people.actions.reporters import keep_reporter
from community.people.facts import PasswordChanged
from community.people.models import Account
from tests import make
from tests.notices.test_replies import DOMAIN, report

WORDS = "Mail to this address came back."


@pytest.fixture
def told_of_password(db, app, post_office, worker):
    """``told_of_password(person)``: they are told by mail that their password was changed."""
    app.knobs = replace(app.knobs, reply_domain=DOMAIN)

    def tell(person):
        record(db, PasswordChanged(person.id), actor_id=person.id)
        db.commit()
        worker()

    return tell


def test_a_mail_about_an_account_that_comes_back_is_seen_by_operator_and_owner(
    db, app, story, browser, told_of_password, post_office, look
):
    ana = story.people["Ana"]
    told_of_password(ana)
    [mail] = post_office.taken
    assert mail.sender.startswith("bounce+d")
    assert is_ours(app, mail.sender)
    assert WORDS not in browser(ana).get("/me").text
    wrong = mail.sender.replace("bounce+d", "bounce+d1")
    for address, raw, outcome in (
        (wrong, report(), "refused"),
        (mail.sender, report("delayed", "4.4.1"), "ignored"),
        (mail.sender, report(), "bounce"),
        (mail.sender, report(), "ignored"),
    ):
        assert take_message(app, "", address, raw).outcome == outcome
    assert look(select(Account.bounces).where(Account.person_id == ana.id)) == [1], "once"
    assert WORDS in browser(ana).get("/me").text
    assert WORDS not in browser(story.people["Luis"]).get("/me").text
    operator = browser(story.people["Ada"])
    page = operator.get("/admin").text
    assert "came back with 5.1.1" in page
    assert mail.to not in page
    [delivery] = look(select(Delivery.id).where(Delivery.problem.is_not(None)))
    operator.post("/admin", delivery=str(delivery))
    told_of_password(story.people["Luis"])
    assert [one.to[:3] for one in post_office.taken] == ["ana", "ana", "lui"], "tried again by hand"


def test_one_that_is_refused_at_once_is_seen_as_well(db, story, browser, told_of_password, post_office, look):
    nell = make.person(db, "Nell", email="never@example.org")
    told_of_password(nell)
    assert post_office.taken == []
    assert look(select(Account.bounces).where(Account.person_id == nell.id)) == [1]
    assert WORDS in browser(nell).get("/me").text
    page = browser(story.people["Ada"]).get("/admin").text
    assert "recipient refused" in page
    assert "never@" not in page


def test_the_citys_word_to_who_reported_by_phone_comes_back_to_the_operator(
    db, app, story, browser, told_of_password, post_office, worker
):
    case, now = story.cases["case"], story.posts["case"].created_at
    reporter = keep_reporter(db, "zephyrine@example.org", "en")
    db.flush()
    priya = story.people["Priya"]
    told = {"channel": "phone", "stamp": "one", "taken_by": priya.id, "taken_at": now}
    db.add(Intake(case_id=case.id, reporter_id=reporter.id, **told))
    db.commit()
    priya = browser(priya)
    priya.post(f"/desk/case/{case.id}/take", version="1")
    priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="On Friday.")
    worker()
    [mail] = [mail for mail in post_office.taken if mail.to.startswith("zephyrine")]
    assert take_message(app, "", mail.sender, report()).outcome == "bounce"
    page = browser(story.people["Ada"]).get("/admin").text
    assert "came back with 5.1.1" in page
    assert "zephyrine" not in page
