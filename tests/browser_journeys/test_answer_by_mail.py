"""The city's answer reaches Ana's inbox and her mail, by a real mail server, and her reply by mail stands in the
thread: live in the page she has open, and at the desk."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from smtplib import LMTP

import pytest
from playwright.sync_api import expect

from community import clock
from community.notices.actions_mail import choose
from community.notices.choosing import Choices
from community.notices.inbound.door import open_door
from tests.browser_journeys.conftest import free_port
from tests.browser_journeys.until import eventually, listening
from tests.cast import city
from tests.post_office import running

pytestmark = [pytest.mark.browser, pytest.mark.trial, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
DOMAIN = "reply.stoop.example"


@pytest.fixture
def office(house):
    """A mail server that the house sends to; and its own door for replies, open."""
    before = house.app.knobs
    with running() as (box, port):
        house.app.knobs = replace(
            house.app.knobs,
            mail=f"smtp://127.0.0.1:{port}",
            base_url=house.address,
            reply_domain=DOMAIN,
            inbound_port=free_port(),
            inbound_protocol="lmtp",
        )
        door = open_door(house.app)
        yield box
        door.stop()
    house.app.knobs = before


def reply_by_mail(house, mail, words):
    """Ana's mail program answers, below her words the mail it answers to; her provider brings it to our door."""
    answer = EmailMessage()
    answer["From"], answer["To"] = f"Ana <{mail.to}>", mail.message["Reply-To"]
    answer["Subject"], answer["Message-ID"] = f"Re: {mail.message['Subject']}", "<answer@example.org>"
    quoted = "\n".join(f"> {line}" for line in mail.plain.splitlines())
    answer.set_content(f"{words}\n\nOn Fri, Jun 12, 2026 at 8:20 AM Stoop wrote:\n\n{quoted}\n")
    with LMTP("127.0.0.1", house.app.knobs.inbound_port) as door:
        assert door.sendmail(mail.to, [mail.message["Reply-To"]], bytes(answer)) == {}


def test_the_citys_answer_reaches_inbox_and_mail_and_is_replied_to_by_mail(db, house, office, window):
    town = city(db)
    choose(db, town.people["Ana"].id, Choices("UTC", quiet=None))
    db.commit()
    post, case = town.posts["case"], town.cases["case"]
    ana, priya = window(town.people["Ana"]), window(town.people["Priya"])
    listening(ana, "/inbox")

    # Priya answers at her desk: Ana's inbox rings, and shows it.
    priya.goto(f"/desk/case/{case.id}")
    priya.get_by_role("button", name="Accept").first.click()
    priya.goto(f"/desk/case/{case.id}")
    priya.get_by_label("Your words").fill("A crew comes on Friday.")
    priya.get_by_role("button", name="Publish").first.click()
    expect(ana.get_by_role("link", name="Inbox, 1 new").first).to_be_attached()
    ana.goto("/inbox")
    expect(ana.locator(".nts")).to_contain_text("Sanitation answered your post: “A crew comes on Friday.”")

    # A moment is left for more of the same; then the mail goes, and a thread of its page opens.
    with clock.travel(timedelta(minutes=2)):
        [mail] = eventually(ana, lambda: list(office.taken))
    assert mail.to.startswith("ana")
    assert mail.message["Subject"] == f"City answered: {post.title}"
    listening(ana, f"/o/{post.id}")

    # She answers from her mail program, and her words, without what they quote, stand in the thread she has open.
    reply_by_mail(house, mail, "Thank you. They should bring a truck.")
    ana.get_by_role("button", name="1 new reply").click()
    expect(ana.locator("ol.talk")).to_contain_text("They should bring a truck.")
    expect(ana.locator("ol.talk")).not_to_contain_text("wrote:")
    priya.goto(f"/desk/case/{case.id}")
    expect(priya.locator("main")).to_contain_text("They should bring a truck.")
