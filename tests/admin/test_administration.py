"""Administration: Ada manages people, parts, boards and the catalog; nobody else even finds the pages."""

from sqlalchemy import select

from community import clock
from community.activity.models import Delivery
from community.activity.tail import newest_id
from community.boards.models import Board
from community.catalog.models import Agency, Question, Service
from community.people.models import Login, Membership
from tests.browser import readable

PAGES = ("/admin", "/admin/people", "/admin/boards", "/admin/agencies", "/admin/services")


def roles(look, person):
    return look(select(Membership.role).where(Membership.person_id == person.id).order_by(Membership.role))


def test_everybody_else_finds_no_such_pages(made, browser, visitor, ada):
    for page in (*PAGES, f"/admin/people/{made.people['Luis'].id}", f"/admin/services/{made.pothole.id}"):
        assert ada.get(page).status_int == 200
        for name in ("Luis", "Denise", "Priya", "Max"):
            browser(made.people[name]).get(page, status=404)
        visitor.get(page, status=303)


def test_people_are_found_by_name_and_by_exact_address_only(made, ada):
    assert "Luis" in ada.get("/admin/people?q=lui")
    page = readable(ada.get("/admin/people?q=example.org"))
    assert "Luis" not in page
    assert "@example.org" not in ada.get(f"/admin/people/{made.people['Luis'].id}").text


def test_suspending_ends_sign_ins_and_restoring_lets_in_again(made, ada, browser, look):
    luis = made.people["Luis"]
    his = browser(luis)
    assert "Luis" in his.get("/")
    ada.post(f"/admin/people/{luis.id}", do="suspend")
    assert look(select(Login.id).where(Login.person_id == luis.id)) == []
    assert "Luis" not in readable(his.get("/"))
    ada.post(f"/admin/people/{luis.id}", do="restore")
    assert "Luis" in browser(luis).get("/")


def test_parts_are_given_and_ended(made, ada, look):
    nora = made.people["Nora"]
    address = f"/admin/people/{nora.id}"
    ada.post(address, do="grant", role="liaison", agency=made.streets.id, boards=made.marble.id)
    ada.post(address, do="grant", role="captain", board=made.marble.id)
    assert roles(look, nora) == ["captain", "liaison"]
    assert "City liaison of Streets, for Marble Hill" in ada.get(address)
    ada.post(address, do="end", role="captain", scope_kind="board", scope_id=made.marble.id)
    assert roles(look, nora) == ["liaison"]


def test_a_part_without_its_ground_is_refused_and_nothing_changes(made, ada, look):
    nora = made.people["Nora"]
    address = f"/admin/people/{nora.id}"
    assert "Choose the board." in ada.post(address, status=422, do="grant", role="captain")
    ada.post(address, status=404, do="grant", role="captain", board=987654)
    ada.post(address, status=404, do="grant", role="liaison", agency=987654)
    assert roles(look, nora) == []


def test_the_last_administrator_stays(made, ada, look):
    me = made.people["Ada"]
    page = ada.post(f"/admin/people/{me.id}", status=422, do="end", role="admin", scope_kind="city", scope_id=0)
    assert "only administrator" in page
    assert roles(look, me) == ["admin"]


def test_a_board_gets_another_sign_and_keeps_its_address(made, ada, look):
    ada.post("/admin/boards", do="name", board=made.marble.id, name="Marble Heights", extent="1st to 9th St")
    [board] = look(select(Board).where(Board.id == made.marble.id))
    assert (board.name, board.name_key, board.slug) == ("Marble Heights", "marble heights", "marble-hill")
    assert "There is a problem" in ada.post("/admin/boards", status=422, do="name", board=board.id, name="", extent="")


def test_agencies_are_added_renamed_and_one_is_the_fallback(made, ada, look):
    ada.post("/admin/agencies", do="save", name="Parks")
    [parks] = look(select(Agency).where(Agency.name == "Parks"))
    ada.post("/admin/agencies", do="fallback", id=parks.id)
    assert look(select(Agency.name).where(Agency.fallback)) == ["Parks"]
    ada.post("/admin/agencies", do="save", id=parks.id, name="PARKS")  # its own name, written otherwise
    page = ada.post("/admin/agencies", status=422, do="save", id=parks.id, name="streets")
    assert "There is an agency of this name already." in page


def test_a_service_with_six_questions(made, ada, look):
    form = {"name": "Street tree", "code": "tree", "agency": made.streets.id}
    address = ada.post("/admin/services", **form).location
    for number, datatype in enumerate(("string", "text", "number", "datetime", "singlevaluelist", "multivaluelist")):
        options = "oak = Oak\nelm = Elm" if datatype.endswith("list") else ""
        ada.post(
            address, do="question", code=f"q{number}", text=f"Question {number}?", datatype=datatype, options=options
        )
    [tree] = look(select(Service).where(Service.code == "tree"))
    asked = select(Question).where(Question.service_id == tree.id).order_by(Question.position)
    assert [question.code for question in look(asked)] == ["q0", "q1", "q2", "q3", "q4", "q5"]
    last = look(asked)[-1]
    assert last.options == [{"key": "oak", "name": "Oak"}, {"key": "elm", "name": "Elm"}]
    ada.post(address, do="earlier", question=last.id)
    assert [question.code for question in look(asked)] == ["q0", "q1", "q2", "q3", "q5", "q4"]
    ada.post(address, do="remove", question=last.id)
    ada.post(address, do="retire")
    assert len(look(asked)) == 5
    assert look(select(Service.active).where(Service.id == tree.id)) == [False]


def test_a_refused_question_comes_back_filled_in(made, ada, look):
    address = f"/admin/services/{made.dumping.id}"
    page = ada.post(address, status=422, do="question", code="x y", text="How deep?", datatype="singlevaluelist")
    assert "How deep?" in page
    assert "Write one option a line" in page
    assert page.html.find(id="errors").a["href"] == "#code-new"  # there is a code of the service, too
    assert page.html.find(id="code-new")["aria-describedby"] == "code-new-error"
    assert page.html.find(id="options-new-error")
    assert look(select(Question).where(Question.service_id == made.dumping.id)) == []


def test_a_stuck_delivery_is_shown_and_tried_again(made, ada, db, look):
    ada.post("/admin/agencies", do="save", name="Parks")
    db.add(Delivery(activity_id=newest_id(db), kind="mail", target="code:1", tries=9, given_up_at=clock.now()))
    db.commit()
    assert "code:1" in ada.get("/admin")
    [number] = look(select(Delivery.id))
    ada.post("/admin", delivery=number)
    assert look(select(Delivery.given_up_at)) == [None]
    ada.post("/admin", status=404, delivery=987654)
