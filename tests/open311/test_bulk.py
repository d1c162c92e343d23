"""The whole city as one CSV file."""

import csv
import gzip
import io
from datetime import timedelta
from xml.etree import ElementTree

from pyramid.request import Request

from community import clock
from community.cases.models import FollowUp
from community.open311 import bulk
from community.open311.bulk_places import Places
from tests import make
from tests.open311.test_reading import case, stamp


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def compare(reader):
    """Every column of the file that the requests have too says what they say; what the file says, by number."""
    told = {row["service_request_id"]: row for row in rows_of(reader.ask("requests.csv").text)}
    names = (
        "service_name", "description", "address", "lat", "long", "agency_responsible", "requested_datetime",
        "updated_datetime", "external_status_code", "neighbors_say", "neighbors_fixed", "neighbors_still_there",
        "neighbors_see_it", "neighbors_say_gone",
    )  # fmt: skip
    requests = reader.get("requests", extensions="true")
    assert {request["service_request_id"] for request in requests} == set(told)
    for request in requests:
        in_file = told[request["service_request_id"]]
        said = {name: str(request[name]).lstrip("'") if request[name] is not None else "" for name in names}
        assert {name: in_file[name].lstrip("'") for name in names} == said
        notes = ": ".join(part for part in (in_file["status_description"], in_file["status_notes"].lstrip("'")) if part)
        assert notes == request["status_notes"]
        assert request["status"] == ("closed" if in_file["closed_date"] else "open")
    return told


def test_every_request_stands_in_the_file_and_nothing_private_does(db, made, reader, wsgi, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    now = clock.now()
    formula = make.observation(db, made.juniper, made.people["Ana"], "=HYPERLINK(1)", description='a, "b"\nc')
    gone = make.observation(
        db, made.juniper, None, "", state="withdrawn", place="5800 block of Larch St", lat=42.3, lon=-71
    )
    hidden = make.observation(db, made.juniper, None, "Ferris did it", place="12 Ferris Ct", hidden_at=now)
    more = [case(db, made, now, formula), case(db, made, now, hidden), case(db, made, now, state="in_progress")]
    more += [case(db, made, now, hidden, gone), case(db, made, now, gone, formula, place="kept")]
    db.add(FollowUp(case_id=more[2].id, agency_id=made.sanitation.id, words="Soon.", written_at=now))
    db.commit()
    answer = reader.ask("requests.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    rows = rows_of(answer.text)
    assert [row["service_request_id"] for row in rows] == sorted(
        (str(one.id) for one in (*made.cases.values(), *more)), key=int
    )
    told = {row["service_request_id"]: row for row in rows}
    closed = told[str(made.cases["closed"].id)]
    assert (closed["status_description"], closed["status_notes"]) == ("City says done", "We cleared it.")
    assert closed["closed_date"] == stamp(made.cases["closed"].closed_at)
    assert told[str(more[0].id)]["description"] == '\'=HYPERLINK(1)\n\na, "b"\nc'
    assert told[str(more[2].id)]["status_description"] == "311 case open"
    assert "Ferris" not in answer.text
    assert "Ana" not in answer.text

    compare(reader)

    # not through WebTest, which unpacks
    packed = Request.blank("/open311/v2/requests.csv", headers={"Accept-Encoding": "gzip"}).get_response(wsgi)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert rows_of(gzip.decompress(packed.body).decode()) == rows
    assert [row["service_request_id"] for row in rows_of(reader.ask("requests.csv", status="closed").text)] == [
        str(made.cases["closed"].id)
    ]
    reader.ask("requests.csv", expect=400, start_date="soon")


STATES = {
    "queued": {"state": "queued"},
    "scheduled": {"words": [("scheduled", 3, "A crew comes on Friday.")]},
    "transferred": {"state": "open", "words": [("transferred", 2, "This is for Streets.")]},
    "=formula": {"words": [("answer", 1, "=SUM(1)")]},
    "done": {"code": "done", "words": [("closed", 5, "We cleared it.")]},
    "not found": {"code": "not_found", "words": [("closed", 5, "There was nothing.")]},
    "not found, settled": {"code": "not_found", "neighbors_say": "fixed",
                           "words": [("closed", 5, "Nothing there.", "By the steps")]},
    "fixed": {"code": "done", "neighbors_say": "fixed", "words": [("closed", 5, "We cleared it.")]},
    "not responsible": {"code": "not_responsible", "words": [("closed", 5, "Ask the gas company.")]},
    "declined": {"code": "declined", "words": [("closed", 5, "Rule 7 says no.")]},
    "duplicate": {"code": "duplicate", "words": [("closed", 5, "We know of it already.")]},
    "imported": {"code": "imported"},
    "closed without a code": {"code": None, "state": "closed"},
    "still there": {"state": "open", "reopened": "still", "words": [("closed", 2, "We cleared it.")]},
    "still there, never told": {"state": "open", "reopened": "still"},
    "still there, taken": {"reopened": "still", "words": [("closed", 2, "We cleared it.")]},
    "still there, answered": {"state": "open", "reopened": "still", "words": [("answer", 6, "We come again.")]},
    "still there, closed again": {"code": "done", "reopened": "closed", "words": [("closed", 5, "Now it is gone.")]},
    "a better place": {"state": "open", "reopened": None, "words": [("closed", 2, "There was nothing.")]},
}  # fmt: skip
"""Cases in every state: what the row holds, and the city's words, each with its day."""


def lived(db, made, words=(), **values):
    """A case of ten days ago, with its life."""
    begun = clock.now() - timedelta(days=10)
    if "reopened" in values:
        say = values.pop("reopened")
        values |= {"reopened_at": begun + timedelta(days=4), "neighbors_say": None if say == "closed" else say}
    if "code" in values:
        values = {"state": "closed", "closed_at": begun + timedelta(days=5), **values}
    found = case(db, made, begun, **values)
    for kind, day, said, *detail in words:
        at, code = begun + timedelta(days=day), values.get("code") if kind == "closed" else None
        where = {"case_id": found.id, "agency_id": made.sanitation.id}
        db.add(FollowUp(**where, kind=kind, words=said, code=code, detail="".join(detail), written_at=at))
    db.commit()
    return str(found.id)


def test_the_file_says_of_a_case_in_every_state_what_the_requests_say(db, made, reader):
    ids = {name: lived(db, made, **values) for name, values in STATES.items()}
    told = compare(reader)
    said = {name: (told[ids[name]]["status_description"], told[ids[name]]["status_notes"]) for name in STATES}
    assert said["not found"] == ("City did not find it", "There was nothing.")
    assert said["not found, settled"] == ("City did not find it", "Nothing there.\n\nWhere they looked: By the steps")
    assert said["fixed"][0] == "City says done"
    tracks = {name: (row["external_status_code"], row["neighbors_say"]) for name in STATES for row in [told[ids[name]]]}
    assert tracks["not found, settled"] == ("not_found", "fixed")
    assert tracks["not found"] == ("not_found", "")
    assert tracks["still there"] == ("", "still_there")
    assert tracks["imported"] == tracks["closed without a code"] == ("imported", "")
    denied = "Neighbors looked and say that this is still there."
    assert said["still there"] == said["still there, never told"] == ("Still there", denied)
    assert said["still there, taken"] == ("311 case open", denied)
    assert said["still there, answered"] == ("Still there", "We come again.")
    assert said["a better place"] == ("Sent to 311", "")
    assert said["duplicate"] == ("Joined to another post", "We know of it already.")
    assert said["=formula"] == ("311 case open", "'=SUM(1)")


def test_one_network_is_sent_two_files_at_a_time_and_neighbors_keep_half_the_threads(made, wsgi, app, monkeypatch):
    monkeypatch.setattr(app, "bulk_places", Places(2, 3))

    def begin(address, **more):
        asked = Request.blank("/open311/v2/requests.csv", environ={"REMOTE_ADDR": address}, **more)
        return asked.get_response(wsgi)

    first, second = begin("192.0.2.1"), begin("192.0.2.1", headers={"Accept-Encoding": "gzip"})
    refused = begin("192.0.2.1")
    assert (refused.status_int, refused.headers["Retry-After"]) == (429, "30")
    assert "2 of these files" in ElementTree.fromstring(refused.body).findtext("error/description")
    third = begin("192.0.2.2")
    full = begin("192.0.2.3")
    assert (full.status_int, full.headers["Retry-After"]) == (503, "30")
    assert Request.blank("/open311/v2/requests.json").get_response(wsgi).status_int == 200
    for answer in (first, second, third):
        assert answer.status_int == 200
        assert answer.body
    for _time in range(4):  # what was read to its end is over, and so is what its reader left
        begin("192.0.2.1").app_iter.close()
    begin("192.0.2.1", method="HEAD").app_iter.close()
    assert begin("192.0.2.1").body
