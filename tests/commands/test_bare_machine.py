"""A machine that has little, and somebody who may install nothing: what ``make`` says to them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine import PREPARE

TOOLS = ("dirname", "grep", "id", "sed", "sh", "uname")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the few programs there are (no apt-get among them: nothing is installed), and no environment."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def give_python(machine: Path, *, venv: bool) -> str:
    """Put this Python there, with or without what makes environments; what Debian calls the latter."""
    (machine / "bin" / "python3").symlink_to(sys.executable)
    if not venv:
        (machine / "ensurepip.py").write_text("raise ImportError('Debian has it in a package of its own')\n")
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def prepare(machine: Path, *words: str, **settings: str) -> tuple[int, str]:
    """Exit code and words of ``prepare.sh`` on this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMUNITY_", "PYTHON"))}
    env = kept | {"PATH": str(machine / "bin"), "PYTHONPATH": str(machine)} | settings
    command = [str(machine / "bin" / "sh"), str(PREPARE), *words]
    ended = subprocess.run(command, cwd=machine, env=env, capture_output=True, text=True, check=False)
    assert ended.stdout == ""
    return ended.returncode, ended.stderr


def test_without_python_both_commands_say_which_one_is_needed(machine: Path) -> None:
    for words in (("environment", "."), ("machine",)):
        code, said = prepare(machine, *words)
        assert (code, "Python 3.11 or 3.12 is needed" in said) == (1, True)


def test_a_missing_venv_module_is_named_as_a_package(machine: Path) -> None:
    package = give_python(machine, venv=False)
    code, said = prepare(machine, "environment", ".")
    assert (code, f"apt-get install {package}\n" in said) == (1, True)
    assert not (machine / ".venv").exists()


def test_what_the_tests_need_is_named_in_one_go(machine: Path) -> None:
    package = give_python(machine, venv=False)
    code, said = prepare(machine, "machine", COMMUNITY_TEST_POSTGRES="postgresql+psycopg://postgres@127.0.0.1")
    assert (code, f"apt-get install {package} chromium\n" in said) == (1, True)
    assert "COMMUNITY_TEST_CHROMIUM=" in said


def test_a_named_chromium_that_does_not_start_is_said(machine: Path) -> None:
    give_python(machine, venv=True)
    settings = {"COMMUNITY_TEST_POSTGRES": "postgresql+psycopg://postgres@127.0.0.1"}
    code, said = prepare(machine, "machine", COMMUNITY_TEST_CHROMIUM="/nowhere/chromium", **settings)
    assert (code, "/nowhere/chromium" in said, "apt-get" in said) == (1, True, False)


def test_a_stub_in_place_of_chromium_is_not_taken_for_it(machine: Path) -> None:
    stub = machine / "bin" / "chromium-browser"
    stub.write_text("#!/bin/sh\necho 'install the snap' >&2\nexit 1\n")
    stub.chmod(0o755)
    assert prepare(machine, "chromium") == (1, "")
