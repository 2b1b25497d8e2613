"""Reading a run: stored replies become answers, by the reader of today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, Presentation
from persona_collapse.instruments.files import instrument_from_record
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator
from persona_collapse.reading import Reading, read_answer
from persona_collapse.results import Asked, Quality
from persona_collapse.store import ResponseStore, StoredReply, open_run
from persona_collapse.study.asked import what_was_asked
from persona_collapse.study.quality import quality
from persona_collapse.study.study import DEFAULT

SIMULATED = "simulated, no model was asked"
JUDGE = "judge"


@dataclass(frozen=True)
class Answer:
    """One reply and what it answers.

    Attributes
    ----------
    stored : the reply; one with probabilities answers every sample
    sample : which sample it answers
    reading : how it was read; its answer is on the scale as printed
    answer : on the published scale; None when unreadable
    """

    stored: StoredReply
    sample: int
    reading: Reading
    answer: int | None


@dataclass(frozen=True)
class RunAnswers:
    """All answers of a run.

    Attributes
    ----------
    instrument : what was asked
    samples : (R, N, D) answers on the published scale, nan where there is none
    respondents : N names, those with a reply
    attributes : column -> N values
    distributions : (N, D, K) probabilities of the published scale points, nan where there are none; None unless asked
    default : (R, D) answers of the respondent without a persona; None when it was not asked
    quality : what came back, and what of it could not be read
    asked : of whom what was asked, and how
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
        """The first sample of everybody.

        Raises
        ------
        InputError : no reply holds an answer.
        """
        return BehavioralTraitMatrix(
            self.samples[0], self.instrument, self.respondents, self.source, self.attributes, self.note
        )


def answers(run: str | Path) -> BehavioralTraitMatrix:
    """The answers of a run directory, first samples, as a behavioural trait matrix.

    Raises
    ------
    InputError : no run directory, nothing asked in it, an open question, or no reply that holds an answer.
    """
    return run_answers(run).matrix


def run_answers(run: str | Path) -> RunAnswers:
    """Everything a run directory answers.

    Raises
    ------
    InputError : as `answers`.
    """
    with open_run(run) as store:
        manifest = store.manifest
        instrument = asked(manifest, run)
        found = list(read_replies(store))
        if not found:
            raise InputError(f"{run} holds no reply yet; go on with the same persona-collapse run command")
        return _gathered(found, instrument, store, str(run))


def asked(manifest: Mapping[str, Any], run: str | Path) -> Instrument:
    """The questionnaire of a run.

    Raises
    ------
    InputError : it was an open question.
    """
    record = manifest["instrument"]
    if "items" not in record:
        raise InputError(f"{run} holds free texts ({record['id']}), which have no scale; give a run of a questionnaire")
    return instrument_from_record(record)


def read_replies(store: ResponseStore) -> Iterator[Answer]:
    """Every stored reply, read; a reply with probabilities once for every sample asked for."""
    manifest = store.manifest
    instrument, sampling = asked(manifest, store.folder), manifest["asked"]["sampling"]
    judged = store.judgements()
    read = lru_cache(maxsize=4096)(read_answer)  # most replies are a number, the same few again and again
    for stored in store.replies():
        presentation = Presentation.named(stored.presentation)
        printed = presentation.scale(instrument.scale)
        distribution = stored.reply.probabilities
        for sample in range(1, manifest["extent"]["samples"] + 1) if distribution else (stored.sample,):
            if distribution:
                reading = _drawn(distribution, stored, sample, sampling, printed.low)
            else:
                reading = read(stored.reply.text, printed)
            if reading.answer is None and stored.key in judged:
                second = read_answer(judged[stored.key][1], printed)
                reading = Reading(second.answer, JUDGE) if second.answer is not None else reading
            answer = None if reading.answer is None else presentation.back(reading.answer, instrument.scale)
            yield Answer(stored, sample, reading, answer)


def _drawn(
    distribution: tuple[float, ...], stored: StoredReply, sample: int, sampling: Mapping[str, Any], low: int
) -> Reading:
    """An answer drawn from the probabilities of the choices, at the study's temperature."""
    share = np.array(distribution, dtype=np.float64)
    if not share.sum() > 0:
        return Reading(None, reason="no probability on any choice")
    if sampling["temperature"] == 0:
        return Reading(low + int(share.argmax()), "probabilities")
    heated = (share / share.max()) ** (1 / sampling["temperature"])
    rng = generator(f"answer {stored.respondent} {stored.item} {sample}", sampling["seed"])
    place = int(np.searchsorted(heated.cumsum() / heated.sum(), rng.random(), side="right"))
    return Reading(low + min(place, len(share) - 1), "probabilities")


def _gathered(found: list[Answer], instrument: Instrument, store: ResponseStore, source: str) -> RunAnswers:
    manifest = store.manifest
    pool, samples = manifest["pool"], manifest["extent"]["samples"]
    heard = {one.stored.respondent for one in found}
    names = tuple(name for name in pool if name in heard)
    rows = {name: row for row, name in enumerate((*names, DEFAULT))}
    columns = {item.name: column for column, item in enumerate(instrument.items)}
    values = np.full((samples, len(rows), len(columns)), np.nan)
    for one in found:
        if one.answer is not None:
            values[one.sample - 1, rows[one.stored.respondent], columns[one.stored.item]] = one.answer
    shares = np.full((len(rows), len(columns), len(instrument.scale.points)), np.nan)
    for one in found:
        if one.stored.reply.probabilities:
            printed = np.array(one.stored.reply.probabilities)
            mirrored = Presentation.named(one.stored.presentation).mirrored
            shares[rows[one.stored.respondent], columns[one.stored.item]] = printed[::-1] if mirrored else printed
    masses = [sum(one.stored.reply.probabilities) for one in found if one.stored.reply.probabilities]
    known = list(dict.fromkeys(column for name in names for column in pool[name]))
    return RunAnswers(
        instrument=instrument,
        samples=values[:, :-1],
        respondents=names,
        attributes={column: tuple(pool[name].get(column, "") for name in names) for column in known},
        distributions=shares[:-1] if masses else None,
        default=values[:, -1] if DEFAULT in heard else None,
        quality=quality(store, found, instrument, float(np.mean(masses)) if masses else None),
        asked=what_was_asked(manifest),
        command=manifest.get("command", ""),
        source=source,
        note=SIMULATED if manifest["asked"]["backend"] == "simulated" else "",
    )
