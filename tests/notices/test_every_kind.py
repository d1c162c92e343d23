"""A mail can be written of every kind of news, and one that breaks ends as something people can see."""

import re

import pytest
from sqlalchemy import select, update

from community import clock
from community.activity.deliveries import MOST_TRIES
from community.activity.models import Delivery
from community.notices import mails, rules
from community.notices.actions import give_notices
from community.notices.actions_mail import appoint_mails, choose
from community.notices.choosing import GROUPS, Choices
from community.notices.known import Told
from community.notices.models import Mailing
from community.notices.wording import CHIPS
from tests.notices.conftest import DAY, MINUTE

KINDS = (
    {*rules.BY_CITY.values(), *rules.BY_NEIGHBORS.values(), *rules.ON_BOARDS.values(), *rules.ALARMS.values()}
    | {*rules.ABOUT_WORDS.values(), "replied", "commented", "reported", "mentioned"}
)  # fmt: skip


def test_one_mail_tells_of_every_kind_of_news(db, story, browser, post_office, later):
    priya, post, case = story.people["Priya"], story.posts["case"], story.cases["case"]
    assert set(CHIPS) == KINDS
    wishes = Choices("UTC", mail=dict.fromkeys(GROUPS, "daily"), quiet=None)
    choose(db, priya.id, wishes)
    ids = {"observation_id": post.id, "case_id": case.id, "follow_up_id": story.follow_up.id}
    of_words = {"replied", "commented"}
    told = [
        Told(number, priya.id, kind, **ids, comment_id=story.comments["case"].id if kind in of_words else None)
        for number, kind in enumerate(CHIPS, start=1_000_000)
    ]
    takers = {"mail": [priya.id], "push": []}
    given = give_notices(db, [(one, clock.now()) for one in told], {priya.id: wishes}, takers)
    appoint_mails(db, given, {priya.id: wishes})
    db.commit()
    later(DAY)
    [mail] = post_office.taken
    chips = re.findall(r'<span style="[^"]*display:inline-block;([^"]+)">([^<]+)</span>', mail.html)
    assert len(chips) == len(CHIPS)
    looks = {words: look for look, words in chips}
    for words in ("Still there", "Fixed, neighbors agree"):
        assert words in mail.plain
        assert looks[words] != looks["Closed by the city"], "what the city says is not what neighbors saw"
    assert "None" not in mail.plain
    assert "Open again" in browser(priya).get("/inbox").text


@pytest.fixture
def owed_to_ana(db, story, browser):
    """A mail to Ana that breaks while it is written, before its last try."""
    choose(db, story.people["Ana"].id, Choices("UTC", quiet=None))
    db.commit()
    priya, desk = browser(story.people["Priya"]), f"/desk/case/{story.cases['case'].id}"
    priya.post(f"{desk}/take", version="1")
    priya.post(f"{desk}/answer", version="2", visible="public", words="On Friday.")


def test_a_mail_that_breaks_while_it_is_written_ends_as_given_up_and_is_seen(
    db, story, browser, owed_to_ana, post_office, later, look, monkeypatch, caplog
):
    with monkeypatch.context() as broken:
        broken.setattr(
            mails, "write_letter", lambda rows, *_more: next(row for row in rows if row.kind == "unheard of")
        )
        later(MINUTE)
        assert look(select(Mailing.state)) == ["waiting"], "it is tried again"
        db.execute(update(Delivery).where(Delivery.kind == "notice").values(tries=MOST_TRIES - 1))
        db.commit()
        later(2 * MINUTE)
    assert look(select(Mailing.state)) == ["given_up"]
    assert "StopIteration" in caplog.text
    assert "Given up after two days" in browser(story.people["Ana"]).get("/me/notices").text
    operator = browser(story.people["Ada"])
    assert "StopIteration" in operator.get("/admin").text
    [delivery] = look(select(Delivery.id).where(Delivery.kind == "notice"))
    operator.post("/admin", delivery=str(delivery))
    later(3 * MINUTE)
    assert look(select(Mailing.state)) == ["delivered"]
    assert [mail.to[:3] for mail in post_office.taken] == ["ana"]


def test_who_follows_a_case_whose_post_cannot_be_read_gets_its_mail(db, story, browser, post_office, later):
    nora, case = story.people["Nora"], story.cases["case"]
    choose(db, nora.id, Choices("UTC", mail=dict.fromkeys(GROUPS, "now"), quiet=None))
    story.posts["case"].hidden_at, story.posts["case"].hidden_rule = clock.now(), "ad"
    db.commit()
    browser(nora).post(f"/case/{case.id}/follow", do="follow")
    priya, desk = browser(story.people["Priya"]), f"/desk/case/{case.id}"
    priya.post(f"{desk}/take", version="1")
    priya.post(f"{desk}/answer", version="2", visible="public", words="On Friday.")
    later(MINUTE)
    [mail] = [mail for mail in post_office.taken if mail.to.startswith("nora")]
    assert mail.message["Subject"] == f"City answered: Case {case.reference}"
    assert "answered a case you follow: “On Friday.”" in mail.plain
    assert f"Open the case:\r\nhttp://stoop.example/case/{case.id}" in mail.plain
    assert "Mattress" not in mail.plain + mail.html
    page = browser(nora).get("/inbox").text
    assert "Open the case" in page
    assert "Mattress" not in page.partition("<main")[2]
