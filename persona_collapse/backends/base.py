"""What every backend speaks: prompts in, replies out as they arrive."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from persona_collapse.instruments import AS_PUBLISHED, Presentation

Mode: TypeAlias = Literal["generate", "probabilities"]


@dataclass(frozen=True)
class Prompt:
    """One question to one respondent.

    Attributes
    ----------
    respondent, item, sample : whom, what, and for the how-manieth time (from 1)
    system : who the respondent is; empty for a respondent without a persona
    question : what is asked, its scale and how to answer
    choices : the answers there are, "1" .. "5"; empty for an open question
    presentation : how the question is laid out; answers are given to it as it is printed

    >>> Prompt("7", "bfi44_1", 1, "You are Ann.", "Are you talkative?").completion
    'You are Ann.\\n\\nAre you talkative?\\n\\nAnswer:'
    """

    respondent: str
    item: str
    sample: int
    system: str
    question: str
    choices: tuple[str, ...] = ()
    presentation: Presentation = AS_PUBLISHED

    @property
    def messages(self) -> list[dict[str, str]]:
        """The prompt for a chat model."""
        told = [{"role": "system", "content": self.system}] if self.system else []
        return [*told, {"role": "user", "content": self.question}]

    @property
    def completion(self) -> str:
        """The prompt for a base model, which goes on writing where the text ends."""
        return "\n\n".join(part for part in (self.system, self.question, "Answer:") if part)


@dataclass(frozen=True)
class Sampling:
    """How replies are drawn.

    Attributes
    ----------
    mode : generate (a reply in words) or probabilities (of each choice as the next token)
    temperature : 0 takes the likeliest token; in mode probabilities it applies when answers are drawn from them
    max_tokens : the longest reply
    thinking : switches a model's thinking on or off where it can be switched; None leaves it as it is
    seed : mixed with respondent, item and sample, never with a batch
    """

    mode: Mode = "generate"
    temperature: float = 0.7
    max_tokens: int = 64
    thinking: bool | None = None
    seed: int = 0


@dataclass(frozen=True)
class Reply:
    """What came back, whole; a failure is a reply with an error.

    Attributes
    ----------
    text : as written
    reasoning : what the server sent apart as the model's thinking
    probabilities : in mode probabilities, of each choice; they sum to less than 1 by what goes to other tokens
    prompt_tokens, completion_tokens : as counted by who answered; None unknown
    cost : as reported; None unknown
    latency : seconds
    finish_reason : "stop", "length", ...
    model : what the server says has answered
    error : why there is no reply; empty when there is one
    """

    text: str = ""
    reasoning: str = ""
    probabilities: tuple[float, ...] | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    latency: float = 0.0
    finish_reason: str = ""
    model: str = ""
    error: str = ""


Arrived: TypeAlias = tuple[int, Reply]
"""The place of a prompt in the order asked, and its reply."""


class Backend(Protocol):
    """Somebody who answers.

    Attributes
    ----------
    kind : "simulated", "transformers" or "api"
    model : as the user named it
    revision : which version of the model, as far as it can be known
    """

    kind: str
    model: str
    revision: str

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies in order of arrival, each with the place of its prompt; prompts are taken only as they are asked.

        When `prompts` ends, what is under way is finished and nothing else is asked: that is how a run is stopped.
        """
        ...

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """How many tokens the prompt has; None where that cannot be known beforehand."""
        ...
