"""What the Nu HTML checker says about every page, as it goes over the wire: nothing. And that no page is left out."""

import json
import re
import subprocess

import pytest

from community.routes import ROUTES
from tests import machine
from tests.everywhere import PAGES, furnished

pytestmark = [pytest.mark.trial, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
LANGUAGES = ("en", "es")
ELSEWHERE = {"kit", "observation.entries"}
"""Answers to a GET that are no pages of everyone: shown in demo mode only; a part of a page."""


@pytest.fixture
def nu():
    """The command of the Nu HTML checker; skipped where it is not installed (``sh tests/prepare.sh npm``)."""
    jar, java = machine.find("vnu"), machine.find("java")
    if jar is None or java is None:
        pytest.skip("the Nu HTML checker needs Java and vnu.jar: sh tests/prepare.sh npm")
    return [str(java), "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]


def test_the_nu_checker_is_silent(db, app, visitor, browser, tmp_path, nu):
    town, filled = furnished(db, app)
    people = {name: browser(town.people[name]) if name else visitor for name, _address in PAGES}
    asked = {}
    for number, (name, address) in enumerate(PAGES):
        for language in LANGUAGES:
            headers = {"Accept-Language": language}
            answer = people[name].get(address.format(**filled), status=None, headers=headers)
            assert answer.status_int == (404 if "nothing" in address else 200), address
            path = tmp_path / f"{number}.{language}.html"
            path.write_bytes(answer.body)
            asked[path.name] = f"{address} as {name}, {language}"
    said = subprocess.run([*nu, *sorted(map(str, tmp_path.iterdir()))], capture_output=True, check=True)
    found = [
        f"{asked[line['url'].rpartition('/')[2]]}: {line['message']} {line.get('extract', '')!r}"
        for line in json.loads(said.stdout)["messages"]
    ]
    assert not found, "\n".join(found)


def test_every_page_is_in_the_list(db, app, visitor, browser):
    """Whatever answers a page to the GET of anybody here has an address in the list."""
    town, filled = furnished(db, app)
    people = [visitor, *(browser(town.people[name]) for name in ("Ana", "Denise", "Priya", "Max", "Ada"))]
    owners = {"observation": "open", "comment": "comment", "case": "city_case", "desk": "city_case"}
    known = [address.partition("?")[0] for _name, address in PAGES]
    missing = []
    for name, pattern, _points_at in ROUTES:
        own = owners.get(name.partition(".")[0], "service" if name == "admin.service" else "person")
        more = {"slug": "juniper-square", "size": "thumb", "language": "es", "token": "x" * 40, "format": "json"}
        address = pattern.format(id=filled[own], key=filled["photo"], **more)
        shape = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern)))
        if name in ELSEWHERE or any(map(shape.fullmatch, known)):
            continue
        for person in people:
            answer = person.get(address, status=None)
            if answer.status_int == 200 and answer.content_type == "text/html":
                missing.append(name)
    assert sorted(set(missing)) == []
