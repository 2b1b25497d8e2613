"""What there is to explore, without the page: marks and what they mean, prompts and replies, attributes, numbers in words."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path

from figures import interval
from persona_collapse.backends import Backend, Prompt, Sampling
from persona_collapse.backends.introductions import SimulatedIntroductions
from persona_collapse.backends.simulated import Simulated
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, OpenQuestion, bfi44, moral131, self_introduction
from persona_collapse.personas import Persona, PersonaPool, Respondent, bundled_pool, schema
from persona_collapse.reading import Reading, read_answer
from persona_collapse.references import published_results
from persona_collapse.report.figures import Bar, Bars, Map, Mark, coverage_map, fidelity_map
from persona_collapse.report.numbers import sections
from persona_collapse.report.page import MEANINGS
from persona_collapse.report.table import number, people_text, text_of
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import read_records
from persona_collapse.results.number import Number
from persona_collapse.simulation import KINDS, PREFIX
from persona_collapse.study import Study
from plain import sentence
from text import KIND_WORDS, KNOWN_POPULATIONS, MAP_GROUPS, REPLIES

DATA = Path(__file__).parent / "data" / "explore.json"
"""Five diagnoses, made by build_data.py."""

LONGEST_REPLY = 4000
"""Characters of a reply that a visitor may have read."""

INSTRUMENTS = ("bfi44", "moral131", "self-introduction")


@cache
def diagnoses() -> dict[str, Diagnosis]:
    """Kind of simulated respondent -> its diagnosis.

    >>> [one.signature.name for one in diagnoses().values()]
    ['human-like', 'mode collapse', 'shallow', 'caricature', 'noise']
    """
    found = [one for one in read_records(DATA) if isinstance(one, Diagnosis)]
    return {one.population.source.removeprefix(PREFIX): one for one in found}


def diagnosis_of(kind: str) -> Diagnosis:
    """The diagnosis of a kind of simulated respondent.

    Raises
    ------
    InputError : there is no such kind.
    """
    if kind not in diagnoses():
        raise InputError(f"there is no simulated population {kind!r}; choose one of {', '.join(diagnoses())}")
    return diagnoses()[kind]


@cache
def maps() -> tuple[Map, ...]:
    """Coverage against LID, and rho against d; whatever is simulated says so in its name."""
    names = [f"simulated {kind}" for kind in diagnoses()]
    some = list(diagnoses().values())
    found = [one for one in (coverage_map(some, names), fidelity_map(some, names)) if one is not None]
    return tuple(replace(one, marks=tuple(map(_said_simulated, one.marks))) for one in found)


def _said_simulated(mark: Mark) -> Mark:
    return replace(mark, label=f"{mark.label} (simulated)") if mark.group == "people" else mark


def about_mark(figure: Map, label: str) -> str:
    """What a mark of a map is, as HTML: its two numbers, whose they are, and what they mean.

    Parameters
    ----------
    figure : one of `maps()`
    label : of the mark

    Raises
    ------
    InputError : there is no such mark.
    """
    mark = next((one for one in figure.marks if one.label == label), None)
    if mark is None:
        raise InputError(f"there is no mark called {label!r} on this map; choose one from the list")
    numbers = [
        (figure.x_name, f"{number(mark.x, 2)}{interval(mark.x_ends, 2)}"),
        (figure.y_name, f"{number(mark.y, 1)}{interval(mark.y_ends, 1)}"),
    ]
    numbers += _published(label, {figure.x_name.lower(), figure.y_name.lower()}) if mark.group == "paper" else []
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in numbers)
    sentences = "".join(f"<p>{escape(one)}</p>" for one in [*_meaning(mark), MAP_GROUPS[mark.group]])
    return f'<div class="pc-card"><p class="pc-title">{escape(label)}</p><dl>{told}</dl>{sentences}</div>'


def _published(model: str, shown: set[str]) -> list[tuple[str, str]]:
    """What else the paper prints of a model."""
    row = published_results()[model]
    return [(name.replace("_", " "), str(value)) for name, value in row.items() if name not in shown]


def _meaning(mark: Mark) -> list[str]:
    kind = mark.label.removeprefix("simulated ")
    if mark.group == "population":
        read = diagnoses()[kind].signature
        signature = [] if read is None else [f"Its signature: {read.name}, that is, {MEANINGS[read.name]}."]
        return [KIND_WORDS[kind], *signature]
    return [KNOWN_POPULATIONS[mark.label]] if mark.label in KNOWN_POPULATIONS else []


@cache
def pool_labels() -> tuple[tuple[str, str], ...]:
    """The personas of the pool: a few words to tell each by, and its id."""
    return tuple((f"{one.id}: {Persona(one.id, one.attributes).label}", one.id) for one in bundled_pool().respondents)


def instrument(name: str) -> Instrument | OpenQuestion:
    """An instrument by its id.

    Raises
    ------
    InputError : there is none.
    """
    known: dict[str, Callable[[], Instrument | OpenQuestion]] = {
        "bfi44": bfi44,
        "moral131": moral131,
        "self-introduction": self_introduction,
    }
    if name not in known:
        raise InputError(f"there is no instrument {name!r}; choose one of {', '.join(known)}")
    return known[name]()


def item_labels(name: str) -> list[tuple[str, str]]:
    """The items of an instrument: how a list names each, and its id.

    >>> item_labels("bfi44")[0]
    ('1: is talkative', 'bfi44_1')
    """
    asked = instrument(name)
    if isinstance(asked, OpenQuestion):
        return [("the one question there is", asked.id)]
    short = {
        one.name: one.text if asked.traits else one.name.partition("_")[2].replace("_", " ") for one in asked.items
    }
    return [(f"{one.number}: {short[one.name]}", one.name) for one in asked.items]


def prompt_of(persona: str, name: str, item: str) -> Prompt:
    """One question to one persona, as it is sent.

    Raises
    ------
    InputError : no such persona, instrument or item.
    """
    study = Study(instrument(name), PersonaPool("personas", (_respondent(persona),)))
    found = next((one for one in study.prompts() if one.item == item), None)
    if found is None:
        raise InputError(f"there is no item {item!r} in {name}; choose one from the list")
    return found


def _respondent(persona: str) -> Respondent:
    found = next((one for one in bundled_pool().respondents if one.id == persona), None)
    if found is None:
        raise InputError(f"there is no persona {persona!r}; choose one from the list")
    return found


def simulated_reply(prompt: Prompt, name: str, kind: str) -> str:
    """What a simulated respondent of a kind replies.

    Raises
    ------
    InputError : no such instrument or kind.
    """
    return next(iter(_backend(prompt, name, kind).replies([prompt], Sampling())))[1].text


def answer_bars(prompt: Prompt, name: str, kind: str) -> Bars | None:
    """How likely a simulated respondent gives each answer; None for an open question.

    Raises
    ------
    InputError : no such instrument or kind.
    """
    asked = instrument(name)
    if isinstance(asked, OpenQuestion):
        return None
    reply = next(iter(_backend(prompt, name, kind).replies([prompt], Sampling(mode="probabilities"))))[1]
    points = [f"{point} {asked.scale.label(point)}" for point in asked.scale.points]
    bars = tuple(Bar(point, share) for point, share in zip(points, reply.probabilities or (), strict=True))
    return Bars(f"Answers of a simulated {kind} respondent", "how likely each is", bars)


def _backend(prompt: Prompt, name: str, kind: str) -> Backend:
    attributes = {prompt.respondent: _respondent(prompt.respondent).attributes}
    asked = instrument(name)
    if isinstance(asked, OpenQuestion):
        return SimulatedIntroductions(kind, attributes)
    return Simulated(kind, asked, attributes)


def reading_words(reply: str, name: str) -> str:
    """What is read in a reply, in words.

    Raises
    ------
    InputError : no such instrument, or a reply that is too long.

    >>> reading_words("3 or 4", "bfi44")
    'no answer: several answers: 3, 4'
    """
    asked = instrument(name)
    if isinstance(asked, OpenQuestion):
        return "free text: it is kept as it is, and no answer is read in it"
    if len(reply) > LONGEST_REPLY:
        raise InputError(f"the reply has {len(reply)} characters; give {LONGEST_REPLY} at most")
    found: Reading = read_answer(reply, asked.scale)
    if found.answer is None:
        return f"no answer: {found.reason}"
    return f"{found.answer}, {asked.scale.label(found.answer)} (found by the rule “{found.rule}”)"


def reading_examples(name: str) -> str:
    """Some replies with what is read in each, as an HTML table; empty for an open question."""
    asked = instrument(name)
    if isinstance(asked, OpenQuestion):
        return ""
    replies = [one.format(agree=asked.scale.label(asked.scale.high)) for one in REPLIES]
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(one)}</code></th><td>{escape(reading_words(one, name))}</td></tr>'
        for one in replies
    )
    head = '<thead><tr><th scope="col">reply</th><th scope="col">what is read</th></tr></thead>'
    return f'<table class="pc-table">{head}<tbody>{rows}</tbody></table>'


@cache
def attribute_bars() -> tuple[Bars, ...]:
    """Each attribute's values with their shares in the pool, beside equal shares."""
    people = bundled_pool().respondents
    found = []
    for one in schema():
        counts = Counter(who.attributes[one.column] for who in people)
        bars = tuple(Bar(value, counts[value] / len(people), 1 / len(one.values)) for value in one.values)
        found.append(Bars(one.name, f"share of {len(people):,} personas", bars, line="equal shares"))
    return tuple(found)


def attributes_with(words: str) -> list[Bars]:
    """The attributes whose name or values hold all the words; all of them without a word.

    >>> [one.title for one in attributes_with("nurse")]
    ['Occupation']
    """
    asked = words.lower().split()
    return [
        one
        for one in attribute_bars()
        if all(word in " ".join([one.title, *(bar.name for bar in one.bars)]).lower() for word in asked)
    ]


def explanations() -> Iterator[tuple[str, list[tuple[Number, str]]]]:
    """Section by section: each number of the register, with the line that says what people and noise score."""
    human = diagnoses()["human"]
    for title, numbers in sections(beyond=True):
        yield title, [(one, _ends(one, human)) for one in numbers]


def _ends(one: Number, human: Diagnosis) -> str:
    """What people score, and the shuffled population.

    >>> _ends(next(explanations())[1][0][0], diagnoses()["human"])[:12]
    'People 0.97,'
    """
    if not one.in_scorecard:
        return ""
    ceiling, floor = people_text(one, human), text_of(one, human.shuffled_population)
    known = [
        f"{name} {value}"
        for name, value in (("people", ceiling), ("shuffled population", floor))
        if value != number(None)
    ]
    return sentence(", ".join(known)) if known else ""


def kinds() -> list[str]:
    """The kinds of simulated respondents, in the order of the tables."""
    return list(KINDS)
