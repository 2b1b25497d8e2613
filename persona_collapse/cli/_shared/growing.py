"""`run --grow`: a study asked in rounds, each towards people that no persona is near yet."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_collapse.backends import Backend
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.personas import PersonaPool
    from persona_collapse.study import Limits, Outcome, Study
    from persona_collapse.study.manifest import Round

SIZE = 100
"""Personas of a round where nothing else is given: as many as an interval of coverage needs."""


def growing(target: float | None, size: int | None, studies: "Sequence[Study]", *, narrow: bool) -> "Growing | None":
    """What `--grow` and `--round-size` say; None where the run does not grow.

    Parameters
    ----------
    target, size : as typed
    studies : what is asked
    narrow : whether `--until-width` is given

    Raises
    ------
    InputError : not a share, too few personas in the first round, several questionnaires, free texts, or no people to grow towards.
    """
    if target is None:
        if size is not None:
            raise InputError("--round-size needs --grow TARGET; add it, or omit --round-size")
        return None
    from persona_collapse.inputs import needed_reference
    from persona_collapse.instruments import Instrument
    from persona_collapse.remedy.growing import DRAWN, FEWEST

    why = f"because coverage has an interval from two draws of {DRAWN} personas that share none"
    if not 0 < target < 1:
        raise InputError(f"--grow {target:g}: coverage is a share; use, for example, --grow 0.8")
    if narrow:
        raise InputError("--grow and --until-width both say when to stop; omit one of them")
    if size is not None and size < FEWEST:
        raise InputError(f"--round-size {size}: give at least {FEWEST}, {why}; use, for example, --round-size {SIZE}")
    if len(studies) > 1 or not isinstance(studies[0].instrument, Instrument):
        raise InputError("--grow asks one questionnaire; use, for example, --instrument bfi44")
    (study,) = studies
    assert isinstance(study.instrument, Instrument), "checked before"
    pool = study.pool if study.personas is None else replace(study.pool, respondents=study.pool.first(study.personas))
    if (count := len(pool.respondents)) < FEWEST:
        raise InputError(
            f"--grow {target:g}: {count} personas are to be asked; give at least {FEWEST}, {why}: --personas {FEWEST}, or a "
            "larger table"
        )
    return Growing(target, size or SIZE, pool, needed_reference(study.instrument))


class Growing:
    """A run that grows.

    Parameters
    ----------
    target : of coverage, which its interval has to lie above
    size : personas of a round
    pool : the personas to choose from
    people : the people to grow towards
    """

    def __init__(self, target: float, size: int, pool: "PersonaPool", people: "BehavioralTraitMatrix") -> None:
        self._target, self._size, self._pool, self._people = target, size, pool, people

    @property
    def _name(self) -> str:
        """The number that has to be high, in words."""
        from persona_collapse.remedy.growing import measure_of

        return measure_of(self._people.instrument).replace("_", " ")

    def first(self, study: "Study") -> "Study":
        """The first round of a study, for a preview."""
        from persona_collapse.remedy.growing import first_round

        return replace(study, chosen=first_round(self._pool, self._size).chosen)

    @property
    def said(self) -> str:
        """What will be asked, for a preview."""
        return (
            f"grows       in rounds of {self._size} personas until the interval of {self._name} lies above {self._target:.2f}; these "
            "are the requests of the first"
        )

    def ask(
        self, study: "Study", backend: "Backend", folder: Path, limits: "Limits", *, trial: bool, look: bool
    ) -> "Outcome":
        """Ask round after round; asked again, it resumes.

        Parameters
        ----------
        study, backend, folder, limits, trial, look : as `administered` takes them; limits are of all rounds together

        Returns
        -------
        How the last round ended.

        Raises
        ------
        InputError : as `run_study` and `next_personas`.
        """
        from persona_collapse.cli._shared.administer import administered
        from persona_collapse.cli._shared.output import say
        from persona_collapse.inputs import read_answers
        from persona_collapse.remedy.growing import first_round, measured_round, next_round, reason_to_stop
        from persona_collapse.study.rounds import keep_rounds, rounds_of

        rounds = list(rounds_of(folder, study)) or [first_round(self._pool, self._size)]
        requests = 0
        while True:
            asked = replace(study, chosen=tuple(id for one in rounds for id in one.chosen))
            here = replace(limits, made=requests)
            outcome = administered(asked, backend, folder, here, None, trial=trial, look=look)
            requests += outcome.asked + outcome.tried
            keep_rounds(folder, rounds)
            if outcome.stopped or outcome.open:
                return outcome
            answers = read_answers(folder)
            rounds[-1] = measured_round(rounds[-1], answers, self._people)
            keep_rounds(folder, rounds)
            say(_said(rounds, self._name))
            if reason := reason_to_stop(rounds, self._target, self._pool):
                say(f"no further round: {reason}")
                return outcome
            rounds.append(next_round(answers, self._people, self._pool, self._size, len(rounds)))
            keep_rounds(folder, rounds)
            say(f"round {len(rounds)}: {len(rounds[-1].chosen):,} personas, {_way(rounds[-1])}")


def _said(rounds: "Sequence[Round]", name: str) -> str:
    """A line about the rounds so far."""
    last, count = rounds[-1], sum(len(one.chosen) for one in rounds)
    begins = f"round {len(rounds)}: {count:,} personas"
    if last.coverage is None:
        return f"{begins}, too few for an interval of {name}"
    return f"{begins}, {name} {last.coverage:.2f} (95 % interval {last.low:.2f} to {last.high:.2f})"


def _way(one: "Round") -> str:
    from persona_collapse.study.manifest import TOWARDS

    if one.way == TOWARDS:
        return "towards people that no persona is near"
    return "in the order of the pool (persona-collapse personas next says why)"
