"""The dataset of results, read for all visitors together and at most every few minutes."""

from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.submission import Submissions, submitted
from persona_collapse.results import Diagnosis
from space.board.entries import bundled_results
from space.board.kept import Kept
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
        protocol = Protocol(settings.protocol_personas)
        known: dict[str, Diagnosis | None] = {}
        self._kept = Kept(lambda: submitted(settings.results, protocol=protocol, known=known), FRESH)

    @property
    def last(self) -> Submissions:
        """What was read last; before that, the copy that came with the app."""
        return self._kept.last or bundled_results()

    def read(self, *, anew: bool = False) -> Submissions:
        """All results that pass the checks.

        Parameters
        ----------
        anew : read them now, even if they were read a moment ago

        Raises
        ------
        InputError : the dataset is not available.
        """
        return self._kept.get(anew=anew)

    def begin(self) -> None:
        """Begin to read them, for visitors that come later."""
        self._kept.begin()
