"""What a phone installs and keeps, the same for everybody; and what other apps share."""

import gzip
import json
import re

import pytest
from pyramid.request import Request

from community.observations.models import Observation
from community.photos.models import Photo
from tests.browser import readable
from tests.photos.pictures import jpeg

only_once = pytest.mark.parametrize("engines", ["sqlite"], indirect=True)


@only_once
def test_the_manifest_names_the_city_and_its_files_are_there(visitor):
    answer = visitor.get("/manifest.webmanifest")
    manifest = answer.json
    assert answer.content_type == "application/manifest+json"
    assert manifest["name"] == "Stoop Larkport 311"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"),
    }  # fmt: skip
    for icon in manifest["icons"]:
        assert visitor.get(icon["src"]).body.startswith(b"\x89PNG")
    for shortcut in manifest["shortcuts"]:
        assert visitor.get(shortcut["url"].partition("#")[0], status=None).status_int in (200, 303)
    assert 'rel="manifest" href="/manifest.webmanifest"' in visitor.get("/").text


@only_once
def test_the_worker_is_asked_for_anew_and_all_it_keeps_is_there(visitor):
    answer = visitor.get("/worker.js")
    assert answer.content_type == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    kept = json.loads(re.search(r"const KEPT = (.*);", answer.text)[1])
    assert re.fullmatch("[0-9a-f]{10}", kept["version"])
    for address in [*kept["files"], *kept["pages"]]:
        assert visitor.get(address).status_int == 200
    assert "worker-src 'self'" in visitor.get("/").headers["Content-Security-Policy"]


@only_once
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_who_has_the_newest_worker_pays_for_no_byte_of_it(visitor, coding):
    first = visitor.get("/worker.js", headers={"Accept-Encoding": coding})
    again = {"Accept-Encoding": coding, "If-None-Match": first.headers["ETag"]}
    assert visitor.get("/worker.js", headers=again, status=304).body == b""
    spanish = visitor.get("/worker.js", headers={**again, "Accept-Language": "es"}, status=200)
    assert spanish.headers["ETag"] != first.headers["ETag"]


@only_once
def test_the_worker_and_all_it_keeps_are_small(visitor):
    worker = visitor.get("/worker.js")
    kept = json.loads(re.search(r"const KEPT = (.*);", worker.text)[1])["files"]
    packed = [Request.blank(address, headers={"Accept-Encoding": "gzip"}) for address in kept]
    sizes = [len(request.get_response(visitor.app.app).body) for request in packed]
    assert len(sizes) > 20
    assert len(gzip.compress(worker.body)) < 3_300
    assert sum(sizes) < 55_000, sum(sizes)


@only_once
def test_what_a_module_imports_by_name_is_kept_with_it(visitor):
    kept = json.loads(re.search(r"const KEPT = (.*);", visitor.get("/worker.js").text)[1])["files"]
    modules = [address for address in kept if ".js" in address]
    imports = json.loads(re.search(r'<script type="importmap"[^>]*>(.*?)</script>', visitor.get("/").text)[1])[
        "imports"
    ]
    # Only with a signal: a thread has its own already, a copy hears no live lines and hides the map.
    apart = {"stoop/thread", "stoop/threshold", "stoop/ring", "stoop/joining", "stoop/pick", "stoop/pinning"}
    for address in modules:
        for name in re.findall(r'(?:^import .*? from |import\()"(.*?)"', visitor.get(address).text, flags=re.M):
            assert name in apart or imports[name] in kept, f"{address} needs {name}"


@only_once
def test_what_a_kept_page_needs_is_kept_with_it(made, visitor):
    kept = json.loads(re.search(r"const KEPT = (.*);", visitor.get("/worker.js").text)[1])["files"]
    for address in ("/offline", "/outbox", "/b/juniper-square", "/b/juniper-square/post"):
        page = visitor.get(address).text
        needed = re.findall(r'(?:rel="stylesheet" href|type="module"[^>]* src)="([^"]+)"', page)
        assert len(needed) > 3
        assert not set(needed) - set(kept), f"{address}: add these to offline/shell.py"


def test_pages_kept_on_phones_are_the_same_for_everybody(made, browser, visitor):
    """Asked for without cookies, they name nobody; the board's form and list neither."""
    browser(made.people["Luis"]).get("/b/juniper-square")
    for address in ("/offline", "/outbox", "/b/juniper-square", "/b/juniper-square/post"):
        page = readable(visitor.get(address))
        assert "Luis" not in page
        assert "data-person" not in page
    assert "data-person" in browser(made.people["Luis"]).get("/outbox").text


def test_the_outbox_is_told_who_is_signed_in(made, browser, visitor):
    luis = browser(made.people["Luis"]).get("/outbox/ready")
    assert luis.json["person"] == made.people["Luis"].id
    assert luis.headers["Cache-Control"] == "private, no-store"
    assert visitor.get("/outbox/ready").json["person"] is None
    assert browser(made.people["Una"]).get("/outbox/ready").json["person"] is None


@pytest.mark.parametrize("who", ["Luis", None])
def test_what_is_shared_goes_into_a_new_post(made, browser, visitor, look, who):
    phone = browser(made.people[who]) if who else visitor
    files = [("photo_file", "IMG_1.jpg", jpeg())]
    shared = {"title": "", "text": "Light out\nsince Monday", "url": "https://news.example/1"}
    page = phone.app.post("/share", shared, upload_files=files, headers={"Sec-Fetch-Site": "none"})
    assert "Light out" in page.text
    assert "Juniper Square" in page.text
    assert look(Photo.__table__.select()), "the photo waits"
    assert not look(Observation.__table__.select().where(Observation.title.startswith("Light out")))
    form = next(form for form in page.forms.values() if "board" in form.fields)
    board = {"name": "board", "value": "juniper-square"} if who else {}
    if who:
        onward = form.submit(**board)
    else:
        form["board"] = "juniper-square"
        onward = form.submit()
    assert onward.status_int == 307
    assert onward.location.endswith("/b/juniper-square/post")
    fields = form.submit_fields(**({"name": "board", "index": None} if who else {}))
    written = phone.app.post("/b/juniper-square/post", fields).forms
    compose = next(form for form in written.values() if "title" in form.fields)
    assert compose["title"].value == "Light out since Monday"
    assert "since Monday" in compose["description"].value
    assert "https://news.example/1" in compose["description"].value
    assert compose["photo"].value


def test_another_site_cannot_share(made, visitor, look):
    for site in ("cross-site", "same-site"):
        files = [("photo_file", "IMG_1.jpg", jpeg())]
        visitor.app.post("/share", {"title": "Buy"}, upload_files=files, headers={"Sec-Fetch-Site": site}, status=400)
    assert not look(Photo.__table__.select())


@pytest.mark.parametrize("board", ["nothing-here", "", "../admin", "juniper-square\0"])
def test_a_board_that_is_none(made, visitor, board):
    visitor.post("/share", status=404, board=board, title="Light out")


def test_shared_words_that_are_too_long_or_none(made, visitor):
    page = visitor.get("/share", params={"title": "x" * 5_000, "text": "y" * 50_000})
    form = next(form for form in page.forms.values() if "title" in form.fields)
    assert len(form["title"].value) == 120
    assert len(form["description"].value) <= 4_000
    assert "What you share" not in visitor.get("/share").text
