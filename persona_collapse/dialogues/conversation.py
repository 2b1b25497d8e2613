"""What was said before the questions: one dialogue for all respondents, or one for each persona."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from persona_collapse.dialogues.turns import Dialogue
from persona_collapse.errors import InputError


@dataclass(frozen=True)
class ConversationIdentity:
    """Which conversation a study has before its questions; changed, it is another study.

    Attributes
    ----------
    name : of the file, or bundled:NAME
    digest : over every turn that the model reads, and whose it is
    turns, fewest : messages of the longest and of the shortest dialogue
    per_persona : whether each persona has a dialogue of its own
    """

    name: str
    digest: str
    turns: int
    fewest: int
    per_persona: bool

    @property
    def in_words(self) -> str:
        """How long it is and where it is from.

        >>> ConversationIdentity("bundled:late-bus", "1a2b", 8, 8, False).in_words
        '8 turns of bundled:late-bus'
        >>> ConversationIdentity("talks.jsonl", "1a2b", 8, 2, True).in_words
        '2 to 8 turns of talks.jsonl, a dialogue per persona'
        """
        length = f"{self.turns}" if self.turns == self.fewest else f"{self.fewest} to {self.turns}"
        return f"{length} turns of {self.name}{', a dialogue per persona' if self.per_persona else ''}"


@dataclass(frozen=True)
class Conversation:
    """What was said before the questions.

    Attributes
    ----------
    name : of the file, or bundled:NAME
    shared : the dialogue of all respondents; empty where each persona has its own
    own : persona -> its dialogue; empty where all have the same
    """

    name: str
    shared: Dialogue = field(default=(), repr=False)
    own: Mapping[str, Dialogue] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if bool(self.shared) == bool(self.own):
            raise InputError(f"{self.name}: give one dialogue for all personas, or one for each")

    def before(self, respondent: str) -> Dialogue:
        """What a respondent has said and heard before its questions; empty if it has no dialogue."""
        return self.shared or self.own.get(respondent, ())

    def missing(self, respondents: Iterable[str]) -> list[str]:
        """Those of the respondents that have no dialogue."""
        return [one for one in respondents if not self.before(one)]

    def first(self, turns: int) -> "Conversation | None":
        """The first turns of every dialogue; None where there are none.

        Raises
        ------
        InputError : a number below 0; a dialogue has fewer turns, or its turn of that number is the user's.
        """
        if turns < 0:
            raise InputError(f"--after-turns {turns}: give 0 or more")
        if turns == 0:
            return None
        for persona, dialogue in ({"": self.shared} if self.shared else self.own).items():
            whose = f"{self.name}, the dialogue of persona {persona}," if persona else self.name
            if turns > len(dialogue):
                raise InputError(
                    f"--after-turns {turns}: {whose} has {len(dialogue)} turns; give at most {len(dialogue)}"
                )
        if turns % 2:
            raise InputError(
                f"--after-turns {turns}: turn {turns} is the user's, and the question follows as the user's; give an even "
                f"number: {turns - 1} or {turns + 1}"
            )
        return replace(
            self, shared=self.shared[:turns], own={persona: one[:turns] for persona, one in self.own.items()}
        )

    @property
    def identity(self) -> ConversationIdentity:
        """Its name, a hash of its content, and its length."""
        content = [
            [asdict(one) for one in self.shared],
            {name: [asdict(one) for one in of] for name, of in self.own.items()},
        ]
        lengths = [len(one) for one in ([self.shared] if self.shared else self.own.values())]
        hashed = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        return ConversationIdentity(self.name, hashed, max(lengths), min(lengths), per_persona=bool(self.own))
