"""Statistics of free texts: strings, or vectors of them, in; records out. Word lists and vectors are arguments."""
