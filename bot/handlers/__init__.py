"""One subject a file; each ends in HANDLERS."""
