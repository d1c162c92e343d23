"""Programs that mean no good, or were written by somebody tired: every argument filled with nonsense, bodies that are
none, times from the year 0 to 9999. Never a failure of ours, always an answer in the format asked for."""

from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyramid.request import Request
from sqlalchemy import func, select

from community.cases.models import Case

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><requests>&c;</requests>"""
NAMES = (
    "service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size", "updated_after",
    "updated_before", "extensions", "jurisdiction_id", "lat", "long", "api_key", "format", "client_request_id",
)  # fmt: skip
SENT = (
    "service_code", "lat", "long", "address_string", "address_id", "description", "email", "first_name", "account_id",
    "media_url", "jurisdiction_id", "attribute[size]", "attribute[size][]", "attribute[]",
    "attribute[client_request_id]", "service_request_id", "update_id", "status", "updated_datetime",
)  # fmt: skip
MOMENTS = st.builds(
    "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}".format,
    st.sampled_from([0, 1, 2, 1900, 1969, 2025, 2026, 9998, 9999]) | st.integers(0, 9999),
    st.integers(0, 13), st.integers(0, 32), st.integers(0, 24), st.integers(0, 60), st.integers(0, 60),
    st.sampled_from(["Z", "+00:00", "-14:00", "+14:00", "+99:99", "", ".5Z"]),
)  # fmt: skip
NUMBERS = st.integers().map(str) | st.floats().map(str)
KNOWN = ("", "0", "-1", "open", "closed,open", "dumping", "pothole", "1,2,3", "\N{ARABIC-INDIC DIGIT THREE}", "1e9")
WORDS = st.text(max_size=60) | st.sampled_from(KNOWN)
VALUES = MOMENTS | NUMBERS | WORDS
FUZZ = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
READ = ("requests", "servicerequestupdates", "services", "discovery")


def as_told(answer, form):
    """The answer, readable in its format to its end, and no failure."""
    assert answer.body is not None  # a file that is not read keeps its place, and all others would be refused
    assert answer.status_code in (200, 400, 403, 404, 429), (answer.status, answer.text[:300])
    if form == "json":
        assert answer.json_body is not None
    elif form == "xml" or answer.status_code != 200:
        ElementTree.fromstring(answer.body)
    return answer


@pytest.fixture
def ask(wsgi):
    """``ask(path, …)``: one call of the whole application."""
    return lambda path, **more: Request.blank(path, **more).get_response(wsgi)


def test_bodies_that_are_none(ask, sender, look):
    path, form = f"/open311/v2/requests.xml?api_key={sender.key}", "application/x-www-form-urlencoded"
    for kind, body in (
        ("text/xml", BOMB),
        ("application/json", b'{"service_code": "dumping"}'),
        ("application/octet-stream", b"\x00" * 500),
        (form, b"description=%ff%fe&service_code=dumping"),
        (form, BOMB),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
        ("multipart/form-data", b"nothing"),
        (f"{form}; charset=utf-16", b"a=b"),
        (form, b"&".join(b"a%d=b" % number for number in range(5_000))),
    ):
        as_told(ask(path, method="POST", body=body, content_type=kind), "xml")
    for claimed in ("100000000", "1000000000000"):
        large = ask(path, method="POST", body=b"a=b", content_type=form, headers={"Content-Length": claimed})
        assert as_told(large, "xml").status_code == 400
    words = b'--x\r\nContent-Disposition: form-data; name="description"; filename=""\r\n\r\n' + b"x" * 5_000_000
    large = ask(path, method="POST", body=words, content_type="multipart/form-data; boundary=x")
    assert "at most" in as_told(large, "xml").text
    left_out = ask(path, method="POST", environ={"community.body_cut": True})  # what the server in front tells of it
    assert "at most" in as_told(left_out, "xml").text
    assert ask("/open311/v2/requests.json", method="PUT").status_code == 404
    for what in (
        "requests.csv",
        "requests.json",
        "requests/1.xml",
        "services.xml",
        "openapi.json",
    ):  # a browser asks first
        asked = ask(f"/open311/v2/{what}", method="OPTIONS")
        assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD"), what
    assert look(select(func.count(Case.id))) == [2]


ARGUED = st.tuples(st.sampled_from(READ), st.dictionaries(st.sampled_from(NAMES), VALUES))
NAMED = st.tuples(
    st.builds(
        lambda kind, number: f"{kind}/{quote(number, safe='', errors='replace')}",
        st.sampled_from(["requests", "services", "tokens"]),
        st.text(min_size=1),
    ),
    st.just({}),
)
BULK = st.tuples(st.just("requests"), st.dictionaries(st.sampled_from(NAMES), VALUES))


@pytest.mark.trial
@pytest.mark.parametrize(
    ("asked", "forms", "examples"),
    [(ARGUED, ["xml", "json"], 1_500), (NAMED, ["xml", "json"], 500), (BULK, ["csv"], 300)],
    ids=["every argument", "ids and tokens of any letters", "the bulk file"],
)
def test_whatever_is_asked_is_answered(ask, made, asked, forms, examples):
    @settings(FUZZ, max_examples=examples)
    @given(asked, st.sampled_from(forms))
    def read(question, form):
        what, arguments = question
        query = f"?{urlencode(arguments, errors='replace')}" if arguments else ""
        as_told(ask(f"/open311/v2/{what}.{form}{query}"), form)

    read()


@pytest.mark.trial
def test_every_field_that_is_sent(ask, sender):
    @settings(FUZZ, max_examples=600)
    @given(
        st.sampled_from(["requests", "servicerequestupdates"]),
        st.sampled_from(["xml", "json"]),
        st.dictionaries(st.sampled_from(SENT), VALUES | st.text(min_size=3900, max_size=4100)),
        st.text(max_size=30),
    )
    def send(what, form, fields, stamp):
        headers = {"Idempotency-Key": stamp} if stamp.isascii() and stamp.isprintable() else {}
        body = urlencode({**fields, "api_key": sender.key}, errors="replace").encode()
        kind = "application/x-www-form-urlencoded"
        path = f"/open311/v2/{what}.{form}"
        as_told(ask(path, method="POST", body=body, content_type=kind, headers=headers), form)

    send()
