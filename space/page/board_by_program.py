"""The leaderboard and the queue by program: rows with ranks, two rows side by side, a number explained, models submitted."""

from collections.abc import Callable
from typing import Any, cast

from persona_collapse.errors import InputError
from persona_collapse.hub.requests.admission import Wanted
from persona_collapse.hub.token import user_of
from persona_collapse.instruments import catalogue
from persona_collapse.report.numbers import WORDS
from persona_collapse.results.number import finite_or_none
from persona_collapse.results.numbers import EVERY
from space.asking.secret import Secret
from space.board import rows
from space.board.comparison import compared
from space.board.entries import CALIBRATED, KINDS, Entry, by_title, standing
from space.board.queue import SubmittedModels
from space.board.results import SubmittedResults
from space.page.errors import program_errors
from space.page.returned import (
    Asked,
    Board,
    ComparedNumber,
    ComparedRows,
    Explanation,
    QueueOfModels,
    Row,
    SubmittedModel,
)

MOST = 500
"""Rows in one answer."""


def board_functions(results: SubmittedResults, models: SubmittedModels) -> tuple[Callable[..., Any], ...]:
    """The functions, for `by_program.offer`.

    Parameters
    ----------
    results, models : as the page shows them
    """

    def entries() -> tuple[tuple[Entry, ...], str]:
        """All rows, and why those of the Hub are missing, if they are."""
        try:
            return standing(results.read()), ""
        except InputError as reason:
            return standing(results.last), str(reason)

    def leaderboard(instrument: str = catalogue.USUAL, search: str = "", protocol: str = CALIBRATED) -> Board:
        """Rows of the leaderboard, the most human-like first, with rank, signature, and every number with its interval.

        Args:
            instrument: a questionnaire by its name; empty for all
            search: words that a row must have, such as a model's id, evaluated, probabilities or thinking off
            protocol: calibrated, or empty for the published rows too
        """
        with program_errors():
            every, missing = entries()
            found = rows.ordered(rows.chosen(every, instrument, protocol, search), rows.RANKED)[:MOST]
            return {"rows": [_row(one, every) for one in found], "note": missing}

    def compare_rows(first: str, second: str) -> ComparedRows:
        """Two rows of the leaderboard side by side; a difference only where both were measured in the same way.

        Args:
            first: title of a row, as leaderboard returns it
            second: title of another row
        """
        with program_errors():
            known = by_title(entries()[0])
            for one in (first, second):
                if one not in known:
                    raise InputError(f"there is no row {str(one)[:120]!r}; give a title as leaderboard returns it")
            pair = compared(known[first], known[second])
            names = ("number", "first", "second", "difference")
            lines = [cast(ComparedNumber, dict(zip(names, line, strict=True))) for line in pair.lines]
            return {"numbers": lines, "note": pair.note}

    def explain_number(name: str) -> Explanation:
        """What a number of the scorecard means: in words, how to read it, and its formula.

        Args:
            name: of the number, such as coverage, lid or human_likeness; empty lists all names
        """
        with program_errors():
            if name in ("", None):
                return {"names": list(WORDS)}
            if name not in WORDS:
                raise InputError(f"there is no number {str(name)[:40]!r}; give one of {', '.join(WORDS)}")
            one, words = EVERY[name], WORDS[name]
            return {
                "name": name,
                "label": one.label,
                "section": words.section,
                "says": words.says,
                "direction": words.direction,
                "formula": words.formula,
            }

    def queue_of_models() -> QueueOfModels:
        """The queue of submitted models: pending with place and time, running with progress, ended with results or the reason."""
        with program_errors():
            queue = models.queue()
            return {
                "pending": [
                    {**_asked(one.request), "place": one.place, "seconds": one.seconds} for one in queue.pending
                ],
                "running": [
                    {**_asked(one.request), "share": one.share, "seconds": one.seconds} for one in queue.running
                ],
                "ended": [
                    {**_asked(one), "state": one.state, "why": one.why, "results": list(one.results)}
                    for one in queue.ended[:MOST]
                ],
            }

    def submit_model(
        model: str,
        token: str,
        instruments: str = catalogue.USUAL,
        mode: str = "probabilities",
        revision: str = "",
        precision: str = "auto",
        thinking: str = "",
    ) -> SubmittedModel:
        """Put a model of the Hub into the queue of models that are evaluated for the leaderboard.

        Args:
            model: ORG/NAME on the Hub
            token: of your Hub account, read access is enough; it says who submits, and is neither stored nor logged
            instruments: names of questionnaires, with commas between them
            mode: probabilities or generate
            revision: a branch, tag or commit; empty for main
            precision: auto, float32, bfloat16 or float16
            thinking: on, off, or empty for the model's usual
        """
        with program_errors():
            names = tuple(one.strip() for one in str(instruments).split(",") if one.strip())
            user = user_of(Secret(token).reveal())
            request = models.submit(Wanted(str(model).strip(), revision, precision, mode, names, thinking), user)
            return {**_asked(request), "questions": request.questions, "address": models.book.address(request)}

    return leaderboard, compare_rows, explain_number, queue_of_models, submit_model


def _row(one: Entry, among: tuple[Entry, ...]) -> Row:
    """A row, every number with both ends of its interval."""
    return {
        "rank": rows.rank(one, among),
        "title": one.title,
        "name": one.name,
        "what it is": KINDS[one.kind],
        "instrument": one.instrument,
        "signature": one.signature,
        "personas": one.personas,
        "at a time": one.size,
        "asked how": one.how,
        "parameters": one.card.parameters,
        "licence": one.card.license,
        "base model": one.card.base,
        "numbers": {field: finite_or_none(value) for field, value in one.numbers.items()},
        "intervals": {field: [finite_or_none(end) for end in ends] for field, ends in one.intervals.items()},
    }


def _asked(request: Any) -> Asked:
    settings = request.settings
    return {"model": settings.model, "commit": settings.commit, "settings": settings.words, "user": request.user}
