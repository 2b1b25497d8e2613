"""What a buyer or a reviewer asks of a synthetic sample, on one table: who was asked, what, how, and beside whom."""

from persona_collapse.report.commands import file_name
from persona_collapse.report.printed import described, number
from persona_collapse.report.section import ON_PAGE, Grid, GridRow, RowGroup, Section
from persona_collapse.results import Asked, Diagnosis

ELSEWHERE = "not known: the answers were collected elsewhere; state it beside them"
LIMITS = (
    "one questionnaire, in {language}; numbers are of the population, never of a single persona; likeness to people here says "
    "nothing of other questions"
)


def disclosure(diagnosis: Diagnosis, name: str = "") -> Section:
    """Population frame, model, prompts, drawing, test-retest, human benchmark, measurement and limits."""
    asked, how = diagnosis.asked, diagnosis.settings
    people = diagnosis.reference
    rows = (
        ("population frame", _frame(diagnosis)),
        ("model", ELSEWHERE if asked is None else _model(asked)),
        ("prompts", ELSEWHERE if asked is None else _prompts(asked)),
        ("how replies were drawn", ELSEWHERE if asked is None else _drawn(asked)),
        ("missing answers", f"{diagnosis.population.missing_answers} of {_all(diagnosis)}"),
        ("test-retest", _retest(diagnosis)),
        ("human benchmark", "none" if people is None else described(people)),
        ("measured by", f"persona-collapse {diagnosis.version}, protocol {how.protocol}, seed {how.seed}"),
        (
            "limits",
            LIMITS.format(
                language="English" if diagnosis.population.language == "en" else diagnosis.population.language
            ),
        ),
    )
    grid = Grid(("", "stated"), (RowGroup("", tuple(map(GridRow, rows))),), words=True)
    lead = "What to state with these numbers wherever they are shown."
    return Section("disclosure", "Disclosure", (lead,), grid, absent=ON_PAGE, link="disclosure")


def _all(diagnosis: Diagnosis) -> int:
    return diagnosis.population.respondents * diagnosis.n_items


def _frame(diagnosis: Diagnosis) -> str:
    asked, sample = diagnosis.asked, diagnosis.population
    pool = "" if asked is None else f", from the pool {file_name(asked.pool)} ({asked.pool_digest[:8]})"
    note = f"; {sample.note}" if sample.note else ""
    return f"{sample.size}, {sample.complete} complete{pool}{note}"


def _model(asked: Asked) -> str:
    revision = f"revision {asked.revision}" if asked.revision else "revision not known"
    return f"{file_name(asked.model)}, {revision}, by {asked.backend}"


def _prompts(asked: Asked) -> str:
    labels = "with trait labels" if asked.labels else "without trait labels"
    items = f"{asked.instrument} {asked.instrument_version} ({asked.instrument_digest[:8]})"
    before = asked.conversation
    after = "" if before is None else f", after {before.in_words} ({before.digest[:8]})"
    wording = f"wording {asked.form} ({asked.form_digest[:8]})"
    return f"{items}, {wording}, {labels}, order {asked.order}{after}; study {asked.study[:8]}"


def _drawn(asked: Asked) -> str:
    thinking = "" if asked.thinking is None else f", thinking {'on' if asked.thinking else 'off'}"
    samples = "once" if asked.samples == 1 else f"{asked.samples} times"
    chosen = "" if asked.best_of == 1 else f", each answer chosen among {asked.best_of} candidates"
    rated = f"; rated by {asked.embedder} and anchors {asked.anchors}" if asked.anchors else ""
    return f"{asked.mode}, temperature {asked.temperature:g}{thinking}, seed {asked.seed}; each question asked {samples}{chosen}{rated}"


def _retest(diagnosis: Diagnosis) -> str:
    found = diagnosis.reliability
    if found is None:
        return "not known: each question was asked once"
    times = "" if found.repeats is None else f", {found.repeats} answers to each question"
    return f"ICC {number(found.icc)}, noise share {number(found.noise_share)}{times}"
