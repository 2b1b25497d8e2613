"""The functions that Python users call: answers in any form become matrices here, `persona_collapse.diagnosis` measures them.

Each takes what the function of the same name there takes, with a `BehavioralTraitMatrix`, a pandas DataFrame, an array, the
path of a table or of a run directory, or the name of a Hub dataset wherever answers are expected. docs/python.md shows all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from numpy.typing import ArrayLike

from persona_collapse import diagnosis
from persona_collapse.arguments import FUNCTION, LABELS, NUMBER, NUMBERS, SIZES, SWITCH, TEXTS, Kind, an, check, whole
from persona_collapse.diagnosis.comparison.comparison import PERMUTATIONS
from persona_collapse.diagnosis.intervals import PAIRS
from persona_collapse.diagnosis.planning.planning import MEASURES
from persona_collapse.diagnosis.planning.planning import SIZES as SIMULATED_SIZES
from persona_collapse.given import Answers, population_of, populations_of, reference_of
from persona_collapse.results import Asked, Comparison, Diagnosis, Plan, Quality, Scorecard, Settings

SETTINGS = an(Settings, "a Settings, such as Settings(seed=1)").or_none
CARD = an(Scorecard, "the held_out_people of a Diagnosis").or_none
COLUMNS = Kind(TEXTS.holds, 'a list of columns, such as ["gender"]')


def diagnose(
    matrix: Answers,
    reference: Answers | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    pairs: int = PAIRS,
    samples: ArrayLike | None = None,
    distributions: ArrayLike | None = None,
    default: ArrayLike | None = None,
    quality: Quality | None = None,
    asked: Asked | None = None,
    commands: Sequence[str] = (),
    tsne: bool = False,
    held_out_people: Scorecard | None = None,
    attributes: Sequence[str] | None = None,
    by: Sequence[str] = (),
    full_size: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Diagnosis:
    """Diagnoses a population: every number between noise and people, with 95 % intervals and a one-word reading.

    Parameters
    ----------
    matrix : the population's answers; of a run directory also its repeats, its control run and what it asked
    reference : people's answers to the same items, or the name calibrated-2058 or twin2k500; by default the bundled
        calibrated-2058 for the BFI-44 (simulated from published norms, not people), and none for other instruments
    targets, settings, held_out_people, progress : as in `measure`
    pairs, samples, distributions, default, quality, asked, commands, tsne, attributes, by, full_size : as in `persona_collapse.diagnosis.diagnose`

    Raises
    ------
    InputError : answers in another form, that cannot be read, are not on the scale or do not fit the reference; too few
        respondents; a target column or level that does not exist.

    >>> from persona_collapse import Settings, simulate
    >>> answers = simulate("noise", 120).values
    >>> diagnose(answers, settings=Settings(draws=2), pairs=2).signature.name
    'noise'
    """
    _check_shared("diagnose", targets, settings, progress)
    check(
        "diagnose",
        pairs=(pairs, whole(1)),
        samples=(samples, NUMBERS.or_none),
        distributions=(distributions, NUMBERS.or_none),
        default=(default, NUMBERS.or_none),
        quality=(quality, an(Quality, "the quality of a Diagnosis").or_none),
        asked=(asked, an(Asked, "the asked of a Diagnosis").or_none),
        commands=(commands, Kind(TEXTS.holds, "a list of texts")),
        tsne=(tsne, SWITCH),
        held_out_people=(held_out_people, CARD),
        attributes=(attributes, COLUMNS.or_none),
        by=(by, Kind(lambda given: isinstance(given, str) or TEXTS.holds(given), COLUMNS.give)),
        full_size=(full_size, SWITCH),
    )
    given = population_of(matrix, "diagnose")
    known = given.known(samples=samples, distributions=distributions, default=default, quality=quality, asked=asked)
    return diagnosis.diagnose(
        given.matrix,
        reference_of(reference, "diagnose", instrument=given.matrix.instrument),
        targets=targets,
        settings=settings,
        pairs=pairs,
        commands=commands or ((given.command,) if given.command else ()),
        tsne=tsne,
        held_out_people=held_out_people,
        attributes=attributes,
        by=by,
        full_size=full_size,
        progress=progress,
        **known,
    )


def measure(
    matrix: Answers,
    reference: Answers | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    against_people: bool = True,
    held_out_people: Scorecard | None = None,
    progress: Callable[[str], None] | None = None,
) -> Diagnosis:
    """Measures a population: the numbers of `diagnose`, without intervals, null populations and signature.

    Parameters
    ----------
    matrix, reference : as in `diagnose`
    targets : column -> trait, for the labels personas were given; by default columns named after a trait or
        `big_five_<trait>`
    settings : protocol, seed, draws, rarefaction
    against_people : also the Vendi ratio, the energy distance and the forest, which take some seconds
    held_out_people : that column of an earlier diagnosis with the same reference, settings and size, to save its time
    progress : called with the name of each step before it begins

    Raises
    ------
    InputError : as `diagnose`.
    """
    _check_shared("measure", targets, settings, progress)
    check("measure", against_people=(against_people, SWITCH), held_out_people=(held_out_people, CARD))
    population = population_of(matrix, "measure").matrix
    return diagnosis.measure(
        population,
        reference_of(reference, "measure", instrument=population.instrument),
        targets=targets,
        settings=settings,
        against_people=against_people,
        held_out_people=held_out_people,
        progress=progress,
    )


def compare(
    populations: Sequence[Answers],
    reference: Answers | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    pairs: int = PAIRS,
    permutations: int = PERMUTATIONS,
    signatures: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Compares each population with the one before it, number by number, with 95 % intervals and p-values.

    Parameters
    ----------
    populations : a list of two or more, in the order of a pipeline
    reference, targets, settings, progress : as in `measure`
    pairs, permutations, signatures : as in `persona_collapse.diagnosis.compare`

    Raises
    ------
    InputError : not a list of populations; different items, the published protocol, a population that is the reference
        itself, an id that is twice in a population; as `diagnose`.
    """
    _check_shared("compare", targets, settings, progress)
    check(
        "compare",
        pairs=(pairs, whole(1)),
        permutations=(permutations, whole(0)),
        signatures=(signatures, SWITCH),
    )
    matrices = populations_of(populations, "compare")
    return diagnosis.compare(
        matrices,
        reference_of(reference, "compare", instrument=matrices[0].instrument if matrices else None),
        targets=targets,
        settings=settings,
        pairs=pairs,
        permutations=permutations,
        signatures=signatures,
        progress=progress,
    )


def plan(
    width: float,
    pilot: Answers | None = None,
    reference: Answers | None = None,
    *,
    names: Collection[str] = MEASURES,
    targets: Mapping[str, str] | None = None,
    reliability: float = 0.9,
    samples: ArrayLike | None = None,
    distributions: ArrayLike | None = None,
    seed: int = 0,
    pairs: int | None = None,
    sizes: tuple[int, ...] = SIMULATED_SIZES,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Says how many personas give 95 % intervals as narrow as wanted, and how many repeats reliable answers.

    Parameters
    ----------
    width : wanted full width of the interval
    pilot : answers of at least 100 personas, of a run directory with its repeats; None: simulated populations
    reference, targets, progress : as in `measure`
    names, reliability, samples, distributions, seed, pairs, sizes : as in `persona_collapse.diagnosis.plan`

    Raises
    ------
    InputError : a width not above 0, an unknown number, a pilot that is too small; as `diagnose`.
    """
    check(
        "plan",
        width=(width, NUMBER),
        names=(names, TEXTS),
        targets=(targets, LABELS.or_none),
        reliability=(reliability, Kind(NUMBER.holds, "a number between 0 and 1, such as 0.9")),
        samples=(samples, NUMBERS.or_none),
        distributions=(distributions, NUMBERS.or_none),
        seed=(seed, whole(0)),
        pairs=(pairs, whole(1).or_none),
        sizes=(sizes, SIZES),
        progress=(progress, FUNCTION.or_none),
    )
    given = None if pilot is None else population_of(pilot, "plan", called="pilot")
    repeats = {"samples": samples, "distributions": distributions}
    return diagnosis.plan(
        width,
        None if given is None else given.matrix,
        reference_of(reference, "plan", instrument=None if given is None else given.matrix.instrument),
        names=names,
        targets=targets,
        reliability=reliability,
        seed=seed,
        pairs=pairs,
        sizes=sizes,
        progress=progress,
        **(repeats if given is None else given.known(**repeats)),
    )


def _check_shared(function: str, targets: object, settings: object, progress: object) -> None:
    """Refuse what `measure`, `diagnose` and `compare` all take, where it is of another kind."""
    check(
        function,
        targets=(targets, LABELS.or_none),
        settings=(settings, SETTINGS),
        progress=(progress, FUNCTION.or_none),
    )
