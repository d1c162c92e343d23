"""Boundaries become boards: valid, repaired or refused by name; a second import tells what changed."""

import json
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity
from community.boards.atlas import boards_at
from community.boards.models import Board, Boundary
from community.importing.boards import BoardOptions, import_boards
from community.importing.progress import silent
from community.importing.report import ImportRefused
from community.places.shapes import read_area

FILES = Path(__file__).parent / "files"
BY_NAME = BoardOptions("Name")
BY_KEY = BoardOptions("Name", "id")


def slugs(look):
    return sorted(look().scalars(select(Board.slug)))


def rewrite(tmp_path, change):
    """The file of neighborhoods after ``change(features)``."""
    document = json.loads((FILES / "neighborhoods.geojson").read_text("utf-8"))
    change(document["features"])
    path = tmp_path / "again.geojson"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_polygons_of_every_quirk_become_boards_or_are_refused_by_name(app, look):
    report = import_boards(app, FILES / "neighborhoods.geojson", BY_KEY, silent)
    assert report.counts == {"read": 11, "new": 6, "refused": 5, "changed": 0, "unchanged": 0}
    assert slugs(look) == [
        "cech-village",
        "juniper-square",
        "kiln-flats",
        "larch-corner",
        "larch-corner-2",
        "mill-hill",
    ]
    refused = "\n".join(report.refusals)
    for name in ("without a name", "Needle", "A Dot", "Nowhere", "Broken"):
        assert name in refused
    assert any(note.startswith("repaired: Kiln Flats") for note in report.notes)


def test_points_find_the_boards_imported(app, look):
    import_boards(app, FILES / "neighborhoods.geojson", BY_KEY, silent)
    board = {b.slug: b.id for b in look().scalars(select(Board))}
    assert boards_at(look(), 42.315, -71.075) == [board["larch-corner"], board["juniper-square"]]
    assert boards_at(look(), 42.31, -71.005) == [board["mill-hill"]]
    assert boards_at(look(), 42.395, -71.098) == [board["kiln-flats"]], "the bow tie was repaired into two triangles"
    assert boards_at(look(), 42.39, -70.97) == [board["cech-village"]]


def test_the_same_file_again_changes_nothing(app, look):
    import_boards(app, FILES / "neighborhoods.geojson", BY_NAME, silent)
    before = look().scalars(select(Boundary.changed_at).order_by(Boundary.board_id)).all()
    report = import_boards(app, FILES / "neighborhoods.geojson", BY_NAME, silent)
    assert report.counts["unchanged"] == 6
    assert report.counts["new"] == report.counts["changed"] == 0
    assert look().scalars(select(Boundary.changed_at).order_by(Boundary.board_id)).all() == before
    assert look().scalar(select(func.count()).select_from(Activity)) == 6


def test_a_renamed_and_a_redrawn_board_keep_their_address(app, look, tmp_path):
    import_boards(app, FILES / "neighborhoods.geojson", BY_KEY, silent)
    before = slugs(look)

    def change(features):
        features[0]["properties"]["Name"] = "Juniper Park"
        features[1]["geometry"] = features[0]["geometry"]
        del features[2]

    report = import_boards(app, rewrite(tmp_path, change), BY_KEY, silent)
    assert report.counts["changed"] == 2
    assert "changed: Juniper Park (was Juniper Square)" in report.notes
    assert "changed: Mill Hill (boundary)" in report.notes
    assert "not in this file, kept as it is: Kiln Flats" in report.notes
    assert slugs(look) == before


def test_every_board_of_an_import_is_told_as_imported(app, look):
    import_boards(app, FILES / "neighborhoods.geojson", BY_KEY, silent)
    rows = look().scalars(select(Activity)).all()
    assert {row.kind for row in rows} == {"board_imported"}
    assert all(row.imported for row in rows)


def test_a_dry_run_tells_the_same_and_writes_nothing(app, look):
    report = import_boards(app, FILES / "neighborhoods.geojson", replace(BY_KEY, dry_run=True), silent)
    assert report.counts["new"] == 6
    assert slugs(look) == []
    assert "nothing was written" in next(iter(report.lines()))


def test_two_boards_of_one_name_are_told_apart_and_the_operator_is_told(app, look):
    report = import_boards(app, FILES / "neighborhoods.geojson", BY_NAME, silent)
    assert {"larch-corner", "larch-corner-2"} <= set(slugs(look))
    assert any("name the property that tells them apart" in note for note in report.notes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no GeoJSON"),
        ("{}", "no GeoJSON FeatureCollection"),
        ("[1", "no GeoJSON"),
        ('{"features": 5}', "FeatureCollection"),
        (
            '{"features": [], "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::2249"}}}',
            "another coordinate system",
        ),
        ('{"features": [7, null, {"properties": 5}]}', "property 'Name'"),
        ("[" * 100_000, "no GeoJSON"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(app, look, tmp_path, text, words):
    path = tmp_path / "bad.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(ImportRefused, match=words):
        import_boards(app, path, BY_NAME, silent)
    assert slugs(look) == []


def test_projected_coordinates_are_refused_and_the_remedy_named(app, look):
    with pytest.raises(ImportRefused, match="WGS 84"):
        import_boards(app, FILES / "projected.geojson", BY_NAME, silent)
    assert slugs(look) == []


def test_a_wrong_property_name_is_answered_with_those_there_are(app):
    with pytest.raises(ImportRefused, match="Name, id"):
        import_boards(app, FILES / "neighborhoods.geojson", BoardOptions("NAME_LONG"), silent)


def test_refusals_go_into_a_file_one_line_each(app, tmp_path):
    path = tmp_path / "refused.txt"
    import_boards(app, FILES / "neighborhoods.geojson", replace(BY_KEY, report=path), silent)
    assert len(path.read_text("utf-8").splitlines()) == 5


def tangle(points: int) -> dict[str, object]:
    """A boundary that goes to and fro across itself, as no neighborhood does."""
    dice = random.Random(points)
    ring = [[dice.uniform(-71.1, -71.0), dice.uniform(42.3, 42.4)] for _ in range(points)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (400, "it crosses itself in more than 10,000 places"),
        (20_000, "it crosses itself in more than 10,000 places"),
        (100_001, "it has 100,002 points, more than 100,000"),
    ],
)
def test_a_tangle_is_refused_by_name_in_seconds_and_the_others_are_taken(app, look, tmp_path, points, words):
    square = {"type": "Polygon", "coordinates": [[[-71.1, 42.3], [-71.0, 42.3], [-71.0, 42.4], [-71.1, 42.3]]]}
    bowtie = {
        "type": "Polygon",
        "coordinates": [[[-71.1, 42.3], [-71, 42.4], [-71, 42.3], [-71.1, 42.4], [-71.1, 42.3]]],
    }
    shapes = {"Tangletown": tangle(points), "Larch Hill": square, "Bowtie": bowtie}
    found = [{"type": "Feature", "properties": {"name": n}, "geometry": shape} for n, shape in shapes.items()]
    path = tmp_path / "hostile.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}), "utf-8")
    before = time.process_time()
    report = import_boards(app, path, BoardOptions("name"), silent)
    assert time.process_time() - before < 20
    [refused] = report.refusals
    assert refused.startswith("boundary 1 (Tangletown): ")
    assert words in refused
    assert report.counts["new"] == 2
    assert any("repaired: Bowtie" in note for note in report.notes)


def test_parts_that_overlap_become_one_area_without_a_hole():
    parts = [[[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]], [[[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]]]
    area, wrong = read_area({"type": "MultiPolygon", "coordinates": parts})
    assert wrong
    assert area.area == 7
