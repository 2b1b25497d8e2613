"""The dataset of results, read for all visitors together and at most every few minutes."""

import threading
import time

from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.submission import Submissions, submitted
from space.board.entries import bundled_results
from space.settings import SpaceSettings

FRESH = 300.0
"""Seconds for which a reading is shown again."""


class SubmittedResults:
    """Results of the Hub.

    Parameters
    ----------
    settings : name the dataset
    """

    def __init__(self, settings: SpaceSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._found: Submissions | None = None
        self._read = 0.0

    @property
    def last(self) -> Submissions:
        """What was read last; before that, the copy that came with the app."""
        return bundled_results() if self._found is None else self._found

    def read(self, *, anew: bool = False) -> Submissions:
        """All results that pass the checks.

        Parameters
        ----------
        anew : read them now, even if they were read a moment ago

        Raises
        ------
        InputError : the dataset is not available.
        """
        with self._lock:
            if self._found is None or anew or time.monotonic() - self._read >= FRESH:
                protocol = Protocol(self._settings.protocol_personas)
                self._found = submitted(self._settings.results, protocol=protocol)
                self._read = time.monotonic()
            return self._found
