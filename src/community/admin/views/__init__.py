"""HTTP in, page or redirect out, for administrators."""
