"""What is served is pixels and nothing else: the test reads the bytes."""

import io
from typing import Any

import pytest
from PIL import Image, ImageCms

from community.photos import rules
from community.photos.darkroom import develop as develop_here
from community.photos.developing import develop
from community.settings import Settings
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send
from tests.when import in_trial

KNOBS = Settings()
TRACES = (
    b"Exif", b"EXIF", b"http://ns.adobe.com", b"xmpmeta", b"XMP ", b"ICCP", b"ICC_PROFILE", b"Photoshop", b"GPS",
    b"MakerNote", b"2026:11:22", pictures.SECRET.encode(), b"tEXt", b"iTXt", b"eXIf",
)  # fmt: skip
SOURCES = {"JPEG": pictures.jpeg, "PNG": pictures.png, "WebP": pictures.webp, "HEIC": pictures.heic}


def segments(data: bytes) -> list[int]:
    """The markers of a JPEG before its pixels."""
    found, at = [], 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return found


def chunks(data: bytes) -> list[bytes]:
    """The chunks of a WebP."""
    found, at = [], 12
    while at < len(data):
        found.append(data[at : at + 4])
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return found


@pytest.mark.parametrize("kind", SOURCES)
def test_the_source_of_the_story_does_carry_metadata(kind: str) -> None:
    data = SOURCES[kind]()
    assert pictures.SECRET.encode() in data
    assert rules.kind_of(data[:16]) == kind.upper().replace("HEIC", "HEIF")


@pytest.mark.parametrize("kind", SOURCES)
def test_nothing_of_the_file_is_in_what_is_served(kind: str, made: City, browser: Any, visitor: Any) -> None:
    posted = send(browser(made.people["Ana"]), "/b/juniper-square/post", SOURCES[kind](), **WORDS)
    key = visitor.get(posted.location).text.split("/photos/")[1][:22]
    for size in rules.SIZES:
        webp = visitor.get(f"/photos/{key}/{size}", headers={"Accept": "image/webp"}).body
        jpeg = visitor.get(f"/photos/{key}/{size}").body
        for data in (webp, jpeg):
            assert [trace for trace in TRACES if trace in data] == []
            image = pictures.opened(data)
            assert not image.getexif()
            assert not {"exif", "icc_profile", "xmp", "comment", "photoshop"} & set(image.info)
        assert chunks(webp) == [b"VP8 "]
        # JFIF head, tables, frame, restart interval: no APP1 to APP15 and no comment.
        assert {marker for marker in segments(jpeg) if 0xE1 <= marker <= 0xEF or marker == 0xFE} == set()


@pytest.mark.parametrize("turn", [1, 5, 6, *in_trial(2, 3, 4, 7, 8)])
def test_it_stands_upright_however_the_phone_was_held(turn: int) -> None:
    ways = {
        1: (), 2: (Image.Transpose.FLIP_LEFT_RIGHT,), 3: (Image.Transpose.ROTATE_180,),
        4: (Image.Transpose.FLIP_TOP_BOTTOM,), 5: (Image.Transpose.TRANSPOSE,), 6: (Image.Transpose.ROTATE_90,),
        7: (Image.Transpose.TRANSVERSE,), 8: (Image.Transpose.ROTATE_270,),
    }  # fmt: skip
    image = pictures.scene(320, 240)
    for way in ways[turn]:
        image = image.transpose(way)
    made = develop(pictures.jpeg(turn, image), KNOBS)
    assert (made.width, made.height) == (320, 240)
    full = pictures.opened(made.files["full.webp"]).convert("RGB")
    assert pictures.near(full.getpixel((50, 50)), pictures.RED)
    assert pictures.near(full.getpixel((50, 200)), pictures.GREEN)


def test_three_sizes_in_two_formats_and_the_small_one_is_small() -> None:
    made = develop(pictures.jpeg(), KNOBS)
    assert sorted(made.files) == sorted(f"{size}.{form}" for size in rules.SIZES for form in rules.FORMATS)
    sizes = {name: pictures.opened(data).size for name, data in made.files.items()}
    assert sizes["thumb.webp"] == sizes["thumb.jpg"] == (144, 144)
    assert sizes["medium.webp"] == (640, 480)
    assert sizes["full.jpg"] == (1280, 960)
    assert len(made.files["thumb.webp"]) < 3_000


def test_a_small_picture_is_not_blown_up() -> None:
    made = develop(pictures.jpeg(1, pictures.scene(300, 200)), KNOBS)
    assert pictures.opened(made.files["full.webp"]).size == (300, 200)


@pytest.mark.parametrize("mode", ["LA", "I;16", "CMYK", *in_trial("L", "P", "RGBA", "1")])
def test_every_kind_of_pixels_comes_out_as_one_sees_it(mode: str) -> None:
    out, form = io.BytesIO(), "JPEG" if mode == "CMYK" else "PNG"
    image = (
        Image.new("L", (200, 100), 255) if mode in ("L", "LA", "1", "I;16") else Image.new("RGB", (200, 100), "white")
    )
    ready = Image.new("I;16", (200, 100), 65_535) if mode == "I;16" else image.convert(mode)
    ready.save(out, form)
    made = develop(out.getvalue(), KNOBS)
    assert pictures.near(pictures.opened(made.files["full.jpg"]).convert("RGB").getpixel((50, 50)), (255, 255, 255), 6)


def test_what_is_transparent_stands_on_white() -> None:
    made = develop(pictures.png(Image.new("RGBA", (100, 100), (0, 0, 0, 0))), KNOBS)
    assert pictures.opened(made.files["full.webp"]).convert("RGB").getpixel((50, 50)) == (255, 255, 255)


def test_colours_of_another_space_are_brought_to_srgb_and_its_profile_goes() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    made = develop(pictures.jpeg(image=pictures.scene(320, 240), icc_profile=lab), KNOBS)
    assert b"ICC_PROFILE" not in made.files["full.jpg"]
    nonsense = develop(pictures.jpeg(image=pictures.scene(320, 240), icc_profile=b"no profile at all"), KNOBS)
    assert pictures.near(pictures.opened(nonsense.files["full.jpg"]).getpixel((50, 50)), pictures.RED)


def test_boxes_are_painted_over_to_their_last_pixel() -> None:
    whole = develop_here(pictures.jpeg(), kind="JPEG", pixels=10**7, boxes=[[400, 100, 200, 300]])[2]
    full = pictures.opened(whole["full.webp"]).convert("RGB")
    for at in ((516, 100), (640, 230), (764, 380)):
        assert pictures.near(full.getpixel(at), (27, 35, 40), 12), at
    assert pictures.near(full.getpixel((100, 100)), pictures.RED)
