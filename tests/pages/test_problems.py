"""What a refusal looks like: a calm page or JSON, never the framework's own words, and nothing typed is lost."""

from urllib.parse import quote

import pytest
from pyramid.config import Configurator
from pyramid.security import NO_PERMISSION_REQUIRED
from webob import Request
from webtest import TestApp

from community import FEATURES, main
from community.settings import read_settings
from tests import make
from tests.browser import Browser
from tests.cast import city
from tests.hostile import IDS


def test_a_page_that_is_not_there_leads_back_to_the_boards(app, visitor):
    page = visitor.get("/nothing/here", status=404)
    assert "No one home at this address" in page
    assert 'action="/find"' in page
    assert visitor.get("/nothing", status=404, headers={"Accept": "application/json"}).json["error"]


@pytest.mark.parametrize("path", ["/o/{}", "/case/{}", "/comments/{}/report", "/b/{}"])
def test_ids_that_are_none_answer_404_or_400(db, visitor, path):
    city(db)
    for value in IDS:
        visitor.app.reset()  # the client cannot bring cookies to an address that is no text
        found = visitor.get(path.format(quote(value, safe="%")), status=None)
        assert found.status_int in (400, 403, 404), value


def test_an_old_page_loses_no_words(db, browser):
    made = city(db)
    luis = browser(made.people["Luis"])
    fields = {"title": "Pothole", "description": "Deep enough to bend a rim", "password": "correct horse"}
    page = luis.post("/b/juniper-square/post", status=400, csrf=False, **fields)
    assert "Please try again" in page
    assert "Pothole" in page
    assert "Deep enough to bend a rim" in page
    assert "correct horse" not in page
    refused = luis.post("/b/juniper-square/post", status=400, csrf=False, json=True, **fields)
    assert refused.json["error"]


def test_words_are_offered_back_when_every_cookie_is_gone(db, visitor):
    city(db)
    page = visitor.post("/b/juniper-square/post", status=400, csrf=False, title="Pothole", place="5814 Larch St")
    assert "Please try again" in page
    assert "5814 Larch St" in page


def test_words_written_before_signing_in_stand_on_the_sign_in_page(db, visitor):
    city(db)
    page = visitor.post("/b/juniper-square/post", status=None, title="Pothole", place="5814 Larch St")
    assert page.status_int in (200, 401, 403)
    assert "Pothole" in page
    assert "Sign in" in page


def test_a_body_too_large_is_told_in_our_words(app, visitor):
    page = visitor.post("/sign-in", status=413, email="x" * 1_100_000)
    assert "more than this page accepts" in page
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/%FF", "/b/%FF%FE", "/find?q=%FF", "/b/juniper-square?show=%FF"])
def test_bytes_that_are_no_text_are_refused_calmly(db, visitor, path):
    make.board(db)
    page = visitor.get(path, status=None)
    assert page.status_int in (400, 404)
    assert "Stoop" in page


def test_a_database_that_is_away_is_said_so():
    away = {"community.database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    page = Browser(TestApp(main(**away))).get("/", status=503)
    assert "Back in a moment" in page
    assert page.headers["Retry-After"]
    assert Browser(TestApp(main(**away))).get("/nothing", status=None).status_int in (404, 503)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nope", 404),
        ("POST", "/b/juniper-square/post", 413),
        ("GET", "/b/juniper-square", 503),
        *(
            pytest.param(*one, marks=pytest.mark.trial)
            for one in (
                ("GET", "/static/nope.css", 404),
                ("GET", "/o/abc", 404),
                ("GET", "/open311/v2/nope.json", 404),
                ("GET", "/language", 404),
                ("PUT", "/sign-in", 404),
                ("POST", "/sign-in", 400),
            )
        ),
    ],
)
def test_whoever_is_signed_in_is_told_what_is_wrong_while_the_database_is_away(method, path, status):
    app = main(**{"community.database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"})
    request = Request.blank(path, method=method, cookies={"login": "t" * 43})
    if method == "POST":
        request.content_type = "application/x-www-form-urlencoded"
        request.body = b"title=" + b"x" * (2_000_000 if status == 413 else 1)
    page = request.get_response(app)
    assert page.status_int == status
    assert "Stoop" in page.text or page.json[0]["description"]


def test_a_bug_of_ours_is_told_calmly_and_logged(app, engines, caplog):
    knobs = {"community.engines": engines}
    config = Configurator(settings=knobs)
    config.registry.knobs = read_settings(knobs, {})
    for feature in FEATURES:
        config.include(f"community.{feature}")
    config.add_route("broken", "/broken")
    config.add_view(lambda request: 1 // 0, route_name="broken", permission=NO_PERMISSION_REQUIRED)
    page = Browser(TestApp(config.make_wsgi_app())).get("/broken", status=500)
    assert "Something broke" in page
    assert "ZeroDivisionError" not in page
    assert "ZeroDivisionError" in caplog.text


def test_staff_pages_do_not_exist_for_neighbors(db, browser):
    made = city(db)
    for path in ("/desk", "/admin", f"/desk/case/{made.cases['case'].id}"):
        assert "No one home" in browser(made.people["Luis"]).get(path, status=404)
