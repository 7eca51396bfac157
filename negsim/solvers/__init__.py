"""Methods, one a file; `solve` chooses."""
