"""Ids for rows about to be written in bulk: taken first, so that rows can name each other without asking back.

Asking back (RETURNING) costs more than half of an import's time on PostgreSQL, where each statement of a thousand
rows is taken apart again by the driver.
"""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from community.db.base import Base


def take_ids(db: Session, model: type[Base], count: int) -> list[int]:
    """``count`` new ids of the table, in rising order. Call it inside the transaction that writes the rows: on SQLite
    nothing but its write lock keeps them free."""
    key = model.__table__.c.id
    if db.get_bind().dialect.name == "sqlite":
        last = db.scalar(select(func.max(key))) or 0
        return list(range(last + 1, last + count + 1))
    numbers = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return sorted(db.scalars(numbers, {"table": model.__tablename__, "count": count}))
