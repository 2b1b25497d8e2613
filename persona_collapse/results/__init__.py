"""Records of a diagnosis: every number with the counts that say what it rests on. None means undefined, never 0."""

from persona_collapse.results.asked import Asked
from persona_collapse.results.axes import (
    AnsweringAxis,
    AnsweringIndex,
    CoverageAxis,
    DefaultAxis,
    HopkinsAxis,
    ItemsAxis,
    LIDAxis,
    LikertAxis,
    ReliabilityAxis,
    Scorecard,
    SpreadAxis,
    StyleAxis,
)
from persona_collapse.results.comparison import COMPARISON_SCHEMA, Comparison, Difference, Place, Step
from persona_collapse.results.diagnosis import (
    SCHEMA,
    Diagnosis,
    Likeness,
    NullPanel,
    NullRow,
    Sample,
    Scoring,
    Signature,
    TraitScoring,
)
from persona_collapse.results.planning import PersonasNeeded, Plan, RepeatsNeeded
from persona_collapse.results.preflight import Preflight, Trial
from persona_collapse.results.quality import AnswerMass, Quality, Read, Unreadable
from persona_collapse.results.record import as_json_types
from persona_collapse.results.reread import ReRead
from persona_collapse.results.settings import Protocol, Settings
from persona_collapse.results.tracked import AttributeShare, AttributionAxis, Tracked
from persona_collapse.results.views import ItemAnswers, Projection, TraitScores, Views

__all__ = [
    "COMPARISON_SCHEMA",
    "SCHEMA",
    "AnswerMass",
    "AnsweringAxis",
    "AnsweringIndex",
    "Asked",
    "AttributeShare",
    "AttributionAxis",
    "Comparison",
    "CoverageAxis",
    "DefaultAxis",
    "Diagnosis",
    "Difference",
    "HopkinsAxis",
    "ItemAnswers",
    "ItemsAxis",
    "LIDAxis",
    "Likeness",
    "LikertAxis",
    "NullPanel",
    "NullRow",
    "PersonasNeeded",
    "Place",
    "Plan",
    "Preflight",
    "Projection",
    "Protocol",
    "Quality",
    "ReRead",
    "Read",
    "ReliabilityAxis",
    "RepeatsNeeded",
    "Sample",
    "Scorecard",
    "Scoring",
    "Settings",
    "Signature",
    "SpreadAxis",
    "Step",
    "StyleAxis",
    "Tracked",
    "TraitScores",
    "TraitScoring",
    "Trial",
    "Unreadable",
    "Views",
    "as_json_types",
]
