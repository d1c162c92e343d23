"""Streets and addresses from GeoJSON and from tables."""

from pathlib import Path

import pytest
from sqlalchemy import select

from community.importing.addresses import AddressOptions, import_addresses
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
