"""What a run is, as a typed record: how much is asked, which study, which model, and in which words."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.columns.marks import chosen_among
from persona_collapse.dialogues import Conversation, ConversationIdentity
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, OpenQuestion
from persona_collapse.instruments.files import SCHEMA as INSTRUMENT_SCHEMA
from persona_collapse.results import Preflight
from persona_collapse.store import ResponseStore
from persona_collapse.study.extent import Extent
from persona_collapse.study.forms import Form
from persona_collapse.study.rated_texts import Similarity
from persona_collapse.study.shard import Shard

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic import TypeAdapter

SCHEMA = "persona-collapse/run/1"

SIMULATED = "simulated, no model was asked"

GROWN = "personas chosen towards people"
"""What must be said of a run that grew: its personas are no random sample of the pool."""

TOWARDS = "towards people"

AFTER = "asked after"
"""What must be said of a run with a conversation before the questions, and of what it was."""

UPDATE = "update this program (pip install --upgrade persona-collapse)"
ASK_AGAIN = "give another run directory, or run the study again with another --out"

LATER = {one.name: one.default for one in fields(Sampling) if one.name in ("reasoning_effort", "extra_body", "best_of")}
"""Settings of `Sampling` that version 0.1.0 did not have, and what they are where they are not used."""

Order: TypeAlias = Literal["fixed", "random"]


@dataclass(frozen=True)
class InstrumentIdentity:
    """Which instrument a study asks; the digest is over every word of it."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True)
class PoolIdentity:
    """Which pool of personas a study asks; the digest is over everything a model may read about any of them."""

    name: str
    digest: str


@dataclass(frozen=True)
class StudyIdentity:
    """Everything that makes up a study's hash: changed, it is another study.

    Attributes
    ----------
    instrument, pool : what is asked, and of which personas
    form : the words around an item
    labels : whether a persona's trait labels are in the prompt
    order : "random" where the layout of every question is drawn
    sampling : how replies are drawn
    conversation : what came before the questions; None where nothing did
    """

    instrument: InstrumentIdentity
    pool: PoolIdentity
    form: Form
    labels: bool
    order: Order
    sampling: Sampling
    conversation: ConversationIdentity | None = None

    @property
    def hash(self) -> str:
        """Of this record, 64 hex digits."""
        return digest(as_stored(self))


@dataclass(frozen=True)
class Configuration:
    """Which study is put to which model; replies are stored under its hash.

    Attributes
    ----------
    study : hash of the study
    backend, model, revision : as the backend names them
    sampling : how replies are drawn
    """

    study: str
    backend: str
    model: str
    revision: str
    sampling: Sampling

    @property
    def hash(self) -> str:
        """Of this record, 64 hex digits."""
        return digest(as_stored(self))


@dataclass(frozen=True)
class Merged:
    """A shard that a run was made of: which, and how it was run."""

    shard: str
    command: str
    begun: float


@dataclass(frozen=True)
class Round:
    """A round of a run that grows.

    Attributes
    ----------
    chosen : ids of the personas that it asks
    way : how they were chosen; "order of the pool" or "towards people"
    coverage, low, high : in traits (or items, without traits) of all personas asked so far, with its 95 % interval; None before
        it is over, or with too few
    """

    chosen: tuple[str, ...]
    way: str
    coverage: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Manifest:
    """What a run is.

    Attributes
    ----------
    extent : how much is asked, of a shard by all shards together
    study : which study
    asked : which study is put to which model
    instrument : a questionnaire, or one open question
    pool : persona -> its attributes, of all personas of the pool
    example : the first prompt
    versions : package -> its version at the run's first start
    begun : when the run started, in seconds since 1970
    configuration : under which replies are stored, the hash of `asked`
    schema : of the stored form
    command : what was typed at the last start; empty where that is not known
    left_out : what the server did not accept: not sent, or sent in another form
    earlier : configurations with a lower limit of tokens, under which the run was begun
    preflight : the trial questions before the run; None where none were asked
    shard : the part of the study that this run asks; None for all of it
    shards : those that this run was made of; empty where one process asked it
    rounds : of a run that grows, from the first; empty for a run that asks all its personas at once
    conversation : what each respondent has said and heard before the questions; None without
    similarity : how replies in words are turned into ratings; None in other modes
    record : the stored form itself
    """

    extent: Extent
    study: StudyIdentity
    asked: Configuration
    instrument: Instrument | OpenQuestion
    pool: Mapping[str, Mapping[str, Any]] = field(repr=False)
    example: Prompt = field(repr=False)
    versions: Mapping[str, str]
    begun: float
    configuration: str
    schema: str
    command: str = ""
    left_out: tuple[str, ...] = ()
    earlier: tuple[Configuration, ...] = ()
    preflight: Preflight | None = None
    shard: Shard | None = None
    shards: tuple[Merged, ...] = ()
    rounds: tuple[Round, ...] = ()
    conversation: Conversation | None = None
    similarity: Similarity | None = None
    record: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def own_extent(self) -> Extent:
        """How much this run asks, without the other shards."""
        return self.extent.of_shard(self.shard)

    @property
    def expected(self) -> int:
        """Number of questions in the run."""
        items = len(self.instrument) if isinstance(self.instrument, Instrument) else 1
        return self.own_extent.expected(items, self.asked.sampling.mode, self.asked.sampling.best_of)

    @property
    def note(self) -> str:
        """What must be said of the run's answers; empty for a model's own to the first personas of a pool."""
        said = [SIMULATED] if self.asked.backend == "simulated" else []
        grown = [GROWN] if any(one.way == TOWARDS for one in self.rounds) else []
        before = self.study.conversation
        of = self.asked.sampling.best_of
        chosen = [] if of == 1 else [chosen_among(of)]
        return "; ".join([*said, *grown, *chosen, *([] if before is None else [f"{AFTER} {before.in_words}"])])


def read_manifest(store: ResponseStore) -> Manifest:
    """The manifest of a run.

    Raises
    ------
    InputError : as `manifest_from_record`.
    """
    return manifest_from_record(store.manifest, str(store.folder))


def manifest_from_record(record: Mapping[str, Any], run: str) -> Manifest:
    """A manifest in its stored form, checked.

    Parameters
    ----------
    record : name -> content, as `ResponseStore.manifest` reads it
    run : how to call the run in a message

    Raises
    ------
    InputError : a field is missing or of another kind, or a newer version wrote it; the field is named.
    """
    if record.get("schema", SCHEMA) != SCHEMA:
        raise InputError(f"{run}: the manifest has schema {record['schema']}; this version reads {SCHEMA}; {UPDATE}")
    known = {one.name: record[one.name] for one in fields(Manifest) if one.name in record}
    if "instrument" in known:
        known["instrument"] = _instrument(known["instrument"], run)
    found: Manifest = _checked(Manifest, known, "manifest", run)
    return replace(found, record=record)


def _instrument(record: Any, run: str) -> Instrument | OpenQuestion:
    """The instrument in a manifest: a questionnaire has items."""
    if not (isinstance(record, dict) and "items" in record):
        question: OpenQuestion = _checked(OpenQuestion, record, "manifest.instrument", run)
        return question
    schema, content = record.get("schema"), {name: one for name, one in record.items() if name != "schema"}
    if schema != INSTRUMENT_SCHEMA:
        raise InputError(
            f"{run}: manifest.instrument.schema is {schema}; this version reads {INSTRUMENT_SCHEMA}; {UPDATE}"
        )
    questionnaire: Instrument = _checked(Instrument, content, "manifest.instrument", run)
    return questionnaire


def _checked(kind: type, record: Any, place: str, run: str) -> Any:
    """A record as its dataclass; the first fault is one sentence that names the field."""
    from pydantic import ValidationError

    try:
        return _reader(kind).validate_python({place: record})[place]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        if first["type"] == "missing":
            raise InputError(f"{run}: {name} is missing; {ASK_AGAIN}") from None
        if first["type"] == "unexpected_keyword_argument":
            raise InputError(f"{run}: this version does not know {name}; {UPDATE}") from None
        raise InputError(f"{run}: {name}: {first['msg'].lower()}; {ASK_AGAIN}") from None


@cache
def _reader(kind: type) -> "TypeAdapter[dict[str, Any]]":
    """Reads records of a kind, and refuses fields that the kind does not have."""
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(dict[str, kind], config=ConfigDict(extra="forbid"))  # type: ignore[valid-type]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """The first thing in which two runs differ, in words.

    Parameters
    ----------
    old, new : `StudyIdentity` and `Configuration` of each as one dictionary
    """
    for name in ("model", "revision", "backend", "instrument", "pool", "labels", "order", "form", "conversation"):
        if old[name] != new[name]:
            return f"its {name} is {_short(old[name])}, not {_short(new[name])}"
    for name, value in new["sampling"].items():
        if old["sampling"][name] != value:
            before, now = ("not set" if one in ("", None) else one for one in (old["sampling"][name], value))
            return f"its {name} is {before}, not {now}"
    return "made by another version"


def _short(value: Any) -> str:
    if isinstance(value, dict) and "turns" in value:
        return f"{ConversationIdentity(**value).in_words} ({value['digest'][:8]})"
    if isinstance(value, dict) and "digest" in value:
        return f"{value.get('id') or value.get('name')} ({value['digest'][:8]})"
    return "none" if value is None else str(value)[:60]


def as_stored(record: "DataclassInstance") -> dict[str, Any]:
    """A record as it is stored and hashed: without settings of a later version that were not used.

    So runs that were begun before a setting existed keep their hash.

    >>> sorted(as_stored(Configuration("", "api", "m", "", Sampling()))["sampling"])
    ['max_tokens', 'mode', 'seed', 'temperature', 'thinking']
    """
    found = asdict(record)
    if found.get("conversation", "") is None:
        del found["conversation"]
    if "sampling" in found:
        found["sampling"] = {
            name: value for name, value in found["sampling"].items() if name not in LATER or value != LATER[name]
        }
    return found


def digest(record: Any) -> str:
    """A hash of a record, the same in every process.

    >>> digest({"a": 1}) == digest({"a": 1}), len(digest({}))
    (True, 64)
    """
    return hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
