"""Statistics of free texts, of their vectors, or of what was found in them, as records. Word lists are arguments."""
