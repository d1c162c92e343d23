"""City systems write differently and are read alike: each quirk in an answer of our own making, and with a system on
loopback that has it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.open311 import client
from community.open311.client import NotNow, Refusal, Unclear
from community.open311.client_line import line_to
from community.open311.gateway_models import Endpoint
from community.open311.parsing import Unreadable, read_problems, read_records
from community.open311.parsing_requests import moment_of, seen_of, state_of
from community.open311.pulling_rules import asked_apart, heard_key, is_new_closing, spans_apart
from community.open311.quirks import PROFILES
from tests.open311.simulator import CitySystem, running

NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
XML = b"""<?xml version="1.0" encoding="utf-8"?>
<service_requests xmlns:m="http://org/sfgov/sf311v2part2/services" xmlns="http://wrong.example/ns"><request>
<service_request_id> 12 </service_request_id><status>Open</status><status_notes/><lat>0.0</lat>
<updated_datetime xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>
<requested_datetime>2026-11-22 12:00:00.97</requested_datetime></request></service_requests>"""
ONE = {"service_request_id": "12", "status": "Open"}


@pytest.mark.parametrize(
    "body",
    [
        XML,
        b"HTTP/1.1 200 OK \r\nContent-Type: text/xml\r\n\r\n" + XML,
        b"\xef\xbb\xbf\n  " + XML,
        b'[{"service_request_id": 12, "status": "Open", "lat": null, "long": null}]',
        b'{"service_requests": [{"service_request_id": "12", "status": "open"}]}',
        b'{"service_requests": {"request": [{"service_request_id": "12", "status": "OPEN"}]}}',
        b'[{"request": {"service_request_id": "12", "status": "open"}}]',
        b'{"service_request_id": "12", "status": "open"}',
        b"<request><service_request_id>12</service_request_id><status>open</status></request>",
    ],
)
def test_an_answer_is_read_however_it_is_written(body):
    [record] = read_records(body)
    seen = seen_of(record, "America/New_York")
    assert (seen.reference, seen.status, seen.notes, seen.updated_at) == ("12", "open", "", None)
    if body == XML:
        assert seen.requested_at == NOON


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<errors><error><code>404</code><description>No such thing</description></error></errors>", "No such thing"),
        (
            b'HTTP/1.1 403 Forbidden \n\n<?xml version="1.0" encoding="utf-8"?>\n<error>Invalid key</error>',
            "Invalid key",
        ),
        (b'[{"code": 403, "description": "Invalid key"}]', "Invalid key"),
        (b'{"errors": [{"code": 400, "description": "a"}, {"code": 400, "description": "b"}]}', "a; b"),
        (b"<html>Bad gateway", ""),
        (b"", ""),
    ],
)
def test_a_refusal_is_read_too(body, said):
    assert read_problems(body) == said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Bad Gateway",
        b"<a><b></a>",
        b"[1, 2",
        b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'.encode("utf-16"),
        b"<a>" * 40 + b"</a>" * 40,
        b"[" * 100_000,
        b'<?xml version="1.0" encoding="klingon"?><a/>',
    ],
)
def test_what_is_no_answer_is_refused_and_no_bomb_goes_off(body):
    with pytest.raises(Unreadable):
        read_records(body)


@given(st.binary(max_size=200) | st.text(alphabet='<>/ab[]{}":, \x00é', max_size=60).map(str.encode))
def test_whatever_comes_is_read_or_refused(body):
    try:
        records = read_records(body)
    except Unreadable:
        return
    assert all(isinstance(record, dict) for record in records)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-22T12:00:00-05:00", NOON),
        ("2026-11-22T17:00:00Z", NOON),
        ("2026-11-22 12:00:00.0", NOON),
        ("2026-11-22T12:00:00", NOON),
        ("2026-11-22T12:00:00.123-0500", NOON),
        ("2026-11-22 12:00", NOON),
        ("2026-7-1 13:00", datetime(2026, 7, 1, 17, 0, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("0000-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2026-02-30T00:00:00Z", None),
        ("2026-11-22T12:00:00+99:99", None),
    ],
)
def test_a_moment_is_read_with_or_without_a_zone(said, meant):
    assert moment_of(said, "America/New_York") == meant


@pytest.mark.parametrize(
    ("said", "state"),
    [("Open", "open"), ("CLOSED", "closed"), ("In Progress", "open"), ("Fixed - Council", "closed"),
     ("no further action", "closed"), ("NOT_COUNCILS_RESPONSIBILITY", "closed"), ("Acknowledged", "open"),
     ("archived", "closed"), ("UNCHANGED", ""), ("", ""), ("perhaps", "")],
)  # fmt: skip
def test_a_state_is_open_closed_or_nothing(said, state):
    assert state_of(said) == state


def line(url, style, kind="xml", **values):
    profile = style if style in PROFILES else "standard"
    endpoint = Endpoint(id=1, url=url, format=kind, quirks=profile, timeout=2, jurisdiction="", **values)
    return line_to(endpoint, "", opened="127.0.0.1/32", city_zone="America/New_York")


STYLES = (*PROFILES, "dumped", "wrapped")
AT = {"san_francisco": datetime(2026, 11, 22, 18, 0, tzinfo=UTC), "boston": datetime(2026, 11, 22, 15, 0, tzinfo=UTC)}
"""10 o'clock there; everybody else says the zone."""
NOTES = {"stoop": "City says done: Filled & flat"}
"""The step it is at, in its own words; everybody else shows what was said."""


@pytest.mark.parametrize("kind", ["xml", "json"])
@pytest.mark.parametrize("style", STYLES)
def test_each_system_is_spoken_to_and_read_alike(style, kind):
    city = CitySystem(style)
    with running(city) as url:
        to = line(url, style, kind)
        fields = [("service_code", "POT"), ("description", "Deep & wide <hole>\n\nRef k1"),
                  ("attribute[client_request_id]", "k1")]  # fmt: skip
        assert client.post_request(to, fields, "k1").reference == "1000"
        client.post_request(to, [("service_code", "POT"), ("description", "Other")], "k2")
        city.say("1000", "closed", "2026-11-22T10:00:00+00:00", "Filled & flat")
        for found in (client.requests_by_number(to, ["1000"]), client.requests_by_key(to, "client_request_id", "k1")):
            [seen] = found
            said = NOTES.get(style, "Filled & flat")
            assert (seen.reference, seen.status, seen.notes) == ("1000", "closed", said)
            assert seen.updated_at == AT.get(style, datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
            assert "Deep & wide" in seen.description
        listed = client.requests_between(to, NOON - timedelta(days=1), NOON)
        assert [seen.reference for seen in listed if seen.reference] == ["1000", "1001"]
        assert (client.requests_by_number(to, ["77"]), client.requests_by_key(to, "client_request_id", "no")) == (
            [],
            [],
        )
    if style == "chicago":
        assert "extensions=true" in city.asked[0]


@pytest.mark.parametrize("style", [name for name, profile in PROFILES.items() if profile.page_size])
@pytest.mark.parametrize("number", [5, 6])
def test_a_list_in_pages_is_read_to_its_end_by_the_names_of_its_profile(style, number):
    city = CitySystem(style)
    for n in range(number):
        city.take({"attribute[client_request_id]": f"k{n}", "description": f"Hole {n}"})
        city.words.append({"update_id": f"u{n}", "service_request_id": f"{1000 + n}", "description": f"Word {n}"})
    with running(city) as url:
        to = line(url, style)
        to = replace(to, quirks=replace(to.quirks, page_size=3))
        listed = client.requests_between(to, NOON - timedelta(days=1), NOON)
        assert [seen.reference for seen in listed if seen.reference] == [f"{1000 + n}" for n in range(number)]
        told = client.updates_between(to, NOON - timedelta(days=1), NOON)
        assert [update.update_id for update in told] == [f"u{n}" for n in range(number)]
        paged = [parse_qs(urlsplit(path).query) for path in city.asked]
    assert [asked["page"] for asked in paged][:2] == [["1"], ["2"]]
    assert {asked[to.quirks.page_size_name][0] for asked in paged} == {"3"}


def test_a_list_without_an_end_is_not_believed(monkeypatch):
    monkeypatch.setattr(client, "MOST_PAGES", 2)
    city = CitySystem("stoop")
    for n in range(7):
        city.take({"attribute[client_request_id]": f"k{n}"})
    with running(city) as url:
        to = line(url, "stoop")
        to = replace(to, quirks=replace(to.quirks, page_size=3))
        with pytest.raises(NotNow, match="no end"):
            client.requests_between(to, NOON - timedelta(days=1), NOON)


def test_a_list_that_does_not_heed_our_key_is_not_believed(monkeypatch):
    city = CitySystem()
    with running(city) as url:
        to = line(url, "standard")
        client.post_request(to, [("description", "Somebody else's")], "x")
        with pytest.raises(Unclear, match="does not heed"):
            client.requests_by_key(to, "our_key", "k1")


def test_what_is_certain_afterwards_is_told_apart():
    city = CitySystem()
    with running(city) as url:
        to = line(url, "standard")
        for fault, kind in (("drop", Unclear), ("cut", Unclear), ("fail", Unclear), ("busy", Unclear),
                            ("refuse", Refusal)):  # fmt: skip
            city.faults = [fault]
            with pytest.raises(kind):
                client.post_request(to, [], "k")
    with pytest.raises(NotNow):
        client.post_request(to, [], "k")


def test_a_failing_question_is_halved_down_to_what_is_to_blame():
    bad, asked = {"3", "6"}, []

    def ask(numbers):
        asked.append(tuple(numbers))
        if bad & set(numbers):
            raise NotNow("500", answered=True)
        return list(numbers)

    found = [one for _asked, some in asked_apart(ask, [str(n) for n in range(8)]) for one in some]
    assert found == ["0", "1", "2", "4", "5", "7"]
    assert len(asked) <= 15

    def away(_numbers):
        asked.append(())
        raise NotNow("nobody there")

    before = len(asked)
    with pytest.raises(NotNow):
        list(asked_apart(away, ["1", "2", "3"]))
    assert len(asked) == before + 1  # who is away is not asked for each


def test_a_failing_span_is_halved_down_to_a_minute():
    bad = NOON + timedelta(minutes=613)

    def ask(begin, end):
        if begin <= bad < end:
            raise NotNow("500", answered=True)
        return [end - begin]

    parts = list(spans_apart(ask, NOON, NOON + timedelta(days=1)))
    left_out = [some for read, some in parts if not read]
    assert len(left_out) == 1
    assert sum((span for _read, some in parts for span in some), timedelta(0)) >= timedelta(days=1, minutes=-1)


@pytest.mark.parametrize(
    ("status", "said", "had_before", "later", "closes"),
    [
        ("closed", None, False, None, True),
        ("closed", "open", False, None, True),
        ("closed", "closed", False, True, False),
        ("closed", None, True, True, True),
        ("closed", None, True, False, False),
        ("closed", None, True, None, False),
        ("closed", "open", True, False, True),
        ("open", None, False, True, False),
        ("", "open", False, True, False),
    ],
)
def test_which_closing_is_a_new_one(status, said, had_before, later, closes):
    at = None if later is None else NOON + timedelta(hours=1 if later else -1)
    assert is_new_closing(status, at, said=said, since=NOON, had_before=had_before) is closes


def test_the_same_words_are_known_again_for_the_same_number_only():
    assert heard_key("1", "Filled  it.\n") == heard_key("1", "Filled it.")
    assert heard_key("1", "Filled it.") != heard_key("2", "Filled it.")
