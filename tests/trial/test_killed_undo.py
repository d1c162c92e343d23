"""``kill -9`` while a captain sends posts to 311 and takes every other one back: what was acknowledged as undone is
undone whole, and what stands is one case at the city."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity.models import Activity, Delivery
from community.activity.worker import run_until_idle
from community.cases.models import Backing, Case, Step
from community.observations.models import Observation
from tests import make
from tests.cast import city
from tests.trial.killed_city import Doer, Processes, kill_while, sign_in

pytestmark = pytest.mark.trial

DEEDS = 10


class Captain(Doer):
    """Sends one post after the other, and undoes half of them."""

    def __init__(self, port, token, posts, seed, service):
        super().__init__(port, token, posts, seed)
        self.service, self.stand, self.undone = str(service.id), [], []

    def run(self):
        for post in self.posts:
            if not self.insist(f"/o/{post}/escalate", service=self.service, reason="School starts on Monday."):
                continue
            if self.chance.random() < 0.5:
                self.stand.append(post)
                continue
            # An undo that was done and not acknowledged is refused the second time: nothing is claimed of it.
            found = re.search(r'action="/undo/([0-9]+)"', self.read(f"/o/{post}?undo=1"))
            if found and self.insist(f"/undo/{found[1]}"):
                self.undone.append(post)


def deeds_of(captains):
    """The posts whose sending was undone, and those whose sending stands."""
    undone = [post for captain in captains for post in captain.undone]
    return undone, [post for captain in captains for post in captain.stand]


def test_an_acknowledged_undo_is_whole_and_what_stands_is_sent_once(app, db, look, tmp_path):
    made = city(db)
    ana = made.people["Ana"]
    posts = [[make.observation(db, made.juniper, ana, f"Lamp {n} is out").id for n in range(150)] for _captain in "ab"]
    other = make.person(db, "Dora")
    make.member(db, other, made.juniper, "captain")
    tokens = [sign_in(db, person) for person in (made.people["Denise"], other)]
    url = app.sessions.engines.writing.url.render_as_string(hide_password=False)
    processes = Processes(url, tmp_path, COMMUNITY_UNDO_SECONDS="120")
    captains = [Captain(processes.port, token, posts[n], n, made.dumping) for n, token in enumerate(tokens)]
    kills = kill_while(processes, captains, lambda: min(len(one) for one in deeds_of(captains)) > DEEDS)
    with clock.travel(timedelta(minutes=10)):
        run_until_idle(app)

    undone, stand = deeds_of(captains)
    print(f"{kills} kills; {len(undone)} undone, {len(stand)} stand")
    assert min(len(undone), len(stand)) > DEEDS, "a trial without deeds shows nothing"
    assert set(look(select(Observation.state).where(Observation.id.in_(undone)))) == {"open"}
    assert set(look(select(Observation.state).where(Observation.id.in_(stand)))) == {"escalated"}
    assert look(select(Backing.case_id).where(Backing.observation_id.in_(undone))) == []
    for post in stand:
        [case] = look(select(Case).join(Backing).where(Backing.observation_id == post))
        kinds = Counter(look(select(Step.kind).where(Step.case_id == case.id)))
        assert kinds["opened"] == kinds["sent"] == kinds["accepted"] == 1
        assert case.reference
    gone = select(Activity.id).where(Activity.case_id.not_in(select(Case.id)))
    assert look(select(func.count()).select_from(Delivery).where(Delivery.activity_id.in_(gone))) == [0]
