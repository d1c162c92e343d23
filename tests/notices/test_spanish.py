"""Ana reads Spanish: her inbox, her settings and the mail with the city's answer say it in Spanish."""

from dataclasses import replace

from community.notices.actions_mail import choose
from community.notices.choosing import Choices
from tests.notices.conftest import MINUTE


def test_the_citys_answer_reaches_ana_in_spanish(db, story, browser, post_office, worker, later):
    ana, case = story.people["Ana"], story.cases["case"]
    wishes = Choices("UTC", quiet=None)
    choose(db, ana.id, replace(wishes, mail={**wishes.mail, "city": "now"}))
    db.get(type(ana), ana.id).language = "es"
    db.commit()
    priya = browser(story.people["Priya"])
    priya.post(f"/desk/case/{case.id}/take", version="1")
    priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="A crew comes on Friday.")
    worker()
    later(MINUTE)
    [mail] = post_office.taken
    assert mail.message["Subject"] == "La Ciudad respondió: Mattress in the alley, case"
    assert "Hola, Ana. Acaba de llegar: 1 paso en sus publicaciones." in mail.html
    assert "Sanitation respondió a su publicación: “A crew comes on Friday.”" in mail.plain
    assert "Recibe esto al momento porque así lo pidió." in mail.plain
    inbox = browser(ana).get("/inbox")
    assert "<b>Sanitation respondió</b> a su publicación: “A crew comes on Friday.”" in inbox.text
    assert "answered" not in inbox.text


def test_ana_chooses_how_she_is_reached(story, browser):
    ana = browser(story.people["Ana"])
    ana.app.set_cookie("language", "es")
    page = ana.get("/me/notices")
    assert "Una vez a la semana" in page.text
    assert "8 am" in page.text
    assert "12 del mediodía" in page.text
    page = ana.post("/me/follows", status=422, place="", meters="250")
    assert "Escriba una dirección o una calle." in page.text
