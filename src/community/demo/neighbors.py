"""What neighbors do in a scene: post, vote, talk, and sometimes take it back. All of it through the real actions."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.cases.actions import note_words_edited, note_words_withdrawn
from community.cases.queries import cases_behind
from community.comments.actions import withdraw_comment, write_comment
from community.demo.cityhall import CityHall
from community.demo.scenes import Scene
from community.escalation.actions import escalate_by_hand
from community.moderation.actions import hide_words, report_words
from community.observations.actions import edit_observation, post_observation, withdraw_observation
from community.observations.forms import ObservationWords, Spot
from community.observations.picturing import picture_observation
from community.people.identity import Identity
from community.voting.actions import cast_vote

CAPTAIN = "captain: "
REPLY = "> "
UNKIND = "unkind: "


class Neighbors:
    """The neighbors of one scene. ``city`` is told when it becomes a case."""

    def __init__(self, scene: Scene, city: CityHall) -> None:
        self.scene, self.city = scene, city
        self.calendar, self.cast, self.rng = city.calendar, city.cast, scene.rng
        self.observation_id = 0
        self.last_comment_id: int | None = None

    def begin(self) -> None:
        """Put the first deed into the calendar."""
        posted = self.scene.posted
        usual = self.scene.fate == "opening"
        self.calendar.plan(posted if usual else self.calendar.waking_hour(posted, self.rng), self.post)

    def post(self, db: Session) -> None:
        """Write the observation, and let the others notice it."""
        scene, offices = self.scene, self.city.offices
        kind = scene.kind if scene.sure and scene.kind in offices.services else None
        words = ObservationWords(
            title=scene.title,
            description=scene.words,
            service_id=offices.services[kind] if kind else None,
            answers=offices.usual.get(kind, {}) if scene.answered else {},
            spot=Spot(scene.spot.address, "", scene.spot.lat, scene.spot.lon),
            nameless=scene.nameless,
            chosen=True,
        )
        posted = post_observation(db, scene.author, scene.board_id, words)
        self.observation_id = self.city.observation_id = posted.id
        if scene.photo:
            picture_observation(db, scene.author, posted, self.city.album.sent(db, scene.author.person_id, scene.photo))
        self._plan_votes()
        self._plan_talk()
        self._plan_end()

    def _plan_votes(self) -> None:
        """Neighbors find it within two days or so; more of them in the first hours."""
        others = [who for who in self._members() if who.person_id != self.scene.author.person_id]
        if self.scene.fate == "opening":
            others.remove(self.cast.named["Luis M."])  # the walk of the README needs his vote
        voters = self.rng.sample(others, min(self.scene.votes, len(others)))
        span = 1.7 if self.scene.fate == "opening" else self.rng.uniform(8, 60)
        for voter in voters:
            self.calendar.plan(self._later(span * self.rng.random() ** 2 + 0.05), partial(self.vote, voter))

    def _plan_talk(self) -> None:
        hours = 0.0
        for line in self.scene.talk:
            hours += self.rng.uniform(0.1, 0.4) if self.scene.fate == "opening" else self.rng.uniform(0.3, 14)
            moment = self._later(hours)
            if self.scene.fate != "opening":
                moment = self.calendar.waking_hour(moment, self.rng)
            self.calendar.plan(moment, partial(self.talk, line))

    def _plan_end(self) -> None:
        """A captain who does not wait, a post that is hidden or taken back, a liaison who answers without a case."""
        scene, rng = self.scene, self.rng
        if not scene.fate and rng.random() < 0.07:
            self.calendar.plan(self.calendar.waking_hour(self._later(rng.uniform(15, 40)), rng), self.edit)
        by_hand = 0.5 if scene.area.escalation == "captain" else 0.12
        if scene.fate == "hidden":
            self.calendar.plan(self._later(5), self.report)
            self.calendar.plan(self._later(9), self.hide)
        elif scene.fate == "withdrawn":
            self.calendar.plan(self._later(20), self.withdraw)
        elif scene.fate == "withdrawn_late":
            self.calendar.plan(self._later(90), self.withdraw)
        elif scene.fate == "opening":
            self.calendar.plan(self._later(1.9), self.city.answer_without_case)
        elif scene.area.escalation != "votes" and rng.random() < by_hand:
            self.calendar.plan(self.calendar.waking_hour(self._later(rng.uniform(6, 30)), rng), self.send)
        elif rng.random() < 0.2:
            moment = self.calendar.working_hour(self._later(rng.uniform(3, 30)), rng)
            self.calendar.plan(moment, self.city.answer_without_case)

    def vote(self, voter: Identity, db: Session) -> None:
        """One neighbor's vote; the one that matters opens the case."""
        cast_vote(db, voter, self.observation_id, self.city.knobs)
        self._notice_case(db)

    def talk(self, line: str, db: Session) -> None:
        """One line of the thread."""
        who = self.rng.choice(self._members())
        if line.startswith(CAPTAIN):
            who = self.rng.choice(self.cast.captains[self.scene.board_id])
        reply_to = self.last_comment_id if line.startswith(REPLY) else None
        words = line.removeprefix(CAPTAIN).removeprefix(REPLY).removeprefix(UNKIND)
        nameless = not line.startswith(CAPTAIN) and self.rng.random() < 0.15
        written = self.last_comment_id = write_comment(db, who, self.observation_id, words, nameless, reply_to).id
        if line.startswith(UNKIND):
            self.calendar.plan(self._later(1.5), lambda db: self.hide(db, written, "insult"))
        elif self.rng.random() < 0.02:
            self.calendar.plan(self._later(2), partial(self.take_back, who, written))

    def take_back(self, who: Identity, comment_id: int, db: Session) -> None:
        """Somebody thinks better of what they wrote."""
        withdraw_comment(db, who, comment_id)

    def send(self, db: Session) -> None:
        """The captain sends it to 311, with a reason, and answers what the city asks."""
        if self.city.case_id or self.scene.kind not in self.city.offices.services:
            return
        captain = self.rng.choice(self.cast.captains[self.scene.board_id])
        service_id = self.city.offices.services[self.scene.kind]
        answers: dict[str, Any] = self.city.offices.usual[self.scene.kind]
        reason = self.rng.choice(self.city.words["reasons"]["words"])
        escalate_by_hand(db, captain, self.observation_id, service_id, answers, reason)
        self._notice_case(db)

    def report(self, db: Session) -> None:
        """Somebody finds the words unfair."""
        others = [who for who in self.cast.neighbors[self.scene.board_id] if who is not self.scene.author]
        report_words(db, self.rng.choice(others), self.observation_id, None, "names_person", "This is about one man.")

    def hide(self, db: Session, comment_id: int | None = None, rule: str = "names_person") -> None:
        """The captain leaves a stub."""
        hide_words(db, self.cast.captains[self.scene.board_id][0], self.observation_id, comment_id, rule)

    def edit(self, db: Session) -> None:
        """The author has looked again."""
        words = f"{self.scene.words}\n\nI looked again this morning and nothing has changed."
        edit_observation(db, self.scene.author, self.observation_id, self.scene.title, words)
        note_words_edited(db, self.observation_id)

    def withdraw(self, db: Session) -> None:
        """The author takes it back, and the city is told."""
        withdraw_observation(db, self.scene.author, self.observation_id)
        note_words_withdrawn(db, self.observation_id)

    def _members(self) -> list[Identity]:
        return self.cast.neighbors[self.scene.board_id] + self.cast.captains[self.scene.board_id]

    def _later(self, hours: float) -> datetime:
        return clock.now() + timedelta(hours=hours)

    def _notice_case(self, db: Session) -> None:
        if not self.city.case_id and (behind := cases_behind(db, self.observation_id)):
            self.city.begin(behind[0].id, unsorted=behind[0].needs_sorting)
