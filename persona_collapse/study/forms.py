"""The words around an item: named forms, each made of named parts."""

from dataclasses import dataclass, replace

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, Item, OpenQuestion, Presentation

SHARES = (
    "Do not choose one answer. Say how likely you are to give each answer from {low} to {high}, in percent; together they are "
    "100. Reply with one JSON object whose keys are the numbers from {low} to {high}, and with nothing else."
)
"""How to answer with a distribution (verbalized sampling, arXiv 2510.01171), in words of our own."""

WORDS = (
    "Answer in one or two sentences, in your own words. Make it clear how far you agree. Give no number and do not grade "
    "yourself."
)
"""How to answer in words that are rated afterwards (semantic similarity rating, arXiv 2510.08338), in words of our own."""


@dataclass(frozen=True)
class Form:
    """The words that describe a persona to the model and put a question to it.

    Attributes
    ----------
    name : as users call it
    system : before everything, "{persona}" in place of the description; omitted for a respondent without a persona
    before : in the question's own message, before the item; omitted without a persona
    after : after the scale, before the closing; omitted without a persona
    closing : how to answer, "{low}" and "{high}" in place of the ends of the scale
    """

    name: str
    system: str
    closing: str
    before: str = ""
    after: str = ""

    def system_message(self, description: str) -> str:
        """The system message; empty without a persona.

        >>> STANDARD.system_message("Age: 30").splitlines()[-1]
        'Age: 30'
        """
        return self.system.format(persona=description) if description else ""

    def question(self, instrument: Instrument, item: Item, presentation: Presentation, description: str) -> str:
        """Everything that is asked: lead, item, sides, scale, closing."""
        scale = presentation.scale(instrument.scale)
        parts = [
            self.before.format(persona=description) if description else "",
            instrument.lead,
            instrument.prompt(item),
            _sides(instrument, presentation),
            scale.printed if scale.labels and self.closing != WORDS else "",
            self.after.format(persona=description) if description else "",
            self.closing.format(low=scale.low, high=scale.high),
        ]
        return "\n\n".join(part for part in parts if part)

    @property
    def for_shares(self) -> "Form":
        """The same words, but asking for the share of each scale point."""
        return replace(self, closing=SHARES)

    @property
    def for_words(self) -> "Form":
        """The same words, but asking for an answer in the respondent's own words; no scale is printed."""
        return replace(self, closing=WORDS)

    @property
    def for_agents(self) -> "Form":
        """The same questions to agents that know who they are: no persona is described to them.

        >>> STANDARD.for_agents.system_message("Age: 30")
        ''
        """
        return replace(self, name="agents", system="", before="", after="")

    def open_question(self, question: OpenQuestion, description: str) -> tuple[str, str]:
        """System message and question when the answer is free text."""
        return (f"{question.system}\n\n{description}" if description else ""), question.question


STANDARD = Form(
    name="standard",
    system=(
        "You are the person described below. Answer every question as this person would, out of their life, "
        "and stay this person throughout.\n\n{persona}"
    ),
    closing="Answer with one number from {low} to {high} and nothing else.",
)
"""The persona once, in the system message; the item last, so that a model reads the persona once for all items."""

PAPER = Form(
    name="paper",
    system="You take on the role of this person:\n\n{persona}",
    before="This is who you are:\n\n{persona}",
    after="Remember who you are:\n\n{persona}",
    closing="Answer with one number from {low} to {high}.",
)
"""The layout of arXiv 2604.24698 as its released code has it, the persona three times; in words of our own, since the
published texts carry no licence."""

FORMS = {form.name: form for form in (STANDARD, PAPER)}


def form(name: str, language: str = "en") -> Form:
    """The form of a name, in a language where it has been written in it, else in English.

    Parameters
    ----------
    name : standard or paper
    language : of the items

    Raises
    ------
    InputError : there is none of that name, or the form of the paper with items in another language than English.

    >>> form("standard", "de").closing.format(low=1, high=5)
    'Antworten Sie mit einer einzigen Zahl von 1 bis 5 und mit nichts anderem.'
    """
    if name not in FORMS:
        raise InputError(f"unknown wording {name!r}; use {' or '.join(FORMS)}")
    if language != "en" and name == PAPER.name:
        raise InputError(f"the wording of the paper is English, and the items are in {language!r}; omit --wording")
    frame = frames().get(language)
    return FORMS[name] if frame is None else replace(STANDARD, **frame)


def frames() -> dict[str, dict[str, str]]:
    """Language -> the sentences of the standard form, of every language but English in which they have been written.

    >>> sorted(frames())[:3]
    ['ar', 'de', 'es']
    """
    found: dict[str, dict[str, str]] = resources.data("study/data/frames.json")
    return found


def _sides(instrument: Instrument, presentation: Presentation) -> str:
    if instrument.sides is None:
        return ""
    first, second = instrument.sides[::-1] if presentation.swapped else instrument.sides
    return f"A: {first}\nB: {second}"
