"""The readers' pages in Spanish: every word of ours, no word of anybody else's; refusals too."""

import pytest

from community.i18n import in_language
from community.pages.wording import hidden_words
from tests.cast import city

SPANISH = {"Accept-Language": "es-MX,es;q=0.9"}


@pytest.fixture
def made(db):
    """The cast's city."""
    return city(db)


@pytest.mark.parametrize(
    ("page", "words", "english"),
    [
        ("/", "¿Qué hay que arreglar en su cuadra?", "What needs fixing"),
        ("/b/juniper-square", "Sobre este tablero", "About this board"),
        ("/b/juniper-square?show=escalated", "Enviado al 311", "Sort posts"),
        ("/b/juniper-square/post", "¿Qué ve?", "What do you see?"),
        ("/nearby", "Usar mi ubicación", "Use my location"),
        ("/how", "Un apoyo quiere decir “esto me importa”.", "An upvote means"),
        ("/rules", "Hable de las cosas, no de las personas.", "Talk about things"),
        ("/privacy", "Lo que ven los demás", "What others see"),
        ("/accessibility", "Lo que revisamos", "What we check"),
    ],
)
def test_a_page_asked_for_in_spanish_says_it_in_spanish(made, visitor, page, words, english):
    told = visitor.get(page, headers=SPANISH)
    assert '<html lang="es"' in told
    assert words in told
    assert english not in told
    assert english in visitor.get(page)


def test_a_thread_in_spanish_keeps_peoples_words_as_they_are(made, visitor):
    page = visitor.get(f"/o/{made.posts['case'].id}", headers=SPANISH)
    assert "Pasos hasta el arreglo" in page
    assert "Agregue lo que sabe" in page
    assert "A crew comes on Tuesday." in page
    assert "Steps to a fix" not in page
    case = visitor.get(f"/case/{made.cases['case'].id}", headers=SPANISH)
    assert "Lo que dice la Ciudad" in case
    assert "A crew comes on Tuesday." in case


def test_a_neighbor_reads_the_board_in_the_language_of_their_browser(made, browser):
    luis = browser(made.people["Luis"])
    luis.app.set_cookie("language", "es")
    assert "Apoyar: Tires by the steps. " in luis.get("/b/juniper-square")
    luis.app.set_cookie("language", "en")
    assert "Upvote: Tires by the steps. " in luis.get("/b/juniper-square")


def test_a_refused_post_comes_back_in_spanish(made, browser):
    luis = browser(made.people["Luis"])
    luis.app.set_cookie("language", "es")
    page = luis.post("/b/juniper-square/post", status=422, place="5814 Larch St", description="A whole truckload")
    assert "Hay un problema" in page
    assert "A whole truckload" in page
    assert "There is a problem" not in page


def test_what_is_not_there_is_said_in_spanish_on_the_page_and_as_json(visitor):
    assert "No hay nadie en esta dirección" in visitor.get("/nothing", status=404, headers=SPANISH)
    told = visitor.get("/nothing", status=404, headers={**SPANISH, "Accept": "application/json"})
    assert told.json["error"].startswith("Esta página no está aquí.")


def test_where_words_were_hidden_the_line_is_one_sentence_in_each_language():
    assert hidden_words("insult") == "Hidden by the rules of the house: insults or threatens"
    with in_language("es"):
        assert hidden_words("insult").startswith("Oculto por las reglas de la casa: ")
        assert hidden_words(None) == "Oculto por las reglas de la casa: no cumple una regla"
