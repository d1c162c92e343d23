"""Whatever neighbors, liaison and the city's system do to four posts and their cases, in any order (send by votes or by
hand, accept, join, take out, split, take, answer, close, look, tell a better place, open again, undo, say that one sees
it or that it is gone): votes, comments and followers stay
with their posts, each case counts the voices of those behind it, and each post reads the line of the ladder that its
cases make. What is undone leaves every line as it was."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from community.cases.actions import accept_case, answer_case, close_case, take_case
from community.cases.actions_backing import join_case, split_case, unjoin_case
from community.cases.ladder import observation_status
from community.cases.models import Backing, Case, FollowUp, Step
from community.cases.models_clock import CaseClock, Pause, Promise
from community.cases.models_undo import Undoable
from community.comments.actions import write_comment
from community.comments.models import Comment
from community.confirmations.actions import Words, answer_closing, say_seen
from community.confirmations.actions_place import give_better_place
from community.confirmations.rules import is_gone
from community.errors import Refused
from community.escalation.actions import escalate_by_hand
from community.notices.actions_following import set_follow
from community.notices.models import Follow
from community.observations.forms import Spot
from community.observations.models import Observation
from community.settings import Settings
from community.undoing.actions import undo
from community.voting.actions import cast_vote, take_back_vote
from community.voting.models import Vote
from tests import make
from tests.cases.people import as_identity
from tests.conftest import empty

POSTS, NEIGHBORS = st.integers(0, 3), st.integers(0, 4)
THRESHOLD = 3
STEPS = {"done": "done", "not_found": "done", "not_responsible": "no", "declined": "no", "duplicate": "join"}
"""The line a closing makes, by its code."""
LINES = ("back", "sent", "case", "no", "done", "fixed")
"""The lines of the ladder by their keys, the least advanced first: of several cases that one is read."""
KNOBS = Settings(limit_votes=100_000, limit_comments=100_000, quorum=2)


def known(lists):
    """Of each post that has any, what belongs to it, in order: who, and their words if any."""
    return {post: sorted(rows) for post, rows in lists.items() if rows}


def machine(app):
    """The state machine on this application's database."""

    class Block(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            empty(app.sessions.engines)
            self.behind = defaultdict(set)  # posts by case
            self.closed = {}  # the code, by case
            self.copies = {}  # by case that was closed as one: the case that goes on
            self.numbered, self.taken, self.disputed = set(), set(), set()
            self.asked = defaultdict(dict)  # who says what of the last closing, by case
            self.agreed = set()
            self.sought, self.told_place = [], set()  # cases closed as not found, the last one last; those told where
            self.saw, self.gone = defaultdict(dict), set()  # who says what of a post, by post; posts that are over so
            self.places = defaultdict(int)  # better places told under a post
            self.unjoined, self.by_hand = set(), set()  # posts once taken out; those of them that votes send no more
            self.done = defaultdict(list)  # acts that count, by case: their undoing number, or None
            self.kept = {}  # by undoing number: case, act, and every line before it
            self.votes, self.comments, self.followers = (defaultdict(list) for _kind in range(3))
            with app.sessions.writing() as db:
                board = make.board(db, escalation="both", threshold=THRESHOLD)
                agency = make.agency(db, fallback=True)
                self.service = make.service(db, agency).id
                ana = make.person(db, "Ana")
                make.member(db, ana, board)
                people = [make.person(db, f"Neighbor {n}") for n in range(5)]
                for person in people:
                    make.member(db, person, board)
                self.neighbors = [as_identity(db, person) for person in people]
                priya = make.person(db, "Priya")
                make.liaison(db, priya, agency)
                self.priya, self.ana = as_identity(db, priya), as_identity(db, ana)
                kind = {"service_id": self.service}
                self.posts = [make.observation(db, board, ana, f"Post {n}", **kind).id for n in range(4)]
                self.people = {person.id: n for n, person in enumerate(people)}
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
                return "resolved" if post in self.gone else "open"
            return "escalated" if cases - set(self.closed) else "resolved"

        def line(self, post):
            """The key of the line of the ladder that the post reads."""
            cases = {case for case, posts in self.behind.items() if post in posts}
            read = {self.line_of(case) for case in cases} - {"join"}
            alone = "fixed" if post in self.gone else "post"
            return min(read, key=LINES.index) if read else "join" if cases else alone

        def line_of(self, case):
            if case in self.closed:
                return "fixed" if case in self.agreed else STEPS[self.closed[case]]
            return "case" if case in self.taken else "back" if case in self.disputed else "sent"

        def sent_by_votes(self, post):
            """Enough neighbors upvote the post: a case is behind it, but for one that was taken out by hand."""
            if self.expected(post) == "open" and len(self.votes[post]) >= THRESHOLD and post not in self.by_hand:
                with app.sessions.reading() as db:
                    query = select(Backing.case_id).where(Backing.observation_id == self.posts[post])
                    [case] = db.scalars(query)
                    assert db.get_one(Case, case).opened_by == "votes"
                self.behind[case] = {post}

        def came_back(self, post):
            """A case stands behind the post no more. Where none does, and it has its votes, and a liaison once took it
            out: from now on only a hand sends it."""
            if self.expected(post) == "open" and post in self.unjoined and len(self.votes[post]) >= THRESHOLD:
                self.by_hand.add(post)

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

        def lines_moved(self, case):
            """Something that no undoing takes away was written on the case."""
            self.kept |= {number: (act, of, None) for number, (act, of, _before) in self.kept.items() if of == case}

        def looked_at(self, case):
            """A closing that a neighbor has answered stays; an answer that came after it can still be taken back, and
            what the neighbor said stays there."""
            closings = {number for number, (act, of, _before) in self.kept.items() if (act, of) == ("close", case)}
            self.done[case] = [None if number in closings else number for number in self.done[case]]
            self.lines_moved(case)

        @precondition(lambda self: self.kept)
        @rule(data=st.data())
        def undo(self, data):
            number = data.draw(st.sampled_from(sorted(self.kept)))
            act, case, before = self.kept[number]
            done, _id = self.do(undo, self.priya, number)
            free = act != "escalate" or case not in self.copies.values()
            assert done == (free and (self.done[case] if act == "escalate" else self.done[case][-1:]) == [number])
            if not done:
                return
            del self.kept[number]
            if act == "escalate":
                [post] = self.behind.pop(case)
                self.numbered.discard(case)
                del self.done[case]
                self.came_back(post)
                self.sent_by_votes(post)
                return
            # A sending to 311 is not undone once somebody worked on the case, be that undone or not.
            self.done[case] = [None, *self.done[case][:-1]]
            if act == "close":
                del self.closed[case]
                self.copies.pop(case, None)
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

        @rule(post=POSTS, several=st.sets(NEIGHBORS, min_size=1, max_size=THRESHOLD))
        def vote(self, post, several):
            for who in sorted(several):
                done, _id = self.do(cast_vote, self.neighbors[who], self.posts[post], KNOBS)
                assert done == (self.expected(post) != "resolved")
                if done and (who,) not in self.votes[post]:
                    self.votes[post].append((who,))
                    self.sent_by_votes(post)

        @rule(post=POSTS, who=NEIGHBORS)
        def take_back(self, post, who):
            done, _id = self.do(take_back_vote, self.neighbors[who], self.posts[post], KNOBS)
            if done and (who,) in self.votes[post]:
                self.votes[post].remove((who,))

        @rule(post=POSTS, who=NEIGHBORS, words=st.sampled_from(("I see it too.", "Still there.")))
        def comment(self, post, who, words):
            done, _id = self.do(write_comment, self.neighbors[who], self.posts[post], words, False)
            assert done
            self.comments[post].append((who, words))

        @rule(post=POSTS, who=NEIGHBORS)
        def follow(self, post, who):
            self.do(set_follow, self.neighbors[who], "observation", self.posts[post], True)
            if (who,) not in self.followers[post]:
                self.followers[post].append((who,))

        @rule(post=POSTS)
        def escalate(self, post):
            done, case = self.do(escalate_by_hand, self.priya, self.posts[post], self.service, {}, "")
            assert done == (self.expected(post) == "open")
            if done:
                self.behind[case] = {post}
                self.by_hand.discard(post)
                self.could_undo("escalate", case, None)

        @precondition(lambda self: set(self.behind) - self.numbered)
        @rule(data=st.data())
        def accept(self, data):
            """The city's system gives the case a number, whatever the liaison has done to it by then. It is nothing the
            liaison's acts build upon, and it stays when one is undone."""
            case = data.draw(st.sampled_from(sorted(set(self.behind) - self.numbered)))
            with app.sessions.writing() as db, db.begin():
                accept_case(db, case, f"311-{case}", outside=False)
            self.numbered.add(case)
            self.lines_moved(case)

        @precondition(lambda self: self.behind)
        @rule(data=st.data())
        def take(self, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            with app.sessions.reading() as db:
                version = db.get_one(Case, case).version
            done, _id = self.do(take_case, self.priya, case, version)
            assert done == (case not in self.closed)
            if done:
                self.taken.add(case)
                self.disputed.discard(case)
                self.touch(case)

        @precondition(lambda self: self.behind)
        @rule(post=POSTS, data=st.data())
        def join(self, post, data):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            possible = case not in self.closed and post not in self.behind[case] and self.expected(post) != "resolved"
            done, _id = self.do(join_case, self.priya, self.posts[post], case, by="liaison")
            assert done == possible
            if done:
                self.behind[case].add(post)
                self.by_hand.discard(post)
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
                self.unjoined.add(post)
                self.came_back(post)
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
                self.unjoined.add(post)
                self.behind[own] = {post}
                self.touch(case)

        @precondition(lambda self: self.behind)
        @rule(data=st.data(), code=st.sampled_from(sorted(STEPS)))
        def close(self, data, code):
            case = data.draw(st.sampled_from(sorted(self.behind)))
            other = data.draw(st.sampled_from(sorted(self.behind))) if code == "duplicate" else None
            before, named = self.lines(case), {"detail": "Larch St", "duplicate_of": f"311-{other}"}
            with app.sessions.reading() as db:
                version = db.get_one(Case, case).version
            done, _id = self.do(close_case, self.priya, case, version, code, "It is over.", **named)
            goes_on = other in self.numbered and other != case and self.closed.get(other) != "duplicate"
            assert done == (case not in self.closed and (code != "duplicate" or goes_on))
            if not done:
                return
            self.closed[case] = code
            self.could_undo("close", case, before)
            if code in ("done", "not_found"):
                self.asked[case] = {}
                self.sought = [*(one for one in self.sought if one != case), case]
            elif code == "duplicate":
                self.copies[case] = other

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
                del self.closed[case]
                self.taken.discard(case)
                self.disputed.add(case)
            else:
                self.looked_at(case)
                return
            del self.asked[case]
            self.touch(case)

        @rule(post=POSTS, who=NEIGHBORS, says=st.sampled_from(("seen", "gone")))
        def see(self, post, who, says):
            done, _id = self.do(say_seen, self.neighbors[who], self.posts[post], says, KNOBS)
            assert done == (self.expected(post) != "resolved")
            if not done:
                return
            self.saw[post][who] = says
            said = list(self.saw[post].values())
            if self.expected(post) == "open" and is_gone(said.count("gone"), said.count("seen"), KNOBS.quorum):
                self.gone.add(post)

        @rule(post=POSTS)
        def tell_place(self, post):
            """Of several cases that the city did not find the last one closed is meant."""
            lost = [case for case in self.sought if post in self.behind[case] and self.closed.get(case) == "not_found"]
            words = Words("It is behind the blue gate.")
            done, case = self.do(give_better_place, self.ana, self.posts[post], Spot(), words, KNOBS)
            assert done == bool(lost and lost[-1] not in self.told_place | self.agreed)
            if not done:
                return
            assert case == lost[-1]
            self.told_place.add(case)
            self.places[post] += 1
            del self.closed[case]
            self.asked.pop(case, None)
            self.taken.discard(case)
            self.disputed.discard(case)
            self.touch(case)

        def told(self, db, query):
            """Of each post, which neighbors the rows of the query name; the author and the liaison are none."""
            found = defaultdict(list)
            for post, person, *more in db.execute(query):
                if person in self.people:
                    found[self.posts.index(post)].append((self.people[person], *more))
            return known(found)

        @invariant()
        def nothing_is_lost_and_everything_is_what_its_cases_make_it(self):
            with app.sessions.reading() as db:
                follows = select(Follow.subject_id, Follow.person_id).where(Follow.kind == "observation")
                said = select(Comment.observation_id, Comment.author_id, Comment.words)
                assert self.told(db, select(Vote.observation_id, Vote.person_id)) == known(self.votes)
                assert self.told(db, follows) == known(self.followers)
                assert self.told(db, said) == known(self.comments)
                cases = {case.id: case for case in db.scalars(select(Case))}
                backings = defaultdict(set)
                for case_id, post in db.execute(select(Backing.case_id, Backing.observation_id)):
                    backings[case_id].add(self.posts.index(post))
                assert backings == {case: posts for case, posts in self.behind.items() if posts}
                for number, post in enumerate(self.posts):
                    found = db.get_one(Observation, post)
                    assert found.state == self.expected(number)
                    assert (found.escalated_at is None) == (found.state == "open" or number in self.gone)
                    assert found.vote_count == len(self.votes[number])
                    assert found.comment_count == len(self.comments[number]) + self.places[number]
                    said = list(self.saw[number].values())
                    assert (found.seen_count, found.gone_count) == (said.count("seen"), said.count("gone"))
                    behind = [cases[case] for case, posts in backings.items() if number in posts]
                    assert observation_status(found.state, behind).key == self.line(number)
                for case in cases.values():
                    assert case.reference == (f"311-{case.id}" if case.id in self.numbered else None)
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
