"""Which language a page is in: the person's own choice, the browser's, the city's; and how one changes it."""

import pytest
from sqlalchemy import select
from webob import Request
from webtest import TestApp

from community import main
from community.people.models import Person
from tests.browser import Browser

SKIP = {"en": "Skip to content", "es": "Ir al contenido"}


def language_of(page):
    return page.html.html["lang"], page.html.find("a", "skip").text


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("en-GB,es;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,es;q=0.2,en;q=0.1", "es"),
        ("es;q=0,en;q=0.1", "en"),
        ("zh", "en"),
        ("es;q=much", "en"),
        (";,;q=,\xf1,*", "en"),
        ("es," * 1000, "en"),
    ],
)
def test_a_page_is_in_the_language_the_browser_asks_for(visitor, header, code):
    page = visitor.get("/", headers={"Accept-Language": header})
    assert language_of(page) == (code, SKIP[code])
    assert page.html.html["dir"] == "ltr"


def test_the_language_can_be_changed_on_every_page_and_leads_back_to_it(visitor, made):
    page = visitor.get("/find?q=a+%26+b&show=new")
    button = page.html.find("button", attrs={"name": "language"})
    assert (button.text, button["value"], button["lang"]) == ("Español", "es", "es")
    form = next(form for form in page.forms.values() if form.action == "/language")
    answer = form.submit("language")
    assert (answer.status_int, answer.headers["Location"]) == (303, "http://localhost/find?q=a+%26+b&show=new")
    spanish = visitor.get("/b/juniper-square", headers={"Accept-Language": "en"})
    assert language_of(spanish) == ("es", SKIP["es"])
    assert spanish.html.find("button", attrs={"name": "language"}).text == "English"


def test_what_a_person_chose_is_kept_for_their_other_browsers(made, browser, look):
    luis, here, there = made.people["Luis"], browser(made.people["Luis"]), browser(made.people["Luis"])
    here.post("/language", language="es", back="/me")
    assert look(select(Person.language).where(Person.id == luis.id)) == ["es"]
    assert language_of(there.get("/", headers={"Accept-Language": "en"}))[0] == "es"
    assert language_of(browser(made.people["Nora"]).get("/"))[0] == "en"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/a\nb", ""])
def test_the_way_back_stays_on_this_site(visitor, made, back):
    answer = visitor.post("/language", language="es", back=back)
    assert (answer.status_int, answer.headers["Location"]) == (303, "http://localhost/")


@pytest.mark.parametrize("code", ["qps", "fr", "", "EN"])
def test_a_language_nobody_offers_changes_nothing(made, browser, look, code):
    luis = browser(made.people["Luis"])
    assert luis.post("/language", language=code).status_int == 303
    assert look(select(Person.language).where(Person.id == made.people["Luis"].id)) == [None]
    assert language_of(luis.get("/"))[0] == "en"


def test_a_missing_page_and_a_broken_address_offer_the_other_language_too(visitor, made):
    visitor.app.set_cookie("language", "es")
    for address in ("/nothing-here", "/b/%00"):
        page = visitor.get(address, None)
        assert page.status_int in (400, 404), address
        assert page.html.html["lang"] == "es", address
        assert page.html.find("button", attrs={"name": "language"}).text == "English"


def test_the_invented_language_is_for_demo_cities_only(visitor, made):
    visitor.app.set_cookie("language", "qps")
    assert language_of(visitor.get("/"))[0] == "en"


def test_a_city_may_speak_spanish_by_itself(engines, app, home):
    city = main(**{"community.engines": engines, "community.home": str(home), "community.language": "es"})
    assert language_of(Browser(TestApp(city)).get("/"))[0] == "es"
    assert language_of(Browser(TestApp(city)).get("/", headers={"Accept-Language": "en-US"}))[0] == "en"


def test_an_address_that_is_no_text_is_refused_in_the_browsers_language(wsgi, app):
    answer = Request.blank("/", environ={"PATH_INFO": "/\xff\xfe", "HTTP_ACCEPT_LANGUAGE": "es"}).get_response(wsgi)
    assert answer.status_int == 400
    assert '<html lang="es"' in answer.text
