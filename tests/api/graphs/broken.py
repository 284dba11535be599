"""A graph whose file does not load."""

raise RuntimeError("no such table: appointments")
