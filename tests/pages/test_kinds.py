"""The kinds of a post are buttons with a picture each: those usual on this board first, the others one tap away."""

import pytest

from tests import make
from tests.cast import city

FORM = "/b/juniper-square/post"


def shown(page, where=".kinds"):
    return [label.text.strip() for label in page.html.select(f"{where} label")]


def test_the_kinds_neighbors_post_here_come_first_and_none_is_lost(db, visitor):
    made = city(db)
    many = [make.service(db, made.streets, f"Kind {number:02}") for number in range(12)]
    for _time in range(3):
        make.observation(db, made.juniper, None, service_id=many[11].id)
    page = visitor.get(FORM)
    assert shown(page).index("Kind 11") < 2
    assert shown(page, "fieldset > .kinds")[-1] == "Not sure"
    assert len(shown(page, "fieldset > .kinds")) == 10
    assert len(shown(page)) == len(set(shown(page))) == 15
    assert page.html.select_one("[name=kind][value='']").has_attr("checked")


def test_a_kind_behind_the_fold_that_was_chosen_is_seen_when_the_form_comes_back(db, browser):
    made = city(db)
    many = [make.service(db, made.streets, f"Kind {number:02}") for number in range(12)]
    page = browser(made.people["Luis"]).post(FORM, 422, kind=str(many[10].id))
    assert page.html.select_one(f"details[open] [name=kind][value='{many[10].id}']").has_attr("checked")
    assert not page.html.select_one("[name=kind][value='']").has_attr("checked")


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_each_has_its_picture_and_a_name_that_is_none_has_dots(db, visitor):
    made = city(db)
    for name, picture in (("Tree down", "tree"), ("Odd", "<script>")):
        make.service(db, made.streets, name, icon=picture)
    page = visitor.get(FORM)
    pictures = {label.text.strip(): label.select_one("use")["href"] for label in page.html.select(".kinds label")}
    assert (pictures["Tree down"], pictures["Odd"], pictures["Not sure"]) == ("#i-tree", "#i-dots", "#i-dots")
    assert page.html.select_one("symbol#i-tree")


def test_an_administrator_chooses_the_picture(db, browser, visitor):
    made = city(db)
    address = f"/admin/services/{made.pothole.id}"
    ada = browser(made.people["Ada"])
    form = {"do": "save", "name": "Pothole", "code": "pothole", "agency": str(made.streets.id), "type": "realtime"}
    assert "Choose a picture from the list." in ada.post(address, 422, **form, icon="../../etc").text
    ada.post(address, **form, icon="road")
    assert ada.get(address).html.select_one("#icon [selected]")["value"] == "road"
    assert visitor.get(FORM).html.select_one(f"[name=kind][value='{made.pothole.id}'] + svg use")["href"] == "#i-road"
