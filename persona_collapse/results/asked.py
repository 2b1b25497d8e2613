"""What a run asked, so that a result can be checked and reproduced."""

from dataclasses import dataclass

from persona_collapse.dialogues import ConversationIdentity


@dataclass(frozen=True)
class Asked:
    """What a run asked: everything that makes up the hash of its study, and the model that answered.

    Attributes
    ----------
    model, revision : as named on the command line, and its version, as far as known
    backend : "simulated", "transformers" or "api"
    instrument, instrument_version, instrument_digest : what was asked; the digest is over every word of it
    pool, pool_digest : the personas; the digest is over everything that a prompt may state about any of them
    form, form_digest : the words around an item
    labels : whether trait labels were in the prompts
    order : "fixed", or "random" where the layout of every question was drawn
    mode, temperature, max_tokens, thinking, seed, reasoning_effort, extra_body, best_of : how replies were drawn; see `persona_collapse.backends.Sampling`;
        what the server did not accept of these is in `Quality.left_out`
    personas, samples : number of personas, and repetitions of each question
    with_default : whether the model was also asked without a persona
    language : of the items and the words around them
    conversation : what came before the questions; None where nothing did
    embedder, anchors : in mode text, the embedding model and the anchor sentences (name, version, hash) by which replies
        are rated; empty in other modes
    study : hash of everything except the model, its backend, and the numbers of personas and repetitions; 64 hex digits
    """

    model: str
    revision: str
    backend: str
    instrument: str
    instrument_version: str
    instrument_digest: str
    pool: str
    pool_digest: str
    form: str
    form_digest: str
    labels: bool
    order: str
    mode: str
    temperature: float
    max_tokens: int
    thinking: bool | None
    seed: int
    personas: int
    samples: int
    with_default: bool
    study: str
    reasoning_effort: str | None = None
    extra_body: str = ""
    best_of: int = 1
    language: str = "en"
    conversation: ConversationIdentity | None = None
    embedder: str = ""
    anchors: str = ""
