"""Words an agency begins its answers with: written by its liaisons and administrators, filled for each case."""

import pytest
from sqlalchemy import select

from community.catalog.models import Route
from community.desk.models import AnswerTemplate
from community.desk.templates_rules import FIELDS, filled, fits, template_problem

WORDS = "Thank you. Case {reference} at {street}: a crew for {service} comes soon."


@pytest.mark.parametrize(
    ("words", "says"),
    [(WORDS, None), ("Hello {neighbor}", "{neighbor}"), ("", "Write what"), ("No field at all", None), ("{}", "{}")],
)
def test_an_unknown_field_is_refused(words, says):
    problem = template_problem(words)
    assert problem is None if says is None else says in problem


def test_every_field_is_filled_and_one_without_a_value_is_seen():
    values = dict.fromkeys(FIELDS, "here")
    assert filled(" ".join("{" + name + "}" for name in FIELDS), values) == " ".join(["here"] * len(FIELDS))
    assert filled("Case {reference}.", {"reference": ""}) == "Case …."
    states = ("queued", "open", "in_progress", "closed")
    assert [state for state in states if fits("", state)] == list(states)
    assert [state for state in states if fits("running", state)] == ["queued", "open", "in_progress"]
    assert [state for state in states if fits("open", state)] == ["queued", "open"]
    assert [state for state in states if fits("in_progress", state)] == ["in_progress"]
    assert [state for state in states if fits("closed", state)] == ["closed"]


def test_a_liaison_writes_a_template_and_begins_an_answer_with_it(made, browser, look):
    priya, page = browser(made.people["Priya"]), f"/desk/templates/{made.sanitation.id}"
    form = {"name": "On its way", "words": WORDS, "service": made.dumping.id, "state": "running", "do": "save"}
    assert "{what}" in priya.post(page, status=422, **{**form, "words": "Dear {what}"}).text
    priya.post(page, **form)
    assert "has a template with this name" in priya.post(page, status=422, **form).text
    [template] = look(select(AnswerTemplate))
    case, closed = made.cases["case"], made.cases["closed"]
    shown = priya.get(f"/desk/case/{case.id}?template={template.id}").text
    assert f"Case {case.reference} at {case.place}: a crew for Dumping comes soon." in shown
    beside = f"/desk?view=open&case={case.id}"
    assert "On its way" in priya.get(beside).text
    assert f"Case {case.reference} at" in priya.get(f"{beside}&template={template.id}").text  # without leaving the list
    assert "On its way" not in priya.get(f"/desk/case/{closed.id}").text  # only for cases that are open
    for name in ("Luis", "Sam", "Wes"):  # a neighbor, another agency's, one for other boards only
        browser(made.people[name]).get(page, status=404)
    ada = browser(made.people["Ada"])
    ada.post(page, **{**form, "id": template.id, "name": "Soon", "do": "save"})
    ada.post(f"/desk/templates/{made.streets.id}", status=404, id=template.id, do="remove")
    assert "Soon" in priya.get(page).text
    priya.post(page, id=template.id, do="remove")
    assert look(select(AnswerTemplate)) == []


def test_an_agency_that_has_a_kind_on_one_board_filters_by_it_and_writes_for_it(db, made, browser, look):
    page, form = f"/desk/templates/{made.sanitation.id}", {"name": "Cold mix", "words": WORDS, "do": "save"}
    priya, option = browser(made.people["Priya"]), f'<option value="{made.pothole.id}">Pothole'
    assert option not in priya.get("/desk").text
    priya.post(page, status=422, service=made.pothole.id, **form)
    db.add(Route(service_id=made.pothole.id, board_id=made.juniper.id, agency_id=made.sanitation.id))
    db.commit()
    assert option in priya.get("/desk").text
    assert option in priya.get(page).text
    priya.post(page, service=made.pothole.id, **form)
    assert look(select(AnswerTemplate.service_id)) == [made.pothole.id]
