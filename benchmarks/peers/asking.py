"""What is measured of asking: the same prompts to the same small model in several ways; values and tokens computed.

The interpreter of the environment `asking` has the harness but not this project, so every import is inside.
"""

from functools import cache

MAX_TOKENS = 8
ROWS = 8
"""Prompts in a batch; this project takes as many on a CPU when it reads probabilities."""


def shared_probabilities():
    """This project: the persona read once, probabilities of the answers."""
    return _ours("probabilities", share=True)


def shared_text():
    """This project: the persona read once, replies written."""
    return _ours("generate", share=True)


def single_probabilities():
    """Each prompt on its own, one forward pass."""

    def ask(model, tokenizer, rows, choices):
        import torch

        with torch.inference_mode():
            return [
                torch.softmax(model(torch.tensor([row]), logits_to_keep=1).logits[0, -1], dim=-1)[choices].tolist()
                for row in rows
            ]

    return _measured(ask)


def batched_probabilities():
    """Batches of prompts of similar length, padded on the left."""

    def ask(model, tokenizer, rows, choices):
        import torch

        found = [None] * len(rows)
        for part in _parts(rows):
            ids, mask = _padded(tokenizer, [rows[place] for place in part])
            position = (mask.cumsum(dim=1) - 1).clamp(min=0)
            with torch.inference_mode():
                logits = model(ids, attention_mask=mask, position_ids=position, logits_to_keep=1).logits[:, -1]
            for place, one in zip(part, torch.softmax(logits, dim=-1)[:, choices].tolist(), strict=True):
                found[place] = one
        return found

    return _measured(ask)


def harness():
    """lm-evaluation-harness: log-likelihoods of the answers, its cache of logits on, as it is by default."""
    from lm_eval.models.huggingface import HFLM

    def ask(model, tokenizer, rows, choices):
        import math

        wrapped = HFLM(pretrained=model, tokenizer=tokenizer, batch_size=ROWS, device="cpu", max_length=2048)
        asked = [((str(place), str(one)), row, [one]) for place, row in enumerate(rows) for one in choices]
        found = [math.exp(one) for one, _ in wrapped._loglikelihood_tokens(asked, disable_tqdm=True)]
        return [found[start : start + len(choices)] for start in range(0, len(found), len(choices))]

    return _measured(ask)


def single_text():
    """`generate` for each prompt on its own."""

    def ask(model, tokenizer, rows, choices):
        import torch

        return [_new(model, tokenizer, torch.tensor([row]), None)[0] for row in rows]

    return _measured(ask)


def batched_text():
    """`generate` for batches of prompts of similar length, padded on the left."""

    def ask(model, tokenizer, rows, choices):
        found = [None] * len(rows)
        for part in _parts(rows, 64):
            for place, one in zip(
                part, _new(model, tokenizer, *_padded(tokenizer, [rows[place] for place in part])), strict=True
            ):
                found[place] = one
        return found

    return _measured(ask)


SHARE_OF_MEMORY = 0.1
"""For continuous batching's cache: by default it takes nearly all of the machine's, more than a call may take here."""


def continuous_text():
    """`generate_batch`: transformers' continuous batching, which shares blocks of equal prefixes."""

    def ask(model, tokenizer, rows, choices):
        from transformers import ContinuousBatchingConfig, GenerationConfig

        how = GenerationConfig(
            max_new_tokens=MAX_TOKENS,
            do_sample=False,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
        room = ContinuousBatchingConfig(max_memory_percent=SHARE_OF_MEMORY)
        found = model.generate_batch(
            inputs=rows, generation_config=how, continuous_batching_config=room, progress_bar=False
        )
        assert len(found) == len(rows), f"{len(found)} of {len(rows)} prompts were answered"
        by_number = sorted(found, key=lambda name: int(name.rsplit("_", 1)[-1]))
        end = tokenizer.eos_token_id
        return [[one for one in found[name].generated_tokens if one != end] for name in by_number]

    return _measured(ask)


def threads():
    """How many threads PyTorch uses now."""
    import torch

    return torch.get_num_threads()


def _ours(mode, *, share):
    from persona_collapse.backends import Prompt, Sampling
    from persona_collapse.backends.checkpoint import Checkpoint
    from persona_collapse.backends.transformers import Transformers

    def run(prompts, ids, model, jobs):
        loaded, tokenizer, computed = _loaded(model, jobs)
        asked = [Prompt(*one["place"], one["system"], one["question"], tuple(one["choices"])) for one in prompts]
        sampling = Sampling(mode=mode, temperature=0, max_tokens=MAX_TOKENS)
        backend = Transformers(Checkpoint(loaded, tokenizer), share=share)
        replies = [reply for _, reply in sorted(backend.replies(asked, sampling), key=lambda one: one[0])]
        if mode == "probabilities":
            found = [list(one.probabilities) for one in replies]
        else:
            found = [tokenizer.encode(one.text, add_special_tokens=False) for one in replies]
        return {"computed": computed[0], "found": found}

    return run


def _measured(ask):
    import torch  # noqa: F401 - loaded before the fork
    import transformers  # noqa: F401

    def run(prompts, ids, model, jobs):
        loaded, tokenizer, computed = _loaded(model, jobs)
        choices = tokenizer.convert_tokens_to_ids(prompts[0]["choices"])
        found = ask(loaded, tokenizer, ids, choices)
        return {"computed": computed[0], "found": found}

    return run


def _loaded(folder, jobs):
    """The model, its tokenizer, and a list whose only number is how many tokens the model has computed since this call."""
    import torch

    torch.set_num_threads(jobs)
    model, tokenizer, computed = _kept(folder)
    computed[0] = 0
    return model, tokenizer, computed


@cache
def _kept(folder):
    """As `_loaded`; the call before the measured one loads it."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    computed = [0]

    def count(module, given, named):
        computed[0] += (named["input_ids"] if "input_ids" in named else given[0]).numel()

    model.register_forward_pre_hook(count, with_kwargs=True)
    return model, AutoTokenizer.from_pretrained(folder), computed


def _parts(rows, size=ROWS):
    by_length = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    return [by_length[start : start + size] for start in range(0, len(rows), size)]


def _padded(tokenizer, rows):
    import torch

    width = max(map(len, rows))
    ids = torch.tensor([[tokenizer.pad_token_id] * (width - len(row)) + row for row in rows])
    return ids, torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows])


def _new(model, tokenizer, ids, mask):
    """The tokens that `generate` adds to each row, without the end."""
    import torch

    mask = torch.ones_like(ids) if mask is None else mask
    end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
    written = model.generate(
        input_ids=ids,
        attention_mask=mask,
        max_new_tokens=MAX_TOKENS,
        do_sample=False,
        eos_token_id=end,
        pad_token_id=pad,
    )[:, ids.shape[1] :].tolist()
    return [[one for one in row if one not in (end, pad)] for row in written]
