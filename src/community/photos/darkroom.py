"""Turns a file from outside into clean pictures, in a process of its own that may be killed at any moment.

Run as a program by ``developing``: the file on standard input, what to do with it as JSON in the one argument, a line
of JSON and then the pictures on standard output. It imports nothing of Stoop. Whatever the file makes a decoder do
happens here, under limits of memory and processor time that the system keeps; an error of a decoder ends the program,
which says enough.

Only pixels leave: turned upright, brought to sRGB, on white where they were transparent, pasted onto a fresh canvas
that knows nothing of where they came from. The first frame of what moves.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageDraw, ImageOps, WebPImagePlugin

THUMB = 144
EDGES = {"medium": 640, "full": 1280}
QUALITY = {"thumb": (55, 60), "medium": (70, 76), "full": (74, 80)}
"""Of WebP and of JPEG."""
WEBP = WebPImagePlugin.WebPImageFile.format
"""Taken from its plugin, which is loaded by that. Asked for a format it has not loaded the library loads all forty."""
COVER = (27, 35, 40)
LONGEST_SIDE = 20_000


class Refused(Exception):
    """The file cannot be used; the word says why."""


def main() -> None:
    """Read, develop, write; a refusal is a line of JSON too."""
    order = json.loads(sys.argv[1])
    for kind, limit in ((resource.RLIMIT_AS, order["memory"]), (resource.RLIMIT_CPU, order["seconds"])):
        resource.setrlimit(kind, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    out = sys.stdout.buffer
    try:
        width, height, pictures = develop(sys.stdin.buffer.read(), **order["how"])
    except Refused as refusal:
        out.write(json.dumps({"problem": str(refusal)}).encode() + b"\n")
        return
    head = {"width": width, "height": height, "sizes": [[name, len(data)] for name, data in pictures.items()]}
    out.write(json.dumps(head).encode() + b"\n")
    for data in pictures.values():
        out.write(data)


def develop(data: bytes, *, kind: str, pixels: int, boxes: list[list[int]]) -> tuple[int, int, dict[str, bytes]]:
    """Width and height of the largest size, and every size by name (``thumb.webp``). Raises Refused."""
    picture = load(data, kind, pixels)
    cover(picture, boxes)
    made = {"thumb": ImageOps.fit(picture, (THUMB, THUMB), Image.Resampling.LANCZOS)}
    for name, edge in EDGES.items():
        made[name] = picture.copy()
        made[name].thumbnail((edge, edge), Image.Resampling.LANCZOS)
    pictures = {}
    for name, image in made.items():
        webp, jpeg = QUALITY[name]
        pictures[f"{name}.webp"] = written(image, WEBP, quality=webp, method=4)
        pictures[f"{name}.jpg"] = written(image, "JPEG", quality=jpeg, optimize=True, progressive=name != "thumb")
    return *made["full"].size, pictures


def load(data: bytes, kind: str, pixels: int) -> Image.Image:
    """The first frame, upright, in RGB, not much larger than it will be needed. Raises Refused."""
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # our own limit follows, before a single pixel is read
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            check_size(image, pixels)
            if kind == "JPEG" and image.mode in ("RGB", "L", "YCbCr"):
                image.draft("RGB", (EDGES["full"], EDGES["full"]))
            image.load()
            return upright(image)
    except MemoryError:
        raise Refused("wide") from None


def check_size(image: Image.Image, pixels: int) -> None:
    """Raises Refused for more than ``pixels``, and for a side no camera makes."""
    if image.width * image.height > pixels or max(image.size) > LONGEST_SIDE:
        raise Refused("wide")


def upright(image: Image.Image) -> Image.Image:
    """A fresh RGB picture of at most twice the largest size, turned as the camera was held."""
    profile, turn = image.info.get("icc_profile"), image.getexif().get(0x0112, 1)
    if image.mode in ("RGB", "RGBA", "L", "CMYK") and (factor := min(image.size) // (2 * EDGES["full"])) > 1:
        image = image.reduce(factor)
    image = in_rgb(image, profile)
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    return turned(clean, turn)


def in_rgb(image: Image.Image, profile: Any) -> Image.Image:
    """On white, in sRGB. A profile that makes no sense is left out of account."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "P", "La", "RGBa"):
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground.convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            found = None
        image = found or image
    return image.convert("RGB")


def turned(image: Image.Image, turn: Any) -> Image.Image:
    """As EXIF says the camera was held; what it says in nonsense is left out of account."""
    way = Image.Transpose
    ways = {
        2: way.FLIP_LEFT_RIGHT, 3: way.ROTATE_180, 4: way.FLIP_TOP_BOTTOM, 5: way.TRANSPOSE, 6: way.ROTATE_270,
        7: way.TRANSVERSE, 8: way.ROTATE_90,
    }  # fmt: skip
    found = ways.get(turn) if isinstance(turn, int) else None
    return image.transpose(found) if found is not None else image


def cover(image: Image.Image, boxes: list[list[int]]) -> None:
    """Paint over ``boxes`` (thousandths: x, y, width, height), outwards to whole pixels: nothing shines through."""
    draw = ImageDraw.Draw(image)
    for x, y, width, height in boxes:
        left, top = image.width * x // 1000, image.height * y // 1000
        right, bottom = -(-image.width * (x + width) // 1000), -(-image.height * (y + height) // 1000)
        draw.rectangle((left, top, right, bottom), fill=COVER)


def written(image: Image.Image, form: str, **how: Any) -> bytes:
    """The bytes of one size. ``image`` was made here and carries nothing but pixels."""
    out = io.BytesIO()
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)
    fresh.save(out, form, **how)
    return out.getvalue()


if __name__ == "__main__":
    main()
