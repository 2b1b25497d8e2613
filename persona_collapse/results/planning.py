"""How many personas, and how many repeats, a wanted precision takes."""

from dataclasses import dataclass

from persona_collapse.measures.intervals import Interval
from persona_collapse.results.record import Record

PLAN_SCHEMA = "persona-collapse/plan/1"


@dataclass(frozen=True)
class PersonasNeeded:
    """What a wanted width takes for one number of one population.

    Attributes
    ----------
    name : of the number, as in `Diagnosis.intervals`
    population : its name
    value, se, width : its value, standard error and 95 % interval's full width among `respondents`
    respondents : complete ones that were measured; of a pilot of more than 6,000, those drawn from it
    wanted : the width wanted, in units of the number
    unit, unit_is : the factor of the width, and what it is; 1 and "" for absolute widths
    personas : needed, at least 100
    width_of_pool : width with the whole pool of 1,144
    """

    name: str
    population: str
    value: float
    se: float
    width: float
    respondents: int
    wanted: float
    unit: float
    unit_is: str
    personas: int
    width_of_pool: float


@dataclass(frozen=True)
class RepeatsNeeded:
    """How many repeats a study needs.

    Attributes
    ----------
    noise_share : with its interval over personas; None where it is undefined
    personas : that the shares rest on
    repeats : answers to each question; None where their distributions are known
    reliability_of_one : share of the variance of single answers (to one item, between personas) that is the persona
    reliability : wanted of the mean of a persona's answers to one item
    needed : repeats for that reliability; None where no variance of the answers belongs to personas
    personas_needed : for a noise share within the wanted width with the same repeats; None where undefined
    """

    noise_share: Interval | None
    personas: int
    repeats: int | None
    reliability_of_one: float | None
    reliability: float
    needed: int | None
    personas_needed: int | None


@dataclass(frozen=True, repr=False)
class Plan(Record):
    """How many personas are enough.

    Attributes
    ----------
    width : wanted, full width of a 95 % interval: as it is for numbers from 0 to 1, else times a unit
    pilot : source of the answers to plan from; None: simulated populations
    reference, note : the people compared with, and the note about them; None without a reference
    size, largest_size : respondents compared at a time in the largest population measured, and at most with these people
    pool : personas of the pool that `width_of_pool` is of
    rows : per number and population
    without_interval : requested numbers that have no interval here
    repeats : None: unknown, because no question was repeated
    """

    width: float
    pilot: str | None
    reference: str | None
    note: str
    size: int
    largest_size: int
    pool: int
    rows: tuple[PersonasNeeded, ...]
    without_interval: tuple[str, ...]
    repeats: RepeatsNeeded | None
    version: str
    schema: str = PLAN_SCHEMA
