"""Ana's pothole in a city that keeps time: a stage for stories of clocks and promises, at set moments."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community import clock
from community.activity.models import Activity
from community.cases.models import Case
from community.cases.models_clock import CaseClock
from community.catalog.actions_targets import set_targets
from community.escalation.actions import escalate_if_due
from tests import make
from tests.cases.people import as_identity

MONDAY = datetime(2027, 3, 1, 12, tzinfo=ZoneInfo("America/New_York"))
"""No holiday in the two weeks that follow; the offices of a city that has set nothing open from 8:30 to 17:00."""
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@contextmanager
def on(moment):
    with clock.travel(moment - clock.now()):
        yield


class Story:
    """Potholes are answered within a working day and done within four; an inlet takes ten."""

    def __init__(self, db, app, worker):
        self.db, self.app, self.worker = db, app, worker
        self.board = make.board(db, threshold=3)
        self.streets, self.water = make.agency(db, "Streets", fallback=True), make.agency(db, "Water")
        self.pothole, self.inlet = make.service(db, self.streets), make.service(db, self.water, "Clogged inlet")
        set_targets(db, None, self.pothole.id, {"first_answer": (1, "working_days"), "completion": (4, "working_days")})
        set_targets(db, None, self.inlet.id, {"completion": (10, "working_days")})
        self.ana, self.luis = make.person(db, "Ana"), make.person(db, "Luis")
        person = make.person(db, "Priya N.")
        make.liaison(db, person, self.streets)
        self.priya_person, self.priya = person, as_identity(db, person)
        db.commit()

    def open(self, **values):
        values = {"service_id": self.pothole.id, **values}
        post = make.observation(self.db, self.board, self.ana, vote_count=3, **values)
        case = escalate_if_due(self.db, post, self.board, self.app.knobs)
        self.db.commit()
        self.post = post
        return case

    def act(self, do, case, *args, **values):
        self.db.refresh(case)
        done = do(self.db, self.priya, case.id, case.version, *args, **values)
        self.db.commit()
        return done

    def now(self, case):
        self.db.commit()
        self.worker()
        found = self.db.get(Case, case.id, populate_existing=True).pace
        self.db.commit()
        return found

    def tick(self):
        self.db.commit()
        self.worker()

    def clocks(self, case):
        query = select(CaseClock).where(CaseClock.case_id == case.id)
        rows = self.db.scalars(query, execution_options={"populate_existing": True})
        found = {one.measure: one for one in rows}
        self.db.commit()
        return found

    def facts(self, *kinds):
        rows = self.db.scalars(select(Activity.kind).where(Activity.kind.in_(kinds)).order_by(Activity.id))
        found = list(rows)
        self.db.commit()
        return found
