"""Priya and Denise may take back what they did for two minutes. A program that reads the city meanwhile is told of it
when it is final, and then misses nothing; of what was undone it never hears."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.cases.models import Backing, Case
from community.cases.models_undo import Undoable
from tests.open311.test_bulk import compare
from tests.open311.test_reading import case, stamp

pytestmark = pytest.mark.usefixtures("two_minutes")
WORDS = "A crew comes on Friday."


class Time:
    """It stands still until a story moves it on."""

    def __init__(self):
        self.now = clock.now().replace(microsecond=0)

    def on(self, seconds):
        """So many seconds later; the moment as answers show it."""
        self.now += timedelta(seconds=seconds)
        return stamp(self.now)


@pytest.fixture
def time(monkeypatch):
    """The city of the stories is an hour old when they begin."""
    found = Time()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    found.on(3600)
    return found


@pytest.fixture
def told(reader):
    """All that programs are told: requests, updates and the bulk file, which say the same."""

    def read():
        updates = reader.get("servicerequestupdates")
        return compare(reader), reader.get("requests", extensions="true"), updates

    return read


@pytest.fixture
def undo(browser, look, made):
    """Somebody takes back what was done last."""

    def do(name, status=303):
        return browser(made.people[name]).post(f"/undo/{look(select(func.max(Undoable.batch)))[0]}", status=status)

    return do


def close(browser, made, **more):
    form = {"version": "1", "code": "done", "words": "All gone.", **more}
    return browser(made.people["Priya"]).post(f"/desk/case/{made.cases['case'].id}/close", **form)


def test_an_answer_is_told_when_it_is_final(made, browser, reader, told, time):
    number, before, begun = str(made.cases["case"].id), told(), time.on(0)
    browser(made.people["Priya"]).post(f"/desk/case/{number}/answer", version="1", visible="public", words=WORDS)
    assert WORDS in browser(made.people["Luis"]).get(f"/case/{number}")  # our own pages show it at once
    asked = time.on(125)  # too late to undo, and ten seconds are left to whoever was in the middle of it
    assert told() == before
    assert (reader.ids(updated_after=begun), reader.get("servicerequestupdates", start_date=begun)) == ([], [])
    final = time.on(5)
    [update] = reader.get("servicerequestupdates", start_date=asked)
    assert (update["description"], update["status"], update["updated_datetime"]) == (WORDS, "unchanged", final)
    assert reader.get("servicerequestupdates", start_date=final, end_date=final) == [update]
    assert reader.get("servicerequestupdates", end_date=asked) == before[2]
    assert reader.ids(updated_after=asked) == reader.ids(updated_after=final, updated_before=final) == [number]
    [request] = reader.get("requests", service_request_id=number)
    assert (request["updated_datetime"], request["status_notes"]) == (final, f"Sent to 311: {WORDS}")
    compare(reader)


def test_an_answer_that_is_undone_was_never_told(made, browser, told, time, undo):
    before = told()
    browser(made.people["Priya"]).post(
        f"/desk/case/{made.cases['case'].id}/answer", version="1", visible="public", words=WORDS
    )
    assert told() == before
    undo("Priya")
    assert told() == before
    time.on(3600)
    assert told() == before


@pytest.mark.parametrize("stays", [True, False])
def test_a_closing_is_told_when_it_is_final_and_never_when_it_is_undone(made, browser, reader, told, time, undo, stays):
    number, before, begun = str(made.cases["case"].id), told(), time.on(0)
    close(browser, made)
    asked = time.on(60)
    assert told() == before
    assert number in reader.ids(status="open")
    assert number not in reader.ids(status="closed")
    assert reader.get(f"requests/{number}")[0]["status"] == "open"
    assert reader.ids(updated_after=begun) == []
    assert reader.ids(updated_before=begun, status="open") == [number]
    if not stays:
        undo("Priya")
        for seconds in (0, 60, 3600):
            time.on(seconds)
            assert told() == before
            assert reader.ids(updated_after=begun) == []
        return
    final = time.on(70)
    assert reader.ids(status="closed", updated_after=asked) == reader.ids(updated_after=final) == [number]
    assert number not in reader.ids(updated_before=asked)
    [request] = reader.get(f"requests/{number}")
    assert (request["status"], request["updated_datetime"]) == ("closed", final)
    [update] = reader.get("servicerequestupdates", start_date=asked)
    assert (update["status"], update["updated_datetime"]) == ("closed", final)
    compare(reader)


def test_words_and_a_closing_after_them_wait_each_its_time(made, browser, reader, told, time):
    number, before = made.cases["case"].id, told()
    browser(made.people["Priya"]).post(f"/desk/case/{number}/answer", version="1", visible="public", words=WORDS)
    time.on(60)
    close(browser, made, version="2")
    assert told() == before
    first = time.on(70)
    [request] = reader.get(f"requests/{number}")
    assert (request["status"], request["status_notes"], request["updated_datetime"]) == (
        "open", f"Sent to 311: {WORDS}", first,
    )  # fmt: skip
    compare(reader)
    time.on(60)
    assert [one["description"] for one in reader.get("servicerequestupdates", start_date=first)] == [WORDS, "All gone."]
    compare(reader)


def test_what_neighbors_said_before_stands_until_the_closing_is_final(db, made, browser, reader, told, time):
    again = case(
        db, made, time.now - timedelta(days=2), made.posts["open"], state="open", neighbors_say="still", still_count=3,
        reopened_at=time.now - timedelta(days=1),
    )  # fmt: skip
    before = told()
    browser(made.people["Priya"]).post(f"/desk/case/{again.id}/close", version="1", code="done", words="Gone now.")
    assert told() == before
    [request] = reader.get(f"requests/{again.id}", extensions="true")
    denied = "Still there: Neighbors looked and say that this is still there."
    assert (request["status_notes"], request["neighbors_say"]) == (denied, "still_there")
    assert request["neighbors_still_there"] == 3
    time.on(130)
    [request] = reader.get(f"requests/{again.id}", extensions="true")
    assert (request["status_notes"], request["neighbors_say"]) == ("City says done: Gone now.", None)


def test_neighbors_who_look_at_once_make_the_closing_final(made, browser, reader, time):
    close(browser, made)
    asked = time.on(30)
    post, number = made.posts["case"].id, made.cases["case"].id
    for name in ("Luis", "Ana", "Denise"):
        browser(made.people[name]).post(f"/o/{post}/confirm", says="still", case=number)
    told = reader.get("servicerequestupdates", start_date=asked)
    assert [one["status"] for one in told] == ["closed", "reopen"]
    assert {one["updated_datetime"] for one in told} == {asked}
    [request] = reader.get("requests", updated_after=asked)
    denied = "Still there: Neighbors looked and say that this is still there."
    assert (request["status"], request["status_notes"], request["updated_datetime"]) == ("open", denied, asked)
    compare(reader)
    time.on(3600)
    assert reader.get("servicerequestupdates", start_date=asked) == told


@pytest.mark.parametrize("stays", [True, False])
def test_a_sending_by_hand_is_a_request_when_it_is_final(made, browser, look, worker, reader, told, time, undo, stays):
    before, begun, post = told(), time.on(0), made.posts["open"].id
    form = {"service": str(made.dumping.id), "reason": "School starts on Monday."}
    browser(made.people["Denise"]).post(f"/o/{post}/escalate", **form)
    worker()  # the desk takes it at once
    [number] = look(select(Backing.case_id).where(Backing.observation_id == post))
    asked = time.on(60)
    assert told() == before
    reader.get(f"requests/{number}", expect=404)
    assert reader.ids(service_request_id=number) == reader.ids(updated_after=begun) == []
    if stays:
        final = time.on(70)
        assert reader.ids(updated_after=asked) == [str(number)]
        assert reader.get(f"requests/{number}")[0]["updated_datetime"] == final
    else:
        undo("Denise")
        time.on(60)
        assert told() == before
    compare(reader)


def test_a_sending_that_the_city_has_acted_on_is_a_request(made, browser, look, worker, reader, time, undo):
    post = made.posts["open"].id
    form = {"service": str(made.dumping.id), "reason": "School starts on Monday."}
    browser(made.people["Denise"]).post(f"/o/{post}/escalate", **form)
    worker()
    [number] = look(select(Backing.case_id).where(Backing.observation_id == post))
    asked = time.on(30)
    browser(made.people["Priya"]).post(f"/desk/case/{number}/take", version="1")
    undo("Denise", status=422)
    assert reader.ids(updated_after=asked) == [str(number)]
    assert look(select(Case.state).where(Case.id == number)) == ["in_progress"]
    compare(reader)


def test_that_neighbors_agree_reaches_programs_too(made, browser, reader, time):
    close(browser, made)
    asked = time.on(3600)
    post, number = made.posts["case"].id, made.cases["case"].id
    for name in ("Luis", "Ana"):
        browser(made.people[name]).post(f"/o/{post}/confirm", says="fixed", case=number)
    assert reader.ids(updated_after=asked) == reader.get("servicerequestupdates", start_date=asked) == []
    agreed = time.on(60)
    browser(made.people["Denise"]).post(f"/o/{post}/confirm", says="fixed", case=number)
    [update] = reader.get("servicerequestupdates", start_date=asked)
    assert (update["status"], update["description"], update["updated_datetime"]) == (
        "unchanged", "Neighbors looked and agree that this is fixed.", agreed,
    )  # fmt: skip
    assert reader.ids(updated_after=agreed, status="closed") == [str(number)]
    assert str(number) not in reader.ids(updated_before=asked)
    [request] = reader.get("requests", updated_after=agreed)
    notes = "City says done: All gone."
    assert (request["status"], request["updated_datetime"], request["status_notes"]) == ("closed", agreed, notes)
    in_file = compare(reader)[str(number)]
    assert (in_file["updated_datetime"], in_file["external_status_code"]) == (agreed, "done")
    assert (in_file["neighbors_say"], in_file["neighbors_fixed"]) == ("fixed", "3")
