"""Whatever neighbors, captain and liaison do to four posts and their cases, in any order (join, take out, split,
answer, close, look, open again, undo): votes, comments and followers stay with their posts, each case counts the voices
of those behind it, and each post is what its cases make it. What is undone leaves every line as it was."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from community.cases.actions import answer_case, close_case
from community.cases.actions_backing import join_case, split_case, unjoin_case
from community.cases.models import Backing, Case, FollowUp, Step
from community.cases.models_clock import CaseClock, Pause, Promise
from community.cases.models_undo import Undoable
from community.comments.actions import write_comment
from community.comments.models import Comment
from community.confirmations.actions import answer_closing
from community.errors import Refused
from community.escalation.actions import escalate_by_hand
from community.notices.actions_following import set_follow
from community.notices.models import Follow
from community.observations.models import Observation
from community.settings import Settings
from community.undoing.actions import undo
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
            self.done = defaultdict(list)  # acts that count, by case: their undoing number, or None
            self.kept = {}  # by undoing number: case, act, and every line before it
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

        def lines(self, case):
            """Every line of a case, but what counts up, and what neighbors' words and votes move."""
            with app.sessions.reading() as db:
                tables = (Case, Case.id), (Step, Step.case_id), (FollowUp, FollowUp.case_id), (Backing, Backing.case_id)
                tables += (CaseClock, CaseClock.case_id), (Promise, Promise.case_id), (Pause, Pause.case_id)
                moved = {"version", "voices", "needs_answer_since"}
                return [
                    sorted(str({key: row[key] for key in row if key not in moved}) for row in rows)
                    for table, of in tables
                    for rows in [db.execute(select(table.__table__).where(of == case)).mappings().all()]
                ]

        def could_undo(self, act, case, before):
            """The newest act can be undone: what comes of it is known."""
            with app.sessions.reading() as db:
                number = db.scalar(select(func.max(Undoable.id)))
            self.kept[number] = act, case, before
            self.done[case].append(number)

        def touch(self, case):
            self.done[case].append(None)

        def looked_at(self, case):
            """A closing that a neighbor has answered stays; an answer that came after it can still be taken back, and
            what the neighbor said stays there."""
            for number, (act, of, _before) in list(self.kept.items()):
                if of == case and act == "close":
                    self.done[case] = [None if one == number else one for one in self.done[case]]
                elif of == case:
                    self.kept[number] = act, of, None

        @precondition(lambda self: self.kept)
        @rule(data=st.data())
        def undo(self, data):
            number = data.draw(st.sampled_from(sorted(self.kept)))
            act, case, before = self.kept[number]
            done, _id = self.do(undo, self.priya, number)
            assert done == ((self.done[case] if act == "escalate" else self.done[case][-1:]) == [number])
            if not done:
                return
            del self.kept[number]
            if act == "escalate":
                del self.behind[case], self.done[case]
                return
            # A sending to 311 is not undone once somebody worked on the case, be that undone or not.
            self.done[case] = [None, *self.done[case][:-1]]
            if act == "close":
                self.closed.remove(case)
                self.asked.pop(case, None)
            assert before in (None, self.lines(case))

        @precondition(lambda self: self.behind)
        @rule(data=st.data())
        def answer(self, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            before = self.lines(case)
            with app.sessions.reading() as db:
                version = db.get_one(Case, case).version
            assert self.do(answer_case, self.priya, case, version, "A crew comes on Friday.")[0]
            self.could_undo("answer", case, before)

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
                self.could_undo("escalate", case, None)

        @precondition(lambda self: self.behind)
        @rule(post=POSTS, data=st.data())
        def join(self, post, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            possible = case not in self.closed and post not in self.behind[case] and self.expected(post) != "resolved"
            done, _id = self.do(join_case, self.priya, self.posts[post], case, by="liaison")
            assert done == possible
            if done:
                self.behind[case].add(post)
                self.touch(case)

        @precondition(lambda self: self.behind)
        @rule(data=st.data())
        def unjoin(self, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            post = data.draw(st.sampled_from(sorted(self.behind[case])))
            done, _id = self.do(unjoin_case, self.priya, self.posts[post], case)
            assert done == (case not in self.closed and len(self.behind[case]) > 1)
            if done:
                self.behind[case].remove(post)
                self.touch(case)

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
                self.touch(case)

        @precondition(lambda self: self.behind)
        @rule(data=st.data(), code=st.sampled_from(("done", "not_found", "declined")))
        def close(self, data, code):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            before = self.lines(case)
            with app.sessions.reading() as db:
                version = db.get_one(Case, case).version
            done, _id = self.do(close_case, self.priya, case, version, code, "It is over.", detail="Larch St")
            assert done == (case not in self.closed)
            self.closed.add(case)
            if done:
                self.could_undo("close", case, before)
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
            elif said.count("still") + said.count("partly") >= KNOBS.quorum:
                self.closed.remove(case)
            else:
                self.looked_at(case)
                return
            del self.asked[case]
            self.touch(case)

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


@pytest.mark.usefixtures("an_hour")
def test_in_any_order_nothing_is_lost(app):
    run_state_machine_as_test(machine(app), settings=settings(max_examples=8, stateful_step_count=20, **BOUNDS))


@pytest.mark.trial
@pytest.mark.usefixtures("an_hour")
def test_in_very_many_orders_nothing_is_lost(app):
    run_state_machine_as_test(machine(app), settings=settings(max_examples=150, stateful_step_count=50, **BOUNDS))
