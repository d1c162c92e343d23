"""Nora looks for something in Spanish: the page is Spanish, what neighbors wrote stays as they wrote it."""

from tests.search.conftest import titles

SPANISH = {"Accept-Language": "es"}


def test_the_filters_and_the_answer_are_in_spanish(indexed, visitor):
    page = visitor.get("/find", params={"q": "tires"}, headers=SPANISH)
    assert titles(page) == ["Tires by the steps"]
    assert "Buscar con filtros" in page
    assert "Los últimos 7 días" in page
    assert "1 conversación, la mejor primero" in page
    assert "Narrow it down" not in page


def test_nothing_found_says_in_spanish_what_to_do(indexed, visitor):
    page = visitor.get("/find", params={"q": "raccoons"}, headers=SPANISH)
    assert "No encontramos nada con “raccoons”" in page
    assert "Use menos palabras." in page
