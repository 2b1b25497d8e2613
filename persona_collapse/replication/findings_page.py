"""Findings as a page to read and as a record to compute with."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from persona_collapse.replication.claims import GROUPS
from persona_collapse.replication.record import Finding, VerdictWord, shown
from persona_collapse.report.wrapping import wrapped

OPENING = """\
# Replication of "The Chameleon's Limit"

<!-- Written by `persona-collapse paper`; change the program, not this page. -->

This page lists what arXiv 2604.24698 says and what its released code assumes, one claim at a time.
Each claim is recomputed where possible, and its verdict is computed from the numbers below it. The
ten models' answers were not released, so no value of a model could be recomputed. What we can do is
to find populations *without* any persona, or of people without any exaggeration, that have the same
values. The verdicts are interpretations, tested with null models.

| verdict | what it means |
|---|---|
| reproduced | the number, or the conclusion from it, is confirmed |
| reproduced, read differently | the same computation or a null model gives the number, and the comparison supports another conclusion than the paper's; for an assumption of the code: its result was computed, and the assumption is false |
| not reproducible | it cannot be computed from what was released, and no null model here gives it; the reason is stated |

"Simulated people" are respondents drawn from published norms (`calibrated-2058` and its generator),
not people. "Published" LID, coverage, Hopkins, ICC and attribution follow the paper's definitions
(`persona_collapse.paper`); "as printed" is a value taken from the paper. Seeds are fixed, and
populations have 1,144 respondents unless stated otherwise.
"""


def document(findings: Sequence[Finding]) -> str:
    """The findings as Markdown: all verdicts at a glance, then each claim with its numbers."""
    return "\n".join([OPENING, *_at_a_glance(findings), *_groups(findings)])


def to_json(findings: Sequence[Finding]) -> str:
    """The findings as JSON: id, where, claim, how, verdict, reading, and each number with its description."""
    record = [
        {
            "id": finding.claim.id,
            "where": finding.claim.where,
            "claim": finding.claim.says,
            "how": finding.claim.how,
            "verdict": finding.reading.verdict,
            "reading": finding.reading.sentence,
            "numbers": {name: {"what": what, "value": value} for name, what, value in finding.numbers.described()},
        }
        for finding in findings
    ]
    return json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)


def _at_a_glance(findings: Sequence[Finding]) -> Iterator[str]:
    counts = Counter(finding.reading.verdict for finding in findings)
    yield "## At a glance\n"
    yield f"{len(findings)} claims: {', '.join(f'{counts[one]} {one}' for one in get_args(VerdictWord))}.\n"
    yield "| claim | what the paper says or its code assumes | verdict |"
    yield "|---|---|---|"
    for finding in findings:
        yield f"| {finding.claim.id} | {finding.claim.says} | {finding.reading.verdict} |"
    yield ""


def _groups(findings: Sequence[Finding]) -> Iterator[str]:
    found = {finding.claim.id: finding for finding in findings}
    for heading, claims in GROUPS.items():
        yield f"## {heading}\n"
        group = [found[claim.id] for claim in claims]
        alike = len({type(finding.numbers) for finding in group}) == 1
        if alike and len(group) > 1 and group[0].numbers.described():
            yield from _rows(group)
        else:
            for finding in group:
                yield from _section(finding)


def _section(finding: Finding) -> Iterator[str]:
    claim, reading = finding.claim, finding.reading
    yield f"### {claim.id}\n"
    yield _wrapped(f"The paper ({claim.where}): {claim.says}")
    yield _wrapped(f"**{_capital(reading.verdict)}.** {_capital(reading.sentence)}")
    numbers = finding.numbers.described()
    if numbers:
        yield from _numbers([(what, value) for _, what, value in numbers])
        yield _wrapped(f"How: {claim.how}")


def _numbers(numbers: Sequence[tuple[str, float | None]]) -> Iterator[str]:
    yield "| number | value |"
    yield "|---|---|"
    yield from (f"| {what} | {shown(value)} |" for what, value in numbers)
    yield ""


def _rows(findings: Sequence[Finding]) -> Iterator[str]:
    """Claims of one kind as one table: numbers that differ are columns; those that all claims share are below it."""
    table = [finding.numbers.described() for finding in findings]
    shared = [len({value for _, _, value in column}) == 1 for column in zip(*table, strict=True)]
    names = [what for (_, what, _), same in zip(table[0], shared, strict=True) if not same]
    yield f"| claim | {' | '.join(names)} | verdict | why |"
    yield "|---" * (len(names) + 3) + "|"
    for finding, numbers in zip(findings, table, strict=True):
        values = [shown(value) for (_, _, value), same in zip(numbers, shared, strict=True) if not same]
        reading = finding.reading
        yield f"| {finding.claim.id} | {' | '.join(values)} | {reading.verdict} | {_capital(reading.sentence)} |"
    yield "\nThe same for all of them:\n"
    yield from _numbers([(what, value) for (_, what, value), same in zip(table[0], shared, strict=True) if same])
    yield _wrapped(f"How: {findings[0].claim.how}")


def _wrapped(paragraph: str) -> str:
    return "\n".join(wrapped(paragraph)) + "\n"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
