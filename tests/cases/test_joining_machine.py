"""Whatever neighbors, captain and liaison do to four posts and their cases, in any order (join, take out, split, close,
look, open again): votes, comments and followers
stay with their posts, each case counts the voices of those behind it, and each post is what its cases make it."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from community.cases.actions import close_case
from community.cases.actions_backing import join_case, split_case, unjoin_case
from community.cases.models import Backing, Case
from community.comments.actions import write_comment
from community.comments.models import Comment
from community.confirmations.actions import answer_closing
from community.errors import Refused
from community.escalation.actions import escalate_by_hand
from community.notices.actions_following import set_follow
from community.notices.models import Follow
from community.observations.models import Observation
from community.settings import Settings
from community.voting.actions import cast_vote, take_back_vote
from community.voting.models import Vote
from tests import make
from tests.cases.people import as_identity
from tests.conftest import empty

POSTS, NEIGHBORS = st.integers(0, 3), st.integers(0, 4)
KNOBS = Settings(limit_votes=100_000, limit_comments=100_000, quorum=2)


def machine(app):
    """The state machine on this application's database."""

    class Block(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            empty(app.sessions.engines)
            self.behind = defaultdict(set)  # posts by case
            self.closed = set()
            self.asked = defaultdict(dict)  # who says what of the last closing, by case
            self.agreed = set()
            self.votes, self.comments, self.followers = (defaultdict(list) for _kind in range(3))
            with app.sessions.writing() as db:
                board = make.board(db, escalation="captain")
                agency = make.agency(db, fallback=True)
                self.service = make.service(db, agency).id
                ana = make.person(db, "Ana")
                people = [make.person(db, f"Neighbor {n}") for n in range(5)]
                for person in people:
                    make.member(db, person, board)
                self.neighbors = [as_identity(db, person) for person in people]
                priya = make.person(db, "Priya")
                make.liaison(db, priya, agency)
                self.priya = as_identity(db, priya)
                self.posts = [make.observation(db, board, ana, f"Post {n}").id for n in range(4)]
                db.commit()

        def do(self, act, *values, **named):
            """Whether it was not refused; what it gives."""
            try:
                with app.sessions.writing() as db, db.begin():
                    made = act(db, *values, **named)
                    return True, getattr(made, "id", None)
            except Refused:
                return False, None

        def expected(self, post):
            cases = {case for case, posts in self.behind.items() if post in posts}
            if not cases:
                return "open"
            return "escalated" if cases - self.closed else "resolved"

        @rule(post=POSTS, who=NEIGHBORS)
        def vote(self, post, who):
            done, _id = self.do(cast_vote, self.neighbors[who], self.posts[post], KNOBS)
            assert done == (self.expected(post) != "resolved")
            if done and who not in self.votes[post]:
                self.votes[post].append(who)

        @rule(post=POSTS, who=NEIGHBORS)
        def take_back(self, post, who):
            done, _id = self.do(take_back_vote, self.neighbors[who], self.posts[post], KNOBS)
            if done and who in self.votes[post]:
                self.votes[post].remove(who)

        @rule(post=POSTS, who=NEIGHBORS, words=st.sampled_from(("I see it too.", "Still there.")))
        def comment(self, post, who, words):
            done, _id = self.do(write_comment, self.neighbors[who], self.posts[post], words, False)
            assert done
            self.comments[post].append((who, words))

        @rule(post=POSTS, who=NEIGHBORS)
        def follow(self, post, who):
            self.do(set_follow, self.neighbors[who], "observation", self.posts[post], True)
            if who not in self.followers[post]:
                self.followers[post].append(who)

        @rule(post=POSTS)
        def escalate(self, post):
            done, case = self.do(escalate_by_hand, self.priya, self.posts[post], self.service, {}, "")
            assert done == (self.expected(post) == "open")
            if done:
                self.behind[case] = {post}

        @precondition(lambda self: self.behind)
        @rule(post=POSTS, data=st.data())
        def join(self, post, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            possible = case not in self.closed and post not in self.behind[case] and self.expected(post) != "resolved"
            done, _id = self.do(join_case, self.priya, self.posts[post], case, by="liaison")
            assert done == possible
            if done:
                self.behind[case].add(post)

        @precondition(lambda self: self.behind)
        @rule(data=st.data())
        def unjoin(self, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            post = data.draw(st.sampled_from(sorted(self.behind[case])))
            done, _id = self.do(unjoin_case, self.priya, self.posts[post], case)
            assert done == (case not in self.closed and len(self.behind[case]) > 1)
            if done:
                self.behind[case].remove(post)

        @precondition(lambda self: self.behind)
        @rule(data=st.data())
        def split(self, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            post = data.draw(st.sampled_from(sorted(self.behind[case])))
            done, own = self.do(split_case, self.priya, self.posts[post], case, by="liaison")
            assert done == (case not in self.closed and len(self.behind[case]) > 1)
            if done:
                self.behind[case].remove(post)
                self.behind[own] = {post}

        @precondition(lambda self: self.behind)
        @rule(data=st.data(), code=st.sampled_from(("done", "not_found", "declined")))
        def close(self, data, code):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            with app.sessions.reading() as db:
                version = db.get_one(Case, case).version
            done, _id = self.do(close_case, self.priya, case, version, code, "It is over.", detail="Larch St")
            assert done == (case not in self.closed)
            self.closed.add(case)
            if done and code != "declined":
                self.asked[case] = {}

        @precondition(lambda self: self.closed)
        @rule(data=st.data(), who=NEIGHBORS, says=st.sampled_from(("fixed", "partly", "still", "cannot")))
        def look(self, data, who, says):
            case = data.draw(st.sampled_from(sorted(self.closed)))
            post = data.draw(st.sampled_from(sorted(self.behind[case])))
            done, _id = self.do(answer_closing, self.neighbors[who], self.posts[post], case, says, KNOBS)
            assert done == (case in self.asked)
            if not done:
                return
            self.asked[case][who] = says
            said = list(self.asked[case].values())
            if said.count("fixed") >= KNOBS.quorum:
                self.agreed.add(case)
                del self.asked[case]
            elif said.count("still") + said.count("partly") >= KNOBS.quorum:
                self.closed.remove(case)
                del self.asked[case]

        @invariant()
        def nothing_is_lost_and_everything_is_what_its_cases_make_it(self):
            with app.sessions.reading() as db:
                for number, post in enumerate(self.posts):
                    found = db.get_one(Observation, post)
                    assert found.state == self.expected(number)
                    assert (found.escalated_at is None) == (found.state == "open")
                    assert found.vote_count == len(self.votes[number])
                    assert found.comment_count == len(self.comments[number])
                    for model, column, kept in (
                        (Vote, Vote.observation_id, self.votes),
                        (Comment, Comment.observation_id, [(who, words) for who, words in self.comments[number]]),
                        (Follow, Follow.subject_id, self.followers),
                    ):
                        count = len(kept) if isinstance(kept, list) else len(kept[number])
                        assert db.scalar(select(func.count()).select_from(model).where(column == post)) == count
                backings = defaultdict(set)
                for case_id, post in db.execute(select(Backing.case_id, Backing.observation_id)):
                    backings[case_id].add(self.posts.index(post))
                assert backings == {case: posts for case, posts in self.behind.items() if posts}
                for case in db.scalars(select(Case)):
                    assert case.voices == sum(len(self.votes[post]) for post in self.behind[case.id])
                    assert (case.state == "closed") == (case.id in self.closed)
                    assert (case.confirm_until is not None) == (case.id in self.asked)
                    assert (case.neighbors_say == "fixed") == (case.id in self.agreed)

    return Block


BOUNDS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def test_in_any_order_nothing_is_lost(app):
    run_state_machine_as_test(machine(app), settings=settings(max_examples=12, stateful_step_count=20, **BOUNDS))


@pytest.mark.trial
def test_in_very_many_orders_nothing_is_lost(app):
    run_state_machine_as_test(machine(app), settings=settings(max_examples=150, stateful_step_count=50, **BOUNDS))
