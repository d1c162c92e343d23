"""The web app manifest: what a phone needs to put Stoop among its apps; the city's name, the present language."""

from typing import Any

from community.assets import static_address
from community.i18n import _, direction, language, pgettext

ICONS = (("icon", "any"), ("maskable", "maskable"))
SIZES = (192, 512)
GREEN, STONE = "#0b5d49", "#f3f2ee"
TAKEN = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"]


def manifest(city: str) -> dict[str, Any]:
    """The manifest of this city's Stoop."""
    return {
        "id": "/",
        "name": _("Stoop {city} 311").format(city=city),
        "short_name": "Stoop",
        "description": _("Say what needs fixing on your block, and {city} 311 answers.").format(city=city),
        "lang": language(),
        "dir": direction(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": GREEN,
        "background_color": STONE,
        "icons": [_icon(name, purpose, size) for name, purpose in ICONS for size in SIZES],
        "shortcuts": [
            {
                "name": _("Post what you see"),
                "short_name": pgettext("the button of the bottom bar: write a new post", "Post"),
                "url": "/share",
            },
            {"name": _("Inbox"), "url": "/inbox"},
            {"name": _("My boards"), "url": "/#boards"},
        ],
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "photo_file", "accept": TAKEN}],
            },
        },
    }


def _icon(name: str, purpose: str, size: int) -> dict[str, str]:
    address, sizes = static_address(f"img/{name}-{size}.png"), f"{size}x{size}"
    return {"src": address, "sizes": sizes, "type": "image/png", "purpose": purpose}
