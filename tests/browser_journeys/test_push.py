"""Turning on push in a real Chromium, as far as one without a push service goes; and what its worker does with what
comes."""

import json
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from community.notices.models import PushDevice
from community.notices.push.keys import make_key
from tests.browser_journeys.until import eventually
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
PAGE = "/me/notices"
TURN_ON = "Show news in this browser"
READY = """navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready)
    .then(() => true)"""
LISTEN = """() => {
  const show = registration.showNotification;
  self.shown = new Promise((done, failed) => {
    registration.showNotification = (...all) => {
      const showing = show.apply(registration, all);
      showing.then(done, failed);
      return showing;
    };
  });
}"""
SHOWN = """async () => {
  await self.shown;
  const all = await registration.getNotifications();
  return all.map(({ title, body, tag, data, lang }) => ({ title, body, tag, data, lang }));
}"""
"""What is shown, asked once it is: Chromium takes one away that it is asked for while it puts it up."""


@pytest.fixture
def pushing(house, home):
    """The city has a key."""
    key = home / "journey-key.pem"
    key.write_bytes(make_key())
    house.app.knobs = replace(house.app.knobs, push_key=str(key), push_contact="mailto:ops@stoop.example")


def deliver(page, news):
    """Let the browser's worker get this push, opened, as its push service would."""
    tools, found = page.context.new_cdp_session(page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    page.evaluate(READY)
    number = eventually(page, lambda: next((one["registrationId"] for one in found if not one["isDeleted"]), None))
    address = {"origin": page.evaluate("location.origin"), "registrationId": number}
    tools.send("ServiceWorker.deliverPushMessage", {**address, "data": json.dumps(news)})


@pytest.mark.trial
def test_it_is_asked_for_by_a_press_and_what_cannot_be_is_said(db, house, window, pushing, look):
    people = city(db).people
    ana = window(people["Ana"], permissions=["notifications"])
    ana.goto(PAGE)
    ana.get_by_role("button", name=TURN_ON).click()
    expect(ana.get_by_text("Your browser could not reach its push service.")).to_be_visible()
    luis = window(people["Luis"])
    luis.goto(PAGE)
    luis.get_by_role("button", name=TURN_ON).click()
    expect(luis.get_by_text("Your browser does not let us show news.")).to_be_visible()
    without = window(people["Nora"], scripts=False)
    without.goto(PAGE)
    expect(without.get_by_text("No browser shows you news yet.")).to_be_visible()
    expect(without.get_by_role("button", name=TURN_ON)).to_be_hidden()
    assert look(select(PushDevice.id)) == []


def test_the_worker_shows_what_comes_and_a_tap_opens_its_page(db, house, window, pushing):
    town = city(db)
    ana, path = window(town.people["Ana"], permissions=["notifications"]), f"/o/{town.posts['case'].id}"
    ana.goto(path)
    ana.evaluate(READY)
    worker = ana.context.service_workers[0]
    worker.evaluate(LISTEN)
    news = {
        "title": "City answered",
        "body": "A crew comes.",
        "url": f"{path}?all=1#f1",
        "tag": "stoop-1",
        "lang": "en",
    }
    deliver(ana, news)
    assert worker.evaluate(SHOWN) == [{"data" if name == "url" else name: value for name, value in news.items()}]
    worker.evaluate("(path) => { openPage(path).catch(() => undefined); }", news["url"])
    ana.wait_for_url(f"**{path}?all=1#f1")
