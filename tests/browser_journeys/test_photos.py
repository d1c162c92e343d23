"""Photos in a real browser: shrunk on the phone, described, covered, sent, and sent on after the signal dropped."""

import io
import random
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import CDPSession, Page, Request, Route, expect

from community.photos.models import Photo
from community.photos.rules import CHUNK
from tests.browser_journeys.test_axe import RULES
from tests.cast import city
from tests.photos import pictures

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
COVER = (27, 35, 40)
LOOKS = 2
PHONE = {"width": 390, "height": 844}
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 10**7, "uploadThroughput": 100_000}


def busy_street(width: int = 2400, height: int = 1800) -> Image.Image:
    """A picture with so much in it that a browser makes no small file of it."""
    dots = random.Random(311).randbytes(width // 4 * (height // 4) * 3)
    return Image.frombytes("RGB", (width // 4, height // 4), dots).resize((width, height))


def chosen(name: str, data: bytes, kind: str = "image/jpeg") -> Any:
    """A file as somebody picks it."""
    return {"name": name, "mimeType": kind, "buffer": data}


def compose(page: Page) -> None:
    """The form, with all words a post needs."""
    page.goto("/b/juniper-square/post")
    page.get_by_label("In one line").fill("Tires by the rec center")
    page.get_by_label("Landmark").fill("By the rec center steps")


def post_it(page: Page) -> None:
    page.get_by_role("button", name="Post on Juniper Square").last.click(no_wait_after=True)


def listen_for_pieces(page: Page) -> list[int]:
    """The offsets of the pieces that go up, as they go."""
    offsets: list[int] = []
    page.on("request", lambda sent: sent.method == "PATCH" and offsets.append(int(sent.headers["upload-offset"])))
    return offsets


def size_up(request: Request) -> int:
    """Bytes of a request on the wire, as HTTP/1.1 writes them: its headers and its body."""
    headers = request.all_headers()
    return sum(len(name) + len(value) + 4 for name, value in headers.items()) + int(headers.get("content-length", 0))


def served(page: Page, address: str) -> Image.Image:
    """The picture at an address, as this browser may see it."""
    answer = page.request.get(address)
    assert answer.status == 200
    return Image.open(io.BytesIO(answer.body())).convert("RGB")


def test_a_photo_is_shrunk_upright_described_and_posted_in_order(db, house, window):
    town = city(db)
    page = window(town.people["Luis"], viewport=PHONE, has_touch=True)
    compose(page)
    field = page.locator("[data-photos]")
    field.get_by_label("Choose photos").set_input_files(
        [chosen("one.jpg", pictures.jpeg(turn=6)), chosen("two.png", pictures.png(), "image/png")]
    )
    items = field.locator("li.pic")
    expect(items.first.locator("[data-size]")).to_have_text("Photo, 4 KB")
    expect(items.last.locator("[data-size]")).to_have_text("Photo, 4 KB")
    expect(field.get_by_role("status").first).to_contain_text("Photo, 4 KB")
    items.first.get_by_label("What does the photo show?").fill("Five tires")
    assert items.first.locator("img").first.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [
        960,
        1280,
    ]
    post_it(page)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    shown = page.locator("article img")
    expect(shown).to_have_count(2)
    expect(shown.first).to_have_attribute("alt", "Five tires")
    rows = db.query(Photo).order_by(Photo.position).all()
    assert [(row.width, row.height) for row in rows] == [(960, 1280), (1280, 960)]
    upright = served(page, f"{house.address}/photos/{rows[0].key}/full")
    assert upright.getpixel((940, 640))[0] > 150 > upright.getpixel((940, 640))[1]


@pytest.mark.trial
def test_after_a_lost_signal_the_upload_goes_on_where_it_was(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    offsets = listen_for_pieces(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg(image=busy_street())))
    asked: list[str] = []
    page.on("request", lambda sent: sent.method == "HEAD" and asked.append(sent.url))
    network = post_until_the_second_piece(page)
    network.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    expect(page.locator("[data-size]")).to_have_text("Waiting for a signal. It goes on by itself.")
    expect(page.get_by_label("In one line")).to_have_value("Tires by the rec center")
    network.send("Network.emulateNetworkConditions", SLOW)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    assert offsets.count(0) == 1
    assert asked
    assert offsets == sorted(offsets)
    assert db.query(Photo).count() == 1


@pytest.mark.trial
def test_a_photo_full_of_detail_gets_small_too(db, house, window):
    """Noise is the worst there is: no quality makes it small, so it gets smaller."""
    noise = Image.frombytes("RGB", (3000, 2000), random.Random(311).randbytes(3000 * 2000 * 3))
    page = window(city(db).people["Luis"])
    compose(page)
    page.get_by_label("Choose photos").set_input_files(chosen("noise.jpg", pictures.jpeg(image=noise)))
    expect(page.locator("[data-size]")).to_contain_text("KB")
    kilobytes = int(re.sub(r"\D", "", page.locator("[data-size]").inner_text()))
    sent: list[Request] = []
    page.on("requestfinished", lambda one: one.method in ("POST", "PATCH", "HEAD") and sent.append(one))
    post_it(page)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    assert 10 < kilobytes <= 160, "beside it go the words and the headers: 200 KB in all"
    went_up = sum(size_up(one) for one in sent)
    print(f"photo {kilobytes} KB, up {went_up:,}")
    assert kilobytes * 1000 - 1000 < went_up <= 200 * 1024


@pytest.mark.trial
def test_a_bar_shows_how_much_of_the_photo_has_gone_up(db, house, window):
    """Each piece is held on its way until the bar was looked at."""
    page = window(city(db).people["Luis"])
    compose(page)
    parts: list[float] = []
    held: list[Route] = []
    page.route("**/photos/uploads/*", lambda route: held.append(route) if len(parts) < LOOKS else route.continue_())
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg(image=busy_street())))
    expect(page.locator("[data-size]")).to_contain_text("KB")
    bar = page.locator("progress.sent")
    expect(bar).to_be_hidden()
    with page.expect_request(lambda sent: sent.method == "PATCH"):
        post_it(page)
    while len(parts) < LOOKS:
        expect(bar).to_be_visible()
        parts.append(bar.evaluate("bar => bar.value"))
        following = str(len(parts) * CHUNK)
        with page.expect_request(lambda sent, at=following: sent.headers.get("upload-offset") == at):
            held.pop().continue_()
    assert parts[0] == 0
    assert parts[0] < parts[1] < 1
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()


@pytest.mark.trial
def test_a_server_that_starts_again_has_what_came_before(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    offsets = listen_for_pieces(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg(image=busy_street())))
    post_until_the_second_piece(page)
    house.web_stop()
    expect(page.locator("[data-size]")).to_have_text("Waiting for a signal. It goes on by itself.")
    house.web_start()
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible(timeout=20_000)
    assert offsets.count(0) == 1
    assert db.query(Photo).count() == 1


def post_until_the_second_piece(page: Page) -> CDPSession:
    """Press Post with a bad signal, and wait until the first piece is on the server and the next one on its way."""
    expect(page.locator("[data-size]")).to_contain_text("KB")
    network = page.context.new_cdp_session(page)
    network.send("Network.emulateNetworkConditions", SLOW)
    with page.expect_request(lambda sent: sent.headers.get("upload-offset") == str(CHUNK)):
        post_it(page)
    return network


@pytest.mark.trial
def test_a_photo_that_cannot_be_used_says_why_beside_itself_and_the_rest_stays(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    page.get_by_label("Choose photos").set_input_files(
        [chosen("words.jpg", b"no picture at all"), chosen("cut.heic", pictures.heic()[:300], "image/heic"),
         chosen("good.jpg", pictures.jpeg())]
    )  # fmt: skip
    items = page.locator("li.pic")
    expect(items.nth(0).get_by_text("This is not a photo we can use.")).to_be_visible()
    expect(items.nth(2).locator("[data-size]")).to_have_text("Photo, 4 KB")
    post_it(page)
    expect(items.nth(1).locator("[data-said]")).to_contain_text("We could not read this photo.")
    expect(page.locator("form[data-compose]")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_label("In one line")).to_have_value("Tires by the rec center")
    for _bad in range(2):
        items.first.get_by_role("button", name="Remove").click()
    post_it(page)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    assert db.query(Photo).count() == 1


@pytest.mark.trial
def test_heic_that_the_browser_cannot_show_goes_up_as_it_is(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.heic", pictures.heic(), "image/heic"))
    expect(page.locator("[data-size]")).to_contain_text("This browser cannot show it.")
    post_it(page)
    expect(page.locator("article img")).to_have_count(1)


@pytest.mark.trial
def test_more_than_four_are_not_taken_and_one_is_removed_by_a_tap(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    field = page.locator("[data-photos]")
    three = [chosen(f"{number}.jpg", pictures.jpeg()) for number in range(3)]
    field.get_by_label("Choose photos").set_input_files(three)
    expect(field.locator("[data-size]").last).to_have_text("Photo, 4 KB")
    field.get_by_label("Choose photos").set_input_files(three[:2])
    expect(field.locator("[data-wrong]")).to_have_text("That is 5 photos. Choose 4 or fewer.")
    field.get_by_role("button", name="Remove").nth(1).click()
    expect(field.locator("li.pic")).to_have_count(2)
    expect(field.get_by_role("button", name="Remove").first).to_be_focused()
    expect(field.locator("p[role=status]").first).to_have_text("The photo is removed.")


def test_the_place_of_a_photo_is_used_only_by_a_tap(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
    button = page.get_by_role("button", name="Use the place of this photo")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.locator("input[name=lat]").input_value() == ""
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert float(page.locator("input[name=lat]").input_value()) == pytest.approx(42.35, abs=1e-4)
    assert float(page.locator("input[name=lon]").input_value()) == pytest.approx(-71.05, abs=1e-4)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.locator("input[name=lat]").input_value() == ""


@pytest.mark.trial
@pytest.mark.parametrize("kind", [pictures.jpeg, pictures.heic])
def test_the_reader_finds_the_place_in_any_file_that_carries_it(db, house, window, kind):
    city(db)
    page = window()
    page.goto("/b/juniper-square/post")
    spot = read_spot(page, kind())
    assert (spot["lat"], spot["lon"]) == pytest.approx((42.35, -71.05))


@pytest.mark.trial
def test_the_reader_bears_files_that_are_cut_or_lie(db, house, window):
    city(db)
    page = window()
    page.goto("/b/juniper-square/post")
    whole = pictures.jpeg()
    assert read_spot(page, whole.replace(b"MM\0*", b"none").replace(b"II*\0", b"none")) is None
    start = whole.index(b"Exif\0\0") + 6
    for cut in range(start, start + 400, 7):
        spot = read_spot(page, whole[:cut])
        assert spot is None or spot["lat"] == pytest.approx(42.35)
    rolled = random.Random(7)
    for _time in range(60):
        damaged = bytearray(whole[: start + 600])
        for _byte in range(6):
            damaged[start + 8 + rolled.randrange(300)] = rolled.randrange(256)
        spot = read_spot(page, bytes(damaged))
        assert spot is None or (abs(spot["lat"]) <= 90 and abs(spot["lon"]) <= 180)


def read_spot(page: Page, data: bytes) -> Any:
    """What the browser reads of these bytes."""
    code = "async bytes => (await import('stoop/picture')).spotOf(new Blob([new Uint8Array(bytes)]))"
    return page.evaluate(code, list(data))


@pytest.mark.trial
def test_a_face_is_covered_before_anything_is_sent(db, house, window):
    town = city(db)
    page = window(town.people["Luis"], viewport=PHONE)
    compose(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
    page.get_by_role("button", name="Cover something").click()
    drag(page, (0.35, 0.05), (0.65, 0.45))
    page.get_by_text("Type the box instead").click()
    for label, percent in {"From the left": "0", "From the top": "90", "Width": "10", "Height": "10"}.items():
        page.get_by_label(f"{label}, percent").fill(percent)
    page.get_by_label("Height, percent").press("Enter")
    expect(page.get_by_role("button", name="Remove box 2")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Cover it").click()
    expect(page.get_by_role("button", name="Cover something")).to_be_focused()
    post_it(page)
    expect(page.locator("article img")).to_have_count(1)
    shown = served(page, f"{house.address}/photos/{db.query(Photo).one().key}/full")
    for point in ((640, 240), (20, 940)):
        assert pictures.near(shown.getpixel(point), COVER)
    assert pictures.near(shown.getpixel((1200, 240)), pictures.RED)


@pytest.mark.trial
def test_the_author_covers_a_posted_photo_by_dragging_and_without_scripts_by_two_taps(db, house, window):
    town = city(db)
    page, plain = window(town.people["Luis"]), window(town.people["Luis"], scripts=False)
    compose(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
    post_it(page)
    page.get_by_role("link", name="Cover a face or a plate").click()
    old = db.query(Photo).one().key
    db.rollback()
    drag(page, (0.35, 0.05), (0.5, 0.45))
    page.get_by_role("button", name="Cover it").click(no_wait_after=True)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    key = db.query(Photo).one().key
    db.rollback()
    assert key != old
    assert page.request.get(f"{house.address}/photos/{old}/full").status == 404
    plain.goto(f"{house.address}/photos/{key}/cover")
    page.goto(f"{house.address}/photos/{key}/cover?left=1")
    assert axe(page) == []
    for across, down in ((0.48, 0.05), (0.65, 0.45)):
        button = plain.locator("input[type=image]:visible")
        size = button.bounding_box()
        button.click(position={"x": size["width"] * across, "y": size["height"] * down}, no_wait_after=True)
    expect(plain.get_by_role("button", name="Remove box 1")).to_be_visible()
    plain.get_by_role("button", name="Cover it").click(no_wait_after=True)
    expect(plain.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    shown = served(plain, f"{house.address}/photos/{db.query(Photo).one().key}/full")
    assert all(pictures.near(shown.getpixel((x, 240)), COVER) for x in (480, 560, 640, 720, 800))


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page as it is now, by name of the rule and the first place."""
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert found["passes"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A box from here to there, in parts of the picture."""
    stage = page.locator("[data-stage]:visible")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=4)
    page.mouse.up()
    expect(page.get_by_role("button", name="Remove box 1")).to_be_visible()


@pytest.mark.trial
def test_a_reply_takes_a_photo_and_the_form_is_empty_again(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    page.goto(f"/o/{town.posts['open'].id}")
    page.get_by_label("Your reply").fill("It looks like this today")
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
    page.get_by_role("button", name="Post reply").click(no_wait_after=True)
    expect(page.locator("ol.talk img")).to_have_count(1)
    expect(page.locator("li.pic")).to_have_count(0)
    expect(page.get_by_label("Your reply")).to_have_value("")
    assert db.query(Photo).one().comment_id is not None
