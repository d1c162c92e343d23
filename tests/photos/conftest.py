"""Photos in the stories: a form with files, as a browser without scripts sends it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Browser


def send(who: Browser, url: str, *files: bytes, status: Any = 303, json: bool = False, **fields: Any) -> Any:
    """POST a form with these files in the field of photos."""
    if "csrf" not in who.app.cookies:
        who.app.set_cookie("csrf", "t" * 40)
    fields["csrf_token"] = who.app.cookies["csrf"].strip('"')
    parts = [("photo_file", f"IMG_{number}.jpg", data) for number, data in enumerate(files, start=1)]
    pairs = [(name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])]
    body_type, body = who.app.encode_multipart(pairs, parts)
    headers = {"Content-Type": body_type} | ({"Accept": "application/json"} if json else {})
    return who.app.post(url, body, headers=headers, status="*" if status is None else status)


WORDS = {"title": "Broken bench beside the fountain", "place": "12 Quarry Road"}


@pytest.fixture(autouse=True)
def empty_store(home: Path) -> None:
    """No photo of a story before, here or elsewhere, is left for this one."""
    for name in ("photos", "uploads"):
        shutil.rmtree(home / name, ignore_errors=True)


def stored(home: Path) -> list[str]:
    """The keys under which bytes stand."""
    return sorted({path.parent.name for path in (home / "photos").rglob("*.*")})
