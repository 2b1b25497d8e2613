"""Files: what a visitor uploads, read within bounds, and tables as they are handed out."""
