"""The catalog as one file: what is written is read as the same, what would change is told, and applied it is true."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from community.catalog.actions_targets import set_hours, set_routes, set_targets
from community.catalog.document import BadDocument
from community.catalog.document_applying import apply_document, present_document
from community.catalog.document_comparing import differences, left_alone
from community.catalog.document_reading import read_document
from community.catalog.document_writing import write_document
from community.catalog.models import Agency, OfficeHours, Question, Route, Service, Target
from community.catalog.working_time import Hours

ZONE = "America/New_York"
HOURS = Hours(ZONE, time(9), time(16, 30), frozenset({0, 1, 2, 3}), "US", "MA", frozenset({date(2026, 12, 24)}))


@pytest.fixture
def whole(made, db):
    """A catalog with everything there can be in it."""
    by = made.people["Ada"].id
    set_hours(db, by, HOURS)
    set_targets(db, by, made.pothole.id, {"first_answer": (2, "working_days"), "completion": (30, "days")})
    set_routes(db, by, made.pothole.id, {made.marble.id: made.sanitation.id})
    made.pothole.description = 'Two lines,\nand a "quote" with \\ and é.'
    kinds = [{"key": "deep", "name": "Knee deep"}, {"key": "flat", "name": "= flat"}]
    db.add(Question(service_id=made.pothole.id, code="kind", text="Which?", datatype="singlevaluelist", position=2,
                    public=True, options=kinds))  # fmt: skip
    db.commit()
    return made


def saved(db):
    return present_document(db, ZONE)


def test_what_is_written_is_read_as_the_same(whole, db):
    here = saved(db)

    assert read_document(write_document(here), ZONE) == here
    assert here.hours == HOURS
    assert [question.code for question in here.services[0].questions] == ["size", "kind"]


def test_the_plan_tells_each_change_and_changes_nothing(whole, db, look):
    text = write_document(saved(db))
    text = text.replace('name = "Dumping"', 'name = "Dumped things"').replace('"2 working days"', '"3 working days"')
    text = text.replace('closes = "16:30"', 'closes = "18:00"').replace("How big is it?", "How wide is it?")
    text += '\n[[agency]]\nkey = "parks"\nname = "Parks"\n'
    text += '\n[[service]]\ncode = "tree"\nname = "Street tree"\nagency = "parks"\n'

    assert list(differences(saved(db), read_document(text, ZONE))) == [
        "~ hours: closes 16:30 → 18:00",
        "+ agency parks: Parks",
        "~ service pothole: targets first_answer = 2 working days, completion = 30 days"
        " → first_answer = 3 working days, completion = 30 days",
        "~ service pothole: question size: text 'How big is it?' → 'How wide is it?'",
        "~ service dumping: name 'Dumping' → 'Dumped things'",
        "+ service tree: Street tree",
    ]
    assert sorted(look(select(Service.code))) == ["dumping", "pothole"]


def test_the_plan_shows_each_field_of_the_hours(whole, db):
    text = (
        write_document(saved(db)).replace('"09:00"', '"08:00"').replace("US-MA", "").replace("2026-12-24", "2026-12-31")
    )
    text = text.replace('"wed", "thu"', '"fri"')
    assert list(differences(saved(db), read_document(text, ZONE))) == [
        "~ hours: opens 09:00 → 08:00",
        "~ hours: weekdays mon, tue, wed, thu → mon, tue, fri",
        "~ hours: holidays US-MA → nothing",
        "~ hours: closed 2026-12-24 → 2026-12-31",
    ]
    without = replace(saved(db), hours=None)
    assert list(differences(without, saved(db)))[:2] == ["+ hours: opens 09:00", "+ hours: closes 16:30"]


def test_what_the_file_leaves_out_is_told_and_stays(whole, db):
    here = saved(db)
    few = replace(here, hours=None, services=here.services[:1])
    assert list(left_alone(here, few)) == [
        "stays, the file does not name it: hours",
        "stays, the file does not name it: service dumping",
    ]
    assert list(left_alone(here, here)) == []
    many = replace(here, services=tuple(replace(here.services[0], code=f"s{n}") for n in range(30)))
    assert list(left_alone(many, here)) == ["stays, the file does not name it: 30 services"]


def test_a_file_for_another_time_zone_is_refused_and_one_without_a_zone_is_taken(whole, db):
    text = write_document(saved(db))
    assert f'zone = "{ZONE}"' in text
    with pytest.raises(BadDocument, match="Set city_zone to the one of the file"):
        read_document(text, "Europe/Berlin")
    without = text.replace(f'zone = "{ZONE}"\n', "")
    assert read_document(without, ZONE) == saved(db)
    assert read_document(without, "Europe/Berlin").hours.zone == "Europe/Berlin"


def test_applied_it_is_so_and_applied_again_nothing_changes(whole, db, look):
    wanted = read_document(
        """
[hours]
opens = "08:00"
closes = "16:00"
weekdays = ["mon", "fri"]
closed = [2026-12-31]
[[agency]]
key = "streets"
name = "Roads"
[[agency]]
key = "desk"
name = "311 desk"
fallback = true
[[service]]
code = "pothole"
name = "Pothole"
agency = "streets"
type = "batch"
targets = { completion = "10 working days" }
[[service.question]]
code = "kind"
text = "Which kind?"
datatype = "multivaluelist"
required = true
options = { deep = "Knee deep" }
[[service.question]]
code = "since"
text = "Since when?"
datatype = "datetime"
public = true
[[service]]
code = "tree"
name = "Street tree"
agency = "desk"
routes = { marble-hill = "streets" }
""",
        ZONE,
    )
    told = apply_document(db, wanted, ZONE)
    db.commit()

    assert "- service pothole: question size" in told
    assert look(select(Agency.name).where(Agency.fallback)) == ["311 desk"]
    assert look(select(Agency.name).order_by(Agency.name)) == ["311 desk", "Roads", "Sanitation"]
    asked = select(Question.code).join(Service, Service.id == Question.service_id).where(Service.code == "pothole")
    assert look(asked.order_by(Question.position)) == ["kind", "since"]
    assert look(select(Target.unit)) == ["working_days"]
    assert look(select(OfficeHours.weekdays)) == [[0, 4]]
    assert look(select(Agency.name).join(Route, Route.agency_id == Agency.id)) == ["Roads"]
    assert look(select(Service.active).where(Service.code == "dumping")) == [True]  # what is not in the file stays
    assert apply_document(db, wanted, ZONE) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[agency", "This is not TOML"),
        ('[[agency]]\nkey = "a"\nname = "A"', "Exactly one agency must say fallback = true"),
        ('service = "pothole"', "write each as a table of its own, [[service]]"),
        ('[[service]]\ncode = "p p"\nname = "Pothole"\nagency = "a"', "service p p: code: Write a code"),
        ('[[service]]\ncode = "p"\nname = ""\nagency = "a"', "service p: name: Write a name."),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "none"', "there is no agency with the key 'none'"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\nowner = "x"', "service p: nothing is called 'owner'"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\ntype = "soon"', "service p: type: Choose"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\nicon = "cat"', "service p: icon: Choose a picture"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\ntargets = { done = "2 days" }', "not for 'done'"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\ntargets = 3', "service p: a target is for"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\ntargets = { completion = "soon" }', "not 'soon'"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\ntargets = { completion = "0 days" }', "a number from 1"),
        ('[[service]]\ncode = "p"\nname = "P"\nagency = "a"\nroutes = 3', "routes: write"),
        (
            '[[service]]\ncode = "p"\n[[service.question]]\ncode = "q"\ntext = "?"\ndatatype = "x"',
            "service p, question q: datatype: Choose",
        ),
        ('[hours]\nopens = "9"\ncloses = "17:00"', "hours: opens: Write a time like 08:30."),
        ('[hours]\nopens = "09:00"\ncloses = "08:00"', "hours: closes: The offices must close after they open."),
        ('[hours]\nopens = "09:00"\ncloses = "18:00"\nweekdays = ["monday"]', "'monday' is no weekday"),
        ('[hours]\nopens = "09:00"\ncloses = "18:00"\nholidays = "XX-99"', "hours: holidays: Write a country"),
        ('[hours]\nopens = "09:00"\ncloses = "18:00"\nclosed = ["soon"]', "“soon” is no date"),
        ('[hours]\nopens = "09:00"\ncloses = "18:00"\nweekdays = 3', "hours: weekdays: write a list"),
        ("hours = 3", "hours: this must be a table"),
        ('[[service]]\ncode = "p"\nactive = "no"', "service p: active: write true or false"),
        ('[[service]]\ncode = "p"\nname = 3', "service p: name: write it in quotes"),
        ('[[service]]\ncode = "p"\nroutes = { marble-hill = 3 }', "service p: routes: write boards by their address"),
        (
            '[[service]]\ncode = "p"\n[[service.question]]\ncode = "q"\nrequired = 1\noptions = ["small"]',
            "service p, question q: required: write true or false",
        ),
        ('[[service]]\ncode = "p"\n[[service.question]]\ncode = "q"\noptions = ["small"]', "q: options: write keys"),
        ("[hours]\nopens = 09:00:00", "hours: opens: write it in quotes"),
    ],
)
def test_a_wrong_file_is_told_what_is_wrong_with_it(text, problem):
    with pytest.raises(BadDocument) as refused:
        read_document(text, ZONE)
    assert any(problem in said for said in refused.value.problems), refused.value.problems


def test_what_is_exported_can_be_planned_after_an_agency_took_over_everywhere(whole, db, browser, look):
    pothole = whole.pothole
    ada = browser(whole.people["Ada"])
    form = ada.get(f"/admin/services/{pothole.id}").html.select_one("form:has([name=agency])")
    fields = {one["name"]: one.get("value", one.text) for one in form.select("[name]") if one.name != "select"}
    kind = {one["name"]: one.select_one("[selected]")["value"] for one in form.select("select[name]")}
    ada.post(f"/admin/services/{pothole.id}", **fields | kind | {"agency": str(whole.sanitation.id)})
    assert look(select(Service.agency_id).where(Service.id == pothole.id)) == [whole.sanitation.id]
    assert look(select(Route)) == []
    here = saved(db)
    assert list(differences(here, read_document(write_document(here), ZONE))) == []


def test_a_route_over_a_board_that_is_none_changes_nothing(whole, db, look):
    text = write_document(saved(db)).replace("marble-hill", "nowhere").replace('name = "Dumping"', 'name = "Dumped"')
    with pytest.raises(BadDocument, match="/b/nowhere"):
        apply_document(db, read_document(text, ZONE), ZONE)
    db.rollback()
    assert look(select(Service.name).where(Service.code == "dumping")) == ["Dumping"]
