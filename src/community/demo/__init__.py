"""The invented city."""
