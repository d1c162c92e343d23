"""Wrong and hostile input on the administrator's pages: a clear answer, never a broken page, nothing changed by it."""

from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from community.catalog.models import Agency, Question, Service
from community.people.models import Membership
from tests.counting import asked
from tests.hostile import IDS, QUERIES, VALUES

LISTS = ("/admin", "/admin/people", "/admin/boards", "/admin/agencies", "/admin/services")


def calm(answer, said):
    assert answer.status_int in (200, 303, 400, 404, 409, 422), said
    assert "<script>alert" not in answer.text, said


@pytest.mark.trial
def test_every_field_of_every_form(made, ada, look):
    agency, board, question = made.streets.id, made.juniper.id, made.size.id
    person, service = f"/admin/people/{made.people['Luis'].id}", f"/admin/services/{made.pothole.id}"
    forms = (
        ("/admin/agencies", {"do": "save", "id": agency, "name": "Streets"}),
        ("/admin/agencies", {"do": "fallback", "id": agency}),
        ("/admin/services", {"name": "Tree", "code": "tree", "agency": agency, "group": "", "description": ""}),
        (service, {"do": "save", "name": "Tree", "code": "tree", "agency": agency, "keywords": ""}),
        (service, {"do": "question", "question": question, "code": "q", "text": "?", "datatype": "text", "hint": ""}),
        (service, {"do": "question", "code": "q", "text": "?", "datatype": "singlevaluelist", "options": "a = A"}),
        (service, {"do": "earlier", "question": question}),
        ("/admin/boards", {"do": "name", "board": board, "name": "Juniper Square", "extent": ""}),
        (person, {"do": "grant", "role": "captain", "board": board}),
        (person, {"do": "grant", "role": "liaison", "agency": agency, "boards": board}),
        (person, {"do": "end", "role": "neighbor", "scope_kind": "board", "scope_id": board}),
        ("/admin", {"delivery": 1}),
    )
    for address, form in forms:
        for field in form:
            for value in VALUES:
                fields = {name: str(said) for name, said in form.items()} | {field: value}
                calm(ada.post(address, None, **fields), (address, field, value))
    for model in (Agency, Service):
        assert look(select(func.count()).select_from(model).where(func.length(model.name) > 80)) == [0]
    assert look(select(func.count()).select_from(Question).where(func.length(Question.code) > 40)) == [0]


def test_ids_and_questions_in_addresses(ada):
    for number in map(quote, (number for number in IDS if number != "%FF")):  # WebTest cannot ask for that one
        for page in ("/admin/people", "/admin/services"):
            answer = ada.get(f"{page}/{number}", None)
            assert answer.status_int in (400, 404), number
            for deed in ("save", "grant", "suspend", "question", "retire"):
                assert ada.post(f"{page}/{number}", None, do=deed).status_int in (400, 404, 422), (number, deed)
    for query in QUERIES:
        for page in LISTS:
            calm(ada.get(f"{page}?{query}", None), (page, query))


def test_without_a_token_nothing_happens(made, ada, look):
    luis = made.people["Luis"]
    ada.post(f"/admin/people/{luis.id}", 400, csrf=False, do="grant", role="admin")
    ada.post("/admin/agencies", 400, csrf=False, do="save", name="Parks")
    assert look(select(Membership.role).where(Membership.person_id == luis.id)) == ["neighbor"]
    assert "Parks" not in look(select(Agency.name))


def test_others_posts_find_no_page(made, browser, look):
    luis = made.people["Luis"]
    for name in ("Luis", "Denise", "Priya", "Max"):
        other = browser(made.people[name])
        other.post(f"/admin/people/{luis.id}", 404, do="grant", role="admin")
        other.post(f"/admin/people/{made.people['Ada'].id}", 404, do="suspend")
        other.post("/admin/agencies", 404, do="save", name="Parks")
        other.post(f"/admin/services/{made.pothole.id}", 404, do="retire")
        other.post("/admin", 404, delivery="1")
    assert "admin" not in look(select(Membership.role).where(Membership.person_id == luis.id))
    assert look(select(Service.active)) == [True, True]


def test_a_refused_rename_stands_at_its_own_row(made, ada):
    page = ada.post("/admin/agencies", 422, do="save", id=made.streets.id, name="Sanitation")
    assert f'href="#name-{made.streets.id}"' in page
    assert f'id="name-{made.streets.id}-error"' in page
    assert "<title>Error: Agencies" in page


def test_a_refused_part_keeps_the_boards_that_were_ticked(made, ada):
    page = ada.post(f"/admin/people/{made.people['Luis'].id}", 422, do="grant", role="liaison", boards=made.marble.id)
    assert "Choose the agency." in page
    assert f'name="boards" value="{made.marble.id}" checked' in page


def test_pages_ask_the_same_number_of_questions_for_few_and_many(db, made, ada, engines):
    pages = (*LISTS, f"/admin/services/{made.pothole.id}", f"/admin/people/{made.people['Priya'].id}")
    few = []
    for page in pages:
        with asked(engines) as statements:
            ada.get(page)
        few.append(len(statements))
    for number in range(20):
        agency = Agency(key=f"a{number}", name=f"Agency {number}")
        db.add(agency)
        db.flush()
        db.add(Service(code=f"s{number}", name=f"Kind {number}", agency_id=agency.id))
        db.add(Question(service_id=made.pothole.id, code=f"q{number}", text="?", datatype="text", position=number))
    db.commit()
    for page, before in zip(pages, few, strict=True):
        with asked(engines) as statements:
            ada.get(page)
        assert len(statements) == before <= 12, page
