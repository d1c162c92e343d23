"""From committed activity to open browsers."""
