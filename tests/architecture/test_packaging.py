"""What setup.cfg lists is what there is, and the wheel holds templates, static files and migrations."""

import configparser
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SOURCE
from tests.program import PATIENCE, Program, make_city

DATA_PACKAGES = {"community.templates", "community.static", "community.migrations"}


def listed() -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    return set(config["options"]["packages"].split())


def test_packages_listed_equal_folders() -> None:
    folders = {SOURCE, *(path.parent for path in SOURCE.rglob("__init__.py"))}
    names = {".".join(folder.relative_to(SOURCE.parent).parts) for folder in folders}
    assert listed() == names | DATA_PACKAGES


def test_every_folder_with_python_is_a_package() -> None:
    for path in SOURCE.rglob("*.py"):
        assert (path.parent / "__init__.py").exists(), f"{path.parent} has no __init__.py"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built once from the committed files and those around them."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder]
    subprocess.run([*command, copy_of_checkout(tmp_path_factory.mktemp("checkout"))], check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def copy_of_checkout(folder: Path) -> Path:
    """Building leaves traces, so it happens in a copy."""
    from shutil import copy, copytree, ignore_patterns

    for name in ("src", "templates", "static", "alembic"):
        copytree(ROOT / name, folder / name, ignore=ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        copy(ROOT / name, folder / name)
    return folder


def test_the_wheel_is_whole(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    wanted = {f"community/{path.relative_to(SOURCE)}" for path in SOURCE.rglob("*") if path.suffix in (".py", ".toml")}
    for folder, package in (("templates", "templates"), ("static", "static"), ("alembic", "migrations")):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        wanted |= {f"community/{package}/{path.relative_to(ROOT / folder)}" for path in files}
    assert wanted - names == set()


def test_the_wheel_offers_the_program_and_the_runner(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    text = wheel.read(name).decode()
    assert "community = community.commands:main" in text
    assert "all = community.commands.serving:run_all" in text


@pytest.mark.trial
def test_the_wheel_serves_the_city_from_an_empty_folder(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    wheel.extractall(installed)
    empty.mkdir()
    path = {"PYTHONPATH": str(installed)}
    migrating = Program(empty, "-m", "community", "migrate", **path).process
    said, _nothing = migrating.communicate(timeout=PATIENCE)
    assert (migrating.returncode, "Traceback" in said) == (0, False), said
    make_city(empty)
    program = Program(empty, "-m", "community", "serve", **path)
    assert program.health()["database"] == "ok"
    with urllib.request.urlopen(f"http://127.0.0.1:{program.port}/") as answer:
        page = answer.read().decode()
    stylesheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{program.port}{stylesheet}") as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
    code, _seconds, said = program.end()
    assert (code, "Traceback" in said) == (0, False), said
