from .asked import Asked
from .axes import (
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
from .comparison import COMPARISON_SCHEMA, Comparison, Difference, Place, Step
from .diagnosis import (
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
from .model_card import ModelCard
from .planning import PersonasNeeded, Plan, RepeatsNeeded
from .preflight import Preflight, Trial
from .quality import AnswerMass, Quality, Read, Unreadable
from .record import as_json_types
from .reread import ReRead
from .settings import Protocol, Settings
from .tracked import AttributeShare, AttributionAxis, Tracked
from .views import ItemAnswers, Projection, TraitScores, Views

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
    "ModelCard",
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
