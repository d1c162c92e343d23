"""The score that ranks, and whose word counts about a point."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.observations.rules import hot, place_question

VOTES = st.integers(0, 10_000)
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
BOARDS = st.lists(st.integers(1, 50), unique=True, max_size=5)


@given(VOTES, VOTES, MOMENTS)
def test_more_votes_rank_higher(few, many, at):
    few, many = sorted((few, many))
    assert hot(few, at) <= hot(many, at)
    assert few == many or hot(few, at) < hot(many, at)


@given(VOTES, MOMENTS, st.integers(1, 10**8))
def test_younger_ranks_higher(votes, at, seconds):
    assert hot(votes, at) < hot(votes, at + timedelta(seconds=seconds))


@given(VOTES, VOTES, MOMENTS, MOMENTS, st.integers(0, 10**6))
def test_waiting_never_changes_the_order(votes, others, at, other_at, later):
    shift = timedelta(seconds=later)
    before = hot(votes, at) - hot(others, other_at)
    after = hot(votes, at + shift) - hot(others, other_at + shift)
    assert abs(before - after) < 1e-6


@given(BOARDS, st.integers(1, 50), st.booleans())
def test_a_point_is_posted_only_where_it_lies(boards, here, chosen):
    question = place_question(boards, here, chosen=chosen)
    if question is None:
        assert here in boards
        assert chosen or boards == [here]
    else:
        assert question == ("nowhere" if not boards else "several" if here in boards else "elsewhere")
