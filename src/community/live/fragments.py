"""The page's own fragments, rendered from the present state, once per batch and place."""

from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.live.present import Present


class Fragments:
    """Fragments by target for the observations and cases of a batch."""

    def __init__(self, db: Session, app: Any, present: Present) -> None:
        self._db = db

    def of_row(self, observation_id: int) -> dict[str, str]:
        """What changes in the board's row of the observation."""
        return {}

    def of_thread(self, observation_id: int, row: Activity) -> dict[str, str]:
        """What changes on the observation's own page."""
        return {}

    def of_case(self, case_id: int) -> dict[str, str]:
        """What changes on the public page of the case."""
        return {}
