"""A liaison narrows the queue by words, number, address, shown name, age and state, and saves the address."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.cases.models import Case
from community.cases.models_handoff import CaseReference
from community.desk import finding
from community.desk.models import SavedView
from community.observations.models import ExactPlace
from community.search.reindexing import index_batch
from tests.cast import city

MATTRESS = "Mattress in the alley, case"


@pytest.fixture
def town(app, db):
    made = city(db)
    index_batch(db, 0)
    db.commit()
    return made


def titles(page):
    return re.findall(r'<a class="narrow-only" href="/desk/case/[0-9]+[^"]*">([^<]*)', page.text)


def test_words_number_address_and_a_shown_name_find_a_case_and_a_hidden_name_does_not(town, db, browser):
    case, post = db.get_one(Case, town.cases["case"].id), town.posts["case"]
    case.reference = "311-26-000777"
    db.merge(ExactPlace(observation_id=post.id, address="5814 Larch St", lat=39.95, lon=-75.2))
    db.commit()
    priya = browser(town.people["Priya"])
    for typed in ("alley mattress", "311-26-000777", "5814 larch", "Ana"):
        assert MATTRESS in titles(priya.get("/desk", params={"view": "open", "q": typed})), typed
    page = priya.get("/desk?view=open&q=zebra")
    assert titles(page) == []
    assert "No case in this view passes the filters." in page.text
    sam = browser(town.people["Sam"])
    assert titles(sam.get("/desk?view=open&q=311-26-000777")) == []  # of another agency
    db.merge(post).nameless = True
    db.commit()
    assert titles(priya.get("/desk?view=open&q=Ana")) == []


def test_words_of_very_many_threads_say_that_only_the_newest_were_looked_through(town, browser, monkeypatch):
    priya, told = browser(town.people["Priya"]), "only the newest were looked through"
    page = priya.get("/desk?view=open&q=alley")
    assert MATTRESS in titles(page)
    assert told not in page
    monkeypatch.setattr(finding, "MOST_THREADS", 1)
    assert told in priya.get("/desk?view=open&q=alley")
    assert told not in priya.get("/desk?view=open&q=zebra")


def test_age_and_state_narrow_the_list_and_the_counts(town, db, browser):
    case = db.get_one(Case, town.cases["case"].id)
    case.opened_at, case.state = clock.now() - timedelta(days=8), "in_progress"
    db.commit()
    priya = browser(town.people["Priya"])
    assert MATTRESS in titles(priya.get("/desk?view=open&age=7&state=in_progress"))
    page = priya.get("/desk?view=open&age=30")
    assert titles(page) == []
    assert re.search(r'aria-current="page">.*?<span class="n">0<', page.text, re.DOTALL)
    assert titles(priya.get("/desk?view=closed&state=open")) == []
    assert MATTRESS in titles(priya.get("/desk?view=open&age=no&state=no&agency=x"))  # nonsense narrows nothing


def test_mine_and_late_or_this_board_on_hold_is_asked_in_the_address_counted_and_saved(town, db, browser):
    case, priya = db.get_one(Case, town.cases["case"].id), browser(town.people["Priya"])
    case.state, case.liaison_id = "in_progress", town.people["Priya"].id
    case.pace, case.due_at = "late", clock.now() - timedelta(hours=2)
    db.commit()
    page = priya.get("/desk?view=mine&target=late")
    assert titles(page) == [MATTRESS]
    assert re.search(r'aria-current="page">.*?<span class="n">1<', page.text, re.DOTALL)
    assert '<option value="late" selected>' in page.text
    for address in ("view=mine&target=on_time", "view=late&target=at_risk", "view=open&target=paused"):
        assert titles(priya.get(f"/desk?{address}")) == []
    here = f"view=open&board={town.juniper.id}&target=paused"
    case.paused_since, case.paused_for = clock.now(), "parts"  # what was late before stays late
    db.commit()
    assert titles(priya.get(f"/desk?{here}")) == [MATTRESS]
    assert f'href="/desk?{here.replace("&", "&amp;")}" aria-current="true"' in priya.post(
        "/desk/views", address=here, name="On hold here"
    ).follow().text  # fmt: skip
    case.pace, case.due_at, case.paused_since, case.paused_for = None, None, None, None
    db.commit()
    assert MATTRESS in titles(priya.get("/desk?view=open&target=none"))
    assert MATTRESS in titles(priya.get("/desk?view=open&target=x"))  # nonsense narrows nothing


def test_the_side_of_the_neighbors_stands_in_the_row(town, db, browser):
    case, priya = db.get_one(Case, town.cases["case"].id), browser(town.people["Priya"])
    said = ("Still there</span>", "Neighbors asked</span>", "Neighbors agree</span>")
    for values, stands in (
        ({}, None),
        ({"neighbors_say": "still", "reopened_at": clock.now()}, 0),
        ({"neighbors_say": None, "state": "closed", "code": "done", "confirm_until": clock.now()}, 1),
        ({"neighbors_say": "fixed", "confirm_until": None}, 2),
    ):
        for name, value in values.items():
            setattr(case, name, value)
        case.closed_at = clock.now() if case.state == "closed" else None
        db.commit()
        page = priya.get(f"/desk?view={'closed' if case.closed_at else 'open'}&q={case.id}").html
        row = str(page.select_one(".q"))
        assert [words for words in said if words in row] == ([said[stands]] if stands is not None else [])


def test_a_view_is_saved_listed_and_removed_by_its_owner_alone(town, browser, look):
    priya, wes = browser(town.people["Priya"]), browser(town.people["Wes"])
    form = {"address": "view=open&age=7&q=larch", "name": "Old on Larch"}
    page = priya.post("/desk/views", **form).follow()
    assert "Old on Larch" in page.text
    assert "Old on Larch" not in wes.get("/desk").text
    [view] = look(select(SavedView))
    wes.post("/desk/views", drop=view.id, address="", status=404)
    priya.post("/desk/views", **{**form, "name": ""}, status=422)
    priya.post("/desk/views", **form)  # the same name again replaces it
    assert len(look(select(SavedView))) == 1
    browser(town.people["Luis"]).post("/desk/views", **form, status=None)
    priya.post("/desk/views", drop=view.id, address="")
    assert look(select(SavedView)) == []


def many_like(db, town, wanted, number=30):
    """Cases whose threads hold nearly all the words of a reference, as every desk has them."""
    opened = town.cases["case"].opened_at
    values = {"agency_id": town.sanitation.id, "board_id": town.juniper.id, "opened_at": opened, "opened_by": "votes"}
    made = [Case(title=f"Bags {n}", state="open", **values) for n in range(number)]
    db.add_all(made)
    db.flush()
    for case in made:
        case.reference = f"311-26-{case.id:06}"
    wanted.reference = f"311-26-{wanted.id:06}"
    db.flush()
    index_batch(db, 0)
    index_batch(db, -1)
    db.commit()


@pytest.mark.trial
def test_a_number_read_out_on_the_phone_finds_its_case_alone_however_it_is_said(town, db, browser):
    case = db.get_one(Case, town.cases["case"].id)
    many_like(db, town, case)
    priya = browser(town.people["Priya"])
    for said in (case.reference, case.reference.replace("-", " "), f"311-26-{case.id}", f"#{case.reference}",
                 case.reference.replace("-", ""), str(case.id), f"#{case.id}", f"{case.id:06}"):  # fmt: skip
        page = priya.get("/desk", params={"view": "open", "q": said})
        assert titles(page) == [MATTRESS], said
        assert 'class="dk-det" aria-labelledby' in page.text  # and stands beside the list already
    other = priya.get("/desk?view=open&q=311-26-999999")
    assert titles(other) == []
    assert "No case of yours has this number." in other.text
    words = priya.get("/desk", params={"view": "open", "q": f'"{case.reference}"'})
    assert len(titles(words)) > 1  # between quotation marks it is words


def test_a_case_of_another_view_or_behind_a_filter_is_shown_where_it_stands(town, db, browser):
    case = db.get_one(Case, town.cases["case"].id)
    many_like(db, town, case)
    priya = browser(town.people["Priya"])
    for address in ("view=closed", "view=mine", f"view=closed&board={town.marble.id}&age=90&state=queued&agency=999"):
        page = priya.get(f"/desk?{address}&q={case.reference}")
        assert titles(page) == [MATTRESS]
        assert re.search(r'aria-current="page">.*?All open', page.text, re.DOTALL)
        assert "It is here, under “All open”." in page.text
    case.state, case.code, case.closed_at, case.needs_answer_since = "closed", "done", clock.now(), None
    db.commit()
    page = priya.get(f"/desk?view=waiting&q={case.id}")
    assert titles(page) == [MATTRESS]
    assert "It is here, under “Closed”." in page.text


def test_the_number_on_the_callers_old_letter_and_nobody_elses_number(town, db, browser):
    case = db.get_one(Case, town.cases["case"].id)
    case.reference = "CITY-77b"
    db.add(CaseReference(case_id=case.id, reference="CITY-12b", since=clock.now(), ended=clock.now()))
    db.commit()
    priya, sam = browser(town.people["Priya"]), browser(town.people["Sam"])
    for said in ("CITY-77b", "CITY-12b"):
        assert titles(priya.get("/desk", params={"view": "open", "q": said})) == [MATTRESS]
        for number in (said, str(case.id)):  # of another agency
            assert MATTRESS not in titles(sam.get("/desk", params={"view": "open", "q": number}))


@pytest.mark.trial
def test_a_case_is_found_by_the_beginning_of_a_shown_name_in_any_script(town, db, browser):
    ana, post = db.merge(town.people["Ana"]), db.merge(town.posts["case"])
    priya = browser(town.people["Priya"])

    def finds(typed):
        return MATTRESS in titles(priya.get("/desk", params={"view": "open", "q": typed}))

    for name, typed in (
        ("Maya H.", ("Maya", "maya h", "MAYA H.", "may")),
        ("José Ñandú", ("jose", "JOSÉ ñ", "Jose n")),
        ("Ольга К.", ("ольга", "Оль")),
        ("李雷", ("李", "李雷")),
        ("نور الهدى", ("نور",)),
    ):
        ana.display_name = name
        db.commit()
        assert [one for one in typed if not finds(one)] == [], name
    ana.display_name = "Maya H."
    db.commit()
    assert not finds("h.")  # not how it begins
    assert not finds("m")
    assert not finds("may%")
    post.nameless = True
    db.commit()
    assert not finds("Maya")  # nothing links a post without a name to a person
    post.nameless = False
    ana.display_name, ana.closed_at = "", clock.now()
    db.commit()
    assert not finds("Maya")
    assert not finds("may")


@pytest.mark.parametrize("typed", ["\U0010ffff", "a\ud7ff", "#", '"', '""', "9" * 30, "311--", "#311", "ß" * 90])
def test_whatever_is_typed_is_a_question(town, browser, typed):
    browser(town.people["Priya"]).get("/desk", params={"view": "open", "q": typed})
