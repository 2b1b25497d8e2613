"""Tiny language models with random weights, which answer questionnaire items with a digit: no download, seconds to build.

Nothing is learned. Two channels of the hidden state, which no layer writes to, make the digits 1 to 5 likely after the end
of a prompt and the end token likely after a digit: nearly every reply is one digit, and which depends on the whole prompt.
"""

from pathlib import Path
from typing import Literal

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, PreTrainedTokenizerFast

DIGITS = tuple("0123456789")
PAD, END = "<|pad|>", "<|end|>"
SPECIAL = [PAD, END, "<|system|>", "<|user|>", "<|assistant|>", "<think>", "</think>"]
LARGE = {"layers": 16, "width": 768}  # about 100 M parameters; for benchmarks

# as Qwen3's: without thinking, the generation prompt ends with an empty block
TEMPLATE = """\
{%- for message in messages %}{{ '<|' + message.role + '|>\\n' + message.content + '<|end|>\\n' }}{%- endfor %}
{%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}
{%- if enable_thinking is defined and enable_thinking is false %}{{ '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}"""

TEXT = """\
I am a 34-year-old engineer from Brazil, and I live with my sister and two cats in a small flat near the harbour.
I am a 61-year-old retired nurse from Poland. I sing in a choir on Tuesdays and write letters to my grandchildren.
I am a 22-year-old student of history from Kenya who works in a bookshop at weekends and plays chess in the evening.
I am a 45-year-old farmer from Vietnam. I rise early, I speak little, and I worry about the price of rice and the weather.
You are role-playing the following person. Answer every question as this person would answer it, not as an assistant.
Age: 34. Gender: woman. Country: Brazil. Occupation: engineer. Education: university. Religion: none. Politics: moderate.
Here is a statement about a person. Please say how much you agree or disagree that it describes you.
I see myself as someone who enjoys company, tends to be quiet, keeps a promise, forgets where things are, likes to help.
I see myself as someone who finds fault with others, stays calm in tense situations, has many ideas, gets nervous easily.
1 = disagree strongly, 2 = disagree a little, 3 = neither agree nor disagree, 4 = agree a little, 5 = agree strongly.
Respond with a single digit from 1 to 5 and nothing else. Answer:
My answer is 4, because I often feel that way. On a scale from 1 to 7 I would say 5. I cannot answer this question.
A friend asks you to keep a secret which could harm another person. Would you tell? Reply with yes or no.
Tell us about yourself in a few sentences: where you come from, what you do, what matters to you, and what you hope for.
"""


def tokenizer(
    *,
    chat_template: bool = True,
    digits: Literal["single", "split"] = "single",
    positions: int = 2048,
    lines: str | None = None,
):
    """A byte-level BPE whose digits stand alone: one token each, or two ("split": a space is put before each piece).

    Of `lines`, each is a token or a few, which makes prompts of these lines short; by default pieces are words at most.
    """
    bpe = Tokenizer(models.BPE())
    alone = pre_tokenizers.Digits(individual_digits=True)
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [alone, pre_tokenizers.ByteLevel(add_prefix_space=digits == "split", use_regex=lines is None), alone]
    )
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=2048 if lines is None else 16384,
        special_tokens=SPECIAL,
        initial_alphabet=alphabet,
        show_progress=False,
    )
    bpe.train_from_iterator([*(lines or TEXT).splitlines(), "\n\n"] * 2, trainer)
    whole = PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token=END, pad_token=PAD, padding_side="left", model_max_length=positions
    )
    if chat_template:
        whole.chat_template = TEMPLATE
    pieces = {len(whole.encode(digit, add_special_tokens=False)) for digit in DIGITS}
    assert pieces == {1 if digits == "single" else 2}, pieces
    return whole


def signal(model: torch.nn.Module, channel: int, after: list[int], towards: list[int], by: float) -> None:
    """Make the tokens `towards` likely after the tokens `after`, by a channel of the hidden state no layer writes to."""
    for layer in model.model.layers:
        layer.self_attn.o_proj.weight[channel] = 0
        layer.mlp.down_proj.weight[channel] = 0
    into, out = model.get_input_embeddings().weight, model.get_output_embeddings().weight
    into[:, channel] = out[:, channel] = 0
    into[after, channel], out[towards, channel] = len(model.model.layers) ** 0.5, by


@torch.no_grad()
def make(
    folder: str | Path,
    *,
    layers: int = 4,
    width: int = 192,
    chat_template: bool = True,
    positions: int = 2048,
    window: int | None = None,
    digits: Literal["single", "split"] = "single",
    lines: str | None = None,
    seed: int = 1,
) -> Path:
    """Write a random Llama (with a `window`, a Mistral with sliding-window attention) and its tokenizer into a new `folder`.

    By default it has about 2 M parameters. `positions` is its context limit in tokens; without `chat_template` it is a
    base model; `digits="split"` makes every digit two tokens; `lines` as in `tokenizer`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True)
    words = tokenizer(chat_template=chat_template, digits=digits, positions=positions, lines=lines)
    shape = {
        "vocab_size": len(words),
        "hidden_size": width,
        "intermediate_size": width * 8 // 3,
        "num_hidden_layers": layers,
        "num_attention_heads": width // 32,
        "num_key_value_heads": 2,
        "max_position_embeddings": positions,
        "initializer_range": 0.7 / width**0.5,
        "bos_token_id": None,
        "eos_token_id": words.eos_token_id,
        "pad_token_id": words.pad_token_id,
        "tie_word_embeddings": False,
    }
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        if window is None:
            model = LlamaForCausalLM(LlamaConfig(**shape))
        else:
            model = MistralForCausalLM(MistralConfig(**shape, head_dim=32, sliding_window=window))
    figures = words.convert_tokens_to_ids(list(DIGITS[1:6]))
    endings = {words.encode(text, add_special_tokens=False)[-1] for text in ("\n", "\n\n", ":", ": ")}
    model.get_output_embeddings().weight[figures] *= 3.0  # so that they differ by more than chance
    signal(model, 0, sorted(endings), figures, by=5.0)
    signal(model, 1, figures, [words.eos_token_id], by=5.0)
    model.generation_config.do_sample = True  # otherwise `transformers serve` ignores the temperature
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    return folder
