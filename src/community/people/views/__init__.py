"""HTTP in, redirect or page out: signing in and up, codes, one's own account."""
