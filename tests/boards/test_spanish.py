"""A captain sets the board and invites neighbors in Spanish."""

import pytest

from tests.cast import city

SETTINGS = "/b/juniper-square/settings"


@pytest.fixture
def denise(db, browser):
    """The captain of Juniper Square, who reads Spanish."""
    hers = browser(city(db).people["Denise"])
    hers.app.set_cookie("language", "es")
    return hers


def test_the_settings_are_shown_and_refused_in_spanish(denise):
    assert "¿Quién envía una publicación al 311?" in denise.get(SETTINGS)
    page = denise.post(SETTINGS, status=422, threshold="2", escalation="both", welcome="Hola")
    assert "Elija un número de 3 a 200." in page
    assert "Choose a number" not in page
    saved = denise.post(SETTINGS, threshold="7", escalation="both", welcome="Hola").follow()
    assert "Guardado. Todos en el tablero ya lo ven." in saved


def test_a_link_is_made_and_read_in_spanish(denise, visitor):
    page = denise.post("/b/juniper-square/invitations", status=200)
    assert "Su enlace nuevo" in page
    link = page.html.find("input", id="link")["value"]
    assert "Unirse a Juniper Square" in visitor.get(link, headers={"Accept-Language": "es"})


def test_the_last_captain_is_told_in_spanish_why_they_stay(denise):
    assert "Primero entréguelo a otra persona" in denise.post("/b/juniper-square/leave", status=422)
