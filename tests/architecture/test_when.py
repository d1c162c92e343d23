"""What is listed as told on both engines is there: no line outlives its stories."""

import pytest

from tests.architecture.source import ROOT
from tests.when import ON_BOTH, in_trial, waits


@pytest.mark.parametrize("listed", ON_BOTH)
def test_every_line_means_some_story(listed: str) -> None:
    folder, _slash, beginning = listed.rpartition("/")
    assert sorted((ROOT / folder).glob(f"{beginning.removesuffix('.py') or 'test_'}*.py"))


def test_what_waits() -> None:
    assert not waits("tests/voting/test_voting.py::test_x[postgresql]", "postgresql")
    assert waits("tests/photos/test_posting.py::test_x[postgresql]", "postgresql")
    assert not waits("tests/photos/test_posting.py::test_x[sqlite]", "sqlite")
    [more] = in_trial("a value")
    assert (more.values, [mark.name for mark in more.marks]) == (("a value",), ["trial"])
