"""A study: what is asked of which respondents, in which words, how often and how; its hash is the same everywhere."""

import math
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, replace

from persona_collapse.backends import Prompt, Sampling, extras
from persona_collapse.backends.base import MODES
from persona_collapse.dialogues import Conversation, Dialogue
from persona_collapse.errors import InputError
from persona_collapse.instruments import AS_PUBLISHED, Instrument, OpenQuestion, Presentation
from persona_collapse.personas import DEFAULT, PersonaPool, Respondent
from persona_collapse.store import Key
from persona_collapse.study.extent import Extent, times_asked
from persona_collapse.study.forms import STANDARD, Form
from persona_collapse.study.manifest import (
    InstrumentIdentity,
    Order,
    PoolIdentity,
    StudyIdentity,
    digest,
)
from persona_collapse.study.rated_texts import Similarity, similarity_for
from persona_collapse.study.shard import Shard


@dataclass(frozen=True)
class Study:
    """What is asked of which respondents.

    Attributes
    ----------
    instrument : a questionnaire, or one open question
    pool : the respondents
    personas : how many of them, from the first; None all
    samples : how often each question is put to each respondent
    sampling : how replies are drawn
    form : the words around an item
    labels : whether a persona's trait labels are stated in the prompt
    order : "random" draws, for every respondent and item, which side is A and in which direction the scale is printed
    with_default : also ask a respondent without a persona
    shard : the part of the personas that is asked; None all of them
    chosen : ids of the personas that are asked, in this order, in place of the first ones; empty: those of `personas`
    conversation : what each respondent has said and heard before the questions; None without
    similarity : how replies in words are turned into ratings, which is no part of what is asked; None as is usual for the
        scale

    Raises
    ------
    InputError : no samples or candidates; more shards than personas; a seed or temperature that cannot be used; two items of one name; a pool with a respondent
        called "default" or one without a description; probabilities or a distribution of free text; a
        distribution or words in another language than English; words on a scale without anchors; a respondent without a dialogue.
    """

    instrument: Instrument | OpenQuestion
    pool: PersonaPool
    personas: int | None = None
    samples: int = 1
    sampling: Sampling = field(default_factory=Sampling)
    form: Form = STANDARD
    labels: bool = True
    order: Order = "fixed"
    with_default: bool = False
    shard: Shard | None = None
    chosen: tuple[str, ...] = ()
    conversation: Conversation | None = None
    similarity: Similarity | None = None

    def __post_init__(self) -> None:
        if self.samples < 1:
            raise InputError(f"{self.samples} samples were asked for; give at least 1")
        if self.order not in ("fixed", "random"):
            raise InputError(f"unknown order {self.order!r}; use fixed or random")
        if self.sampling.mode not in MODES:
            raise InputError(f"unknown mode {self.sampling.mode!r}; use one of {', '.join(MODES)}")
        if not 0 <= self.sampling.temperature < math.inf:
            raise InputError(f"a temperature of {self.sampling.temperature} was given; it must be 0 or above")
        if self.sampling.max_tokens < 1:
            raise InputError(f"replies of {self.sampling.max_tokens} tokens were asked for; give at least 1")
        if self.sampling.seed < 0:
            raise InputError(f"a seed of {self.sampling.seed} was given; it must be 0 or above")
        if self.sampling.reasoning_effort is not None:
            extras.effort(self.sampling.reasoning_effort)
        if self.sampling.extra_body != (one := extras.canonical(self.sampling.extra_body or "{}")):
            raise InputError(f"extra_body is {self.sampling.extra_body[:60]}; write it as {one[:60]}")
        if self.sampling.reasoning_effort is not None and "reasoning_effort" in extras.fields(self.sampling.extra_body):
            raise InputError("--reasoning-effort and --extra-body both set reasoning_effort; omit one of them")
        if isinstance(self.instrument, Instrument) and not self.instrument.can_be_asked:
            raise InputError(
                f"{self.instrument.id} cannot be asked: its items have no texts here, only keys. {self.instrument.terms} "
                "Answers to it can be measured"
            )
        if isinstance(self.instrument, OpenQuestion):
            if self.sampling.mode != "generate":
                raise InputError(f"{self.instrument.id} is answered in free text; ask it with --mode generate")
        elif self.sampling.mode in ("distribution", "text") and self.instrument.language != "en":
            asked = "a distribution is" if self.sampling.mode == "distribution" else "an answer in words is"
            raise InputError(
                f"{asked} asked for in English, and the items are in {self.instrument.language!r}; use --mode generate"
            )
        _ = self.rating  # a scale without anchors is refused here
        self._check_best_of()
        if self.sampling.mode == "probabilities" and self.sampling.thinking:
            raise InputError(
                "a model that thinks first has no next-token probabilities of answers; use --mode generate"
            )
        personas = len(self.personas_asked)
        if self.shard is not None and self.shard.of > personas:
            raise InputError(f"--shard {self.shard}: {personas} personas are asked; split them into at most {personas}")
        if any(one.id == DEFAULT for one in self.pool.respondents):
            raise InputError(f"a persona of {self.pool.name} is called {DEFAULT!r}, which means no persona; rename it")
        silent = [one.id for one in self.personas_asked if not self.description(one)]
        if silent:
            raise InputError(
                f"persona {silent[0]} of {self.pool.name} has no description without its trait labels; "
                "omit --no-trait-labels, or add other attributes"
            )
        self._check_conversation()

    def _check_best_of(self) -> None:
        """Refuse a choice where there are no several replies, or no scale, to choose by."""
        if self.sampling.best_of < 1:
            raise InputError(f"best of {self.sampling.best_of} was given; give at least 1 candidate")
        if self.sampling.best_of > 1 and isinstance(self.instrument, OpenQuestion):
            raise InputError(
                f"{self.instrument.id} is answered in free text, and a choice needs a scale; omit --best-of"
            )
        if self.sampling.best_of > 1 and self.sampling.mode in ("probabilities", "distribution"):
            raise InputError(
                f"--best-of {self.sampling.best_of} chooses among replies, and --mode {self.sampling.mode} has one for all; use "
                "--mode generate"
            )

    def _check_conversation(self) -> None:
        """Refuse a conversation that some respondent has no part in."""
        if self.conversation is None:
            return
        name, asked = self.conversation.name, [one.id for one in self.personas_asked]
        if lost := self.conversation.missing(asked):
            listed = ", ".join(lost[:10]) + (f" and {len(lost) - 10:,} more" if len(lost) > 10 else "")
            raise InputError(
                f"{name} has no dialogue for {len(lost):,} of {len(asked):,} personas: {listed}; add a line for each, or give "
                "one dialogue for all (one line without an id)"
            )
        if self.with_default and self.conversation.missing([DEFAULT]):
            raise InputError(
                f"--with-default also asks without a persona, and {name} has no dialogue for {DEFAULT!r}; add a line for it, "
                "or omit --with-default"
            )

    @property
    def words(self) -> Form:
        """The words around an item; they ask for what the mode reads."""
        own = {"distribution": self.form.for_shares, "text": self.form.for_words}
        return own.get(self.sampling.mode, self.form)

    @property
    def rating(self) -> Similarity | None:
        """How replies in words are turned into ratings; None in other modes."""
        if self.sampling.mode != "text" or isinstance(self.instrument, OpenQuestion):
            return None
        return self.similarity or similarity_for(self.instrument)

    @property
    def identity(self) -> StudyIdentity:
        """Everything that, changed, makes it another study; how many are asked, and how often, does not."""
        instrument = self.instrument
        words = instrument.words if isinstance(instrument, Instrument) else asdict(instrument)
        return StudyIdentity(
            instrument=InstrumentIdentity(instrument.id, instrument.version, digest(words)),
            pool=PoolIdentity(self.pool.name, self.pool.digest),
            form=self.words,
            labels=self.labels,
            order=self.order,
            sampling=self.sampling,
            conversation=None if self.conversation is None else self.conversation.identity,
        )

    @property
    def extent(self) -> Extent:
        """How much is asked, by all shards together."""
        return Extent(len(self.personas_asked), self.samples, self.with_default)

    @property
    def hash(self) -> str:
        """Of the identity, 64 hex digits."""
        return self.identity.hash

    @property
    def personas_asked(self) -> tuple[Respondent, ...]:
        """The personas that are asked: the first ones of the pool, or those chosen.

        Raises
        ------
        InputError : more than the pool has, or one that it does not have.
        """
        if not self.chosen:
            return self.pool.first(self.personas)
        by_id = {one.id: one for one in self.pool.respondents}
        unknown = [one for one in self.chosen if one not in by_id]
        if unknown:
            raise InputError(f"{self.pool.name} has no persona {unknown[0]!r}; give the pool that it was chosen from")
        return tuple(by_id[one] for one in self.chosen)

    @property
    def respondents(self) -> tuple[Respondent, ...]:
        """All that are asked; the one without a persona comes last."""
        whole, alone = self.personas_asked, (Respondent(DEFAULT, "", "", {}),)
        personas = whole if self.shard is None else self.shard.part(whole)
        return (*personas, *(alone if self._own_extent.with_default else ()))

    @property
    def asked_samples(self) -> int:
        """How often each question is sent: once where the whole distribution comes back, else once for every candidate."""
        return times_asked(self.samples, self.sampling.mode, self.sampling.best_of)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """What the items are called in the store."""
        if isinstance(self.instrument, OpenQuestion):
            return (self.instrument.id,)
        return tuple(item.name for item in self.instrument.items)

    @property
    def _own_extent(self) -> Extent:
        return self.extent.of_shard(self.shard)

    def __len__(self) -> int:
        return self._own_extent.expected(len(self.item_ids), self.sampling.mode, self.sampling.best_of)

    def answered(self, done: Collection[Key]) -> int:
        """How many of the questions are among those done."""
        names = {one.id for one in self.respondents}
        return sum(respondent in names and sample <= self.asked_samples for respondent, _, sample in done)

    def description(self, respondent: Respondent) -> str:
        """The description of a respondent, as it is in the prompt."""
        return respondent.description if self.labels else respondent.unlabelled

    def prompts(self, done: Collection[Key] = ()) -> Iterator[Prompt]:
        """What is to be asked, respondent by respondent, without what is done."""
        items = self.item_ids
        for respondent in self.respondents:
            description = self.description(respondent)
            for sample in range(1, self.asked_samples + 1):
                open_ = {item for item in items if (respondent.id, item, sample) not in done}
                if open_:
                    yield from self._to_one(respondent.id, description, sample, open_)

    def turns(self, respondent: str) -> Dialogue:
        """What a respondent has said and heard before each question."""
        return () if self.conversation is None else self.conversation.before(respondent)

    def presentation(self, respondent: str, item: str) -> Presentation:
        """How an item is laid out for a respondent."""
        if self.order == "fixed" or isinstance(self.instrument, OpenQuestion):
            return AS_PUBLISHED
        sides = self.instrument.sides is not None
        drawn = Presentation.drawn(respondent, item, self.sampling.seed, sides=sides)
        # no scale is printed, so it has no direction
        return replace(drawn, descending=False) if self.sampling.mode == "text" else drawn

    def _to_one(self, respondent: str, description: str, sample: int, open_: Collection[str]) -> Iterator[Prompt]:
        turns = self.turns(respondent)
        if isinstance(self.instrument, OpenQuestion):
            texts = self.words.open_question(self.instrument, description)
            yield Prompt(respondent, self.instrument.id, sample, *texts, turns=turns)
            return
        system = self.words.system_message(description)
        choices = tuple(map(str, self.instrument.scale.points))
        for item in (one for one in self.instrument.items if one.name in open_):
            presentation = self.presentation(respondent, item.name)
            question = self.words.question(self.instrument, item, presentation, description)
            yield Prompt(respondent, item.name, sample, system, question, choices, presentation, turns)
