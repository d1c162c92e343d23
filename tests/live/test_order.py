"""While many people act at once, a page that stays and one that keeps losing its socket hear everything, once,
in order."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from community.voting.actions import cast_vote, take_back_vote
from tests import make
from tests.cast import city
from tests.live.conftest import identity

NEIGHBORS = 4
TURNS = 8


def test_nothing_is_lost_doubled_or_out_of_order(app, db, live):
    town = city(db)
    posts = [make.observation(db, town.juniper, town.people["Ana"], f"Post {number}") for number in range(3)]
    people = [make.person(db, f"Neighbor {number}") for number in range(NEIGHBORS)]
    for person in people:
        make.member(db, person, town.juniper)
    identities = [identity(app, person) for person in people]
    db.close()
    before, topic = live.newest(), f"board:{town.juniper.id}"
    staying = live.open(topic, after=before)

    def act(who: Any) -> None:
        for turn in range(TURNS):
            for post in posts:
                action = take_back_vote if turn % 2 else cast_vote
                with app.sessions.writing() as session, session.begin():
                    action(session, who, post.id, app.knobs)

    expected = NEIGHBORS * TURNS * len(posts)
    heard: list[int] = []
    with ThreadPoolExecutor(NEIGHBORS) as crowd:
        done = [crowd.submit(act, who) for who in identities]
        while len(heard) < expected:
            losing = live.open(topic, after=heard[-1] if heard else before)
            heard += [line["id"] for line in losing.hear()]
            losing.connection.close()
        for one in done:
            one.result()
    history = [number for number, _kind in live.kinds_after(before)]
    assert len(history) == expected
    assert heard == history
    assert [line["id"] for line in staying.hear_until(history[-1])] == history
