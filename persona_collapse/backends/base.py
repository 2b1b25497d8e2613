"""The interface of every backend: it takes prompts and returns replies as they arrive."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, get_args

from persona_collapse.dialogues import Dialogue
from persona_collapse.instruments import AS_PUBLISHED, Presentation

Mode: TypeAlias = Literal["generate", "probabilities", "distribution", "text"]
MODES: tuple[Mode, ...] = get_args(Mode)


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
    turns : the conversation before the question, in which the assistant is the persona; empty without one

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
    turns: Dialogue = ()

    @property
    def messages(self) -> list[dict[str, str]]:
        """The prompt for a chat model: the persona, the conversation, the question."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        said = [{"role": one.role, "content": one.content} for one in self.turns]
        return [*system, *said, {"role": "user", "content": self.question}]

    @property
    def completion(self) -> str:
        """The prompt for a base model, which continues where the text ends."""
        said = [f"{one.role.capitalize()}: {one.content}" for one in self.turns]
        return "\n\n".join(part for part in (self.system, *said, self.question, "Answer:") if part)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Everything that the model must read, in its order, each with what it is called in a message."""
        said = [(f"turn {number} of the conversation", one.content) for number, one in enumerate(self.turns, start=1)]
        return [("the persona", self.system), *said, ("the question", self.question)]


def without_system(messages: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Messages for a model without a system message: the persona is at the beginning of the first message of the user.

    >>> without_system([{"role": "system", "content": "You are Ann."}, {"role": "user", "content": "Talkative?"}])
    [{'role': 'user', 'content': 'You are Ann.\\n\\nTalkative?'}]
    """
    system = [one["content"] for one in messages if one["role"] == "system"]
    first, *others = [dict(one) for one in messages if one["role"] != "system"]
    return [first | {"content": "\n\n".join([*system, first["content"]])}, *others]


@dataclass(frozen=True)
class Sampling:
    """How replies are drawn.

    Attributes
    ----------
    mode : generate (a reply in words that names a choice), probabilities (of each choice as the next token), distribution
        (a reply that states the share of each choice), or text (a reply in the respondent's own words, without a choice)
    temperature : 0 takes the likeliest token; in mode probabilities it applies when answers are drawn from them, in modes
        distribution and text to the words of the reply only
    max_tokens : length limit of a reply
    thinking : switches a model's thinking on or off, if the model has a switch; None keeps the model's default
    seed : mixed with respondent, item and sample, never with a batch
    reasoning_effort : how long a model on a server thinks ("low", ..); None keeps the server's default
    extra_body : a server's own fields, added to every request: a JSON object as `extras.canonical` writes it; empty
        without any
    best_of : candidates asked for in place of each reply, of which one is chosen when answers are read
        (`persona_collapse.study.best_of`); 1 chooses nothing
    """

    mode: Mode = "generate"
    temperature: float = 0.7
    max_tokens: int = 64
    thinking: bool | None = None
    seed: int = 0
    reasoning_effort: str | None = None
    extra_body: str = ""
    best_of: int = 1


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
    price_share : what its tokens cost, as a share of the price of a single request; less than 1 in a batch. It is not
        stored, the cost is
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
    price_share: float = 1.0


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
    hands in all questions together has `keep_in`, and is given the folder where the run keeps its batches (`batch.Ledger`);
    its `at_once` asks a few questions one by one before that, as `replies` does.
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
