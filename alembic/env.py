"""Alembic's entry: runs the migrations on the connection ``community.commands.migrating`` hands over."""

import importlib
from typing import Any

from alembic import context

from community.db.base import Base, Moment, is_described

FEATURES = (
    "activity", "people", "places", "boards", "catalog", "photos", "observations", "cases", "comments", "confirmations",
    "voting", "moderation", "notices", "search", "desk",
)  # fmt: skip
MORE = (
    "cases.models_clock", "cases.models_handoff", "cases.models_intake", "cases.models_mentions", "cases.models_undo",
    "open311.gateway_models", "open311.server_models",
)  # fmt: skip
"""Tables that stand in a file of another name."""


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our own column type as what the database sees: migrations never import the application."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


for feature in FEATURES:
    importlib.import_module(f"community.{feature}.models")
for name in MORE:
    importlib.import_module(f"community.{name}")

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
    include_object=is_described,
)
with context.begin_transaction():
    context.run_migrations()
