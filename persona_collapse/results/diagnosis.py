"""The whole record of a population, and how it is written."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persona_collapse.measures.intervals import Interval
from persona_collapse.results.alike import Alike
from persona_collapse.results.asked import Asked
from persona_collapse.results.axes import DefaultAxis, ReliabilityAxis, Scorecard
from persona_collapse.results.full_size import FullSize
from persona_collapse.results.leakage import Leakage
from persona_collapse.results.model_card import ModelCard
from persona_collapse.results.percent import percent
from persona_collapse.results.quality import Quality
from persona_collapse.results.record import TableRecord, presented
from persona_collapse.results.reread import ReRead
from persona_collapse.results.settings import Settings
from persona_collapse.results.subgroups import Subgroups
from persona_collapse.results.tracked import AttributionAxis
from persona_collapse.results.views import Views

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCHEMA = "persona-collapse/diagnosis/2"
"""2: a number that a record lacks is undefined, and a scorecard may hold further numbers. Records of 1 read as before."""


FROM_DRAWS = "numbers from draws (recall, LID, Hopkins, spread, distances to people) and the shuffled population"
PAIRED = "the intervals of numbers from draws (recall, LID, ...)"


@dataclass(frozen=True)
class Sample:
    """The respondents measured: source of the answers, a note about them, how many are complete, and the language of the
    items that they answered.

    `repeats` says of how many personas they are, and how many answers each gave; empty where each is one of its own.
    `personas` counts those with a complete row where rows are read as their repeats; None where each row is a respondent.
    `drawn_from` is how many of very many complete respondents draws are made from, and `paired_from` how many of them the
    paired draws of intervals; None where all are.
    """

    source: str
    note: str
    respondents: int
    complete: int
    missing_answers: int
    imputed: int
    language: str = "en"
    repeats: str = ""
    personas: int | None = None
    drawn_from: int | None = None
    paired_from: int | None = None

    @property
    def sampled(self) -> str:
        """What was computed of some of the respondents only, in a sentence; empty where nothing was.

        >>> Sample("a", "", 9000, 9000, 0, 0, paired_from=6000).sampled
        'of 9,000 complete respondents, 6,000 drawn once for the intervals of numbers from draws (recall, LID, ...); all for the rest'
        """
        some = [
            *([] if self.drawn_from is None else [f"{self.drawn_from:,} drawn once for {FROM_DRAWS}"]),
            *([] if self.paired_from is None else [f"{self.paired_from:,} drawn once for {PAIRED}"]),
        ]
        return f"of {self.complete:,} complete respondents, {', '.join(some)}; all for the rest" if some else ""

    @property
    def size(self) -> str:
        """How many there are, in words."""
        return f"{self.respondents} rows: {self.repeats}" if self.repeats else f"{self.respondents} respondents"

    @property
    def independent(self) -> int:
        """Complete respondents that are independent of each other: personas, where rows are their repeats."""
        return self.complete if self.personas is None else self.personas


@dataclass(frozen=True)
class TraitScoring:
    """How a trait is scored: its items, those of them that are reversed, and Cronbach's alpha of both sides."""

    items: int
    reversed: int
    alpha: float | None = None
    people_alpha: float | None = None


@dataclass(frozen=True)
class Scoring:
    """How answers were read: the scale, the answers seen, and each trait's items and keys.

    A wrong questionnaire, a wrong order of items and reversed items that are reverse-scored already show here.
    """

    low: int
    high: int
    lowest: int
    highest: int
    traits: dict[str, TraitScoring] = field(default_factory=dict)


@dataclass(frozen=True)
class NullRow:
    """The numbers of a population whose collapse, or noise, is known; a mean over a few of its kind."""

    name: str
    coverage: float | None
    precision: float | None
    recall: float | None
    trait_coverage: float | None
    trait_precision: float | None
    trait_recall: float | None
    lid: float | None
    lid_shuffled: float | None
    effective_likert: float | None
    participation_ratio: float | None = None
    participation_ratio_shuffled: float | None = None


@dataclass(frozen=True)
class NullPanel:
    """Known populations of `n` respondents against `n` people."""

    n: int
    rows: tuple[NullRow, ...]

    def row(self, name: str) -> NullRow:
        """The row of a population."""
        return next(row for row in self.rows if row.name == name)


def in_words(signature: str) -> str:
    """A signature as people read it; records keep its name.

    >>> in_words("unread"), in_words("shallow")
    ('not determined', 'shallow')
    """
    return "not determined" if signature == "unread" else signature


@dataclass(frozen=True)
class Signature:
    """A one-word reading of the numbers.

    Attributes
    ----------
    name : human-like, shallow, caricature, noise, mode collapse, mode collapse in part, response style, careless, mixed, invalid, too
        few to say, or unread where there is no reference
    evidence : the numbers behind it, in words
    also : other signatures whose rule holds too
    readings : signature -> the share of draws of half the personas that have it, most frequent first; empty where none
        were drawn
    """

    name: str
    evidence: tuple[str, ...]
    also: tuple[str, ...]
    readings: dict[str, float] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Its name as people read it."""
        return in_words(self.name)

    @property
    def support(self) -> str:
        """How many of the draws read the same, and what the others read; empty where none were drawn.

        >>> Signature("shallow", (), (), {"shallow": 0.92, "mixed": 0.08}).support
        '92 % of draws; mixed 8 %'
        """
        if not self.readings:
            return ""
        others = [f"{in_words(name)} {percent(share)}" for name, share in self.readings.items() if name != self.name]
        return "; ".join([f"{percent(self.readings.get(self.name, 0.0))} of draws", *others])


@dataclass(frozen=True)
class Likeness:
    """Human-likeness with its 95 % interval; see `persona_collapse.measures.likeness`.

    `least` names the part that it is, and `parts` has all of them.
    """

    human_likeness: float | None = None
    low: float | None = None
    high: float | None = None
    least: str = ""
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Diagnosis(TableRecord):
    """The scorecard of a population between its ceiling and its floor.

    Attributes
    ----------
    population : the respondents measured
    reference : the people compared with; None without a reference
    instrument : id and number of items
    settings : how
    values : the population's numbers
    held_out_people : the reference's, measured against other people of the reference: the ceiling
    shuffled_population : the numbers of the same answers, shuffled among respondents item by item: the noise floor;
        None where answers were filled in, which cannot be shuffled
    warnings : sentences, one per number on its noise floor, and one per thing that was excluded
    intervals : name of a number -> its 95 % interval; None from `measure`, or with fewer than 50 at a time
    signature : a one-word reading of the numbers; None from `measure`
    likeness : human-likeness, the number to order populations by; None without a reference, and from `measure`
    null_panel : known populations at the same size; None from `measure`
    reliability : what repeats say; None without repeats (noise unknown), and from `measure`
    default_pull : how near personas are to their model's answers without a persona; None without a control run, and from `measure`
    attribution : which attributes predict the answers, those asked for or the paper's; None without such columns, and from `measure`
    views : what a report draws; None from `measure`
    quality : how well the run went; None for answers from elsewhere
    asked : what the run asked; None for answers from elsewhere, and in old records
    commands : what to type to reproduce this record; empty where unknown
    scoring : how the answers were read; None in old records
    reread : the geometry of the answers mapped to people's distribution; None without a reference, from `measure`, and in
        old records
    subgroups : the scorecard of each level of the attributes asked for; None without
    leakage : what the answers give away of the attributes asked for; None without
    full_size : the whole population at the size it has; None unless asked for
    alike : two personas, and two pools of them, with one answer; None from `measure`, in old records, and by the paper's protocol
    model_card : what the Hub says of the model; only in results of the leaderboard, and None where it does not know the model
    """

    population: Sample
    reference: Sample | None
    instrument: str
    n_items: int
    settings: Settings
    values: Scorecard
    held_out_people: Scorecard | None
    shuffled_population: Scorecard | None
    warnings: tuple[str, ...]
    version: str
    intervals: dict[str, Interval] | None = None
    signature: Signature | None = None
    likeness: Likeness | None = None
    attribution: AttributionAxis | None = None
    reliability: ReliabilityAxis | None = None
    default_pull: DefaultAxis | None = None
    null_panel: NullPanel | None = None
    views: Views | None = None
    quality: Quality | None = None
    asked: Asked | None = None
    commands: tuple[str, ...] = ()
    scoring: Scoring | None = None
    reread: ReRead | None = None
    subgroups: Subgroups | None = None
    leakage: Leakage | None = None
    alike: Alike | None = None
    full_size: FullSize | None = None
    model_card: ModelCard | None = None
    schema: str = SCHEMA

    def plot(self) -> "Figure":
        """The numbers with their intervals, drawn by matplotlib, each on a line from the noise floor to people.

        Raises
        ------
        InputError : matplotlib is not installed, or no number can be placed between two others.
        """
        found: Figure = presented(self, "plot")
        return found
