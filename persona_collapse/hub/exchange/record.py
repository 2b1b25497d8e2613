"""A result as a record of Every Eval Ever, the common form for results of evaluations.

Every score of a record says whether less is better, so it can hold only numbers with a direction: those of which more is
better (`persona_collapse.results.more_is_better`), and the others of the register whose best is their least or their
most, if they have bounds. Numbers that are best near people's are in the record as their closeness to people's only.

Source
------
evaleval/every_eval_ever, `eval.schema.json` of version 0.2.1 (MIT License). Its pages say of every field what belongs there.
"""

import json
import math
import uuid
from collections.abc import Iterator
from typing import Any

from persona_collapse.hub.checks import model_of, published
from persona_collapse.hub.exchange.benchmark import FRAMEWORK, Benchmark
from persona_collapse.hub.register import ORGANISATION
from persona_collapse.hub.submission import digest_of
from persona_collapse.instruments import catalogue
from persona_collapse.measures.intervals import LEVEL
from persona_collapse.report.numbers import WORDS
from persona_collapse.results import Asked, Diagnosis
from persona_collapse.results.more_is_better import MADE_FROM, MoreIsBetter, more_is_better
from persona_collapse.results.number import Number
from persona_collapse.results.numbers import EVERY

SCHEMA_VERSION = "0.2.1"


def exchange_record(found: Diagnosis, benchmark: Benchmark, created: int) -> dict[str, Any]:
    """The record of a result; of the same result and time it is the same, byte by byte.

    Parameters
    ----------
    found : passes every check of the leaderboard
    benchmark : of its questionnaire
    created : when the result was written, in seconds since 1970 (UTC)
    """
    asked = found.asked
    assert asked is not None, "a checked result says what was asked"
    each = {"source_data": _source_data(found, benchmark), "generation_config": _generation(found, asked)}
    return {
        "schema_version": SCHEMA_VERSION,
        "evaluation_id": f"{FRAMEWORK}.{asked.instrument}/{model_of(asked)}/{asked.study[:8]}-{_content(found)[:8]}",
        "retrieved_timestamp": str(created),
        "source_metadata": {
            "source_name": FRAMEWORK,
            "source_type": "evaluation_run",
            "source_organization_name": ORGANISATION,
            "evaluator_relationship": "other",
        },
        "eval_library": {
            "name": FRAMEWORK,
            "version": found.version,
            "additional_details": _texts(
                protocol=found.settings.protocol,
                draws=found.settings.draws,
                seed=found.settings.seed,
                size_of_draws=found.settings.size,
                schema=found.schema,
            ),
        },
        "model_info": _model(asked),
        "evaluation_results": [
            {"evaluation_name": name, **each, "metric_config": config, "score_details": details}
            for name, config, details in _scores(found)
        ],
    }


def path_of_record(found: Diagnosis) -> str:
    """Where a record stands in a collection of records: its benchmark, developer, model, and an id made of its content."""
    asked = found.asked
    assert asked is not None, "a checked result says what was asked"
    id = uuid.UUID(bytes=bytes.fromhex(_content(found))[:16], version=4)
    return f"data/{FRAMEWORK}/{model_of(asked)}/{id}.json"


def as_text(record: dict[str, Any]) -> str:
    """A record as it is stored."""
    return json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _content(found: Diagnosis) -> str:
    return digest_of(published(found))


def _model(asked: Asked) -> dict[str, Any]:
    name = model_of(asked)
    served = asked.backend == "api"
    where = {"inference_platform": "unknown"} if served else {"inference_engine": {"name": asked.backend}}
    return {
        "name": asked.model,
        "id": name,
        "developer": name.split("/")[0],
        **where,
        "additional_details": _texts(
            revision=asked.revision,
            deployment_type="externally_managed" if served else "self_deployed",
            model_availability="unknown" if served else "open_weights",
        ),
    }


def _source_data(found: Diagnosis, benchmark: Benchmark) -> dict[str, Any]:
    people = found.reference
    return {
        "dataset_name": benchmark.questionnaire,
        "source_type": "hf_dataset",
        "hf_repo": benchmark.dataset,
        "hf_split": benchmark.split,
        "samples_number": found.n_items,
        "additional_details": _texts(
            config=benchmark.config,
            title=benchmark.title,
            compared_with=None if people is None else people.source,
            compared_with_is=None if people is None else people.note or None,
        ),
    }


def _generation(found: Diagnosis, asked: Asked) -> dict[str, Any]:
    given = {"temperature": asked.temperature, "max_tokens": asked.max_tokens, "reasoning": asked.thinking}
    return {
        "generation_args": {name: one for name, one in given.items() if one is not None},
        "additional_details": _texts(
            mode=asked.mode,
            study=asked.study,
            seed=asked.seed,
            personas=asked.personas,
            complete=found.population.complete,
            samples=asked.samples,
            persona_pool=asked.pool,
            trait_labels=asked.labels,
            order=asked.order,
            prompt_form=asked.form,
            language=asked.language,
            reasoning_effort=asked.reasoning_effort,
            extra_body=asked.extra_body or None,
            embedder=asked.embedder or None,
            anchors=asked.anchors or None,
            best_of=None if asked.best_of == 1 else asked.best_of,
        ),
    }


def _scores(found: Diagnosis) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, metric and score of every number with a direction that the result has."""
    for made in more_is_better(found):
        yield made.name, _metric(made.name, made.label, made.number, False, (0.0, 1.0)), _made_score(found, made)
    assert found.asked is not None, "a checked result says what was asked"
    points = len(catalogue.bundled(found.asked.instrument).scale.points)
    for one in EVERY.values():
        bounds = one.bounds(points)
        value = one.of_population(found)
        known = value is not None and math.isfinite(value)
        if one.better != "people" and known and all(map(math.isfinite, bounds)) and one.name not in MADE_FROM:
            yield one.name, _metric(one.name, one.label, one, one.better == "lower", bounds), _own_score(found, one)


def _metric(name: str, label: str, one: Number, lower: bool, bounds: tuple[float, float]) -> dict[str, Any]:
    words = WORDS[one.name]
    made = f"{label}. " if name in MADE_FROM and name != one.name else ""
    return {
        "evaluation_description": f"{made}{words.says} {words.direction}",
        "metric_id": f"{FRAMEWORK}.{name}",
        "metric_name": label,
        "metric_unit": "proportion" if name in MADE_FROM else one.unit,
        "lower_is_better": lower,
        "score_type": "binary" if one.unit == "yes or no" else "continuous",
        "min_score": bounds[0],
        "max_score": bounds[1],
    }


def _made_score(found: Diagnosis, made: MoreIsBetter) -> dict[str, Any]:
    details = _texts(**{made.number.name: made.raw, f"people_{made.number.name}": made.people})
    said: dict[str, Any] = {"score": made.value, "details": details}
    if made.low is not None and made.high is not None:
        said["uncertainty"] = _uncertainty(found, made.low, made.high, made.method)
    return said


def _own_score(found: Diagnosis, one: Number) -> dict[str, Any]:
    value = one.of_population(found)
    people = one.value(found.held_out_people) if one.in_scorecard and one.needs != "labels" else None
    said: dict[str, Any] = {"score": float(value or 0), "details": _texts(**{f"people_{one.name}": people})}
    if around := (found.intervals or {}).get(one.name):
        own = _uncertainty(found, around.low, around.high, around.method)
        said["uncertainty"] = {"standard_error": {"value": around.se, "method": around.method}, **own}
    return said


def _uncertainty(found: Diagnosis, low: float, high: float, method: str) -> dict[str, Any]:
    return {
        "confidence_interval": {"lower": low, "upper": high, "confidence_level": LEVEL, "method": method},
        "num_samples": found.population.independent,
    }


def _texts(**said: object) -> dict[str, str]:
    """Details as the schema has them, texts only; what is not known is left out."""
    return {name: one if isinstance(one, str) else json.dumps(one) for name, one in said.items() if one is not None}
