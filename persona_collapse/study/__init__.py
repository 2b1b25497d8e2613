"""Studies: who is asked what, and what came of it."""

from persona_collapse.study.answers import RunAnswers, answers, run_answers
from persona_collapse.study.export import Export, export
from persona_collapse.study.forms import FORMS, Form, form
from persona_collapse.study.judge import judge
from persona_collapse.study.manner import Manner, studies
from persona_collapse.study.run import Limits, Outcome, run_study
from persona_collapse.study.status import Status, status
from persona_collapse.study.study import DEFAULT, Study
from persona_collapse.study.twins import twin_agreement, twin_pool

__all__ = [
    "DEFAULT",
    "FORMS",
    "Export",
    "Form",
    "Limits",
    "Manner",
    "Outcome",
    "RunAnswers",
    "Status",
    "Study",
    "answers",
    "export",
    "form",
    "judge",
    "run_answers",
    "run_study",
    "status",
    "studies",
    "twin_agreement",
    "twin_pool",
]
