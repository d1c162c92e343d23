"""Targets, hours and routes: Ada sets them on pages; what is wrong is said and what was typed stays."""

from sqlalchemy import select

from community.cases.models import Case
from community.catalog.models import OfficeHours, Question, Route, Service, Target
from tests import make


def targets(look, service):
    return look(
        select(Target.measure + " " + Target.unit).where(Target.service_id == service.id).order_by(Target.measure)
    )


def test_targets_are_set_shown_and_taken_away(made, ada, look):
    address = f"/admin/services/{made.pothole.id}"
    ada.post(f"{address}/targets", first_answer_amount="2", first_answer_unit="working_days", completion_amount="30",
             completion_unit="days")  # fmt: skip
    assert targets(look, made.pothole) == ["completion days", "first_answer working_days"]
    page = ada.get(address)
    assert "First answer: 2 working days" in page
    assert "Done: 30 days" in page
    assert 'value="30"' in ada.get(f"{address}/targets")

    ada.post(f"{address}/targets", first_answer_amount="1", first_answer_unit="working_hours", completion_amount="")
    assert targets(look, made.pothole) == ["first_answer working_hours"]
    assert "First answer: 1 working hour" in ada.get(address)


def test_who_sends_a_post_to_311_reads_what_the_city_aims_at(made, ada, browser):
    page = f"/o/{made.posts['open'].id}/escalate?service={made.pothole.id}"
    denise = browser(made.people["Denise"])
    assert "What the city aims at" not in denise.get(page)
    ada.post(f"/admin/services/{made.pothole.id}/targets", first_answer_amount="2", first_answer_unit="working_days")
    assert "What the city aims at: First answer: 2 working days" in denise.get(page)


def test_a_wrong_target_comes_back_and_changes_nothing(made, ada, look):
    address = f"/admin/services/{made.pothole.id}/targets"
    for amount, unit, words in (
        ("0", "days", "from 1 to"),
        ("-3", "days", "from 1 to"),
        ("x" * 30, "days", "from 1 to"),
        ("99999999999999999999", "days", "from 1 to"),
        ("²", "days", "from 1 to"),
        ("3", "weeks", "Choose hours or days"),
    ):
        page = ada.post(address, status=422, first_answer_amount=amount, first_answer_unit=unit)
        assert words in page
        assert f'value="{amount}"' in page
    assert targets(look, made.pothole) == []
    ada.post("/admin/services/987654/targets", status=404, first_answer_amount="2", first_answer_unit="days")


def test_hours_are_set_with_holidays_and_days_off(made, ada, look):
    typed = {"opens": "9:00", "closes": "17:30", "holidays": "us-ma", "closed": "2026-12-24\n2026-12-31"}
    ada.post("/admin/hours", **typed, day=["0", "1", "4"])
    [hours] = look(select(OfficeHours))
    assert (hours.opens, hours.closes, hours.weekdays) == ("09:00", "17:30", [0, 1, 4])
    assert (hours.country, hours.region, hours.closed) == ("US", "MA", ["2026-12-24", "2026-12-31"])
    page = ada.get("/admin/hours")
    assert 'value="US-MA"' in page
    assert page.text.count("checked") == 3

    for wrong, words in (
        ({"opens": "25:00"}, "Write a time like 08:30."),
        ({"closes": "08:00"}, "must close after they open"),
        ({"holidays": "XX"}, "like US-MA"),
        ({"closed": "Christmas"}, "“Christmas” is no date"),
        ({"closed": "2026-12-24 " * 201}, "at most 200 dates"),
        ({"day": []}, "Choose at least one day."),
    ):
        assert words in ada.post("/admin/hours", status=422, **{**typed, "day": ["2"], **wrong})
    assert look(select(OfficeHours.weekdays)) == [[0, 1, 4]]


def test_on_some_boards_another_agency_handles_it(made, ada, look):
    address = f"/admin/services/{made.pothole.id}/routes"
    ada.post(address, board="/b/marble-hill", agency=made.sanitation.id)
    assert "Marble Hill" in ada.get(address)
    assert look(select(Route.agency_id)) == [made.sanitation.id]
    assert "No board has this address" in ada.post(address, status=422, board="nowhere", agency=made.sanitation.id)
    assert "Choose who handles it" in ada.post(address, status=422, board="marble-hill", agency="")
    ada.post(address, status=404, board="marble-hill", agency=987654)
    ada.post(address, do="remove", board="marble-hill")
    assert look(select(Route.agency_id)) == []


def test_a_case_goes_to_the_agency_of_its_service_and_place(made, ada, db, browser, look):
    """On Juniper Square potholes go to Streets; on Marble Hill, since Ada said so, to Sanitation, whose liaisons have
    it on their desk, and Streets has not."""
    ada.post(f"/admin/services/{made.pothole.id}/routes", board="marble-hill", agency=made.sanitation.id)
    for board, captain in ((made.juniper, "Denise"), (made.marble, "Rosa")):
        post = make.observation(db, board, made.people["Ana"], f"Hole on {board.name}")
        browser(made.people[captain]).post(
            f"/o/{post.id}/escalate", service=made.pothole.id, reason="Deep.", **{"answer.size": "A foot"}
        )
    found = {case.title: case.agency_id for case in look(select(Case).where(Case.title.startswith("Hole on")))}
    assert found == {"Hole on Juniper Square": made.streets.id, "Hole on Marble Hill": made.sanitation.id}
    priya, sam = (browser(made.people[name]).get("/desk?view=open") for name in ("Priya", "Sam"))
    assert "Hole on Marble Hill" in priya
    assert "Hole on Juniper Square" not in priya
    assert "Hole on Marble Hill" not in sam
    assert "Hole on Juniper Square" in sam


def test_who_may_read_an_answer_and_when_a_number_comes(made, ada, look):
    address = f"/admin/services/{made.dumping.id}"
    ada.post(address, do="question", code="where", text="Where exactly?", datatype="string", public="1")
    ada.post(address, do="question", code="phone", text="Who saw it?", datatype="string")
    asked = select(Question).where(Question.service_id == made.dumping.id)
    assert {question.code: question.public for question in look(asked)} == {"where": True, "phone": False}
    saved = {"do": "save", "name": "Dumping", "code": "dumping", "agency": made.sanitation.id}
    ada.post(address, **saved, type="batch")
    assert look(select(Service.type).where(Service.id == made.dumping.id)) == ["batch"]
    assert "Choose when the city gives a number" in ada.post(address, status=422, **saved, type="soon")
