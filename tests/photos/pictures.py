"""Pictures made for the stories: street scenes with everything a phone writes into a file, and files of the wicked."""

import io
import struct
import zlib
from functools import cache
from typing import Any

import pillow_heif
from PIL import Image, PngImagePlugin

SECRET = "Larkport 5814 Larch St"
"""Stands in every kind of metadata; never in what is served."""
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><note>{SECRET}</note></x:xmpmeta>'.encode()
RED, GREEN = (200, 30, 30), (30, 160, 60)


def scene(width: int = 1600, height: int = 1200) -> Image.Image:
    """Red above, green below, with a white face in the middle of the upper half."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (0, height // 2, width, height))
    image.paste((250, 250, 250), (width * 4 // 10, height // 10, width * 6 // 10, height * 4 // 10))
    return image


def exif(turn: int = 1) -> Image.Exif:
    """What a phone writes: where, when, with what, a maker's note, and how it was held."""
    data = Image.Exif()
    data[0x0112], data[0x010F], data[0x013B], data[0x9286] = turn, SECRET, SECRET, SECRET
    data.get_ifd(0x8825).update({1: "N", 2: (42.0, 21.0, 0.0), 3: "W", 4: (71.0, 3.0, 0.0)})
    data.get_ifd(0x8769).update({0x9003: "2026:11:22 08:00:00", 0x927C: SECRET.encode()})
    return data


def jpeg(turn: int = 1, image: Image.Image | None = None, **more: Any) -> bytes:
    """A photo as a phone makes it, with a thumbnail of its own behind the pixels."""
    out = io.BytesIO()
    (image or scene()).save(out, "JPEG", quality=90, exif=exif(turn), xmp=XMP, comment=SECRET.encode(), **more)
    return out.getvalue()


@cache
def small() -> bytes:
    """The same of a small scene, for stories in which a photo is only there: six pictures of it are made in no time."""
    return jpeg(image=scene(320, 240))


def png(image: Image.Image | None = None) -> bytes:
    """A screenshot with texts."""
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    (image or scene()).save(out, "PNG", pnginfo=info, exif=exif())
    return out.getvalue()


@cache
def webp() -> bytes:
    """From a chat."""
    out = io.BytesIO()
    scene().save(out, "WEBP", exif=exif(), xmp=XMP)
    return out.getvalue()


@cache
def heic() -> bytes:
    """From a phone that makes no JPEG any more."""
    out = io.BytesIO()
    pillow_heif.from_pillow(scene()).save(out, exif=exif().tobytes(), xmp=XMP, quality=70)
    return out.getvalue()


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few kilobytes that says it is this large, and holds nothing but zeros."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(5_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAYLOAD = b"<script>alert('polyglot')</script>"


def polyglot() -> bytes:
    """A good photo that is a page with a script for whoever reads on."""
    return jpeg() + PAYLOAD + b"PK\x03\x04"


def opened(data: bytes) -> Image.Image:
    """What was served, as a picture."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(found: Any, wanted: tuple[int, int, int], by: int = 40) -> bool:
    """Whether a colour came through as one sees it."""
    return all(abs(one - other) <= by for one, other in zip(found[:3], wanted, strict=True))
