"""Ada finds one board among many by its name, pages through all of them, and stays where she is when she names one."""

import re

import pytest
from sqlalchemy import select

from community.boards.models import Board
from tests import make
from tests.counting import asked
from tests.hostile import QUERIES, VALUES

BOARDS = "/admin/boards"


@pytest.fixture
def many(db, made):
    """Sixty boards more; three of one name."""
    names = [f"Ward {number:02}" for number in range(57)] + ["Twin Ward"] * 3
    return [make.board(db, name, slug=f"ward-{number}") for number, name in enumerate(names)]


def listed(page):
    return re.findall(r'name="name" value="([^"]*)"', page.text)


def test_all_boards_are_paged_by_name_none_twice_none_missing(made, many, ada):
    page = ada.get(BOARDS)
    read = [listed(page)]
    while ">More<" in page.text:
        page = page.click("^More$")
        read.append(listed(page))
    assert [len(names) for names in read] == [25, 25, 12]
    assert [name for names in read for name in names] == sorted(
        [board.name for board in many] + ["Juniper Square", "Marble Hill"]
    )


def test_boards_of_one_name_are_told_apart_at_the_edge_of_a_page(made, many, ada):
    first, second, third = (board.id for board in many[-3:])
    for after, left in ((first, [second, third]), (second, [third]), (third, [])):
        page = ada.get(f"{BOARDS}?q=twin&after={after}")
        assert re.findall(r'<li class="panel" id="b(\d+)"', page.text) == [str(number) for number in left]


def test_a_board_is_found_by_any_part_of_its_name(made, many, ada):
    assert listed(ada.get(f"{BOARDS}?q=JUNIPER")) == ["Juniper Square"]
    assert listed(ada.get(f"{BOARDS}?q=hill")) == ["Marble Hill"]
    assert len(listed(ada.get(f"{BOARDS}?q=ward"))) == 25
    page = ada.get(f"{BOARDS}?q=nowhere")
    assert listed(page) == []
    assert "No board by that name." in page
    assert 'value="nowhere"' in page.text
    assert listed(ada.get(f"{BOARDS}?q=%25")) == listed(ada.get(f"{BOARDS}?q=!!!")) == []


def test_more_keeps_what_was_searched_for(made, many, ada):
    page = ada.get(f"{BOARDS}?q=ward").click("^More$")
    assert "q=ward" in page.request.path_qs
    assert "Juniper Square" not in listed(page)


def test_who_belongs_is_counted_for_each_board(made, many, ada):
    page = ada.get(f"{BOARDS}?q=juniper").text
    assert "3 members" in page
    assert "1 member " in ada.get(f"{BOARDS}?q=marble").text.replace("\xb7", "")
    assert "0 members" in ada.get(f"{BOARDS}?q=twin").text


def test_naming_a_board_stays_on_the_page_and_says_what_was_saved(made, many, ada, look):
    second = ada.get(f"{BOARDS}?q=ward").click("^More$")
    board = many[30]
    form = next(form for form in second.forms.values() if form.fields.get("board", [None])[0] is not None
                and form["board"].value == str(board.id))  # fmt: skip
    form["name"] = "Aster Court"
    saved = form.submit("do", value="name")
    assert saved.status_int == 303
    assert saved.location.endswith(f"#b{board.id}")
    page = ada.get(saved.location)
    assert page.request.path_qs.startswith(second.request.path_qs)
    assert "Saved: " in page.text
    assert f'href="/b/{board.slug}">Aster Court</a>' in page.text
    assert look(select(Board.name).where(Board.id == board.id)) == ["Aster Court"]


def test_a_refused_name_comes_back_on_its_page_filled_in(made, many, ada):
    second = ada.get(f"{BOARDS}?q=ward").click("^More$")
    page = ada.post(second.request.path_qs, 422, do="name", board=many[30].id, name="", extent="1st to 9th St")
    assert f'href="#name-{many[30].id}"' in page
    assert f'id="name-{many[30].id}-error"' in page
    assert 'value="1st to 9th St"' in page
    assert len(listed(page)) == len(listed(second))


def test_the_number_of_questions_does_not_grow_with_the_boards(db, made, ada, engines):
    counts = []
    for number in (0, 30):
        for count in range(number):
            make.board(db, f"Row {count}")
        for page in (BOARDS, f"{BOARDS}?q=row", f"{BOARDS}?named={made.marble.id}"):
            with asked(engines) as statements:
                ada.get(page)
            counts.append(len(statements))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12


def test_hostile_searches_are_only_words(made, ada):
    for value in VALUES:
        answer = ada.app.get(BOARDS, {"q": value})
        assert answer.status_int == 200, value
        assert "<script>alert" not in answer.text
        for field in ("after", "named"):
            assert ada.app.get(BOARDS, {field: value}, status="*").status_int in (200, 404), (field, value)
    for query in QUERIES:
        assert ada.get(f"{BOARDS}?{query}", None).status_int in (200, 400, 404), query


def test_after_a_board_that_never_was_there_is_nothing(made, ada):
    page = ada.get(f"{BOARDS}?after=987654")
    assert listed(page) == []
    assert "There are no boards yet." not in page
