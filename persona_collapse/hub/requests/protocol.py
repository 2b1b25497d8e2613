"""The fixed protocol of evaluation: the same personas, wording and seeds for every model."""

from dataclasses import dataclass

from persona_collapse.errors import InputError
from persona_collapse.hub.checks import FEWEST_PERSONAS, Check, checks
from persona_collapse.hub.requests.request import MODES, PRECISIONS, THINKING, Settings
from persona_collapse.instruments import catalogue
from persona_collapse.personas import bundled_pool
from persona_collapse.results import Diagnosis
from persona_collapse.study import Manner, Study, studies

DEPEND_ON_SIZE = ("how many", "intervals")
"""Checks that a smaller protocol cannot pass."""


@dataclass(frozen=True)
class Protocol:
    """How every model is evaluated.

    Attributes
    ----------
    personas : how many of the bundled pool, from the first; None all. The leaderboard's protocol has all; fewer are for tests
    seed : of everything drawn
    """

    personas: int | None = None
    seed: int = 0

    def studies(self, mode: str, instruments: tuple[str, ...], thinking: str) -> list[Study]:
        """What is asked, a study per instrument.

        Parameters
        ----------
        mode : probabilities or generate
        instruments : names of bundled questionnaires
        thinking : on, off or empty

        Raises
        ------
        InputError : an unknown instrument or setting, or settings that exclude each other.
        """
        known = [one.id for one in catalogue.questionnaires() if one.can_be_asked]
        unknown = [name for name in instruments if name not in known]
        if unknown or not instruments:
            raise InputError(f"unknown instrument {str(unknown[:1])[1:-1][:60]}; use one of {', '.join(known)}")
        for what, value, there in (("mode", mode, MODES), ("thinking", thinking, THINKING)):
            if value not in there:
                raise InputError(f"unknown {what} {str(value)[:40]!r}; use one of {', '.join(filter(None, there))}")
        manner = Manner(mode=mode, thinking=thinking or None, seed=self.seed)
        found = studies([catalogue.bundled(name) for name in instruments], bundled_pool(), self.personas, manner)
        return [*found]

    def settings(
        self, model: str, commit: str, precision: str, mode: str, instruments: tuple[str, ...], thinking: str
    ) -> Settings:
        """The settings of a request by this protocol.

        Raises
        ------
        InputError : as `studies`; an unknown precision.
        """
        if precision not in PRECISIONS:
            raise InputError(f"unknown precision {str(precision)[:40]!r}; use one of {', '.join(PRECISIONS)}")
        asked = self.studies(mode, instruments, thinking)
        hashes = tuple(one.hash[:12] for one in asked)
        return Settings(model, commit, precision, mode, instruments, thinking, hashes, asked[0].extent.personas)

    def knows(self, settings: Settings) -> bool:
        """Whether a request was made for this protocol; one of another version of the package may not be."""
        given = (settings.model, settings.commit, settings.precision)
        try:
            return settings == self.settings(*given, settings.mode, settings.instruments, settings.thinking)
        except InputError:
            return False

    def failed_checks(self, record: Diagnosis) -> list[Check]:
        """The checks of the leaderboard that a result does not pass, though one of this protocol must."""
        whole = self.personas is None or self.personas >= FEWEST_PERSONAS
        excused = () if whole else DEPEND_ON_SIZE
        return [one for one in checks(record.to_json()) if not one.passed and one.name not in excused]
