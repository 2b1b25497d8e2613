"""What people report of this job, one input at a time: each is asked and read as it should be, or refused in a sentence.

The inputs are from 84 public threads (DeepSeek-R1 #352, vllm #13125, #16219, #41902, lm-evaluation-harness #3386, #3675,
#2676, inspect_ai #1534, #5055, lighteval #869, EuroEval #1151, edsl #2356, LiteRT-LM #3688, transformers #42723 and others).
They are written here in full, so that the walk is complete by itself; the number before an input groups its kind of fault.
"""

import importlib.util
import shutil
from dataclasses import dataclass

import pytest

from persona_collapse.backends.retry import Patience
from persona_collapse.cli import main
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.store import is_run, open_run
from persona_collapse.study import Study, read_replies, status
from tests.backends.test_incomplete_checkpoints import with_config, with_weights, without
from tests.backends.test_prompts_of_checkpoints import FIRST_PART, OPEN, PARTS, UNKNOWN_FILTER, appending, model
from tests.backends.test_servers import CALL, QWQ, likely, message, openai, piece, refusing
from tests.support.checkpoint import make
from tests.support.scripted import always, events, refusal, said, scripted

QUICK = Patience(attempts=2, first=0.01, longest=1.0)
THINKS = "Alright, so I need to figure out how this person would rate it. Since Maria is shy, the answer would be 2. However, she has"


# replies


@dataclass(frozen=True)
class Words:
    """A reply, how the server said that it ended, and the answer in it (None: there is none)."""

    kind: str
    reply: str
    answer: int | None
    end: str = "stop"

    def __str__(self):
        return f"{self.kind}: {self.reply[:40]}"


READ = [
    Words("1 thinking without tags, cut", THINKS, None, "length"),
    *(
        Words("5 of 5 in any language", text, answer)
        for text, answer in [("2 von 5", 2), ("1 sur 5", 1), ("Ich gebe 2 von 5.", 2)]
    ),
    *(Words("5 a range", text, None) for text in ("zwischen 2 und 3", "Entre 2 y 3", "2 oder 3")),
    Words("5 a refusal that names the scale", "Je ne peux pas choisir un chiffre de 1 à 5.", None),
    Words("6 thinking", "[THINK]She is shy, so 2 or 3.[/THINK]4", 4),
    Words("6 thinking", "<seed:think>She is shy, so the answer is 2.</seed:think>4", 4),
    Words("6 thinking", "<|START_THINKING|>So 2.<|END_THINKING|><|START_RESPONSE|>4<|END_RESPONSE|>", 4),
    Words("6 thinking", "Thinking...\nShe is shy, so I would say 2.\n...done thinking.\n\n4", 4),
    Words("6 thinking", "◁think▷She is shy: 2.◁/think▷4", 4),
    Words(
        "6 thinking",
        "<|begin_of_thought|>\nThe answer is 2.\n<|end_of_thought|>\n\n<|begin_of_solution|>\n4\n<|end_of_solution|>",
        4,
    ),
    Words("6 thinking that never ends", "[THINK]She is shy, so the answer is 2.", None, "length"),
    Words("6 thinking that never ends", "<seed:think>She is shy, so the answer is 2.", None, "length"),
    Words("6 thinking that never ends", "<|START_THINKING|>She is shy, so the answer is 2.", None, "length"),
    Words("6 thinking that never ends", "Thinking...\nShe is shy, so the answer is 2.", None, "length"),
    Words("6 thinking that never ends", "◁think▷She is shy, so the answer is 2.", None, "length"),
    Words("6 thinking that never ends", "<|begin_of_thought|>\nThe answer is 2.", None, "length"),
    Words("7 another person", "My wife would give me a 5.", None),
    Words("7 another thing", "I work 5 days a week and rest 2.", None),
    Words("7 another thing", "Rule 1: be honest. I try to follow it.", None),
    Words("7 another thing", "I am a mother of 3.", None),
    Words("7 the past", "2 (I used to be a 4 in my twenties)", 2),
    Words("7 a temptation", "It's tempting to say 5, but I'll be honest: 2", 2),
    *(Words("7 more than a point", text, None) for text in ("3+", "≥4")),
    Words("7 money", "£4", None),
    Words("7 an age", "Age: 5", None),
    Words("clear: the scale repeated", "4 (1 = Disagree strongly, 5 = Agree strongly)", 4),
    *(Words("clear: another language", text, 4) for text in ("我选4", "4です", "4점", "Vier", "cuatro")),
    Words("clear: a label", "Neutral", 3),
    Words("clear: a label", "Somewhat agree", 4),
    Words("clear: an age elsewhere", "At 34 years old, I enjoy company. I would say 4.", 4),
    Words("clear: a count elsewhere", "Unlike the other 43 statements, this one is easy to rate: 4", 4),
    Words("clear: a list of one", "1. **4**", 4),
    Words("clear: a range with a decision", "between 3 and 4 but closer to 4", 4),
]


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    """Reply -> what was read in it: sent by a server, asked for and stored by the command, and read."""
    folder = tmp_path_factory.mktemp("replies")
    study = Study(bfi44(), bundled_pool(), personas=-(-len(READ) // 44))

    def script(line, body):
        one = READ[min(line.number, len(READ)) - 1]
        return said(one.reply, finish_reason=one.end)

    with scripted(script) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HOME", str(folder / "machine"))
        patch.delenv("PERSONA_COLLAPSE_API_KEY", raising=False)
        usual = ("--personas", len(study.respondents), "--no-check", "--concurrency", 1, "--out", folder)
        given = ("persona-collapse", "run", "any", "--base-url", server.base_url, *usual)
        patch.setattr("sys.argv", [*map(str, given)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
    replies = read_replies(folder)
    order = {(one.respondent, one.item): place for place, one in enumerate(study.prompts())}
    found = sorted(replies.answers, key=lambda one: order[one.stored.respondent, one.stored.item])
    assert [one.stored.reply.text for one in found[: len(READ)]] == [one.reply for one in READ]
    return {one: reading for one, reading in zip(READ, found, strict=False)}


@pytest.mark.parametrize("one", READ, ids=str)
def test_a_reply_is_read_as_what_it_says(readings, one):
    found = readings[one]
    assert found.answer == one.answer, found.reading


# servers


@pytest.fixture
def ask(cli, monkeypatch, tmp_path):
    """The command against a server that answers by a script: its code, stderr, the requests, and the run."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    monkeypatch.delenv("PERSONA_COLLAPSE_API_KEY", raising=False)
    monkeypatch.setattr("persona_collapse.backends.api.Patience", lambda: QUICK)

    def run(script, *options, requests=6, checked=False):
        usual = ("--personas", 1, "--max-requests", requests, "--out", tmp_path / "run", "--concurrency", 1)
        with scripted(script) as server:
            code, out, err = cli(
                "run", "any", "--base-url", server.base_url, *usual, *options, *([] if checked else ["--no-check"])
            )
        assert "Traceback" not in err
        return Asked(code, out, err, server.requests, status(tmp_path / "run") if is_run(tmp_path / "run") else None)

    return run


@dataclass(frozen=True)
class Asked:
    """How a command ended, and what is in its run."""

    code: int
    out: str
    err: str
    requests: list
    status: object


def thinking_takes_all_tokens(ask):
    found = ask(always(message("", end="length")), "--personas", 50, requests=2200, checked=True)
    assert (found.code, len(found.requests)) == (2, 5), "the pre-flight alone"
    assert "64 tokens are too few: use --max-tokens 2048" in found.err


def thinking_takes_all_tokens_later(ask):
    found = ask(
        lambda line, body: said() if line.number <= 8 else message("", end="length"),
        "--personas",
        50,
        requests=2200,
        checked=True,
    )
    assert len(found.requests) < 40, "of 2,200"
    assert "hold no answer" in found.err
    assert "use --max-tokens 2048" in found.err


def cut_thinking_of_a_whole_population(ask):
    found = ask(always(said(THINKS, finish_reason="length")), "--personas", 3, requests=132)
    assert found.status.unreadable == {"cut before it ends": 132}
    assert (found.out, "no scorecard: " in found.err) == ("", True)


def little_mass(token):
    def check(ask):
        answer = likely((token, -1e-6), *((str(point), -14.0) for point in range(1, 6)))
        refused = ask(always(answer), "--mode", "probabilities", checked=True)
        assert (refused.code, refused.out) == (2, "")
        assert "0 of 5 trial questions" in refused.err
        found = ask(always(answer), "--mode", "probabilities", requests=44)
        assert found.status.unreadable == {"little probability on the scale": 44}
        assert "mass        0.0 % of the probability is on the scale" in "\n".join(found.status.lines())
        assert (found.out, "no scorecard: " in found.err) == ("", True)

    return check


def failed(answer, words):
    def check(ask):
        found = ask(always(answer), requests=1)
        assert (found.status.replies, found.status.failures) == (0, {words: 1})

    return check


def without_credit(answer, words):
    def check(ask):
        found = ask(lambda line, body: said() if line.number <= 2 else answer)
        assert (found.code, len(found.requests), found.status.replies) == (2, 3, 2)
        assert words in found.err.splitlines()[-1]

    return check


def left_out(*names, recorded=None):
    def check(ask):
        found = ask(refusing(*names, answer=openai))
        assert (found.code, found.status.replies) == (0, 6), found.err
        assert found.status.left_out == tuple(recorded or names)

    return check


def only_streams(ask):
    stream = events(piece(content="I'd say "), piece(content="4"), piece("stop"))
    found = ask(lambda line, body: stream if body.get("stream") is True else QWQ)
    assert (found.code, found.status.replies, found.status.unreadable) == (0, 6, {}), found.err


def sends(options, **fields):
    def check(ask):
        found = ask(always(said()), *options)
        assert (found.code, found.status.replies) == (0, 6), found.err
        assert all(fields.items() <= body.items() for body in found.requests)

    return check


def no_log_probabilities(answer, words):
    def check(ask):
        found = ask(always(answer), "--mode", "probabilities")
        assert (found.code, found.status.replies) == (2, 0)
        assert words in found.err.splitlines()[-1]
        assert "use --mode generate" in found.err.splitlines()[-1]

    return check


def one_token(text):
    def check(ask, tmp_path):
        found = ask(always(likely((text, -0.1), ("3", -3.0))), "--mode", "probabilities", requests=1)
        assert found.code == 0, found.err
        with open_run(tmp_path / "run") as store:
            [reply] = [one.reply for one in store.replies()]
        assert reply.probabilities == pytest.approx((0, 0, 0.0498, 0.9048, 0), abs=1e-4)

    return check


def one_flagged_question(ask):
    flag = refusal(403, "Input was flagged", code=403, metadata={"reasons": ["violence"], "flagged_input": "You are"})
    found = ask(lambda line, body: flag if line.number == 2 else said())
    assert found.code == 0, found.err
    assert (found.status.replies, sum(found.status.failures.values())) == (5, 1)


def unreadable(answer, reason):
    def check(ask):
        found = ask(always(answer), requests=2)
        assert (found.code, found.status.unreadable) == (0, {reason: 2}), found.err

    return check


def cached_tokens(ask):
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 750_000}}
    found = ask(always(said(usage=usage)), "--price-in", 2, "--price-out", 10, "--price-cached", 0.2, requests=1)
    assert found.status.cost == pytest.approx(0.25 * 2 + 0.75 * 0.2)


EXTRA = ("--extra-body", '{"provider": {"only": ["x"]}}')
SERVED = {
    "1 a population of cut thinking": cut_thinking_of_a_whole_population,
    "2 the first token is <|channel|>": little_mass("<|channel|>"),
    "2 the first token is **": little_mass("**"),
    "8 finish_reason error with partial text": failed(
        (200, {"choices": [{"finish_reason": "error", "message": {"content": "I would say 4, no"}}]}, {}),
        "the server ended the reply with 'error'",
    ),
    "8 finish_reason error with empty text": failed(
        (200, {"choices": [{"finish_reason": "error", "message": {"content": ""}}]}, {}),
        "the server ended the reply with 'error'",
    ),
    "8 an error of code 402 in the body": without_credit(
        (200, {"error": {"code": 402, "message": "Insufficient credits. Add more"}}, {}),
        "requires payment: Insufficient credits. Add more",
    ),
    "10 the token ▁4": one_token("▁4"),
    "10 the token Ġ4": one_token("Ġ4"),
    "10 a log-probability above 0": no_log_probabilities(
        likely(("4", 0.9762), ("3", 0.0237)), "sends 0.9762 as the log-probability of '4', and none can be above 0"
    ),
    "asked: gpt-5 refuses max_tokens": left_out("max_tokens", recorded=["max_tokens as max_completion_tokens"]),
    "asked: the o-series refuses temperature": left_out("temperature"),
    "asked: both": left_out(
        "max_tokens", "temperature", recorded=["max_tokens as max_completion_tokens", "temperature"]
    ),
    "asked: a server refuses seed": left_out("seed"),
    "asked: a server only streams": only_streams,
    "asked: reasoning_effort": sends(("--reasoning-effort", "low"), reasoning_effort="low"),
    "asked: provider": sends(EXTRA, provider={"only": ["x"]}),
    "asked: enable_thinking": sends(("--extra-body", '{"enable_thinking": false}'), enable_thinking=False),
    "asked: enable_thinking by the option": sends(
        ("--thinking", "off"), chat_template_kwargs={"enable_thinking": False}
    ),
    "asked: logprob null": no_log_probabilities(
        likely(("4", None), ("3", None)), "sends no log-probabilities for any, although they were requested"
    ),
    "stops: thinking takes all tokens": thinking_takes_all_tokens,
    "stops: thinking takes all tokens later": thinking_takes_all_tokens_later,
    "stops: not at one flagged question": one_flagged_question,
    "stops: insufficient_quota": without_credit(
        refusal(429, "You exceeded your current quota", type="insufficient_quota", code="insufficient_quota"),
        "add credit, then rerun the same command",
    ),
    "shape: a refusal in a field of its own": unreadable(message(refusal="I can't help with that."), "refusal"),
    "shape: a tool call": unreadable(message(tool_calls=CALL), "tool call in place of an answer"),
    "shape: a choice of Gemini without message": failed(
        (200, {"choices": [{"finish_reason": "SAFETY", "index": 0}]}, {}), "SAFETY: the server withheld the reply"
    ),
    "cost: cached tokens": cached_tokens,
}


@pytest.mark.parametrize("name", SERVED)
def test_a_server_is_asked_and_understood(request, ask, tmp_path, name):
    check = SERVED[name]
    known = {"ask": ask, "tmp_path": tmp_path}
    check(**{one: known[one] for one in check.__code__.co_varnames[: check.__code__.co_argcount]})


# models on this machine


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make(tmp_path_factory.mktemp("whole") / "model", layers=2, width=64)


@dataclass(frozen=True)
class Local:
    """A tiny checkpoint made for one case, and the command that asks it."""

    cli: object
    folder: object
    whole: object

    def copy(self):
        return shutil.copytree(self.whole, self.folder / "model")

    def ask(self, model, *options):
        run = self.folder / "run"
        code, out, err = self.cli("run", model, "--backend", "transformers", "--personas", 1, "--out", run, *options)
        assert "Traceback" not in err
        return code, out, err.splitlines()[-1] if err else "", run


def all_answers_differ(run):
    shares = [one.reply.probabilities for one in read_replies(run).stored]
    assert len(set(shares)) == len(shares) == 44


def reads(template):
    def check(local):
        code, _, err, run = local.ask(model(local.folder, template), "--mode", "probabilities")
        assert code == 0, err
        all_answers_differ(run)

    return check


def refuses_the_template(template, words, *options):
    def check(local):
        code, out, err, _ = local.ask(model(local.folder, template), *options)
        assert (code, out) == (2, "")
        assert words in err

    return check


def misses_weights(local):
    folder = local.copy()
    with_weights(folder, without("lm_head"))
    code, out, err, run = local.ask(folder)
    assert (code, out, run.exists()) == (2, "", False)
    assert "is not complete: 1 weight is missing: lm_head.weight; its answers would be partly random" in err


def ends_its_texts(local):
    folder = model(local.folder, chat_template=False)
    appending(folder)
    code, _, err, run = local.ask(folder, "--mode", "probabilities")
    assert code == 0, err
    all_answers_differ(run)


def quantised(method, **settings):
    def check(local):
        package = {"gptq": "gptqmodel", "awq": "gptqmodel", "compressed-tensors": "compressed_tensors"}
        if importlib.util.find_spec(package.get(method, method)):
            pytest.skip(f"what reads {method} is installed")
        folder = local.copy()
        with_config(folder, quantization_config={"quant_method": method, **settings})
        code, out, err, run = local.ask(folder)
        assert (code, out, run.exists()) == (2, "", False)
        assert f"quantised with {method}: " in err
        assert "; pip install " in err

    return check


LOCAL = {
    "2 the first token is inside <think>": refuses_the_template(
        OPEN, "ends the prompt inside thinking (<think>), so the next token is not an answer", "--mode", "probabilities"
    ),
    "3 a template that walks over content as parts": reads(PARTS),
    "4 missing weights": misses_weights,
    "10 a tokenizer that appends its end token": ends_its_texts,
    "asked: content[0].text": reads(FIRST_PART),
    "asked: an unknown filter": refuses_the_template(
        UNKNOWN_FILTER, "cannot be used: No filter named 'shorten_softly'"
    ),
    "asked: gptq": quantised("gptq", bits=4, group_size=128),
    "asked: awq": quantised("awq", bits=4, group_size=128, zero_point=True, version="gemm"),
    "asked: bitsandbytes": quantised("bitsandbytes", load_in_4bit=True),
    "asked: compressed-tensors": quantised("compressed-tensors", format="pack-quantized", config_groups={}),
}


@pytest.mark.parametrize("name", LOCAL)
def test_a_model_on_this_machine_is_asked_or_refused(cli, tmp_path, whole, name):
    LOCAL[name](Local(cli, tmp_path, whole))


# personas


PERSONAS = {
    "9 age: nan": ("id,age,city\na,nan,Rome\n", "city: Rome"),
    "9 gender: None": ("id,gender,city\na,None,Rome\n", "city: Rome"),
    "9 age: 34.0": ("id,age,city\na,34.0,Rome\n", "age: 34\ncity: Rome"),
}


@pytest.mark.parametrize("name", PERSONAS)
def test_a_persona_is_told_what_is_known(cli, tmp_path, name):
    content, told = PERSONAS[name]
    (tmp_path / "mine.csv").write_text(content)
    code, out, _ = cli("run", "simulated:human", "--personas", tmp_path / "mine.csv", "--dry-run")
    assert code == 0
    assert out.split("\n\n")[1] == told


def test_the_walk_is_complete():
    """82 inputs: 42 replies, 27 servers, 10 models on this machine, 3 personas."""
    everything = [*map(str, READ), *SERVED, *LOCAL, *PERSONAS]
    assert len(set(everything)) == len(everything) == 82
    numbered = {int(name.split()[0]) for name in everything if name[0].isdigit()}
    assert numbered == set(range(1, 11))
    assert {name.split(":")[0] for name in everything if not name[0].isdigit()} == {
        *("clear", "asked", "stops", "shape", "cost"),
    }
