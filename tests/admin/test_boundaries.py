"""Ada brings boards in by a file of boundaries: looks first, imports, corrects; wrong files change nothing."""

import gzip
import json

import pytest
from sqlalchemy import select

from community.boards.models import Board
from tests.hostile import VALUES


def square(name, west, **more):
    ring = [[west, 42.0], [west + 0.1, 42.0], [west + 0.1, 42.1], [west, 42.1], [west, 42.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, **more}, "geometry": shape}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def send(browser, content, status=303, **fields):
    browser.app.set_cookie("csrf", "t" * 40)
    fields = {"csrf_token": "t" * 40, "do": "import", "name_property": "name", **fields}
    files = [("file", "boards.geojson", content)] if content is not None else None
    return browser.app.post("/admin/boards", fields, upload_files=files, status="*" if status is None else status)


def names(look):
    return look(select(Board.name).order_by(Board.name))


def test_looking_first_tells_by_name_and_writes_nothing(made, ada, look):
    point = {"type": "Feature", "properties": {"name": "A dot"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}
    page = send(ada, collection(square("Ferry Hill", -70.5), point), 200, do="look")
    assert "Nothing was written yet" in page
    assert "Ferry Hill" in page
    assert "its geometry is Point" in page
    assert names(look) == ["Juniper Square", "Marble Hill"]


def test_an_import_makes_boards_and_once_more_changes_only_what_is_different(made, ada, look, visitor):
    content = collection(square("Ferry Hill", -70.5, id="7"), square("Quay", -70.4, id="8"))
    done = send(ada, content, key_property="id")
    assert "new=2" in done.location
    assert "2 new" in ada.get(done.location).text
    assert names(look) == ["Ferry Hill", "Juniper Square", "Marble Hill", "Quay"]
    assert "Ferry Hill" in visitor.get("/b/ferry-hill")
    renamed = collection(square("Ferry Heights", -70.5, id="7"), square("Quay", -70.4, id="8"))
    done = send(ada, gzip.compress(renamed), key_property="id")
    assert "changed=1" in done.location
    assert "unchanged=1" in done.location
    assert "Ferry Heights" in visitor.get("/b/ferry-hill")
    assert "Ferry Heights" in names(look)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Choose a file."),
        (b"", "no GeoJSON"),
        (b"\xff\x00{", "no GeoJSON"),
        (b"[" * 100_000, "no GeoJSON"),
        (b"{}", "no GeoJSON"),
        (b"\x1f\x8bbroken", "cannot be unpacked"),
        (gzip.compress(b"x" * 31_000_000), "too large"),
        (collection(), "No boundary of this file"),
        (collection({"properties": {"title": "Quay"}}), "The file has: title"),
        (collection(square("Quay", 3_000_000)), "another coordinate system"),
        (collection(square("Quay", 1), crs={"name": "EPSG:2272"}), "another coordinate system"),
        (collection("what", None, 7), "No boundary has a property"),
    ],
    ids=lambda value: None if isinstance(value, str) else "file",
)
def test_a_wrong_file_is_refused_by_name_and_changes_nothing(made, ada, look, content, said):
    page = send(ada, content, 422)
    assert "There is a problem" in page
    assert said in page
    assert names(look) == ["Juniper Square", "Marble Hill"]


def test_what_was_typed_beside_a_wrong_file_is_still_there(made, ada):
    page = send(ada, b"{}", 422, name_property="NAME_1", key_property="OBJECTID")
    assert 'value="NAME_1"' in page
    assert 'value="OBJECTID"' in page


def test_hostile_names_of_properties_are_only_words(made, ada, look):
    for value in VALUES:
        for field in ("name_property", "key_property"):
            answer = send(ada, collection(square("Quay", -70.4)), None, **{field: value, "do": "look"})
            assert answer.status_int in (200, 422), value
            assert "<script>alert" not in answer.text
    assert names(look) == ["Juniper Square", "Marble Hill"]


def test_nobody_else_imports(made, browser, visitor, look):
    for name in ("Luis", "Denise", "Priya", "Max"):
        send(browser(made.people[name]), collection(square("Quay", -70.4)), 404)
    send(visitor, collection(square("Quay", -70.4)), None)
    assert names(look) == ["Juniper Square", "Marble Hill"]
