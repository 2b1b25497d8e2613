"""The report about one model, or several, in several domains."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from persona_collapse.report.domains.figures import domain_figures, not_drawn, order_figures, row_name
from persona_collapse.report.domains.members import (
    Measured,
    Member,
    by_domain,
    domain_name,
    domains_of,
    members,
    models_of,
    of_model,
)
from persona_collapse.report.domains.numbers import LABELS, RETRIEVAL, SHOWN, Placed, placed
from persona_collapse.report.domains.places import ranks
from persona_collapse.report.domains.reversals import NOT_ORDERING, ORDERING, reversal_sentences
from persona_collapse.report.domains.verdict import caveats, signature_of, verdict
from persona_collapse.report.parts.cite import cite
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.printed import between, described, number
from persona_collapse.report.section import Grid, GridRow, Record, Report, RowGroup, Section, Sentence
from persona_collapse.report.sections import diagnosis_report
from persona_collapse.report.shareable import shareable, shareable_texts
from persona_collapse.report.texts import measured_texts, text_report
from persona_collapse.results import Diagnosis
from persona_collapse.results.diagnosis import in_words
from persona_collapse.results.percent import percent

TITLE = "As varied in every domain?"
NUMBERS = "Domain by domain: every number between its own floor and its own ceiling"

HEAD = (
    *("", "value", "95 % interval", "shuffled population", "held-out people"),
    *("share, noise to people", "share of noise"),
)
WHAT_SHARES_ARE = (
    "Share, noise to people: 0 % is the shuffled population of the same domain, 100 % held-out people; more than 100 % of LID or "
    "the participation ratio is simpler than people. Share of noise: 0 % is complete collapse, 100 % the shuffled population. "
    "A value of one domain is not comparable with that of another; its share is."
)

WHAT_RANKS_ARE = (
    "#1 is the highest in its column: a rank is 1 plus the number of models whose whole interval lies above, so models that are "
    "not distinguishable share one. Numbers without intervals, or of different sizes, have no ranks."
)


def domain_report(records: Sequence[Measured], models: Sequence[str] | None = None) -> Report:
    """Several domains of one model, or of several: what differs between them, then each record's own report.

    Parameters
    ----------
    records : diagnoses of several questionnaires, and of free texts
    models : the model of each, where the records do not name it; by default as the runs have it

    Raises
    ------
    InputError : as `members`.
    """
    some = members([_shareable(one) for one in records], models)
    names = ", ".join(one for one in models_of(some) if one)
    return Report(
        name=f"{names or 'several domains'}: as varied in every domain?",
        about=_about(some),
        shared=domain_sections(some),
        closing=(cite([one.record for one in some]),),
        records=tuple(_record(one, some, place) for place, one in enumerate(some)),
    )


def domain_sections(some: Sequence[Member]) -> tuple[Section, ...]:
    """What the domains come to, with figures; the models beside each other; every number with its share.

    Parameters
    ----------
    some : what `members` returns
    """
    found = [_come_to(some), *([_models(some)] if len(models_of(some)) > 1 else []), _numbers(some)]
    return tuple(found)


def _shareable(record: Measured) -> Measured:
    return shareable(record) if isinstance(record, Diagnosis) else shareable_texts(record)


def _about(some: Sequence[Member]) -> Section:
    names = [one for one in models_of(some) if one]
    whose = f"of {', '.join(names)}" if names else "of one model"
    lead = f"{len(some)} records {whose}, in {len(domains_of(some))} domains."
    points = tuple(_measured(one, some) for one in some)
    lines = (lead, *(f"  {one.text}" for one in points))
    return Section("about", TITLE, (lead, *points), terminal=lines)


def _measured(one: Member, some: Sequence[Member]) -> Sentence:
    """What a record is of, and what it is compared with."""
    name = row_name(one, some)
    record = one.record
    if isinstance(record, Diagnosis):
        people = record.reference
        beside = "not compared with people" if people is None else f"compared with {described(people)}"
        said = f"{described(record.population)}; {beside}"
    else:
        said = f"{measured_texts(record)}; there are no people's texts"
    warnings = len(record.warnings)
    below = f"; {warnings} warning{'s' if warnings > 1 else ''} in its own part" if warnings else ""
    return Sentence(f"{name}: {said}{below}", "point", ((name, "strong"),))


def _come_to(some: Sequence[Member]) -> Section:
    """The sentences and the figures."""
    models = models_of(some)
    said: list[Sentence | str] = [*reversal_sentences(some)]
    for model in models:
        its = of_model(some, model)
        found = [*verdict(its), *caveats(its)] if len(its) > 1 else [Sentence(f"only {its[0].name} was measured.")]
        said += [_of(model, one) for one in found] if len(models) > 1 else found
    missing = not_drawn(some)
    return Section(
        "domains",
        "What the domains come to",
        (*said, *([Sentence(missing, "small")] if missing else [])),
        figures=domain_figures(some),
    )


def _of(model: str, said: Sentence) -> Sentence:
    return replace(said, text=f"{model}: {said.text}", set_off=((model, "strong"), *said.set_off))


def _models(some: Sequence[Member]) -> Section:
    """Models as rows and domains as columns, a group per number."""
    domains, found = domains_of(some), {(one.model, one.domain): one for one in some}
    signatures = tuple(
        GridRow((model, *(_signature(found.get((model, domain))) for domain in domains))) for model in models_of(some)
    )
    groups = [RowGroup("signature", signatures)] if any(map(signature_of, some)) else []
    printed, ranked = [], False
    for name in (*SHOWN, RETRIEVAL):
        places = {domain: ranks(some, name, domain) if name in ORDERING else {} for domain in domains}
        rows = [
            GridRow((model, *(_value(found.get((model, domain)), name, places[domain]) for domain in domains)))
            for model in models_of(some)
        ]
        if any(cell != "-" for row in rows for cell in row.cells[1:]):
            groups.append(RowGroup(LABELS[name], tuple(rows)))
            printed.append(name)
            ranked = ranked or any(places.values())
    grid = Grid(("", *map(domain_name, domains)), tuple(groups))
    said: tuple[Sentence | str, ...] = (
        "Compare values within a column.",
        *([_what_ranks_are(printed)] if ranked else []),
    )
    return Section("models", "The models, domain by domain", said, grid, figures=order_figures(some))


def _what_ranks_are(printed: Sequence[str]) -> Sentence:
    """What a rank is, and why some of the numbers of a table have none."""
    without = (why for names, why in NOT_ORDERING.items() if set(names) & set(printed))
    return Sentence(" ".join([WHAT_RANKS_ARE, *without]), "small")


def _signature(one: Member | None) -> str:
    return "-" if one is None else in_words(signature_of(one)) or "-"


def _value(one: Member | None, name: str, places: dict[str, int]) -> str:
    """A value, with the rank of its model in this column where it has one."""
    found = None if one is None else placed(one).get(name)
    if one is None or found is None:
        return "-"
    rank = places.get(one.model)
    return number(found.value, found.digits) + ("" if rank is None else f" (#{rank})")


def _numbers(some: Sequence[Member]) -> Section:
    """Every number with its floor, its ceiling and its shares."""
    every = [(row_name(one, some), placed(one)) for one in by_domain(some)]
    groups = []
    for name in (*SHOWN, RETRIEVAL):
        rows = [_row(called, numbers[name]) for called, numbers in every if name in numbers]
        if rows:
            groups.append(RowGroup(LABELS[name], tuple(rows)))
    grid = Grid(HEAD, tuple(groups))
    lacking = [Sentence(one, "small") for one in _lacking(some)]
    said = (Sentence(WHAT_SHARES_ARE, "small"), *lacking)
    terminal = (NUMBERS, *grid_lines(grid), "", *_reasons(some), *(one.text for one in lacking))
    return Section("shares", NUMBERS, said, grid, terminal=terminal)


def _row(called: str, one: Placed) -> GridRow:
    cells = (
        called,
        number(one.value, one.digits),
        between(one.low, one.high, one.digits),
        number(one.floor, one.digits),
        number(one.ceiling, one.digits),
        _share(one.share, one.share_ends),
        _share(one.of_noise, one.of_noise_ends),
    )
    return GridRow(cells, f"No share: {one.why}." if one.why else "")


def _share(value: float | None, ends: tuple[float, float] | None) -> str:
    """A share as printed, with its interval.

    >>> _share(0.231, (0.2, 0.25)), _share(None, None)
    ('23 % (20 % to 25 %)', '-')
    """
    if value is None:
        return "-"
    return percent(value) + ("" if ends is None else f" ({percent(ends[0])} to {percent(ends[1])})")


def _reasons(some: Sequence[Member]) -> Iterator[str]:
    """Why numbers have no share, for a terminal: a line per domain and reason."""
    for one in some:
        reasons: dict[str, list[str]] = {}
        for found in placed(one).values():
            if found.why:
                reasons.setdefault(found.why, []).append(LABELS[found.name])
        for why, names in reasons.items():
            yield f"{row_name(one, some)}, no share of {', '.join(names)}: {why}"


def _lacking(some: Sequence[Member]) -> Iterator[str]:
    """The numbers that a domain lacks, and why."""
    for one in some:
        lacks = [LABELS[name] for name in SHOWN if name not in placed(one)]
        if not lacks:
            continue
        if isinstance(one.record, Diagnosis):
            why = (
                "people's answers are needed, and there are none"
                if one.record.reference is None
                else "they are undefined here"
            )
        else:
            why = (
                "texts were not turned into vectors"
                if one.record.identity is None
                else "they are numbers of answers, or undefined here"
            )
        yield f"Not known of {row_name(one, some)}: {', '.join(lacks)} ({why})."


def _record(one: Member, some: Sequence[Member], place: int) -> Record:
    """A record's own report, its sections with ids of their own."""
    record = one.record
    whole = diagnosis_report([record]) if isinstance(record, Diagnosis) else text_report(record)
    sections = (part for part in whole.sections if part.id != "cite")
    return Record(
        f"{row_name(one, some)} ({one.source})",
        tuple(replace(part, id=f"{part.id}-{place}") for part in sections),
    )
