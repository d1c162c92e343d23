"""What so many answers settle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.confirmations.rules import is_gone, settled_by

FEW = st.integers(0, 9)


@pytest.mark.parametrize(
    ("fixed", "still", "outcome"),
    [(0, 0, None), (2, 2, None), (3, 0, "fixed"), (3, 2, "fixed"), (2, 3, "still"), (0, 3, "still")],
)
def test_the_first_side_to_reach_the_quorum_settles(fixed, still, outcome):
    assert settled_by(fixed, still, 3) == outcome


@given(FEW, FEW, st.integers(1, 5))
def test_nothing_is_settled_below_the_quorum(fixed, still, quorum):
    assert (settled_by(fixed, still, quorum) is None) == (max(fixed, still) < quorum)


@given(FEW, FEW, st.integers(1, 5))
def test_gone_needs_the_quorum_and_the_majority(gone, seen, quorum):
    assert is_gone(gone, seen, quorum) == (gone >= quorum and gone > seen)
