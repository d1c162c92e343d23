"""Streets and addresses from GeoJSON and from tables."""

import json
import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.importing.addresses import AddressOptions, import_addresses
from community.importing.features import feature_stream
from community.importing.progress import silent
from community.importing.report import ImportRefused
from community.importing.streets import StreetOptions, import_streets
from community.places.models import Address, Block
from community.places.queries import find_places, nearest_block

FILES = Path(__file__).parent / "files"


def labels(look):
    return sorted(look().scalars(select(Block.label)))


def test_street_lines_become_blocks_people_recognize(app, look):
    report = import_streets(app, FILES / "streets.geojson", StreetOptions(), silent)
    assert report.counts == {"read": 6, "new": 4, "changed": 0, "unchanged": 0, "refused": 2, "repeated": 0}
    assert labels(look) == ["5700 block of Larch St", "5800 block of Larch St", "Alley", "First block of Oak Ave"]
    assert nearest_block(look(), 42.3101, -71.0765).label == "5800 block of Larch St"
    assert nearest_block(look(), 42.3115, -71.0779).label == "First block of Oak Ave"


def test_a_table_of_streets_works_too_and_says_what_it_did(app, look):
    import_streets(app, FILES / "streets.geojson", StreetOptions(), silent)
    report = import_streets(app, FILES / "streets.csv", StreetOptions(), silent)
    assert (report.counts["new"], report.counts["unchanged"], report.counts["refused"]) == (1, 1, 2)
    assert any("they stay" in note for note in report.notes)
    assert "100 block of Birch St" in labels(look)


def test_a_second_import_updates_by_key(app, look, tmp_path):
    import_streets(app, FILES / "streets.csv", StreetOptions(), silent)
    path = tmp_path / "streets.csv"
    path.write_text((FILES / "streets.csv").read_text("utf-8").replace("Birch St,100", "Birch Street,200"), "utf-8")
    report = import_streets(app, path, StreetOptions(dry_run=True), silent)
    assert (report.counts["changed"], report.counts["unchanged"]) == (1, 1)
    assert "200 block of Birch Street" not in labels(look)
    import_streets(app, path, StreetOptions(), silent)
    assert "200 block of Birch Street" in labels(look)
    assert find_places(look(), "birch street")[0].label == "Birch Street"


def test_addresses_stand_on_the_block_of_their_own_street(app, look):
    import_streets(app, FILES / "streets.geojson", StreetOptions(), silent)
    report = import_addresses(app, FILES / "addresses.csv", AddressOptions(), silent)
    assert report.counts == {"read": 5, "new": 2, "changed": 0, "unchanged": 0, "refused": 2, "repeated": 1}
    block = {b.id: b.label for b in look().scalars(select(Block))}
    assert {a.label: block[a.block_id] for a in look().scalars(select(Address))} == {
        "5814 Larch St": "5800 block of Larch St",
        "5802 Larch St": "5800 block of Larch St",
    }, "5802 stands on the corner, nearer to Oak Ave"


def test_addresses_from_geojson_with_the_label_in_one_property(app, look):
    report = import_addresses(app, FILES / "addresses.geojson", AddressOptions(), silent)
    assert report.counts["new"] == 1
    assert find_places(look(), "12 oak")[0].points == ((42.3115, -71.0779),)
    assert import_addresses(app, FILES / "addresses.geojson", AddressOptions(), silent).counts["unchanged"] == 1


def test_columns_with_other_names_are_asked_for(app, tmp_path):
    path = tmp_path / "streets.csv"
    path.write_text("strasse,von,linie\nLarch St,5700,x\n", "utf-8")
    with pytest.raises(ImportRefused, match="strasse, von, linie"):
        import_streets(app, path, StreetOptions(), silent)
    with pytest.raises(ImportRefused, match="no column 'gasse'"):
        import_streets(app, path, StreetOptions(name_column="gasse"), silent)
    with pytest.raises(ImportRefused, match="house number"):
        import_addresses(app, path, AddressOptions(), silent)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b broken", b"one line only\n", b"\xff\xfe\x00"])
def test_a_table_that_is_none_is_refused_in_words(app, tmp_path, content):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefused):
        import_streets(app, path, StreetOptions(), silent)


def test_projected_points_are_refused(app, tmp_path):
    path = tmp_path / "addresses.csv"
    path.write_text("LON,LAT,NUMBER,STREET\n775000,2956000,5,Larch St\n", "utf-8")
    with pytest.raises(ImportRefused, match="WGS 84"):
        import_addresses(app, path, AddressOptions(), silent)


def addresses_file(path, number, *, end="]}", crs=""):
    """A GeoJSON file with this many addresses, each on its own place."""
    found = (
        {
            "type": "Feature",
            "properties": {"id": one, "number": str(one), "street": "Larch St"},
            "geometry": {"type": "Point", "coordinates": [-71.1 + one % 1000 * 1e-4, 42.3 + one // 1000 * 1e-4]},
        }
        for one in range(1, number + 1)
    )
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", ' + crs + '"features": [')
        file.writelines(f"{',' * (at > 0)}{json.dumps(one)}" for at, one in enumerate(found))
        file.write(end)
    return path


@pytest.mark.trial
def test_a_long_file_is_read_feature_by_feature_in_flat_memory(tmp_path):
    path = addresses_file(tmp_path / "many.geojson", 30_000)
    tracemalloc.start()
    try:
        with feature_stream(path) as stream:
            assert sum(1 for _feature in stream.found) == 30_000
            assert stream.position == stream.size
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert stream.size > 4_000_000
    assert most < 2_000_000


def test_a_file_that_breaks_off_says_where_and_can_be_taken_up_again(app, look, tmp_path):
    path = addresses_file(tmp_path / "addresses.geojson", 2500, end="")
    with pytest.raises(ImportRefused, match=r"breaks off after feature 2,[45]\d\d .*run the command again"):
        import_addresses(app, path, AddressOptions(), silent)
    assert look().scalar(select(func.count()).select_from(Address)) == 2000
    report = import_addresses(app, addresses_file(path, 2500), AddressOptions(), silent)
    assert (report.counts["unchanged"], report.counts["new"]) == (2000, 500)


def lines_of(path, head, rows):
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def test_a_key_used_twice_is_noticed_however_far_apart(app, look, tmp_path):
    rows = [f"{n},{n} Larch St,42.3,{-71.1 + n * 1e-5:.5f}" for n in range(1, 1501)]
    other, again = "50,12 Oak Ave,42.31,-71.08", rows[69]
    path = lines_of(tmp_path / "addresses.csv", "id,address,lat,lon", [*rows[:1450], other, again, *rows[1450:]])
    told = {"read": 1502, "changed": 0, "refused": 1, "repeated": 1}
    for options, counts in (
        (AddressOptions(dry_run=True), {"new": 1500, "unchanged": 0}),
        (AddressOptions(), {"new": 1500, "unchanged": 0}),
        (AddressOptions(), {"new": 0, "unchanged": 1500}),
    ):
        report = import_addresses(app, path, options, silent)
        assert report.counts == {**told, **counts}
        assert report.refusals == ["line 1452: the key '50' was used before in this file for something else"]
    assert look().scalars(select(Address.label).where(Address.key == "50")).one() == "50 Larch St"


def test_a_street_segment_used_twice_far_apart_too(app, look, tmp_path):
    rows = [f"{n},{n} Street,42.3,{-71.1 + n * 1e-5:.5f}" for n in range(1, 1101)]
    path = lines_of(tmp_path / "streets.csv", "id,street,lat,lon", [*rows, "7,Oak Ave,42.3,-71.1"])
    for dry_run in (True, False):
        report = import_streets(app, path, StreetOptions(dry_run=dry_run), silent)
        assert (report.counts["new"], report.counts["refused"]) == (1100, 1)
    assert look().scalars(select(Block.street).where(Block.key == "7")).one() == "7 Street"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no GeoJSON file"),
        ("[1", "no GeoJSON"),
        ("[1]", "no GeoJSON FeatureCollection"),
        ("{}", "no GeoJSON FeatureCollection"),
        ('{"features": 5}', "no GeoJSON FeatureCollection"),
        ('{"type": "Topology", "features": {"a": [1]}}', "no GeoJSON FeatureCollection"),
        (
            '{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::2249"}}, "features": []}',
            "another coordinate system",
        ),
        ('{"features": []}', "Which column"),
        ('{"features": [7, null, {"properties": 5}, {"properties": {"x": NaN}}]}', "breaks off after feature"),
        ('{"crs": {"properties": {"name": "EPSG:4326"}}, "features": [7, null, {"properties": 5}]}', "Which column"),
        ("[" * 100_000, "nested more than 10,000 deep"),
        ('{"crs":' + '{"a":' * 100_000, "nested more than 10,000 deep"),
        ('{"features": [{"geometry":' + "[" * 100_000, "nested more than 10,000 deep"),
    ],
)
def test_a_geojson_file_that_is_none_is_refused_in_words(app, look, tmp_path, text, words):
    path = tmp_path / "addresses.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(ImportRefused, match=words):
        import_addresses(app, path, AddressOptions(), silent)
    assert look().scalar(select(func.count()).select_from(Address)) == 0
