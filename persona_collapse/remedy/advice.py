"""`persona-collapse advise`: evidence -> sentence -> command, one row of a table for each remedy."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise

from persona_collapse.remedy import evidence
from persona_collapse.results import Diagnosis
from persona_collapse.results.advice import Advice, Step

MOST = 5
"""Steps that are named."""

PANEL = 200
"""Personas of a panel that is suggested, at most a quarter of the pool."""


@dataclass(frozen=True)
class Rule:
    """One row of the table.

    Attributes
    ----------
    name : of the rule
    when : the evidence in words; empty where the rule does not hold
    sentence : what to do, and why
    command : what to type
    always : whether it can hold for a population that is human-like
    """

    name: str
    when: Callable[[Diagnosis], str]
    sentence: str
    command: Callable[[Diagnosis], str]
    always: bool = False


def advise(found: Diagnosis) -> Advice:
    """What to try first, from the evidence of a diagnosis: at most five steps, the most basic first.

    Parameters
    ----------
    found : a diagnosis

    Returns
    -------
    Steps with their evidence and what to type; "nothing to mend" alone for a human-like population without any.
    """
    alike = evidence.signature(found) == "human-like"
    held = [(one, one.when(found)) for one in RULES if one.always or not alike]
    steps = [Step(one.name, said, one.sentence, one.command(found)) for one, said in held if said]
    if not steps:
        said = evidence.human_like(found) or "no rule of this table holds"
        steps = [Step("nothing to mend", said, NOTHING if alike else LOOK, "" if alike else _report(found))]
    return Advice(found.population.source, evidence.signature(found), tuple(steps[:MOST]), version("persona-collapse"))


NOTHING = "no remedy needed: the population is as varied as people"
LOOK = "no known remedy fits; read the page of results, item by item"


def _asked_again(*options: str) -> Callable[[Diagnosis], str]:
    """The run's own command with other options; a run of the model where that is not known."""

    def command(found: Diagnosis) -> str:
        first = next((one for one in found.commands if one.startswith("persona-collapse run ")), "")
        model = "MODEL" if found.asked is None else found.asked.model
        words = shlex.split(first) if first else ["persona-collapse", "run", model]
        return shlex.join([*_without(words, options), *options])

    return command


FLAGS = ("--resume", "--trait-labels", "--no-trait-labels", "--with-default")
"""Options without a value: what follows them is something else, such as the model."""


def _without(words: list[str], options: tuple[str, ...]) -> list[str]:
    """A command without options that are given anew, and without --out: another way of asking is another run.

    >>> _without(["persona-collapse", "run", "m", "--samples", "1", "--out", "x"], ("--samples", "2"))
    ['persona-collapse', 'run', 'm']
    >>> _without(["persona-collapse", "run", "--with-default", "m", "--samples=3"], ("--with-default", "--samples", "2"))
    ['persona-collapse', 'run', 'm']
    """
    anew = {"--out", "--resume", *(one for one in options if one.startswith("--"))}
    anew |= {"--trait-labels"} if "--no-trait-labels" in options else set()
    kept, skip = [], False
    for place, word in enumerate(words):
        if skip:
            skip = False
            continue
        name = word.partition("=")[0]
        if name in anew:
            following = words[place + 1] if place + 1 < len(words) else "--"
            skip = "=" not in word and word not in FLAGS and not following.startswith("--")
            continue
        kept.append(word)
    return kept


def _measured(found: Diagnosis) -> list[str]:
    """The words of the command that measured; the source of the answers without one."""
    last = next((one for one in reversed(found.commands) if one.startswith("persona-collapse measure ")), "")
    return shlex.split(last) if last else ["persona-collapse", "measure", found.population.source]


def _show(found: Diagnosis) -> str:
    return shlex.join(["persona-collapse", "show", found.population.source, "--unread"])


def _report(found: Diagnosis) -> str:
    return shlex.join(["persona-collapse", "report", _measured(found)[2], "--out", "report.html"])


def _panel(found: Diagnosis) -> str:
    size = max(12, min(PANEL, found.population.independent // 4))
    words = [re.sub("^measure$", "panel", word) if place == 1 else word for place, word in enumerate(_measured(found))]
    return shlex.join([*words, "--size", str(size), "--out", "panel.csv"])


RUN_ONLY = (
    *("--actors", "--after", "--after-turns", "--batch", "--engine", "--gpus-per-actor", "--grow", "--judge"),
    *("--round-size", "--shard", "--until-width", "--with-default"),
)
"""Options of `run` that `sweep` does not have."""

ASKED_IN_WAYS = "100"


def _sweep(found: Diagnosis) -> str:
    """A hundred personas of a run in several ways; the run's other options stay.

    Descriptions of the bundled personas are varied in length too; those of one's own table may be one text each.
    """
    words = _apart(shlex.split(_asked_again()(found)))
    given = dict(pairwise(words))
    pool = given.get("--personas", "1144")
    size = "--personas" if pool.isdigit() else "--sample" if "--sample" in given else "--first"
    ways = ["--vary", "temperature=0.3,0.7,1.3", *(["--vary", "persona-detail=3,26"] if pool.isdigit() else [])]
    also = ("--first", "--sample") if pool.isdigit() else ()
    kept = _without(words, (*RUN_ONLY, "--samples", "--temperature", size, *also))
    # `sweep` asks one questionnaire: the first of several
    one = [word.partition(",")[0] if name == "--instrument" else word for name, word in pairwise(kept)]
    return shlex.join(["persona-collapse", "sweep", *one[1:], size, ASKED_IN_WAYS, *ways])


def _apart(words: list[str]) -> list[str]:
    """A command with each option and its value as two words.

    >>> _apart(["run", "m", "--instrument=bfi44,x", "--seed", "3"])
    ['run', 'm', '--instrument', 'bfi44,x', '--seed', '3']
    """
    return [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]


def _with_reference(found: Diagnosis) -> str:
    return shlex.join([*_measured(found), "--reference", "people.csv"])


RULES: tuple[Rule, ...] = (
    Rule(
        "few personas",
        evidence.few,
        "ask more personas before anything else; plan says how many",
        lambda found: "persona-collapse plan --width 0.05",
        always=True,
    ),
    Rule(
        "little mass",
        evidence.little_mass,
        "let the model write its answer and read it, instead of drawing from what is left on the scale",
        _asked_again("--mode", "generate"),
        always=True,
    ),
    Rule(
        "unreadable",
        evidence.unreadable,
        "read the replies that hold no answer, and mend the way of asking",
        _show,
        always=True,
    ),
    Rule(
        "no reference",
        evidence.no_reference,
        "give people's answers to the same items",
        _with_reference,
        always=True,
    ),
    Rule(
        "copies",
        evidence.copies,
        "raise the temperature, and ask twice to see whether that adds more than noise",
        _asked_again("--temperature", "1.0", "--samples", "2"),
    ),
    Rule(
        "labels overdone",
        evidence.labels_overdone,
        "leave the trait labels out of the prompt, so that a persona is described and not labelled",
        _asked_again("--no-trait-labels"),
    ),
    Rule(
        "noisy",
        evidence.noisy,
        "ask each question five times and measure the means, or lower the temperature",
        _asked_again("--samples", "5", "--temperature", "0.3"),
    ),
    Rule(
        "collapsed",
        evidence.collapsed,
        "ask 100 of the personas in several ways, each twice, to see which way keeps variety and which adds noise only",
        _sweep,
    ),
    Rule(
        "two peaks",
        evidence.two_peaks,
        "describe that trait by degrees or by behaviour, not by High and Low",
        _asked_again("--no-trait-labels"),
    ),
    Rule(
        "pulled to the default",
        evidence.pulled,
        "state more about each persona: a table of your own with more columns",
        _asked_again("--personas", "FILE"),
    ),
    Rule(
        "flat trait",
        evidence.flat_traits,
        "vary the attributes that affect this trait; nothing in the personas' descriptions moves it now",
        _asked_again("--personas", "FILE"),
    ),
    Rule(
        "some near people",
        evidence.some_near_people,
        "choose the personas that are near people",
        _panel,
    ),
    Rule(
        "asked once",
        evidence.asked_once,
        "ask twice, so that noise is not mistaken for variety",
        _asked_again("--samples", "2"),
    ),
    Rule(
        "no control",
        evidence.no_control,
        "ask the model without a persona too, to see whether personas differ from it",
        _asked_again("--with-default"),
    ),
)
"""Evidence -> sentence -> command, in the order in which they are named."""
