"""Somebody whose browser speaks Spanish: the pages of accounts, what is refused, and the mails say it in Spanish."""

from tests.people.conftest import PASSWORD

SPANISH = {"Accept-Language": "es-US,es;q=0.9,en;q=0.5"}


def test_a_visitor_reads_how_to_sign_in(visitor):
    page = visitor.get("/sign-in", headers=SPANISH)
    assert "<h1>Iniciar sesión</h1>" in page.text
    assert "¿Olvidó su contraseña?" in page.text
    assert "Lost your password?" not in page.text
    assert "<h1>Sign in</h1>" in visitor.get("/sign-in").text


def test_what_is_wrong_with_a_sign_up_is_said(visitor):
    visitor.app.set_cookie("language", "es")
    page = visitor.post("/sign-up", status=422, name="Ciudad", email="rosa", password="short")
    assert "Este nombre parece de la Ciudad. Elija otro." in page.text
    assert "Escriba un correo electrónico, como nombre@example.org." in page.text
    assert "Elija una contraseña de al menos 10 caracteres." in page.text
    assert "<title>Error: Crear una cuenta" in page.text


def test_the_mail_with_the_code_speaks_spanish(visitor, post_office):
    visitor.app.set_cookie("language", "es")
    visitor.post("/sign-up", 200, name="Rosa B", email="rosa@example.org", password=PASSWORD)
    [mail] = post_office()
    assert mail.subject.startswith("Su código para entrar a Stoop, ")
    assert "Los dos sirven durante 10 minutos, una sola vez." in mail.words
    assert "El nombre que verán los vecinos:\nRosa B" in mail.words
    assert "Welcome" not in mail.words
