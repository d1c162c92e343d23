"""The rail beside a board narrows its list to a step or a kind, by plain links, and costs no query."""

import pytest

from tests import make
from tests.cast import city
from tests.counting import asked
from tests.pages.test_plans import plans_of

BOARD = "/b/juniper-square"


def titles(page):
    return [title.text.strip() for title in page.html.select("article.obs h2")]


def links(page):
    return {link.text.strip(): link["href"] for link in page.html.select("nav.rail a")}


def test_the_board_can_be_narrowed_to_a_step(db, visitor):
    city(db)
    rail = links(visitor.get(BOARD))
    assert list(rail)[:4] == ["Everything", "On the board", "At 311", "Closed"]
    assert titles(visitor.get(rail["At 311"])) == ["Mattress in the alley, case"]
    assert titles(visitor.get(rail["Closed"])) == ["Mattress in the alley, closed"]
    assert "Mattress" not in " ".join(titles(visitor.get(rail["On the board"])))
    assert len(titles(visitor.get(rail["Everything"]))) == 5


def test_the_board_can_be_narrowed_to_a_kind_it_shows(db, visitor):
    made = city(db)
    make.observation(db, made.juniper, made.people["Ana"], "Deep hole", service_id=made.pothole.id)
    db.commit()
    rail = links(visitor.get(BOARD))
    assert list(rail)[4:] == ["Dumping", "Pothole"], "the kinds of the posts that are shown, the most frequent first"
    page = visitor.get(rail["Pothole"])
    assert titles(page) == ["Deep hole"]
    assert page.html.select_one("nav.rail a[aria-current]").text == "Pothole"


def test_older_posts_of_a_kind_are_of_that_kind(db, visitor):
    made = city(db)
    for number in range(27):
        make.observation(db, made.juniper, made.people["Ana"], f"Hole {number}", service_id=made.pothole.id)
    db.commit()
    first = visitor.get(f"{BOARD}?show=new&kind={made.pothole.id}")
    older = visitor.get(first.html.select_one("p.more a")["href"])
    assert sorted(titles(first) + titles(older)) == sorted(f"Hole {number}" for number in range(27))


def test_nothing_of_a_kind_is_said_in_words(db, visitor):
    made = city(db)
    assert "Nothing of this is on the board" in visitor.get(f"{BOARD}?show=new&kind={made.pothole.id}")


@pytest.mark.parametrize(
    "asks", ["step=hidden", "step=", "kind=", "kind=-1", "kind=1e3", "kind=9999999999999999999", "step=open&kind=1"]
)
def test_what_is_no_step_and_no_kind_is_not_there(db, visitor, asks):
    city(db)
    visitor.get(f"{BOARD}?show=new&{asks}", status=404)


def test_only_the_newest_can_be_narrowed(db, visitor):
    city(db)
    visitor.get(f"{BOARD}?show=hot&step=open", status=404)


def test_a_narrowed_list_costs_as_many_queries_as_the_board(db, engines, visitor):
    made = city(db)
    with asked(engines) as whole:
        visitor.get(BOARD)
    for narrowed in ("step=open", f"kind={made.dumping.id}"):
        with asked(engines) as some:
            visitor.get(f"{BOARD}?show=new&{narrowed}")
        assert len(some) == len(whole)


@pytest.mark.parametrize(
    ("asks", "index"), [("step=open", "ix_observation_step"), ("kind={kind}", "ix_observation_kind")]
)
@pytest.mark.parametrize("after", ["", "&after=1790000000000000_99"])
def test_a_narrowed_list_is_read_in_order_from_its_index(db, engines, visitor, asks, index, after):
    made = city(db)
    make.crowd(db, made.juniper, made.people["Ana"], 2000, service_id=made.pothole.id)
    path = f"{BOARD}?show=new&{asks.format(kind=made.dumping.id)}{after}"
    plans = plans_of(engines, visitor, path)
    [plan] = [plan for statement, plan in plans if "ORDER BY observation.created_at" in statement]
    assert index in plan
