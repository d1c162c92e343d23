"""Priya works in Spanish: the queue, a case, and what is refused there."""

import pytest

from tests.cast import city


@pytest.fixture
def story(db):
    return city(db)


@pytest.fixture
def priya(story, browser):
    made = browser(story.people["Priya"])
    made.app.set_cookie("language", "es")
    return made


def test_the_queue_and_a_case_are_in_spanish(story, priya):
    queue = priya.get("/desk")
    assert "<h1>Espera respuesta</h1>" in queue.text
    assert "Needs an answer" not in queue.text
    page = priya.get(f"/desk/case/{story.cases['case'].id}")
    assert "Solo para el personal. Puede hacerse público según la ley de registros públicos." in page.text
    assert "Nota interna, no es pública" in page.text
    assert "Enviado al 311" in page.text
    assert "No lo encontramos" in page.text
    assert "Mattress in the alley" in page.text


def test_what_cannot_be_done_is_said_in_spanish(story, priya):
    case = f"/desk/case/{story.cases['case'].id}"
    assert "Escriba lo que deben saber los vecinos." in priya.post(
        f"{case}/answer", status=422, version="1", visible="public", words=" "
    )
    priya.post(f"{case}/take", version="1")
    page = priya.post(f"{case}/note", status=409, version="1", words="A note")
    assert "Este caso cambió mientras usted escribía." in page.text
    assert "Priya lo tomó, " in page.text
