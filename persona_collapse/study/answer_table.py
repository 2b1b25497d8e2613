"""The answers of a run: replies as arrays, a row per respondent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, Presentation
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.personas import DEFAULT
from persona_collapse.results import Asked, Quality
from persona_collapse.study.asked import what_was_asked
from persona_collapse.study.best_of import chosen
from persona_collapse.study.quality import quality
from persona_collapse.study.replies import Answer, RunReplies, questionnaire, read_replies


@dataclass(frozen=True)
class RunAnswers:
    """All answers of a run.

    Attributes
    ----------
    instrument : what was asked
    samples : (R, N, D) answers on the published scale, nan where there is none; of several candidates the chosen ones
    respondents : N names, those with a reply
    attributes : column -> N values
    distributions : (N, D, K) probabilities of the published scale points, nan where there are none; None unless asked
    default : (R, D) answers of the respondent without a persona; None when it was not asked
    quality : what came back, and what of it could not be read
    asked : what was asked, of which personas, and how
    command : what was typed to ask; empty where that is not known
    source, note : as in BehavioralTraitMatrix
    """

    instrument: Instrument
    samples: Array = field(repr=False)
    respondents: tuple[str, ...] = field(repr=False)
    attributes: Mapping[str, tuple[Any, ...]] = field(repr=False)
    distributions: Array | None = field(repr=False)
    default: Array | None
    quality: Quality = field(repr=False)
    asked: Asked = field(repr=False)
    command: str
    source: str
    note: str

    @property
    def matrix(self) -> BehavioralTraitMatrix:
        """The first sample of every respondent.

        Raises
        ------
        InputError : no reply holds an answer.
        """
        return BehavioralTraitMatrix(
            self.samples[0], self.instrument, self.respondents, self.source, self.attributes, self.note
        )


def answers(run: str | Path | RunReplies) -> BehavioralTraitMatrix:
    """The answers of a run directory, first samples, as a behavioural trait matrix.

    Parameters
    ----------
    run : a run directory, or its replies where they have been read already

    Raises
    ------
    InputError : not a run directory, nothing asked in it, an open question, or no reply that holds an answer.
    """
    return run_answers(run).matrix


def run_answers(run: str | Path | RunReplies) -> RunAnswers:
    """Everything a run directory answers.

    Parameters
    ----------
    run : a run directory, or its replies where they have been read already

    Raises
    ------
    InputError : as `answers`.
    """
    replies = read_replies(run)
    instrument = questionnaire(replies)
    if not replies.stored:
        raise InputError(f"{replies.run} holds no reply yet; rerun the same persona-collapse run command")
    manifest = replies.manifest
    heard = {one.respondent for one in replies.stored}
    names = tuple(name for name in manifest.pool if name in heard)
    places = _Places(names, instrument)
    best_of = manifest.asked.sampling.best_of
    candidates = places.values(replies.answers, manifest.extent.samples * best_of)
    values, shares = chosen(candidates, best_of, alone=[len(names)]), places.shares(replies.answers)
    known = dict.fromkeys(column for name in names for column in manifest.pool[name])
    return RunAnswers(
        instrument=instrument,
        samples=values[:, :-1],
        respondents=names,
        attributes={column: tuple(manifest.pool[name].get(column, "") for name in names) for column in known},
        distributions=None if shares is None else shares[:-1],
        default=values[:, -1] if DEFAULT in heard else None,
        quality=quality(replies),
        asked=what_was_asked(manifest),
        command=manifest.command,
        source=replies.run,
        note=manifest.note,
    )


class _Places:
    """Where answers stand in arrays: a row per respondent, the one without a persona last, and a column per item."""

    def __init__(self, names: Sequence[str], instrument: Instrument) -> None:
        self._rows = {name: row for row, name in enumerate((*names, DEFAULT))}
        self._columns = {item.name: column for column, item in enumerate(instrument.items)}
        self._points = len(instrument.scale.points)

    def values(self, found: Sequence[Answer], samples: int) -> Array:
        """Answers (R, N + 1, D), nan where there is none."""
        values = np.full((samples, len(self._rows), len(self._columns)), np.nan)
        for one in found:
            if one.answer is not None:
                values[one.sample - 1, self._rows[one.stored.respondent], self._columns[one.stored.item]] = one.answer
        return values

    def shares(self, found: Sequence[Answer]) -> Array | None:
        """Probabilities (N + 1, D, K) of the published scale points, nan where there are none; None without any."""
        given = [(one.stored, one.shares) for one in found if one.shares and one.answer is not None]
        if not given:
            return None
        shares = np.full((len(self._rows), len(self._columns), self._points), np.nan)
        for stored, own in given:
            printed = np.array(own)
            mirrored = Presentation.named(stored.presentation).mirrored
            shares[self._rows[stored.respondent], self._columns[stored.item]] = printed[::-1] if mirrored else printed
        return shares
