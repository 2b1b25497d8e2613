"""What to try first, from the evidence of a diagnosis."""

from dataclasses import dataclass

from persona_collapse.results.record import StoredRecord

ADVICE_SCHEMA = "persona-collapse/advice/1"


@dataclass(frozen=True)
class Step:
    """One thing to try.

    Attributes
    ----------
    rule : its name in the table of rules
    evidence : the numbers that say so
    sentence : what to do, and why
    command : what to type; empty where nothing is to be typed
    """

    rule: str
    evidence: str
    sentence: str
    command: str


@dataclass(frozen=True, repr=False)
class Advice(StoredRecord):
    """What to try first, the most promising step first.

    Attributes
    ----------
    source : of the answers
    signature : of the diagnosis
    steps : at most five
    """

    source: str
    signature: str
    steps: tuple[Step, ...]
    version: str
    schema: str = ADVICE_SCHEMA
