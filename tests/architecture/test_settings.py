"""Every setting is explained to the operator, and can be given in the ini and in the environment."""

from dataclasses import fields

import pytest

from community.settings import Settings, SettingsError, read_settings
from tests.architecture.source import ROOT

NAMES = [field.name for field in fields(Settings)]


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_documented(name: str) -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert f"`{name}`" in text, f"docs/operations.md does not explain {name}"
    assert next(field for field in fields(Settings) if field.name == name).metadata["doc"]


def test_the_guide_knows_no_setting_that_is_gone() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert [name for name in rows if not name.startswith("community ") and name not in NAMES] == []


def test_the_environment_wins_over_the_ini() -> None:
    ini = {"community.city_name": "Ini", "community.port": "1000", "community.demo": "false"}
    assert read_settings(ini, {}).city_name == "Ini"
    assert read_settings(ini, {"COMMUNITY_CITY_NAME": "Outside"}).city_name == "Outside"
    assert read_settings(ini, {"PORT": "2000"}).port == 2000
    assert read_settings(ini, {"PORT": "2000", "COMMUNITY_PORT": "3000"}).port == 3000


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"COMMUNITY_PORT": "many"}, "whole number"),
        ({"COMMUNITY_DEMO": "perhaps"}, "true or false"),
        ({"COMMUNITY_CITY_ZONE": "Larkport"}, "no time zone"),
        ({"COMMUNITY_MAIL": "pigeon"}, "smtp"),
        ({"COMMUNITY_DEMO": "true", "COMMUNITY_HOST": "0.0.0.0"}, "this machine only"),
        ({"COMMUNITY_DEMO": "true", "COMMUNITY_BASE_URL": "https://stoop.example"}, "proxy"),
        ({"COMMUNITY_DEMO": "true", "COMMUNITY_PROXY": "127.0.0.1"}, "proxy"),
    ],
)
def test_what_cannot_work_is_refused_in_words(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_settings({}, environ)


@pytest.mark.parametrize("name", NAMES)
def test_the_development_ini_shows_every_setting_once(name: str) -> None:
    lines = (ROOT / "development.ini").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.lstrip("# ").startswith(f"community.{name} =")]) == 1
