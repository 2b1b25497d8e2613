"""One model is loaded at a time in a process."""

import threading

LOADING = threading.RLock()
"""Held while a model is loaded. transformers replaces methods of its classes for the time of a loading and then puts back what
it found: of two loadings that overlap, the later one puts back the replacement of the earlier one, and from then on no model of
the process ties its weights."""
