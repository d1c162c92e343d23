"""HTTP in, redirect or page out."""
