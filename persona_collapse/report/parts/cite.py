"""How to cite: whose the idea, the numbers and the items are, a sentence for a paper, and BibTeX. Facts of the record only."""

from collections.abc import Iterable, Iterator, Sequence

from persona_collapse.instruments import catalogue
from persona_collapse.report import citation
from persona_collapse.report.citation import AUTHORS, LONG_TITLE, SHORT_TITLE
from persona_collapse.report.commands import file_name
from persona_collapse.report.printed import between, interval_text, number, people_text, text_of
from persona_collapse.report.section import ON_PAGE, Section, Sentence
from persona_collapse.results import Comparison, Diagnosis, Sample, Settings
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.results.texts import TextDiagnosis

FIRST = ("coverage", "lid", "effective_likert")
"""The number of the sentence for a paper: the first of these that is defined."""

SENTENCE, BIBTEX = "A sentence for a paper", "BibTeX"

FALSE_POSITIVES = (
    ", whose printed mention rates are in the last column of the first table; persona-collapse {version}. The false "
    "positives of each detector are next to its rate: compare the difference, not the rate."
)


def cite(records: Sequence[Diagnosis | TextDiagnosis]) -> Section:
    """How to cite a page about populations, with a sentence for each record.

    Parameters
    ----------
    records : of the page; the first diagnosis says how the numbers were obtained
    """
    diagnoses = [one for one in records if isinstance(one, Diagnosis)]
    texts = [one for one in records if isinstance(one, TextDiagnosis)]
    if not diagnoses:
        return _texts(texts)
    first = diagnoses[0]
    whose = Sentence(
        f"The idea, and the names of the measures: {AUTHORS}, {LONG_TITLE}, arXiv 2604.24698. The numbers on this page: "
        f"persona-collapse {first.version}, protocol {first.settings.protocol}, seed {first.settings.seed}; the source of "
        "each measure is in its docstring.",
        set_off=((LONG_TITLE, "cite"),),
    )
    instruments = list(dict.fromkeys(one.instrument for one in diagnoses))
    items = [Sentence(_items(one), "small") for one in instruments if one in catalogue.names()]
    references = [one.reference for one in diagnoses if one.reference is not None]
    said = [*map(population_sentence, diagnoses), *map(texts_sentence, texts)]
    return _section((whose, *items), references, said, [one.version for one in records], instruments)


def cite_texts(found: TextDiagnosis) -> Section:
    """How to cite a page about free texts.

    Parameters
    ----------
    found : the record
    """
    return _texts([found])


def cite_comparison(found: Comparison) -> Section:
    """How to cite a page about what differs.

    Parameters
    ----------
    found : the record
    """
    whose = _shortly(f"; persona-collapse {found.version}, seed {found.settings.seed}.")
    references = [] if found.reference is None else [found.reference]
    said = list(comparison_sentences(found))
    return _section((whose,), references, said, [found.version], [found.instrument])


def cite_version(version: str) -> Section:
    """How to cite a page whose numbers are this program's own.

    Parameters
    ----------
    version : that computed them
    """
    return _section((_shortly(f"; persona-collapse {version}."),), [], [], [version], [])


def _texts(found: Sequence[TextDiagnosis]) -> Section:
    whose = _shortly(FALSE_POSITIVES.format(version=found[0].version))
    return _section((whose,), [], list(map(texts_sentence, found)), [one.version for one in found], [])


def _shortly(rest: str) -> Sentence:
    return Sentence(f"{AUTHORS}, {SHORT_TITLE}, arXiv 2604.24698{rest}", set_off=((SHORT_TITLE, "cite"),))


def _section(
    whose: Iterable[Sentence],
    references: Sequence[Sample],
    said: Sequence[str],
    versions: Sequence[str],
    instruments: Sequence[str],
) -> Section:
    """The section: whose it is, whose people, then sentences and BibTeX to copy."""
    named = list(dict.fromkeys(file_name(one.source) for one in references))
    entries = [
        citation.PAPER,
        *(citation.software(one) for one in dict.fromkeys(versions)),
        *dict.fromkeys(entry for one in named for entry in citation.people(one)),
        *(entry for one in instruments if (entry := citation.questionnaire(one)) is not None),
    ]
    unknown = [one for one in named if not citation.people(one)]
    theirs = f"The people of {' and '.join(unknown)}: cite the source of these answers, which no record names."
    return Section(
        "cite",
        "How to cite",
        (
            *whose,
            *([Sentence(theirs, "small")] if unknown else []),
            *([Sentence("\n\n".join(said), "verbatim", summary=SENTENCE)] if said else []),
            Sentence("\n\n".join(entries), "verbatim", summary=BIBTEX),
        ),
        absent=ON_PAGE,
    )


def _items(instrument: str) -> str:
    """Origin and terms of a questionnaire's items."""
    asked = catalogue.bundled(instrument)
    return f"The items: {asked.source.removesuffix('.')}. {asked.terms}"


def population_sentence(found: Diagnosis) -> str:
    """A number of a population with what it is read beside, and how it was obtained, as a sentence for a paper.

    Parameters
    ----------
    found : the record
    """
    one = next((NUMBERS[name] for name in FIRST if NUMBERS[name].value(found.values) is not None), NUMBERS["lid"])
    beside = [
        *([f"95 % interval {interval_text(one, found)}"] if interval_text(one, found) else []),
        *([f"held-out people {people_text(one, found)}"] if found.held_out_people is not None else []),
        *([f"shuffled population {text_of(one, found.shuffled_population)}"] if found.shuffled_population else []),
    ]
    in_brackets = f" ({'; '.join(beside)})" if beside else ""
    against = f"against {_people(found.reference)}" if found.reference is not None else "without people to compare with"
    label = f"{one.label[0].upper()}{one.label[1:]}"
    return (
        f"{label} {text_of(one, found.values)}{in_brackets} was measured with persona-collapse {found.version} "
        f"({_obtained(found.settings)}) on {_population(found)}, {against}."
    )


def _population(found: Diagnosis) -> str:
    sample = found.population
    note = f" ({sample.note})" if sample.note else ""
    title = catalogue.bundled(found.instrument).title if found.instrument in catalogue.names() else found.instrument
    complete = "" if sample.complete == sample.respondents else f", {sample.complete} of them complete"
    return f"{sample.size} of {file_name(sample.source)}{complete}{note}, {title}"


def _people(people: Sample) -> str:
    note = f" ({people.note})" if people.note else ""
    return f"{people.complete} respondents of {file_name(people.source)}{note}"


def _obtained(how: Settings) -> str:
    """Protocol, draws and seed."""
    if how.protocol == "paper":
        return f"the published definitions, seed {how.seed}"
    drawn = f"{how.draws} draws of {how.size}" if how.rarefy and how.size else "all respondents at once"
    return f"calibrated protocol, {drawn}, seed {how.seed}"


def texts_sentence(found: TextDiagnosis) -> str:
    """The share of the commonest form of texts, and how often a text finds its persona, as a sentence for a paper.

    Parameters
    ----------
    found : the record
    """
    form = found.templates.skeletons
    around = between(form.low, form.high)
    within = f" (95 % interval {around})" if around else ""
    identity = found.identity
    p_value = (
        "" if identity is None or identity.retrieval_p_value is None else f"p {number(identity.retrieval_p_value, 3)}; "
    )
    own = (
        ""
        if identity is None or identity.retrieval is None
        else f" A text's nearest other text is of the same persona with a share of {number(identity.retrieval)} (chance "
        f"{number(identity.retrieval_chance)}; {p_value}vectors of "
        f"{found.model or 'an embedding that the record does not name'})."
    )
    note = f" ({found.note})" if found.note else ""
    return (
        f"The commonest opening sentence, names and values masked, has a share of {number(form.share)}{within} of {found.texts} "
        f"texts of {found.personas} personas, {file_name(found.source)}{note}, measured with persona-collapse "
        f"{found.version}.{own}"
    )


def comparison_sentences(found: Comparison) -> Iterator[str]:
    """The difference of a number in each step, as sentences for a paper.

    Parameters
    ----------
    found : the record
    """
    for step in found.steps:
        known = {one.name: one for one in step.differences if one.difference is not None}
        one = next((known[name] for name in FIRST if name in known), None)
        if one is None:
            continue
        digits = NUMBERS[one.name].digits
        around = between(one.low, one.high, digits)
        within = f"95 % interval {around}, " if around else ""
        against = f", against {_people(found.reference)}" if found.reference is not None else ""
        label = NUMBERS[one.name].label
        yield (
            f"{label[0].upper()}{label[1:]} is {number(one.first, digits)} in {step.first} and {number(one.second, digits)} in "
            f"{step.second}, a difference of {number(one.difference, digits)} ({within}adjusted p {number(one.adjusted_p, 3)}), "
            f"measured with persona-collapse {found.version} ({_obtained(found.settings)}; {found.permutations} "
            f"relabellings){against}."
        )
