"""A neighbor who reads Spanish: chooses it, posts, votes, replies, gets the city's answer on the page, in the inbox and
by mail, and goes back to English."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from community.notices.models import Notice
from tests.browser_journeys.test_offline import BOARD
from tests.browser_journeys.test_the_whole_story import say_as_city, small_threshold
from tests.browser_journeys.until import eventually, worker_ready
from tests.cast import city
from tests.when import in_trial

pytestmark = pytest.mark.browser

only_once = pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
POTHOLE = "Bache junto a la parada"
KEPT_IN = """async ([path, code]) => {
  for (let frames = 0; frames < 1200; frames += 1) {
    const copy = await caches.match(path);
    if (copy && (await copy.text()).includes(`<html lang="${code}"`)) return true;
    await new Promise(requestAnimationFrame);
  }
  return false;
}"""
"""Whether the phone's copy of a page is in the language, at the latest after some seconds."""


def speaks(page: Page, code: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", code)


@pytest.mark.trial
@pytest.mark.parametrize("engines", ["sqlite", *in_trial("postgresql")], indirect=True)
def test_a_neighbor_lives_in_spanish_beside_a_liaison_in_english(db: Any, house: Any, window: Any, look: Any) -> None:
    town = small_threshold(db)
    luis, sam = window(town.people["Luis"]), window(town.people["Sam"])
    luis.goto(BOARD)
    luis.get_by_role("button", name="Español").click()
    speaks(luis, "es")
    expect(luis).to_have_url(re.compile(f"{BOARD}$"))
    luis.get_by_role("button", name="Apoyar: Tires by the steps").click()
    expect(luis.get_by_role("button", name="Usted apoyó: Tires by the steps")).to_be_visible()

    post = write_post(luis)
    luis.get_by_label("Su respuesta").fill("Ya cayó una bicicleta.")
    luis.get_by_role("button", name="Publicar respuesta").click()
    expect(luis.locator("ol.talk")).to_contain_text("Ya cayó una bicicleta.")
    expect(luis.locator("#replies")).to_have_text("1 respuesta")
    expect(luis.locator(f'[data-swap="support:{post}"]')).to_contain_text("Faltan 3")

    for name in ("Ana", "Denise", "Nora"):
        other = window(town.people[name])
        other.goto(f"/o/{post}")
        speaks(other, "en")
        with other.expect_response(re.compile("/vote$")):
            other.get_by_role("button", name="pvote").click()
        expect(other.get_by_role("button", name="Upvoted. Press to take it back")).to_be_visible()
        other.context.close()
    chip = luis.locator(f'[data-swap="chip:{post}"]')
    expect(chip).to_have_text("Enviado al 311")

    sam.goto("/desk?view=all")
    sam.get_by_role("link", name=POTHOLE).first.click()
    sam.get_by_role("link", name="Open the case").click()
    sam.get_by_role("button", name="Accept").first.click()
    expect(chip).to_have_text("Caso del 311 abierto")
    say_as_city(sam, "A crew looks at it on Thursday.")
    official = luis.locator(f'[data-swap="official:{post}"]')
    expect(official).to_contain_text("Respuesta oficial")
    expect(official).to_contain_text("A crew looks at it on Thursday.")

    answered = select(Notice.id).where(Notice.person_id == town.people["Luis"].id, Notice.kind == "answered")
    eventually(luis, lambda: look(answered))  # an inbox that was opened before does not change
    luis.goto("/inbox")
    expect(luis.locator("main")).to_contain_text("Streets respondió a su publicación")
    luis.get_by_role("button", name="English").click()
    speaks(luis, "en")
    expect(luis.locator("main")).to_contain_text("Streets answered your post")


def write_post(neighbor: Page) -> int:
    """Luis writes a post in Spanish, with a kind and the answer to its question; the id of what he wrote."""
    neighbor.goto(f"{BOARD}/post")
    neighbor.get_by_label("En una línea").fill(POTHOLE)
    neighbor.get_by_role("radio", name="Pothole").check()
    neighbor.get_by_role("button", name="Mostrar las preguntas de este tipo").click()
    neighbor.get_by_label("How big is it?").fill("Dos pies")
    neighbor.get_by_label("Punto de referencia").fill("Frente a la parada")
    neighbor.get_by_role("button", name="Publicar en Juniper Square").last.click()
    neighbor.wait_for_url("**/o/*")
    expect(neighbor.get_by_role("heading", name=POTHOLE)).to_be_visible()
    return int(neighbor.url.partition("#")[0].rsplit("/", 1)[1])


@pytest.mark.trial
@only_once
def test_whoever_signs_up_in_spanish_gets_spanish_mail(house: Any, db: Any, window: Any, home: Path) -> None:
    city(db)
    before = set((home / "mail").glob("*.eml"))
    zoila = window(locale="es-MX")
    zoila.goto("/sign-up")
    speaks(zoila, "es")
    zoila.get_by_label("Su nombre aquí").fill("Zoila B.")
    zoila.get_by_label("Correo electrónico").fill("zoila@example.org")
    zoila.get_by_label("Contraseña").fill("una frase muy larga")
    zoila.locator("main form button.btn").first.click()
    expect(zoila.get_by_label("Código")).to_be_visible()
    [mail] = eventually(
        zoila, lambda: [file for file in set((home / "mail").glob("*.eml")) - before if file.stat().st_size]
    )
    words = message_from_bytes(mail.read_bytes(), policy=default).get_body(("plain",)).get_content()
    assert "código" in words
    assert "code" not in words.replace("/code", "")


@pytest.mark.trial
@only_once
def test_without_a_signal_the_saved_pages_are_in_the_language_chosen_last(db: Any, house: Any, window: Any) -> None:
    town = city(db)
    page = window(town.people["Luis"])
    written = "import('stoop/words').then(({ _ }) => _('{n}, {words}', { n: 1204, words: 'a' }))"
    for button, code, copy, none in (
        ("Español", "es", "Copia guardada,", "Sin señal"),
        ("English", "en", "Saved copy,", "No signal"),
    ):
        page.goto("/")
        page.goto(BOARD)
        worker_ready(page)
        page.get_by_role("button", name=button).click()
        speaks(page, code)
        assert page.evaluate(written) == "1,204, a"
        assert page.evaluate(KEPT_IN, ["/offline", code])
        page.goto(BOARD)
        assert page.evaluate(KEPT_IN, [BOARD, code])
        page.context.set_offline(True)
        page.goto(BOARD)
        speaks(page, code)
        expect(page.locator("[data-fresh]")).to_contain_text(copy)
        page.goto(f"/o/{town.posts['open'].id}")
        expect(page.get_by_role("heading", name=none)).to_be_visible()
        page.context.set_offline(False)
