"""A small OpenAI-compatible server around a local checkpoint; its log-probabilities are the model's own.

/v1/chat/completions, /v1/completions and /v1/models. Log-probabilities are the log-softmax of the logits after the prompt
(chat template and generation prompt), whatever the temperature, as with OpenAI and vLLM.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

from tests.support.loopback import Handler, Server, running
from tests.support.waiting import PATIENCE


class Stub(Server):
    """A checkpoint behind HTTP; `requests` holds the bodies it was sent, in the order of their coming."""

    def __init__(self, folder: str | Path, ignore_logprobs: bool, require_key: str | None, most: int, held: int | None):
        super().__init__(Completions)
        self.name, self.ignore_logprobs, self.require_key = str(folder), ignore_logprobs, require_key
        self.most, self.held, self.release = most, held, threading.Event()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder).eval()
        self.requests: list[dict[str, Any]] = []
        self.one_at_a_time = threading.Lock()

    @torch.inference_mode()
    def draw(self, prompt: list[int], length: int, temperature: float, seed: int | None) -> Iterator[tuple[int, Any]]:
        """Token by token, its id and the log-probabilities (vocabulary,) it was drawn from."""
        chance = torch.Generator()
        chance.seed() if seed is None else chance.manual_seed(seed)
        cache, given = DynamicCache(config=self.model.config), prompt
        for _ in range(length):
            logits = self.model(torch.tensor([given]), past_key_values=cache, use_cache=True, logits_to_keep=1).logits
            logprobs = torch.log_softmax(logits[0, -1].float(), dim=-1)
            if temperature:
                token = int(torch.multinomial((logprobs / temperature).softmax(dim=-1), 1, generator=chance))
            else:
                token = int(logprobs.argmax())
            yield token, logprobs
            if token == self.tokenizer.eos_token_id:
                return
            given = [token]

    def prompt(self, body: dict[str, Any]) -> list[int]:
        if "messages" not in body:
            return self.tokenizer.encode(body["prompt"])
        options = body.get("chat_template_kwargs") or {}
        return self.tokenizer.apply_chat_template(
            body["messages"], add_generation_prompt=True, return_dict=False, **options
        )

    def top(self, logprobs: Any, k: int) -> list[dict[str, Any]]:
        best = logprobs.topk(k)
        return [self.entry(int(token), float(value)) for token, value in zip(best.indices, best.values, strict=True)]

    def entry(self, token: int, logprob: float) -> dict[str, Any]:
        text = self.tokenizer.decode([token])
        return {"token": text, "logprob": logprob, "bytes": list(text.encode())}

    def choice(self, index: int, prompt: list[int], body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """One choice of the reply, and how many tokens it took."""
        length = body.get("max_completion_tokens") or body.get("max_tokens") or 16
        temperature = 1.0 if body.get("temperature") is None else body["temperature"]
        seed = None if body.get("seed") is None else body["seed"] + index
        drawn = list(self.draw(prompt, length, temperature, seed))
        tokens = [token for token, _ in drawn]
        stopped = tokens[-1] == self.tokenizer.eos_token_id
        choice = {"index": index, "finish_reason": "stop" if stopped else "length", "logprobs": None}
        text = self.tokenizer.decode(tokens, skip_special_tokens=True)
        choice |= {"message": {"role": "assistant", "content": text}} if "messages" in body else {"text": text}
        if body.get("logprobs") in (None, False) or self.ignore_logprobs:
            return choice, len(tokens)
        chosen = [self.entry(token, float(logprobs[token])) for token, logprobs in drawn]
        if "messages" in body:
            tops = [self.top(logprobs, body.get("top_logprobs") or 0) for _, logprobs in drawn]
            content = [one | {"top_logprobs": top} for one, top in zip(chosen, tops, strict=True)]
            return choice | {"logprobs": {"content": content, "refusal": None}}, len(tokens)
        tops = [self.top(logprobs, body["logprobs"]) for _, logprobs in drawn]
        legacy = {
            "tokens": [one["token"] for one in chosen],
            "token_logprobs": [one["logprob"] for one in chosen],
            "top_logprobs": [{one["token"]: one["logprob"] for one in top} for top in tops],
        }
        return choice | {"logprobs": legacy}, len(tokens)


class Completions(Handler):
    server: Stub

    def allowed(self) -> bool:
        key = self.server.require_key
        if key is None or self.headers.get("Authorization") == f"Bearer {key}":
            return True
        self.refuse(401, "Incorrect API key provided", "invalid_api_key")
        return False

    def do_GET(self) -> None:
        if self.allowed():
            model = {"id": self.server.name, "object": "model", "created": 0, "owned_by": "tests"}
            self.answer(200, {"object": "list", "data": [model]})

    def do_POST(self) -> None:
        stub, body = self.server, json.loads(self.body())
        stub.requests.append(body)
        if stub.held is not None and len(stub.requests) > stub.held:
            stub.release.wait(PATIENCE)
        chat = self.path.endswith("/chat/completions")
        if not self.allowed():
            return
        if body.get("model") != stub.name:
            return self.refuse(404, f"The model {body.get('model')!r} does not exist", "model_not_found")
        if chat and stub.tokenizer.chat_template is None:
            return self.refuse(400, "the model has no chat template", "no_chat_template")
        if max(body.get("top_logprobs") or 0, 0 if chat else body.get("logprobs") or 0) > stub.most:
            return self.refuse(400, f"at most {stub.most} log-probabilities", "invalid_value")
        if not chat and not isinstance(body.get("prompt"), str):
            return self.refuse(400, "`prompt` must be one text", "invalid_value")
        prompt = stub.prompt(body)
        if len(prompt) >= stub.model.config.max_position_embeddings:
            return self.refuse(400, f"the prompt has {len(prompt)} tokens", "context_length_exceeded")
        with stub.one_at_a_time:
            made = [stub.choice(index, prompt, body) for index in range(body.get("n") or 1)]
        spent = sum(tokens for _, tokens in made)
        usage = {"prompt_tokens": len(prompt), "completion_tokens": spent, "total_tokens": len(prompt) + spent}
        kind = "chat.completion" if chat else "text_completion"
        answer = {"id": f"{kind}-{len(stub.requests)}", "object": kind, "created": int(time.time())}
        self.answer(200, answer | {"model": stub.name, "choices": [choice for choice, _ in made], "usage": usage})


def openai_stub(
    checkpoint: str | Path,
    *,
    ignore_logprobs: bool = False,
    require_key: str | None = None,
    most_logprobs: int = 20,
    held: int | None = None,
) -> AbstractContextManager[Stub]:
    """Serve a checkpoint; its `base_url` is for the client, its `name` (the folder) for the field `model`.

    With `ignore_logprobs` it accepts the fields and leaves them out of the answer, as some servers do; `require_key` refuses
    other keys with 401; after `held` requests the answers to others are held until `release` is set.
    """
    return running(Stub(checkpoint, ignore_logprobs, require_key, most_logprobs, held))
