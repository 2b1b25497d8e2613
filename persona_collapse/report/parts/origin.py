"""Where the answers come from: data quality, how to reproduce."""

from collections.abc import Sequence

from persona_collapse.report.commands import without_folders
from persona_collapse.report.section import ON_PAGE, Grid, GridRow, RowGroup, Section, Sentence
from persona_collapse.results import Diagnosis, Quality


def quality(diagnosis: Diagnosis, name: str = "") -> Section:
    """What is missing and why, with examples of replies that could not be read."""
    sample, found = diagnosis.population, diagnosis.quality
    respondents = sample.respondents
    imputed = f" {sample.imputed} were filled in, as the paper's protocol does." if sample.imputed else ""
    missing = (
        f"{sample.missing_answers} of {respondents * diagnosis.n_items} answers are missing; "
        f"{respondents - sample.complete} of {respondents} respondents lack some answer.{imputed}"
    )
    title, link = "Data quality", "data quality"
    if found is None:
        elsewhere = "The answers were collected elsewhere: what could not be read there is not known."
        return Section("quality", title, (missing, elsewhere), absent=ON_PAGE, link=link)
    said: list[Sentence | str] = [missing, _replies(found), *_preflight(found), *_examples(found)]
    return Section("quality", title, tuple(said), _reasons(found), absent=ON_PAGE, link=link)


def _replies(found: Quality) -> str:
    mass = "" if found.mass is None else f" {100 * found.mass:.1f} % of the probability went to the scale points."
    if found.answer_mass is not None:
        mass = f" {found.answer_mass}."
    cut = f" The token limit ended {found.cut} of them." if found.cut else ""
    rules = ", ".join(f"{count} {rule}" for rule, count in found.rules.items())
    read = f" Rules that found an answer: {rules}." if rules else ""
    left_out = f" The server did not accept: {', '.join(found.left_out)}." if found.left_out else ""
    if "temperature" in found.left_out and found.mass is None:
        left_out += " So the replies were drawn at its own temperature."
    return f"{found.replies} of {found.expected} questions have a reply.{cut}{mass}{read}{left_out}"


def _preflight(found: Quality) -> list[Sentence | str]:
    """The trial questions before the run, and what was odd about them."""
    if found.preflight is None:
        return []
    return [f"Before the run: {found.preflight}.", *(Sentence(one, "warning") for one in found.preflight.warnings)]


def _reasons(found: Quality) -> Grid | None:
    """Why there is no answer; None where there is always one."""
    rows = [(reason, count) for reason, count in found.unreadable.items()]
    rows += [(f"failed: {error}", count) for error, count in found.failures.items()]
    if not rows:
        return None
    cells = tuple(GridRow((reason, str(count))) for reason, count in rows)
    return Grid(("why there is no answer", "replies"), (RowGroup("", cells),))


def _examples(found: Quality) -> list[Sentence]:
    """Replies without an answer and some drawn at random, each with its question, and the first prompt."""
    examples = [
        Sentence(
            f"asked:\n{one.question}\n\nreplied:\n{one.reply or '(nothing)'}",
            "verbatim",
            summary=f"{one.reason}: respondent {one.respondent}, {one.item}",
        )
        for one in found.examples
    ]
    examples += [
        Sentence(
            f"asked:\n{one.question}\n\nreplied:\n{one.reply or '(nothing)'}\n\nread:\n{one.reading}",
            "verbatim",
            summary=f"drawn at random: respondent {one.respondent}, {one.item}",
        )
        for one in found.sample
    ]
    return [*examples, Sentence(found.prompt, "verbatim", summary="the first prompt of the run")]


def reproduce(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """What to type to obtain the numbers again; None where that is not known."""
    return typed_again(diagnosis.commands)


def typed_again(commands: Sequence[str]) -> Section | None:
    """Commands that reproduce a record; None without any."""
    if not commands:
        return None
    typed = Sentence("\n".join(map(without_folders, commands)), "verbatim")
    note = Sentence("Files are named without their folders.", "small")
    return Section("reproduce", "How to reproduce this", (note, typed), absent="its reader has just typed it")
