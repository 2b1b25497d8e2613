"""Statistics of free texts: strings, vectors of them, or what was found in them, in; records out. Word lists are arguments."""
