"""The demo: what the page is told and may do, who else may not, and the whole of it running."""
