"""Importers write in sessions of their own: the tests only look."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session


@pytest.fixture
def look(app: Any) -> Iterator[Callable[[], Session]]:
    """``look()``: a read-only session that sees everything committed until now."""
    with app.sessions.reading() as session:

        def now() -> Session:
            session.rollback()
            session.expire_all()
            return session

        yield now
