"""The ``community`` program."""


def main() -> int:
    """Placeholder entry."""
    return 0
