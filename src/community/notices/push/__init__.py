"""Web push: news shown by a browser while Stoop is closed. An extra; off until the city has a key."""
