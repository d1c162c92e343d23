"""Boards from outlines: made, or changed where their name or boundary is drawn otherwise. They are found by key."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.facts import BoardImported
from community.boards.models import Board, Boundary
from community.boards.outlines import BoardOutline
from community.places.rules import fold


def put_boards(db: Session, outlines: Sequence[BoardOutline], *, dry_run: bool) -> dict[str, list[str]]:
    """Make or update the boards by key. Returns names by outcome: new, changed, unchanged, missing. A slug, once
    given, stays."""
    query = select(Board) if dry_run else select(Board).with_for_update()
    boards = {board.key: board for board in db.scalars(query)}
    boundaries = {boundary.board_id: boundary for boundary in db.scalars(select(Boundary))}
    slugs = {board.slug for board in boards.values()}
    outcome: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
    for outline in outlines:
        board = boards.get(outline.key)
        if board is None:
            outcome["new"].append(outline.name)
            if not dry_run:
                _add_board(db, outline, slugs)
        elif changes := _changes(board, boundaries.get(board.id), outline):
            outcome["changed"].append(f"{outline.name} ({' and '.join(changes)})")
            if not dry_run:
                _change_board(db, board, boundaries.get(board.id), outline)
        else:
            outcome["unchanged"].append(outline.name)
    keys = {outline.key for outline in outlines}
    outcome["missing"] = sorted(board.name for key, board in boards.items() if key not in keys)
    return outcome


def _add_board(db: Session, outline: BoardOutline, slugs: set[str]) -> None:
    slug = _free_slug(outline.name, slugs)
    slugs.add(slug)
    now = clock.now()
    board = Board(
        key=outline.key, slug=slug, name=outline.name, name_key=fold(outline.name), area=outline.area, created_at=now
    )
    db.add(board)
    db.flush()
    db.add(Boundary(board_id=board.id, geometry=outline.geometry, changed_at=now))
    record(db, BoardImported(board_id=board.id, new=True), imported=True)


def _changes(board: Board, boundary: Boundary | None, outline: BoardOutline) -> list[str]:
    """What the file says otherwise."""
    renamed = [f"was {board.name}"] if board.name != outline.name else []
    redrawn = ["boundary"] if boundary is None or boundary.geometry != outline.geometry else []
    return renamed + redrawn


def _change_board(db: Session, board: Board, boundary: Boundary | None, outline: BoardOutline) -> None:
    boundary = boundary or Boundary(board_id=board.id)
    db.add(boundary)
    board.name, board.name_key, board.area = outline.name, fold(outline.name), outline.area
    boundary.geometry, boundary.changed_at = outline.geometry, clock.now()
    record(db, BoardImported(board_id=board.id, new=False), imported=True)


def _free_slug(name: str, taken: set[str]) -> str:
    """An address for the board nobody has: "Juniper Square" → "juniper-square", then "juniper-square-2"."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60] or "board"
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
