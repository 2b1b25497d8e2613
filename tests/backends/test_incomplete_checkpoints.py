"""Checkpoints that would answer at random, or that are something else: refused in one line, before anything is asked."""

import importlib.util
import json
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, PreTrainedModel

from persona_collapse.backends import Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.store import FILE, open_run
from tests.support.asking import small
from tests.support.checkpoint import make

WEIGHTS = "model.safetensors"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make(tmp_path_factory.mktemp("whole") / "model", layers=2, width=64)


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "model")


def with_weights(folder, change):
    """A checkpoint whose weights were changed by `change`, a function of the dictionary."""
    weights = load_file(folder / WEIGHTS)
    change(weights)
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})


def with_config(folder, **content):
    record = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(record | content))


def refused(cli, folder, out):
    """The one line of a refusal; nothing was made."""
    code, said, err = cli("run", folder, "--backend", "transformers", "--personas", 1, "--out", out)
    assert (code, said) == (2, ""), err
    [line] = err.splitlines()
    assert not out.exists()
    return line.removeprefix("persona-collapse: ")


def without(*names):
    def change(weights):
        for one in [key for key in weights if any(name in key for name in names)]:
            del weights[one]

    return change


def reshaped(weights):
    weights["lm_head.weight"] = torch.zeros(7, 64)


def unused_bias(weights):
    weights["model.layers.0.self_attn.q_proj.bias"] = torch.ones(64)


def more_layers(weights):
    weights |= {key.replace("layers.1", "layers.2"): one.clone() for key, one in weights.items() if "layers.1" in key}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without("lm_head"), "1 weight is missing: lm_head.weight;"),
        (
            without("lm_head", "layers.1.mlp"),
            "4 weights are missing: lm_head.weight, model.layers.1.mlp.down_proj.weight, "
            "model.layers.1.mlp.gate_proj.weight, ..;",
        ),
        (reshaped, "1 weight has another shape: lm_head.weight (7, 64) instead of ("),
        (unused_bias, "1 weight is not used: model.layers.0.self_attn.q_proj.bias;"),
        (more_layers, "9 weights are not used: model.layers.2."),
    ],
    ids=["no head", "several", "another shape", "a bias", "layers"],
)
def test_random_weights_are_named_and_refused(cli, folder, tmp_path, change, told):
    with_weights(folder, change)
    line = refused(cli, folder, tmp_path / "run")
    assert line.startswith(f"{folder} is not complete: {told}")
    assert line.endswith(
        "its answers would be partly random: download or save the model again, with the config.json that belongs to it"
    )


def test_models_that_are_loaded_at_the_same_time_all_tie_their_weights(folder, monkeypatch):
    with_config(folder, tie_word_embeddings=True)
    with_weights(folder, without("lm_head"))
    ties, inside, most = PreTrainedModel.tie_weights, Counter(), []
    load = AutoModelForCausalLM.from_pretrained

    def watched(*given, **options):
        inside["now"] += 1
        most.append(inside["now"])
        try:
            return load(*given, **options)
        finally:
            inside["now"] -= 1

    monkeypatch.setattr(AutoModelForCausalLM, "from_pretrained", watched)
    with ThreadPoolExecutor(4) as several:
        loaded = list(several.map(lambda _: Checkpoint.load(str(folder)).model, range(8)))
    assert all(one.lm_head.weight is one.model.embed_tokens.weight for one in loaded)
    assert most == [1] * 8
    assert PreTrainedModel.tie_weights is ties


def other_parts(weights):
    weights["v_head.summary.weight"] = torch.zeros(1, 64)
    weights["model.layers.0.self_attn.k_scale"] = torch.ones(1)
    weights["vision_tower.layers.5.norm.weight"] = torch.ones(4)


def test_parts_that_change_no_answer_and_tied_weights_are_no_fault(folder, whole):
    with_weights(folder, other_parts)
    asked = list(small(1, 4, sampling=Sampling(mode="probabilities")).prompts())
    ours, theirs = (
        [
            one.probabilities
            for _, one in Transformers(Checkpoint.load(str(one))).replies(iter(asked), Sampling("probabilities"))
        ]
        for one in (folder, whole)
    )
    assert ours == theirs
    with_config(folder, tie_word_embeddings=True)
    with_weights(folder, without("lm_head"))
    Checkpoint.load(str(folder))
    with_weights(folder, more_layers)
    with_config(folder, num_nextn_predict_layers=1)
    Checkpoint.load(str(folder))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"quant_method": "gptq", "bits": 4, "group_size": 128}, "quantised with gptq: "),
        ({"quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": True, "version": "gemm"}, "with awq: "),
        ({"quant_method": "bitsandbytes", "load_in_4bit": True}, "quantised with bitsandbytes: "),
        ({"load_in_8bit": True}, "quantised with bitsandbytes: "),
        (
            {"quant_method": "compressed-tensors", "format": "pack-quantized", "config_groups": {}},
            "quantised with compressed-tensors: ",
        ),
        ({"quant_method": "hqq"}, "quantised with hqq: "),
    ],
    ids=lambda one: one.get("quant_method", "unnamed") if isinstance(one, dict) else "",
)
def test_quantised_weights_without_their_package_say_what_to_install(cli, folder, tmp_path, settings, told):
    package = {"awq": "gptqmodel", "gptq": "gptqmodel", "compressed-tensors": "compressed_tensors", "hqq": "hqq"}
    if importlib.util.find_spec(package.get(settings.get("quant_method"), "bitsandbytes")):
        pytest.skip("the package is installed")
    with_config(folder, quantization_config=settings)
    line = refused(cli, folder, tmp_path / "run")
    assert told in line
    assert "; pip install " in line
    assert line.endswith("or give the model in full precision, or serve it (vllm serve) and use --base-url")


@pytest.mark.parametrize(
    ("settings", "named"), [({"quant_method": "modelopt"}, "modelopt"), ({"bits": 4}, "an unnamed method")]
)
def test_weights_quantised_in_an_unknown_way_are_not_read_as_if_they_were_not(cli, folder, tmp_path, settings, named):
    with_config(folder, quantization_config=settings)
    line = refused(cli, folder, tmp_path / "run")
    assert line.startswith(
        f"{folder} is quantised with {named}, which transformers does not read; give the model in full"
    )


def adapter(folder):
    for name in ("config.json", WEIGHTS):
        (folder / name).unlink()
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "org/base", "peft_type": "LORA"}')


def gguf(folder):
    for file in list(folder.iterdir()):
        file.unlink()
    (folder / "model.Q4_K_M.gguf").write_bytes(b"GGUF")


def test_an_adapter_is_named_with_its_base_model(cli, folder, tmp_path):
    if importlib.util.find_spec("peft"):
        pytest.skip("with peft an adapter is loaded")
    adapter(folder)
    assert refused(cli, folder, tmp_path / "run") == (
        f"{folder} is an adapter of org/base (adapter_config.json), not a whole model; pip install peft, or merge it into "
        "its base model (merge_and_unload) and give that folder"
    )


def test_gguf_is_for_llama_cpp_and_one_file_is_no_model(cli, folder, whole, tmp_path):
    gguf(folder)
    file = folder / "model.Q4_K_M.gguf"
    end = (
        f", which llama.cpp runs: llama-server -m {file} --port 8080, then persona-collapse run MODEL --base-url "
        "http://localhost:8080/v1"
    )
    assert refused(cli, folder, tmp_path / "run") == f"{folder} holds GGUF files{end}"
    assert refused(cli, file, tmp_path / "run") == f"{file} is a GGUF file{end}"
    assert refused(cli, whole / WEIGHTS, tmp_path / "run") == (
        f"{whole / WEIGHTS} is one file; give the folder with config.json, the tokenizer and the weights"
    )


def test_a_folder_without_config_is_told_what_it_may_be(cli, folder, tmp_path):
    (folder / "config.json").unlink()
    assert "has no config.json that names its kind of model: merge an adapter" in refused(cli, folder, tmp_path / "run")


# precision


def test_another_precision_is_another_revision(cli, folder, tmp_path):
    saved, wide = Checkpoint.load(str(folder)), Checkpoint.load(str(folder), dtype="float32")
    assert wide.revision == f"{saved.revision} float32"
    assert Checkpoint.load(str(folder), dtype="bfloat16").model.dtype is torch.bfloat16
    run = ("run", folder, "--backend", "transformers", "--personas", 1, "--out", tmp_path / "run")
    assert cli(*run, "--dtype", "float32")[0] == 0
    with open_run(tmp_path / "run") as store:
        assert store.manifest["asked"]["revision"].endswith(" float32")
    code, _, err = cli(*run)
    assert code == 2
    assert "holds another run (its revision is" in err
    code, _, err = cli("run", folder, "--dtype", "half", "--personas", 1)
    assert code == 2
    assert "unknown dtype 'half'; use auto, float32, bfloat16, float16" in err


def test_a_precision_is_for_models_on_this_machine(cli, tmp_path):
    for model in (("simulated:human",), ("any", "--base-url", "http://127.0.0.1:9/v1")):
        code, _, err = cli("run", *model, "--dtype", "float32", "--out", tmp_path / "run")
        assert code == 2
        assert f"--dtype float32: {model[0]} is not loaded on this machine; omit it" in err
    assert not (tmp_path / "run" / FILE).exists()
