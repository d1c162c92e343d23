"""``community catalog``: an operator takes the catalog out, looks at a change, and brings it in."""

import sqlite3
from contextlib import closing

import pytest

from tests.program import NAME, migrate, say

CATALOG = """
[[agency]]
key = "streets"
name = "Streets"
fallback = true
[[service]]
code = "pothole"
name = "Pothole"
agency = "streets"
targets = { first_answer = "2 working days" }
"""


@pytest.fixture
def city(tmp_path):
    migrate(tmp_path)
    (tmp_path / "catalog.toml").write_text(CATALOG)
    return tmp_path


def services(city):
    with closing(sqlite3.connect(city / "var" / NAME)) as db:
        return [name for (name,) in db.execute("SELECT name FROM service ORDER BY id")]


@pytest.mark.trial
def test_planned_applied_taken_out_and_brought_to_another_city(city):
    assert say(city, "catalog", "plan", "catalog.toml")[:2] == (
        0,
        "+ agency streets: Streets\n+ service pothole: Pothole\n",
    )
    assert services(city) == []
    assert say(city, "catalog", "apply", "catalog.toml")[0] == 0
    assert services(city) == ["Pothole"]
    code, said, _complained = say(city, "catalog", "apply", "catalog.toml")
    assert (code, said) == (0, "Nothing would change: the city's catalog says what the file says.\n")

    code, text, _complained = say(city, "catalog", "export")
    assert code == 0
    assert 'first_answer = "2 working days"' in text
    assert say(city, "catalog", "export", "out.toml")[0] == 0
    assert (city / "out.toml").read_text() == text
    assert say(city, "catalog", "plan", "out.toml")[1].startswith("Nothing would change")


@pytest.mark.trial
def test_a_wrong_file_changes_nothing_and_says_all_that_is_wrong(city):
    (city / "wrong.toml").write_text(
        CATALOG.replace('name = "Pothole"', 'name = ""').replace("2 working", "two working")
    )
    for what in ("plan", "apply"):
        code, said, complained = say(city, "catalog", what, "wrong.toml")
        assert (code, said) == (1, "")
        assert "wrong.toml: nothing was changed." in complained
        assert "service pothole: name: Write a name." in complained
        assert "Write a number from 1 to" in complained
    code, _said, complained = say(city, "catalog", "apply", "none.toml")
    assert code == 1
    assert "cannot be read" in complained
    assert services(city) == []
    (city / "route.toml").write_text(
        f'[[agency]]\nkey = "parks"\nname = "Parks"\n{CATALOG}[service.routes]\nnowhere = "parks"\n'
    )
    for what in ("plan", "apply"):
        assert say(city, "catalog", what, "route.toml")[::2] == (
            1,
            "route.toml: nothing was changed.\n  No board has the address /b/nowhere.\n",
        )
