"""What is listed as told on both engines, or as waiting for the trial, is there: no line outlives its story."""

import pytest

from tests.architecture.source import ROOT
from tests.when import ON_BOTH, SECOND, in_trial, waits


@pytest.mark.parametrize("listed", ON_BOTH + SECOND)
def test_every_line_means_some_story(listed: str) -> None:
    where, _sign, story = listed.partition("::")
    folder, _slash, beginning = where.rpartition("/")
    files = sorted((ROOT / folder).glob(f"{beginning.removesuffix('.py') or 'test_'}*.py"))
    assert files, where
    assert not story or f"def {story}" in files[0].read_text("utf-8")


def test_what_waits() -> None:
    assert not waits("tests/voting/test_voting.py::test_x[postgresql]", "postgresql")
    assert waits("tests/photos/test_posting.py::test_x[postgresql]", "postgresql")
    assert not waits("tests/photos/test_posting.py::test_x[sqlite]", "sqlite")
    assert waits(f"{SECOND[0]}::test_x", None)
    [more] = in_trial("a value")
    assert (more.values, [mark.name for mark in more.marks]) == (("a value",), ["trial"])
