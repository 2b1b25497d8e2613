"""A model on the Hub, looked at before its weights are fetched; what is refused, and what is measured."""

import json
import logging
import traceback
from dataclasses import asdict

import numpy as np
import pytest
from huggingface_hub import constants
from safetensors.numpy import save

from persona_collapse.errors import InputError
from persona_collapse.hub.models import INDEX, HubModel, HubUnreachable, card_of, check_name, look_up
from persona_collapse.results import ModelCard
from tests.support.hub_double import Repository, hub_double, spoken_to
from tests.support.processes import in_a_process

NAME = "somebody/tiny"
TOKEN = "hf_a_token_nobody_may_see"
PLAIN = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "dtype": "bfloat16"}
WEIGHTS = save({"a": np.zeros((10, 10), np.float16), "b": np.zeros(5, np.float16)})


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """A Hub with one plain model, for this process."""
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        server.model = put(server)
        yield server


def put(server, name=NAME, config=PLAIN, **files):
    one = server.repositories["models", name] = Repository(name)
    one.files = {"config.json": json.dumps(config).encode(), "model.safetensors": WEIGHTS} | files
    return one


def fetched(server):
    """Files that were asked for."""
    return {path.rpartition("/")[2] for _, path, _ in server.log if "/resolve/" in path}


def test_a_plain_model_is_measured_and_no_weight_fetched(hub):
    found = look_up(f" {NAME}\n")
    size = len(WEIGHTS)
    assert found == HubModel(NAME, hub.model.sha, parameters=105, files=size, missing=size, memory=max(size, 210))
    assert fetched(hub) == {"config.json"}


@pytest.mark.parametrize(
    ("card", "tags", "license", "base", "relation"),
    [
        ({}, [], "", "", ""),
        ({"license": "Apache-2.0"}, [], "apache-2.0", "", ""),
        (
            {"base_model": "org/base"},
            ["base_model:org/base", "base_model:finetune:org/base"],
            "",
            "org/base",
            "finetune",
        ),
        ({"base_model": ["org/base"], "base_model_relation": "merge"}, [], "", "org/base", "merge"),
        ({"base_model": ["org/one", "org/two"]}, ["base_model:merge:org/one"], "", "", ""),
        ({"base_model": NAME, "license": "<b>"}, [], "", "", ""),
        ({"base_model": "javascript:alert(1)"}, [], "", "", ""),
    ],
)
def test_licence_and_base_model_are_those_that_its_card_states(hub, card, tags, license, base, relation):
    hub.model.card, hub.model.tags = card, tags
    assert card_of(NAME) == look_up(NAME).card == ModelCard(105, license, base, relation)


def test_of_a_model_that_cannot_be_loaded_here_the_card_is_read_too(hub):
    put(hub, "org/code", config=PLAIN | {"auto_map": {}}).card = {"license": "mit"}
    assert card_of("org/code") == ModelCard(105, "mit")
    assert card_of("org/none") is card_of("no id") is None
    hub.loses = lambda *given: True
    with pytest.raises(HubUnreachable):
        card_of(NAME)


@pytest.mark.parametrize(
    ("named", "each"),
    [
        ({"dtype": "float32"}, 4),
        ({"torch_dtype": "float32"}, 4),
        ({"torch_dtype": "torch.float64"}, 8),
        ({"dtype": "bfloat16", "text_config": {"dtype": "float32"}}, 4),
        ({"dtype": "something new"}, 4),
        ({}, 0),
    ],
)
def test_memory_is_what_the_config_makes_of_the_files(hub, named, each):
    weights = save({"a": np.zeros(1000, np.float16)})
    config = {key: value for key, value in PLAIN.items() if key != "dtype"} | named
    put(hub, config=config, **{"model.safetensors": weights})
    found = look_up(NAME)
    assert found.memory == max(len(weights), 1000 * each)


def test_sharded_weights_are_those_of_the_index(hub):
    one, two, other = (save({name: np.zeros(size, np.float16)}) for name, size in (("a", 7), ("b", 9), ("c", 99)))
    shards = {"model-00001-of-00002.safetensors": one, "model-00002-of-00002.safetensors": two}
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    files = {"consolidated.safetensors": other, INDEX: json.dumps(index).encode()}
    del put(hub, **shards, **files).files["model.safetensors"]
    found = look_up(NAME)
    assert (found.parameters, found.files) == (16, len(one) + len(two))
    assert fetched(hub) == {"config.json", INDEX}


def test_what_is_already_here_is_not_missing(hub, tmp_path):
    folder = tmp_path / "cache" / "models--somebody--tiny" / "snapshots" / hub.model.sha
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    found = look_up(NAME)
    assert (found.missing, found.files) == (0, len(WEIGHTS))


@pytest.mark.parametrize(
    ("config", "files", "told"),
    [
        ({"auto_map": {"AutoModelForCausalLM": "evil.Model"}}, {}, "comes with its own code"),
        ({"text_config": {"auto_map": {"AutoConfig": "evil.Config"}}}, {}, "comes with its own code"),
        ({"attn_implementation": "somebody/kernels"}, {}, "comes with its own code"),
        ({"text_config": {"_attn_implementation": "somebody/kernels@main"}}, {}, "comes with its own code"),
        ({}, {"tokenizer_config.json": b'{"auto_map": {"AutoTokenizer": ["evil.T", null]}}'}, "its own code"),
        ({"transformers_weights": "adapter_model.bin"}, {}, "names its own weight files"),
        ({"quantization_config": {"quant_method": "awq"}}, {}, "is quantised"),
        ({"architectures": ["BertModel"]}, {}, "is a BertModel, which writes no text"),
        ({}, {"adapter_config.json": b'{"base_model_name_or_path": "another/model"}'}, "is an adapter"),
        ({}, {"tokenizer_config.json": b"[" * 100_000}, "tokenizer_config.json of somebody/tiny cannot be read"),
        ({}, {"tokenizer_config.json": b"[]"}, "tokenizer_config.json of somebody/tiny cannot be read"),
    ],
)
def test_what_could_run_code_or_is_something_else_is_refused(hub, config, files, told):
    put(hub, config=PLAIN | config, **files)
    with pytest.raises(InputError, match=told):
        look_up(NAME)
    assert "model.safetensors" not in fetched(hub)


def test_kinds_of_attention_by_name_are_fine(hub):
    put(hub, config=PLAIN | {"attn_implementation": "sdpa"})
    assert look_up(NAME).parameters == 105


@pytest.mark.parametrize(
    ("without", "files", "told"),
    [
        ("model.safetensors", {}, "has no safetensors weights"),
        ("model.safetensors", {"pytorch_model.bin": b"pickled"}, "has no safetensors weights"),
        ("model.safetensors", {"model.gguf": b"gguf"}, "has no safetensors weights"),
        ("model.safetensors", {INDEX: b'{"weight_map": {"a": "../../evil.safetensors"}}'}, "names weights"),
        (
            "model.safetensors",
            {INDEX: b'{"weight_map": {"a": "pytorch_model.bin"}}', "pytorch_model.bin": b""},
            "names",
        ),
        ("model.safetensors", {INDEX: b'{"weight_map": {}}'}, "names weights that do not exist"),
        ("model.safetensors", {INDEX: b"{}"}, "names weights that do not exist"),
        ("config.json", {}, "has no config.json"),
    ],
)
def test_what_cannot_be_loaded_is_refused(hub, without, files, told):
    del put(hub, **files).files[without]
    with pytest.raises(InputError, match=told):
        look_up(NAME)


def test_weights_the_hub_cannot_read_are_refused(hub):
    put(hub, **{"model.safetensors": save({})})
    with pytest.raises(InputError, match="the Hub cannot read the weights of somebody/tiny"):
        look_up(NAME)


def test_code_that_only_a_tag_tells_of_is_refused(hub):
    hub.model.tags = ["text-generation", "custom_code"]
    with pytest.raises(InputError, match="comes with its own code"):
        look_up(NAME)


@pytest.mark.parametrize(
    ("limit", "told"), [("MOST_JSON", "config.json of somebody/tiny has"), ("MOST_BESIDE", "MB besides its weights")]
)
def test_descriptions_of_any_size_are_not_fetched(hub, monkeypatch, limit, told):
    monkeypatch.setattr(f"persona_collapse.hub.models.{limit}", 20)
    with pytest.raises(InputError, match=told):
        look_up(NAME)
    assert fetched(hub) == set()


@pytest.mark.parametrize("hidden", ["gated", "private"])
def test_only_who_may_read_a_model_learns_of_it(hub, hidden):
    setattr(hub.model, hidden, True)
    hub.model.readers = {TOKEN, "the-token-of-whoever-runs-this"}
    told = {"gated": f"is gated; accept its terms at {hub.url}/{NAME}", "private": "that you may read"}[hidden]
    for token in (None, "", "hf_another"):
        with pytest.raises(InputError, match=told):
            look_up(NAME, token)
    assert look_up(NAME, TOKEN).parameters == 105


def test_the_token_is_in_no_error_and_no_log(hub, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(InputError) as refused:
        look_up("somebody/else", TOKEN)
    assert TOKEN not in "".join(traceback.format_exception(refused.value)) + caplog.text
    assert look_up(NAME, TOKEN)
    assert TOKEN not in caplog.text


def test_a_hub_that_does_not_answer(hub, monkeypatch):
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(
        InputError, match=r"somebody/tiny cannot be looked up, the Hub does not answer \(ConnectError\)"
    ):
        look_up(NAME)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(InputError, match="try again later"):
        look_up(NAME)


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "gpt2", "a/b/c", "/etc/passwd", "../model", "a/..", "./model", "~/model", "C:\\model", "a\\b"),
        *("somebody/tiny@main", "somebody/tiny?revision=x", "somebody/tiny#x", "somebody/tiny:x", "hf://a/b"),
        *("https://huggingface.co/a/b", "a b/c", "a/b\nc", "a/b\0", "a/--b", "a/b.git", "a/.b", "-a/b", "a/b-"),
        *(f"a/{'b' * 97}", "ä/b", "a/\uff42", "a//b", "a/", "/b", "%61/b", "a/%2e%2e"),
    ],
)
def test_what_is_no_id(name, hub):
    with pytest.raises(InputError, match="is not an id of a model on the Hub"):
        look_up(name)
    assert hub.log == []


def test_a_folder_of_the_same_name_is_not_meant(tmp_path, monkeypatch):
    assert check_name("some/folder") == "some/folder"
    (tmp_path / "some" / "folder").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is not an id"):
        check_name("some/folder")


LOAD = """
from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.hub.models import look_up

found = look_up("somebody/tiny", "its reader")
loaded = Checkpoint.load(found.name, revision=found.revision, token="its reader")
assert loaded.revision == found.revision, loaded.revision
assert loaded.model.num_parameters() == found.parameters
held = sum(one.nbytes for one in loaded.model.parameters())
assert held <= found.memory < held + 20_000, (held, found)
[(_, reply)] = Transformers(loaded).replies([Prompt("a", "1", 1, "", "?", ("1", "2"))], Sampling("probabilities"))
assert 0 < sum(reply.probabilities) <= 1
for token in (None, "hf_another"):
    try:
        look_up(found.name, token)
    except ValueError as refused:
        assert "is gated" in str(refused), refused
    else:
        raise SystemExit("a gated model that somebody else fetched was given away")
"""


def test_what_was_looked_at_is_what_is_loaded(checkpoint, tmp_path):
    """A gated model by its reader's token, at the commit that was looked at; the token on the machine is not used."""
    with hub_double() as server:
        one = put(server)
        one.files = {file.name: file.read_bytes() for file in checkpoint.iterdir()}
        one.gated, one.readers = True, {"its reader"}
        in_a_process(server, tmp_path, LOAD)
        weights = [path for kind, path, _ in server.log if path.endswith("model.safetensors") and kind == "GET"]
        assert weights
        assert all(one.sha in path for path in weights)


def test_a_model_is_a_record(hub):
    assert json.loads(json.dumps(asdict(look_up(NAME))))["name"] == NAME
