"""What opens a report: what was measured, the signature, populations side by side, the maps."""

from collections.abc import Sequence
from dataclasses import replace

from persona_collapse.instruments import catalogue
from persona_collapse.remedy.advice import advise
from persona_collapse.report.commands import without_folders
from persona_collapse.report.figures import Map, coverage_map, fidelity_map
from persona_collapse.report.key_numbers import key_numbers
from persona_collapse.report.parts.advice import step_line
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.printed import (
    described,
    people_text_of_all,
    reference_lines,
    shown,
    text_of,
    whole_sentence,
)
from persona_collapse.report.section import DRAWN, Grid, GridRow, RowGroup, Section, Sentence, Tag
from persona_collapse.results import Diagnosis, Likeness, Sample
from persona_collapse.results.numbers import NUMBERS

MEANINGS = {
    "human-like": "as varied as people, in every way that is measured here",
    "shallow": "close to people, but simpler and less varied",
    "caricature": "labels followed to the letter, and overdone",
    "noise": "varied as random answers are, not as people are",
    "mode collapse": "a few stereotypes, copied",
    "mode collapse in part": "a part of the personas are a few stereotypes, copied",
    "response style": "as varied as people, but with another use of the scale",
    "careless": "more respondents than among people answer without care",
    "mixed": "unlike people, and unlike any known kind of collapse",
    "invalid": "too few readable answers for a signature",
    "too few to say": "no signature: the evidence says how many respondents are needed",
    "unread": "there is no reference to read it by",
}
"""Signature -> what it says, in a line."""

PAPER_NOTE = (
    "The models of the paper (arXiv 2604.24698) were measured by its own definitions, at other sizes and against other "
    "people; they are here for orientation."
)


def about(diagnoses: Sequence[Diagnosis]) -> Section:
    """The heading: the instrument, and what the populations are compared with.

    Parameters
    ----------
    diagnoses : measured alike
    """
    first = diagnoses[0]
    lead = compared_with(f"{first.instrument}, {first.n_items} items.", first.reference)
    measured = f"{described(first.population)}, {first.instrument} ({first.n_items} items)"
    heading = [measured] if len(diagnoses) == 1 else []
    scored = how_scored(diagnoses)
    sampled = [said for one in diagnoses if (said := _sampled(one.population, one.reference))]
    lines = (*heading, *_mass(diagnoses), *scored, *reference_lines(first.reference, first.settings), *sampled)
    small = [Sentence("; ".join((*scored, *sampled)), "small")] if scored or sampled else []
    return Section("about", "Is the population as varied as people?", (lead, *small), terminal=lines)


def _sampled(population: Sample, people: Sample | None) -> str:
    """What was computed of some respondents only, of both sides; empty where nothing was."""
    of_people = "" if people is None or not people.sampled else f"reference: {people.sampled}"
    return "; ".join(filter(None, (population.sampled, of_people)))


def how_scored(diagnoses: Sequence[Diagnosis]) -> list[str]:
    """The scale as read, and each trait's items, keys and alphas: for questionnaires other than the paper's.

    Parameters
    ----------
    diagnoses : one population; of several, nothing is said
    """
    first = diagnoses[0]
    found = first.scoring
    if len(diagnoses) > 1 or found is None or first.instrument in catalogue.FIRST:
        return []
    lines = [f"answers {found.lowest} to {found.highest} seen, scale {found.low} to {found.high}"]
    for trait, one in found.traits.items():
        people = "" if one.people_alpha is None else f" (people {alpha_text(one.people_alpha)})"
        lines.append(
            f"{trait}: {one.items} items, {one.reversed} of them reversed, alpha {alpha_text(one.alpha)}{people}"
        )
    return lines if found.traits else [*lines, "no traits"]


def alpha_text(alpha: float | None) -> str:
    """Cronbach's alpha as printed.

    >>> alpha_text(0.853), alpha_text(None)
    ('.85', 'undefined')
    """
    return "undefined" if alpha is None else f"{alpha:.2f}".replace("0.", ".")


def _mass(diagnoses: Sequence[Diagnosis]) -> list[str]:
    """How much of the probability is on the scale, of one population that was asked for probabilities."""
    quality = diagnoses[0].quality
    if len(diagnoses) > 1 or quality is None or quality.answer_mass is None:
        return []
    return [f"answers: {quality.answer_mass}"]


def compared_with(begins: str, people: Sample | None) -> Sentence:
    """The lead of a page: its first words, and the reference."""
    if people is None:
        return Sentence(f"{begins} There is no reference for this instrument: how varied people are is not known.")
    note = f" ({people.note})" if people.note else ""
    set_off: tuple[tuple[str, Tag], ...] = ((people.note, "strong"),) if people.note else ()
    text = f"{begins} Compared with {people.source}{note}, {people.complete} respondents."
    return Sentence(text, set_off=set_off)


def signature(diagnosis: Diagnosis, name: str) -> Section:
    """A population in one word, with the evidence, what to do next and the key numbers; its size without a signature."""
    sample, read = diagnosis.population, diagnosis.signature
    note = f"; {sample.note}" if sample.note else ""
    size = Sentence(
        f"{sample.size}, {sample.complete} complete{note}. "
        "A signature is a reading of the numbers below, never a replacement for them.",
        "small",
        ((sample.note, "strong"),) if sample.note else (),
    )
    lines = key_numbers(diagnosis)
    figures = () if lines is None else (lines,)
    if read is None:
        return Section("signature", name, (size,), figures=figures, absent="there is no signature")
    also = f" Also: {', '.join(read.also)}." if read.also else ""
    firm = f" Read from {read.support}." if read.support else ""
    beside = "; ".join(one for one in (read.support, f"also: {', '.join(read.also)}" if read.also else "") if one)
    in_brackets = f" ({beside})" if beside else ""
    likeness = likeness_lines(diagnosis.likeness)
    return Section(
        "signature",
        name,
        (
            Sentence(read.words, "signature"),
            f"{whole_sentence(MEANINGS[read.name])}{also}{firm}",
            *(Sentence(reason, "point") for reason in read.evidence),
            *map(whole_sentence, likeness),
            next_step(diagnosis),
            size,
        ),
        figures=figures,
        terminal=(f"signature: {read.words}{in_brackets}", *(f"  {one}" for one in (*read.evidence, *likeness))),
    )


def next_step(diagnosis: Diagnosis) -> Sentence:
    """What to do next, in a sentence with what to type: the first step of the advice.

    Parameters
    ----------
    diagnosis : with a signature
    """
    first = advise(diagnosis).steps[0]
    typed = without_folders(first.command) if first.command else ""
    known = diagnosis.signature is not None and first.evidence == "; ".join(diagnosis.signature.evidence)
    line = step_line(replace(first, command=typed, evidence="" if known else first.evidence))
    code: tuple[tuple[str, Tag], ...] = ((typed, "code"),) if typed else ()
    return Sentence(f"Next: {line}{'' if typed else '.'}", set_off=(("Next:", "strong"), *code))


def likeness_lines(found: Likeness | None) -> list[str]:
    """Human-likeness with its interval, and the side on which the population is least like people; empty if unknown.

    >>> likeness_lines(Likeness(human_likeness=0.4, low=0.35, high=0.45, least="recall"))
    ['human-likeness 0.40 (0.35 to 0.45); least in recall']
    """
    if found is None:
        return []
    within = "" if found.low is None or found.high is None else f" ({found.low:.2f} to {found.high:.2f})"
    label = NUMBERS[found.least].label if found.least in NUMBERS else found.least
    return [f"human-likeness {found.human_likeness:.2f}{within}; least in {label}"]


def together(diagnoses: Sequence[Diagnosis], names: Sequence[str]) -> Section:
    """Several populations in one table, a column each, held-out people last.

    Parameters
    ----------
    diagnoses : measured against the same reference
    names : of the columns
    """
    head = ("", *names, "held-out people")
    groups = [
        RowGroup(
            title,
            tuple(
                GridRow(
                    (
                        one.label,
                        *(text_of(one, each.values) for each in diagnoses),
                        people_text_of_all(one, diagnoses),
                    )
                )
                for one in numbers
            ),
        )
        for title, numbers in shown([each.values for each in diagnoses])
    ]
    if any(one.signature for one in diagnoses):
        read = ("-" if one.signature is None else one.signature.words for one in diagnoses)
        groups.insert(0, RowGroup("", (GridRow(("signature", *read, "")),)))
    grid = Grid(head, tuple(groups))
    return Section("together", "Side by side", _sizes(diagnoses), grid, terminal=tuple(grid_lines(grid)))


def _sizes(diagnoses: Sequence[Diagnosis]) -> tuple[Sentence, ...]:
    """That sizes differ; nothing where they do not."""
    sizes = sorted({one.settings.size for one in diagnoses if one.settings.size})
    if len(sizes) < 2:
        return ()
    command = "persona-collapse compare"
    text = (
        f"The populations were measured at different sizes ({', '.join(map(str, sizes))} at a time), on which coverage, "
        f"recall and LID depend; {command} measures them at equal size."
    )
    return (Sentence(text, "warning", ((command, "code"),)),)


def maps(diagnoses: Sequence[Diagnosis], names: Sequence[str]) -> Section | None:
    """Coverage against LID, rho against d; None where no population has a place on either."""
    found = [one for one in (coverage_map(diagnoses, names), fidelity_map(diagnoses, names)) if one is not None]
    return section_of_maps("Maps", found)


def section_of_maps(title: str, some: Sequence[Map]) -> Section | None:
    """Maps with a word about the paper's models; None without a map."""
    if not some:
        return None
    notes = (Sentence(PAPER_NOTE, "small"),) if any(one.numbered for one in some) else ()
    return Section("maps", title, notes, figures=tuple(some), absent=DRAWN)
