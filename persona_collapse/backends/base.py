"""The interface of every backend: it takes prompts and returns replies as they arrive."""

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
    respondent, item, sample : the respondent, the item, and the repetition number (from 1)
    system : the description of the persona; empty for a respondent without a persona
    question : the question, its scale and how to answer
    choices : the possible answers, "1" .. "5"; empty for an open question
    presentation : the layout of the question; answers refer to the printed scale

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
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, {"role": "user", "content": self.question}]

    @property
    def completion(self) -> str:
        """The prompt for a base model, which continues where the text ends."""
        return "\n\n".join(part for part in (self.system, self.question, "Answer:") if part)


@dataclass(frozen=True)
class Sampling:
    """How replies are drawn.

    Attributes
    ----------
    mode : generate (a reply in words) or probabilities (of each choice as the next token)
    temperature : 0 takes the likeliest token; in mode probabilities it applies when answers are drawn from them
    max_tokens : length limit of a reply
    thinking : switches a model's thinking on or off, if the model has a switch; None keeps the model's default
    seed : mixed with respondent, item and sample, never with a batch
    reasoning_effort : how long a model on a server thinks ("low", ..); None keeps the server's default
    extra_body : a server's own fields, added to every request: a JSON object as `extras.canonical` writes it; empty
        without any
    """

    mode: Mode = "generate"
    temperature: float = 0.7
    max_tokens: int = 64
    thinking: bool | None = None
    seed: int = 0
    reasoning_effort: str | None = None
    extra_body: str = ""


@dataclass(frozen=True)
class Reply:
    """The complete response of a model; a failure is a reply with an error.

    Attributes
    ----------
    text : as written
    reasoning : the model's thinking, if the server sent it separately
    probabilities : in mode probabilities, of each choice; their sum is below 1 because other tokens have the rest
    prompt_tokens, completion_tokens : as counted by the model's server; None if unknown
    cached_tokens : of the prompt's tokens, those that the server had in its cache; None if unknown
    cost : as reported; None if unknown
    latency : seconds
    finish_reason : "stop", "length", ... as the server says; "refusal" and "tool_calls" also where only the fields of
        the message say so
    model : the model that answered, according to the server
    error : why there is no reply; empty when there is one
    """

    text: str = ""
    reasoning: str = ""
    probabilities: tuple[float, ...] | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    latency: float = 0.0
    finish_reason: str = ""
    model: str = ""
    error: str = ""


Arrived: TypeAlias = tuple[int, Reply]
"""The position of a prompt in the order of asking, and its reply."""


class Backend(Protocol):
    """A source of replies.

    Attributes
    ----------
    kind : "simulated", "transformers", "vllm" or "api"
    model : as the user named it
    revision : the version of the model, as far as known

    A backend may also have `left_out`, a sorted tuple of texts: what the server did not accept, so that it was not sent
    ("seed"), or sent in another form ("max_tokens as max_completion_tokens"). A run writes it into its manifest. One that
    hands in all questions together has `keep_in`, and is given the folder where the run keeps its batches (`batch.Ledger`).
    """

    kind: str
    model: str
    revision: str

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies in order of arrival, each with the position of its prompt; a prompt is taken only when it is asked.

        When `prompts` ends, open requests are finished and nothing else is asked; this is how a run is stopped.
        """
        ...

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """The number of tokens of the prompt; None if it cannot be known in advance."""
        ...
