"""Ana, Luis and the others write, vote, report and wait in Spanish: pages, and what refuses them."""

import pytest

pytestmark = pytest.mark.parametrize("engines", ["sqlite"], indirect=True)


@pytest.fixture
def speaks(browser, made):
    """The browser of the person with this name, in Spanish."""

    def open_one(name):
        one = browser(made.people[name])
        one.app.set_cookie("language", "es")
        return one

    return open_one


def test_ana_changes_her_post(speaks, made):
    ana, page = speaks("Ana"), f"/o/{made.posts['open'].id}/edit"
    assert ana.get(page).html.h1.text == "Editar su publicación"
    assert "Diga en una línea lo que ve." in ana.post(page, 422, title="")
    assert "Escriba 4,000 letras como máximo. Ahora son 4,001." in ana.post(
        page, 422, title="Llantas", description="a" * 4001
    )
    assert "Edit your post" not in ana.get(page)


def test_luis_replies(speaks, made):
    luis, page = speaks("Luis"), f"/o/{made.posts['open'].id}/comments"
    assert "Su respuesta" in luis.get(page)
    answer = luis.post(page, 422, words="")
    assert "Primero escriba algo." in answer
    assert answer.html.title.text.startswith("Error: Responder")


def test_denise_sends_it_to_311(speaks, made):
    denise, page = speaks("Denise"), f"/o/{made.posts['open'].id}/escalate"
    assert "¿Enviarla al 311 ahora?" in denise.get(page)
    assert "Diga por qué debe ir al 311 ahora." in denise.post(page, 422)


def test_nobody_votes_for_the_own_post(speaks, made):
    answer = speaks("Ana").post(f"/o/{made.posts['open'].id}/vote", 422, json=True, do="cast")
    assert answer.json["error"] == "Esta es su propia publicación. La apoya su vecindario."


def test_luis_reports_and_max_hides(speaks, made):
    luis, post = speaks("Luis"), f"/o/{made.posts['open'].id}"
    assert "Nombra o culpa a una persona" in luis.get(f"{post}/report")
    assert "Elija la regla de la casa que no respeta." in luis.post(f"{post}/report", 422)
    speaks("Max").post(f"{post}/hide", rule="insult")
    log = luis.get("/b/juniper-square/log")
    assert "Moderación ocultó una publicación." in log
    assert "Regla: Insulta o amenaza" in log
    assert "was hidden" not in log


def test_a_photo_is_refused(speaks):
    answer = speaks("Ana").post("/photos/uploads", 422, json=True, length="0")
    assert answer.json["error"] == "Este archivo está vacío. Elija la foto otra vez."


def test_ada_adds_an_agency(speaks):
    assert "Escriba un nombre." in speaks("Ada").post("/admin/agencies", 422, do="save", name="")


def test_what_waits_on_a_phone(visitor):
    page = visitor.get("/outbox", headers={"Accept-Language": "es"})
    assert page.html.h1.text == "En espera en este teléfono"
    assert "Nothing waits" not in page
