"""Past requests become cases with their observations; every row is accounted for; twice changes nothing."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.activity.models import Activity
from community.boards.models import Board
from community.cases.models import Backing, Case, FollowUp, StaffNote, Step
from community.catalog.models import Agency, Service
from community.importing.boards import BoardOptions, import_boards
from community.importing.mapping import read_mapping
from community.importing.progress import silent
from community.importing.report import ImportRefused
from community.importing.requests import RequestOptions, import_requests
from community.importing.streets import StreetOptions, import_streets
from community.observations.models import ExactPlace, Observation

FILES = Path(__file__).parent / "files"
OPTIONS = RequestOptions(FILES / "requests.toml")
REFUSED = 8
"""Rows of the file that cannot be requests, each for another reason."""


@pytest.fixture
def larkport(app):
    """The city's boards."""
    import_boards(app, FILES / "neighborhoods.geojson", BoardOptions("Name", "id"), silent)


def bring_in(app, path=FILES / "requests.csv", options=OPTIONS):
    return import_requests(app, path, options, silent)


def case(look, reference):
    return look().scalars(select(Case).where(Case.reference == reference)).one()


def behind(look, case_):
    query = select(Observation).join(Backing, Backing.observation_id == Observation.id)
    return look().scalars(query.where(Backing.case_id == case_.id)).all()


def count(look, model):
    return look().scalar(select(func.count()).select_from(model))


def test_every_row_is_accounted_for(app, look, larkport, tmp_path):
    path = tmp_path / "refused.txt"
    report = bring_in(app, options=replace(OPTIONS, report=path))
    assert report.counts == {"read": 17, "new": 8, "refused": REFUSED, "there already": 1, "without a board": 4}
    assert count(look, Case) == 8
    assert count(look, Observation) == 4
    reasons = path.read_text("utf-8")
    assert len(reasons.splitlines()) == REFUSED
    for words in ("no time", "'Frozen'", "does not say when", "no usable id", "8 columns instead of 13", "future"):
        assert words in reasons
    assert "the id 101 stands for another request" in reasons


def test_a_closed_request_is_history_with_the_citys_words(app, look, larkport):
    bring_in(app)
    pothole = case(look, "101")
    assert (pothole.state, pothole.code, pothole.imported, pothole.opened_by) == ("closed", "done", True, "import")
    assert pothole.opened_at == datetime(2011, 7, 1, 5, 32, 33, tzinfo=UTC), "local time in the file, UTC here"
    (seen,) = behind(look, pothole)
    assert (seen.state, seen.title, seen.author_id, seen.nameless) == (
        "resolved",
        "Pothole by the school",
        None,
        True,
    )
    assert seen.vote_count == 0
    assert look().get(Board, seen.board_id).slug == "larch-corner", "the smaller of two boards"
    words = look().scalars(select(FollowUp).where(FollowUp.case_id == pothole.id)).one()
    assert (words.kind, words.words, words.code) == ("closed", "Case Resolved filled with asphalt", "done")
    steps = look().scalars(select(Step.kind).where(Step.case_id == pothole.id).order_by(Step.id)).all()
    assert steps == ["opened", "closed"]


def test_an_open_one_starts_no_clock_and_waits_for_nobody(app, look, larkport):
    bring_in(app)
    animal = case(look, "102")
    assert (animal.state, animal.needs_answer_since, animal.needs_sorting) == ("open", None, False)
    (seen,) = behind(look, animal)
    assert seen.state == "escalated"
    assert count(look, FollowUp) == 3


def test_words_the_mapping_does_not_know_are_kept_under_imported(app, look, larkport):
    bring_in(app)
    light = case(look, "103")
    assert (light.code, light.service_id) == ("imported", None)
    assert light.closed_at == datetime(2019, 3, 4, 15, 0, tzinfo=UTC)
    words = look().scalars(select(FollowUp.words).where(FollowUp.case_id == light.id)).one()
    assert words == "ADCLSD: shelved"
    assert case(look, "106").code == "duplicate"


def test_services_and_agencies_follow_the_mapping(app, look, larkport):
    bring_in(app)
    names = {agency.id: agency.key for agency in look().scalars(select(Agency))}
    assert look().get(Service, case(look, "101").service_id).code == "pothole"
    assert names[case(look, "101").agency_id] == "streets"
    assert names[case(look, "102").agency_id] == "animals", "no service, but its column names the agency"
    assert names[case(look, "105").agency_id] == "311", "nobody named: the fallback"


def test_what_the_city_has_already_is_not_made_again_nor_changed(app, look, larkport):
    with app.sessions.writing() as db, db.begin():
        parks = Agency(key="parks", name="Parks", fallback=True)
        db.add(parks)
        db.flush()
        db.add(Service(code="pothole", name="Hole", agency_id=parks.id))
    report = bring_in(app)
    assert "new service: Pothole" not in report.notes
    assert look().scalars(select(Agency.key).where(Agency.fallback)).all() == ["parks"]
    assert look().get(Agency, case(look, "101").agency_id).key == "parks"


@pytest.mark.parametrize("reference", ["103", "104", "105", "113"])
def test_without_a_point_on_a_board_it_waits_in_the_city_wide_tray(app, look, larkport, reference):
    bring_in(app)
    found = case(look, reference)
    assert found.board_id is None
    assert behind(look, found) == []


def test_the_tray_knows_the_place_without_telling_the_public(app, look, larkport):
    bring_in(app)
    far = case(look, "105")
    assert "7 Far Rd" not in far.place
    note = look().scalars(select(StaffNote).where(StaffNote.case_id == far.id)).one()
    assert "7 Far Rd Elsewhere" in note.words


def test_the_public_sees_a_block_or_a_cell_and_the_desk_the_door(app, look, larkport):
    import_streets(app, FILES / "streets.geojson", StreetOptions(), silent)
    bring_in(app)
    (cell,), (block,) = behind(look, case(look, "101")), behind(look, case(look, "106"))
    assert cell.place == ""
    assert (cell.lat, cell.lon) != (42.32, -71.07)
    exact = look().get(ExactPlace, cell.id)
    assert (exact.lat, exact.lon, exact.address) == (42.32, -71.07, "39 Larch St Larkport")
    assert block.place in ("", "First block of Oak Ave", "5800 block of Larch St")
    for public in (case(look, "101"), case(look, "106")):
        assert "39" not in public.place


def test_hostile_words_are_cleaned_and_times_that_never_were_are_taken(app, look, larkport):
    bring_in(app)
    assert "\u202e" not in case(look, "113").title
    assert case(look, "113").title.startswith("<script>"), "escaped when it is shown, kept as it was written"
    assert case(look, "114").title == 'Two lines, one quote "'
    assert case(look, "113").opened_at == datetime(2011, 11, 6, 5, 30, tzinfo=UTC), "the first of two 1:30"


@pytest.mark.parametrize(("html", "address"), [("true", "Gordon & Amory St"), ("false", "Gordon &amp; Amory St")])
def test_a_file_that_writes_as_html_does_is_read_so(app, look, larkport, tmp_path, html, address):
    told, rows = tmp_path / "mapping.toml", tmp_path / "rows.csv"
    told.write_text(f"html = {html}\n" + OPTIONS.mapping.read_text("utf-8"), "utf-8")
    text = (FILES / "requests.csv").read_text("utf-8")
    rows.write_text(text.replace("39 Larch St,", "Gordon &amp; Amory St,"), "utf-8")
    bring_in(app, rows, RequestOptions(told))
    (seen,) = behind(look, case(look, "106"))
    assert look().get(ExactPlace, seen.id).address == address


def test_running_twice_changes_nothing(app, look, larkport):
    bring_in(app)
    models = (Case, Observation, Backing, FollowUp, Step, StaffNote, ExactPlace, Activity, Agency, Service)
    before = [count(look, model) for model in models]
    report = bring_in(app)
    assert report.counts["new"] == 0
    assert report.counts["there already"] == 9
    assert report.counts["refused"] == REFUSED
    assert [count(look, model) for model in models] == before


def test_a_stopped_import_goes_on_where_it_stopped(app, look, larkport, tmp_path):
    rows = (FILES / "requests.csv").read_bytes().splitlines(keepends=True)
    part = tmp_path / "part.csv"
    part.write_bytes(b"".join(rows[:4]))
    bring_in(app, part)
    assert count(look, Case) == 3
    report = bring_in(app)
    assert report.counts["new"] + report.counts["there already"] + report.counts["refused"] == 17
    assert count(look, Case) == 8


def test_a_gzipped_file_that_breaks_off_says_so_and_can_be_taken_up_again(app, look, larkport, tmp_path):
    packed = gzip.compress((FILES / "requests.csv").read_bytes() * 40)
    path = tmp_path / "requests.csv.gz"
    path.write_bytes(packed[: len(packed) - 20])
    with pytest.raises(ImportRefused, match="breaks off"):
        bring_in(app, path)
    path.write_bytes(gzip.compress((FILES / "requests.csv").read_bytes()))
    report = bring_in(app, path)
    assert report.counts["read"] == 17
    assert count(look, Case) == 8


def test_a_reference_of_another_case_is_not_taken_over(app, look, larkport):
    with app.sessions.writing() as db, db.begin():
        office = Agency(key="311", name="311", fallback=True)
        db.add(office)
        db.flush()
        now = datetime(2026, 1, 1, tzinfo=UTC)
        db.add(Case(agency_id=office.id, state="open", title="Ours", reference="102", opened_at=now, opened_by="votes"))
    report = bring_in(app)
    assert "the id 102 stands for another request" in " ".join(report.refusals)
    assert case(look, "102").title == "Ours"


def test_a_dry_run_counts_the_same_and_writes_nothing(app, look, larkport):
    report = bring_in(app, options=replace(OPTIONS, dry_run=True))
    assert (report.counts["new"], report.counts["without a board"], report.counts["refused"]) == (8, 4, REFUSED)
    assert {"new agency: Streets", "new service: Pothole"} <= set(report.notes)
    assert count(look, Case) == count(look, Agency) == count(look, Service) == 0


def test_an_id_used_twice_far_apart_is_refused_in_the_dry_run_as_in_the_real_one(app, look, larkport, tmp_path):
    head, first = (FILES / "requests.csv").read_text("utf-8").splitlines()[:2]
    rows = [first.replace("101,", f"{n},", 1) for n in range(2000, 3100)]
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([head, *rows, rows[0], rows[1].replace("2011-07-01", "2011-06-01", 1)]), "utf-8")
    for dry_run, new in ((True, 1100), (False, 1100), (False, 0)):
        report = bring_in(app, path, replace(OPTIONS, dry_run=dry_run))
        assert (report.counts["new"], report.counts["there already"]) == (new, 1101 - new)
        assert report.refusals == ["line 1103: the id 2001 stands for another request"]


def test_history_is_told_once_a_case_and_marked_imported(app, look, larkport):
    bring_in(app)
    rows = look().scalars(select(Activity).where(Activity.kind == "case_opened")).all()
    assert len(rows) == 8
    assert all(row.imported for row in look().scalars(select(Activity)))
    assert {row.actor_id for row in rows} == {None}


def test_new_cases_after_an_import_get_numbers_of_their_own(app, look, larkport):
    bring_in(app)
    with app.sessions.writing() as db, db.begin():
        agency = db.scalars(select(Agency.id)).first()
        db.add(Case(agency_id=agency, title="New", opened_at=datetime(2026, 1, 1, tzinfo=UTC), opened_by="votes"))
    assert count(look, Case) == 9


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('source = "larkport-311"', "", "lacks 'source'"),
        ('zone = "America/New_York"', 'zone = "Mars"', "no time zone"),
        ('title = "title"', 'titel = "title"', "columns.titel"),
        ('id = "case_id"', 'id = "number"', "the column 'number'"),
        ('code = "done"', 'code = "solved"', "none of done"),
        ('agency = "streets"', 'agency = "roads"', "'roads', which is not there"),
        ("[[42.3594, -71.0587]]", "[[91, 0]]", "fallback_points"),
        ("[[42.3594, -71.0587]]", "[5]", "cannot be used"),
        ('zone = "America/New_York"', 'zone = "America/New_York"\nhtml = "yes"', "html must be true or false"),
        ("[status]", "[status", "no TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_and_the_mistake_named(app, tmp_path, old, new, words):
    text = (FILES / "requests.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ImportRefused, match=words.replace("[", r"\[")):
        bring_in(app, options=RequestOptions(path))


def test_the_mapping_for_boston_is_whole():
    mapping = read_mapping(Path(__file__).parents[2] / "docs" / "examples" / "boston.toml")
    assert mapping.services["request for pothole repair"].agency == "public-works"
    assert (42.3594, -71.0587) in mapping.fallback_points
    assert sum(agency.fallback for agency in mapping.agencies.values()) == 1
