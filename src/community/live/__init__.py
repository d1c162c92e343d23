"""From committed activity to open browsers: one tail of the history, one hub of topics, one socket per open page."""
