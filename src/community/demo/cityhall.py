"""What city hall does in a scene: sorts, takes, answers, plans, hands on and closes. All through the real actions."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.cases.actions import (
    answer_case,
    answer_observation,
    close_case,
    note_case,
    schedule_case,
    sort_case,
    take_case,
    transfer_case,
)
from community.cases.models import Case
from community.cases.picturing import picture_answer
from community.comments.actions import write_comment
from community.demo.album import Album
from community.demo.calendar import Calendar, Deed
from community.demo.lookers import Lookers
from community.demo.offices import Offices
from community.demo.people import Cast
from community.demo.reading import read_toml
from community.demo.scenes import Scene
from community.i18n import write_date
from community.people.identity import Identity
from community.settings import Settings

ENDINGS = ("not_found", "done", "done", "declined", "done", "not_responsible", "done", "done", "duplicate", "done")
"""How cases end, in turn: each takes the first that fits it, which then goes to the end of the row."""
WRONG_DOOR = {
    "tree": "lighting",
    "sidewalk": "parks",
    "dumping": "inspections",
    "vacant_lot": "sanitation",
    "pothole": "water",
    "storm_drain": "streets",
}
"""Kinds that sometimes turn out to be another agency's job, and whose."""


class Desk:
    """What all scenes share: the calendar, the cast, the offices, the words, and the open cases by board and kind."""

    def __init__(self, calendar: Calendar, cast: Cast, offices: Offices, album: Album, knobs: Settings) -> None:
        self.calendar, self.cast, self.offices, self.album, self.knobs = calendar, cast, offices, album, knobs
        self.words: dict[str, Any] = read_toml("answers")
        self.endings = list(ENDINGS)
        self.running: dict[tuple[int, str], list[int]] = {}


class CityHall:
    """The city's part in one scene. ``case_id`` is 0 until there is a case."""

    def __init__(self, scene: Scene, desk: Desk) -> None:
        self.scene, self.desk, self.rng = scene, desk, scene.rng
        self.calendar, self.cast, self.offices = desk.calendar, desk.cast, desk.offices
        self.words, self.knobs, self.album = desk.words, desk.knobs, desk.album
        self.observation_id = self.case_id = 0
        self.handed_on = False
        neighbors = desk.cast.neighbors[scene.board_id]
        self.lookers = Lookers(desk.calendar, desk.words["after"], neighbors, desk.knobs, self._await_liaison)

    def begin(self, case_id: int, *, unsorted: bool) -> None:
        """A case was opened. One in fourteen waits longer than these six weeks."""
        self.case_id = case_id
        self.calendar.hand_over()
        if unsorted:
            if self.rng.random() < 0.6:
                self._plan(self.rng.uniform(4, 30), self.sort)
        else:
            self._await_liaison()

    def _await_liaison(self) -> None:
        self.desk.running.setdefault((self.scene.board_id, self.scene.kind), []).append(self.case_id)
        if self.rng.random() < 0.93:
            self._plan(self.rng.uniform(2, 40), self.take)

    def _plan(self, hours: float, deed: Deed) -> None:
        self.calendar.plan(self.calendar.working_hour(clock.now() + timedelta(hours=hours), self.rng), deed)

    def sort(self, db: Session) -> None:
        """A captain says what kind it is; what no service fits stays with the contact center."""
        if self.scene.kind not in self.offices.services:
            return
        captain = self.rng.choice(self.cast.captains[self.scene.board_id])
        service_id, answers = self.offices.services[self.scene.kind], self.offices.usual[self.scene.kind]
        sort_case(db, captain, self.case_id, self._case(db).version, service_id, answers)
        self.calendar.hand_over()
        self._await_liaison()

    def take(self, db: Session) -> None:
        """A liaison of the agency takes the case, or finds that another agency has to."""
        case = self._case(db)
        who = self._liaison(case.agency_id)
        if self.scene.kind in WRONG_DOOR and not self.handed_on and self.rng.random() < 0.25:
            self._hand_on(db, who, case)
            return
        take_case(db, who, self.case_id, case.version)
        self._plan(self.rng.uniform(0.1, 1.5), self.answer)
        if self.rng.random() < 0.3:
            self._plan(self.rng.uniform(0.2, 4), self.note)

    def _hand_on(self, db: Session, who: Identity, case: Case) -> None:
        """It is another agency's job after all; a liaison there takes it."""
        self.handed_on = True
        agency_id = self.offices.agencies[WRONG_DOOR[self.scene.kind]]
        words = self.words["sorting"]["transfer"][0]
        transfer_case(db, who, self.case_id, case.version, agency_id=agency_id, words=words)
        self._plan(self.rng.uniform(4, 30), self.take)

    def answer(self, db: Session) -> None:
        """The first public word; a neighbor may ask back, and then work is planned or done."""
        case = self._case(db)
        answer_case(db, self._holder(case), self.case_id, case.version, self._words("work", 5))
        if self.rng.random() < 0.45:
            self.calendar.plan(clock.now() + timedelta(hours=self.rng.uniform(0.5, 5)), self.ask_back)
        if self.rng.random() < 0.7 and "scheduled" in self._office():
            self._plan(self.rng.uniform(4, 50), self.schedule)
        elif self.rng.random() < 0.85:
            self._plan(self.rng.uniform(24, 150), self.close)

    def note(self, db: Session) -> None:
        """Words for the colleagues."""
        case = self._case(db)
        note_case(db, self._holder(case), self.case_id, case.version, self.rng.choice(self.words["notes"]["words"]))

    def schedule(self, db: Session) -> None:
        """Work gets a day: mostly it is done on it; now and then another day is set before, or it gets later."""
        case, today = self._case(db), self._today()
        done = self.calendar.working_hour(clock.now() + timedelta(days=self.rng.randint(2, 6)), self.rng)
        day = self.calendar.day_of(done)
        words = self._words("scheduled", (day - today).days)
        schedule_case(db, self._holder(case), self.case_id, case.version, day, words, today=today)
        luck = self.rng.random()
        if luck < 0.65:
            self.calendar.plan(done, self.close)
        elif luck < 0.8:
            self._plan(20, self.schedule)
        elif luck < 0.92:
            self.calendar.plan(self.calendar.working_hour(done + timedelta(days=1), self.rng), self.close)

    def close(self, db: Session) -> None:
        """With words and a code. What stands open twice on the same board may be closed as a duplicate."""
        case, who = self._case(db), self._holder(self._case(db))
        same = self.desk.running[self.scene.board_id, self.scene.kind]
        same.remove(self.case_id)
        code = self._ending(can_be_duplicate=bool(same))
        if code == "duplicate":
            words, goes_on = self.words["duplicate"]["words"][0], db.get_one(Case, same[0]).reference or ""
            close_case(db, who, self.case_id, case.version, code, words, duplicate_of=goes_on)
        else:
            detail = self.words["details"].get(code, "").format(place=self.scene.spot.address)
            said = close_case(db, who, self.case_id, case.version, code, self._words(code, 7), detail=detail)
            self.lookers.begin(self.observation_id, self.case_id, code, case.round)
            if self.scene.after and code == "done":
                picture_answer(db, who, said, self.album.sent(db, who.person_id, self.scene.after))

    def _ending(self, *, can_be_duplicate: bool) -> str:
        row, office = self.desk.endings, self._office()
        code = next(code for code in row if code in office or (code == "duplicate" and can_be_duplicate))
        row.remove(code)
        row.append(code)
        return code

    def ask_back(self, db: Session) -> None:
        """A neighbor asks the city something, and mostly gets an answer."""
        exchange = self.rng.choice(self.words["exchange"])
        write_comment(db, self._neighbor(), self.observation_id, exchange["says"], nameless=False)
        if self.rng.random() < 0.6:
            self._plan(self.rng.uniform(1, 12), lambda db: self._answer_back(db, exchange["city"]))

    def _answer_back(self, db: Session, words: str) -> None:
        case = self._case(db)
        answer_case(db, self._holder(case), self.case_id, case.version, words)

    def answer_without_case(self, db: Session) -> None:
        """The city speaks before there is a case."""
        if self.case_id or "answer" not in self._office():
            return
        agency_id = self.offices.agency_of[self.scene.kind if self.scene.kind in self.offices.services else None]
        answer_observation(db, self._liaison(agency_id), self.observation_id, self._words("answer", 4), agency_id)

    def _case(self, db: Session) -> Case:
        return db.get_one(Case, self.case_id)

    def _holder(self, case: Case) -> Identity:
        """Who has the case; a colleague of the agency while nobody has."""
        people = self.cast.liaisons[case.agency_id]
        return next((who for who in people if who.person_id == case.liaison_id), people[0])

    def _liaison(self, agency_id: int) -> Identity:
        return self.rng.choice(self.cast.liaisons[agency_id])

    def _neighbor(self) -> Identity:
        return self.rng.choice(self.cast.neighbors[self.scene.board_id])

    def _office(self) -> dict[str, list[str]]:
        words: dict[str, list[str]] = self.words[self.scene.kind]
        return words

    def _words(self, what: str, days: int) -> str:
        office = self._office()
        day = write_date(self._today() + timedelta(days=days), today=self._today())
        return self.rng.choice(office.get(what) or office["work"]).format(day=day, place=self.scene.spot.address)

    def _today(self) -> date:
        return self.calendar.city_day()
