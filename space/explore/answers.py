"""One answer with its prompt: what a persona is asked, what a simulated one replies, and what is read in a reply."""

from functools import cache
from html import escape

from persona_collapse.backends import Backend, Prompt, Sampling
from persona_collapse.backends.introductions import SimulatedIntroductions
from persona_collapse.backends.simulated import Simulated
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, OpenQuestion
from persona_collapse.personas import Persona, PersonaPool, Respondent, bundled_pool
from persona_collapse.reading import Reading, read_answer
from persona_collapse.report.figures import Bar, Bars
from persona_collapse.study import Study
from space.asking.runs import INSTRUMENTS
from space.explore.wording import REPLIES

LONGEST_REPLY = 4000
"""Characters of a reply that a visitor may have read."""


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
    if name not in INSTRUMENTS:
        raise InputError(f"there is no instrument {name!r}; choose one of {', '.join(INSTRUMENTS)}")
    return INSTRUMENTS[name]()


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
