"""Writing what was read from files about streets: blocks, addresses. Each finds what is there by its key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from community.places.actions import learn_streets
from community.places.models import Address, Block


def put_rows(
    db: Session, model: type[Block] | type[Address], rows: Sequence[dict[str, Any]], *, dry_run: bool
) -> dict[str, int]:
    """Make or update blocks or addresses by key; no key twice in ``rows``. Returns counts: new, changed, unchanged."""
    query = select(model).where(model.key.in_([row["key"] for row in rows]))
    found_rows: Sequence[Any] = db.scalars(query).all()
    there = {found.key: found for found in found_rows}
    new = [row for row in rows if row["key"] not in there]
    changed = 0
    for row in rows:
        found = there.get(row["key"])
        differing = {name: value for name, value in row.items() if found and getattr(found, name) != value}
        changed += bool(differing)
        for name, value in differing.items():
            if not dry_run:
                setattr(found, name, value)
    if new and not dry_run:
        db.execute(insert(model), new)
        learn_streets(db, _streets_of(new))
    return {"new": len(new), "changed": changed, "unchanged": len(rows) - len(new) - changed}


def _streets_of(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Names of the streets of these blocks or addresses, by their folded form."""
    if "street_key" in rows[0]:
        return {row["street_key"]: row["street"] for row in rows}
    split = ((row["label"].partition(" ")[2], row["label_key"].partition(" ")) for row in rows)
    return {key: name.strip() for name, (number, _space, key) in split if key and number[:1].isdigit()}
