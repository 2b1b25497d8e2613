"""Studies: what is asked of which respondents, and what came back."""

from persona_collapse.personas import DEFAULT
from persona_collapse.study.answer_table import RunAnswers, answers, run_answers
from persona_collapse.study.forms import FORMS, Form, form
from persona_collapse.study.judging import judge
from persona_collapse.study.limits import Limits, Price
from persona_collapse.study.manifest import Manifest, read_manifest
from persona_collapse.study.manner import Manner, studies
from persona_collapse.study.merging import merge
from persona_collapse.study.progress import Status, status
from persona_collapse.study.replies import RunReplies, read_replies
from persona_collapse.study.run import Outcome, run_study
from persona_collapse.study.shard import Shard
from persona_collapse.study.study import Study
from persona_collapse.study.tables import Export, export
from persona_collapse.study.trials import preflight
from persona_collapse.study.twins import twin_agreement, twin_pool

__all__ = [
    "DEFAULT",
    "FORMS",
    "Export",
    "Form",
    "Limits",
    "Manifest",
    "Manner",
    "Outcome",
    "Price",
    "RunAnswers",
    "RunReplies",
    "Shard",
    "Status",
    "Study",
    "answers",
    "export",
    "form",
    "judge",
    "merge",
    "preflight",
    "read_manifest",
    "read_replies",
    "run_answers",
    "run_study",
    "status",
    "studies",
    "twin_agreement",
    "twin_pool",
]
