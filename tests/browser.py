"""A person's browser in the tests: cookies, CSRF and redirects as a real one has them, without scripts."""

import re
import secrets
from typing import Any

from webtest import TestApp, TestResponse

from community import clock
from community.people.identity import token_hash
from community.people.models import Login

RANDOM = re.compile(r'(?<=value=")[\w=-]{16,}|(?<=nonce=")[^"]+')


def readable(page: Any) -> str:
    """The text of a page without its random values, in which a short name may stand by chance."""
    return RANDOM.sub("", page if isinstance(page, str) else page.text)


class Browser:
    """Wraps WebTest. ``get`` and ``post`` return the response; ``post`` sends a good CSRF token unless told not to."""

    def __init__(self, test_app: TestApp) -> None:
        self.app = test_app

    def sign_in_as(self, person: Any, app: Any) -> None:
        """Hold a login of ``person`` (made directly; the sign-in pages have tests of their own)."""
        token = secrets.token_urlsafe(32)
        with app.sessions.writing() as db, db.begin():
            now = clock.now()
            login = Login(person_id=person.id, token_hash=token_hash(token), device="Test", created_at=now, seen_at=now)
            db.add(login)
        self.app.set_cookie("login", token)

    def get(self, url: str, status: Any = 200, **more: Any) -> TestResponse:
        """GET, expecting ``status`` (None: any)."""
        return self.app.get(url, status="*" if status is None else status, **more)

    def post(
        self, url: str, status: Any = 303, *, csrf: bool = True, json: bool = False, **fields: Any
    ) -> TestResponse:
        """POST the fields as a form, expecting ``status`` (None: any). ``json``: ask for JSON, as the scripts do."""
        if csrf:
            if "csrf" not in self.app.cookies:
                self.app.set_cookie("csrf", "t" * 40)
            fields["csrf_token"] = self.app.cookies["csrf"].strip('"')
        headers = {"Accept": "application/json"} if json else {}
        return self.app.post(url, fields, headers=headers, status="*" if status is None else status)
