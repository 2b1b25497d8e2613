"""What a model reads, word for word, and the hash that changes with every word of it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from persona_collapse.backends import Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import Item, ResponseScale, bfi44, moral131, self_introduction
from persona_collapse.personas import PersonaPool, Respondent, bundled_pool, schema
from persona_collapse.study import DEFAULT, FORMS, Study
from persona_collapse.study.forms import PAPER, STANDARD, form
from tests.conftest import ROOT
from tests.support.asking import short, small

SNAPSHOTS = Path(__file__).parent / "snapshots"
OURS = {one.id: one for one in (bfi44(), moral131(), self_introduction())}


def whole(prompt):
    """Everything a model reads."""
    return "\n\n".join(f"[{one['role']}]\n{one['content']}" for one in prompt.messages)


def first(instrument, **options):
    return next(Study(instrument, bundled_pool(), 1, **options).prompts())


@pytest.mark.parametrize("wording", FORMS)
@pytest.mark.parametrize("name", OURS)
def test_a_prompt_is_what_it_was(name, wording):
    # a free text is asked in the words of its own protocol, whatever the wording
    file = SNAPSHOTS / (f"{name}.txt" if name == "self-introduction" else f"{name}-{wording}.txt")
    assert whole(first(OURS[name], form=FORMS[wording])) + "\n" == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize(("wording", "times"), [(STANDARD, 1), (PAPER, 3)])
def test_each_attribute_is_told_as_often_as_the_wording_says(name, wording, times):
    times = 1 if name == "self-introduction" else times
    for who, prompt in zip(
        bundled_pool().first(5),
        (
            next(Study(OURS[name], PersonaPool("one", (one,)), form=wording).prompts())
            for one in bundled_pool().first(5)
        ),
        strict=True,
    ):
        lines = whole(prompt).split("\n")
        for attribute in schema():
            assert lines.count(f"{attribute.name}: {who.attributes[attribute.column]}") == times, attribute.name


@pytest.mark.parametrize("wording", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", OURS)
def test_without_labels_no_big_five_label_is_told(name, wording):
    study = Study(OURS[name], bundled_pool(), 4, form=wording, labels=False)
    labelled = Study(OURS[name], bundled_pool(), 4, form=wording)
    labels = [one.name for one in schema() if one.is_trait_label]
    assert len(labels) == 5
    for prompt in study.prompts():
        assert "Big Five" not in whole(prompt)
        assert not any(f"{label}:" in whole(prompt) for label in labels)
    assert all(all(f"{label}:" in whole(prompt) for label in labels) for prompt in labelled.prompts()), "as they do"


@pytest.mark.parametrize("wording", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("name", OURS)
def test_the_default_respondent_is_told_of_nobody(name, wording):
    study = Study(OURS[name], bundled_pool(), 1, form=wording, with_default=True)
    prompt = list(study.prompts())[-1]
    assert (prompt.respondent, prompt.system) == (DEFAULT, "")
    assert [one["role"] for one in prompt.messages] == ["user"]
    for words in ("this person", "described below", "This is who you are", "Remember who you are", "role of"):
        assert words not in whole(prompt)
    assert not any(f"{attribute.name}:" in whole(prompt) for attribute in schema())


@pytest.mark.parametrize(("wording", "closing"), [(STANDARD, " and nothing else."), (PAPER, ".")])
def test_the_default_respondent_is_asked_the_question_alone(wording, closing):
    prompt = list(small(1, 1, form=wording, with_default=True).prompts())[-1]
    assert prompt.question == (
        "How well does this statement describe you?\n\nI see myself as someone who is talkative\n\n"
        "1 = Disagree strongly\n2 = Disagree a little\n3 = Neither agree nor disagree\n4 = Agree a little\n"
        f"5 = Agree strongly\n\nAnswer with one number from 1 to 5{closing}"
    )


def test_a_base_model_reads_the_same_and_is_to_go_on_with_the_answer():
    prompt = first(bfi44())
    assert prompt.completion == f"{prompt.system}\n\n{prompt.question}\n\nAnswer:"
    assert prompt.choices == ("1", "2", "3", "4", "5")


def test_braces_in_a_persona_or_an_item_are_only_words():
    odd = PersonaPool("odd", (Respondent("1", "I like {braces} and {0}", "", {}),))
    item = Item(1, "writes {low} and {persona}", id="one")
    prompt = next(Study(replace(bfi44(), items=(item,)), odd, form=PAPER).prompts())
    assert whole(prompt).count("I like {braces} and {0}") == 3
    assert "writes {low} and {persona}" in prompt.question


def changed_pool(**change):
    one, *others = bundled_pool().respondents
    return PersonaPool("personas", (replace(one, **change), *others))


def changed_item(**change):
    return replace(bfi44(), items=(replace(bfi44().items[0], **change), *bfi44().items[1:]))


BASE = Study(bfi44(), bundled_pool())
TURNED = ResponseScale(1, 5, bfi44().scale.labels[::-1])

ANOTHER = {
    "a word of an item": {"instrument": changed_item(text="is talkative indeed")},
    "an item's id": {"instrument": changed_item(id="talkative")},
    "an item's key": {"instrument": changed_item(key=-1)},
    "an item less": {"instrument": short(43)},
    "items the other way round": {"instrument": replace(bfi44(), items=bfi44().items[::-1])},
    "the stem": {"instrument": replace(bfi44(), stem="I am someone who")},
    "the lead": {"instrument": replace(bfi44(), lead="")},
    "the scale's labels": {"instrument": replace(bfi44(), scale=TURNED)},
    "the version": {"instrument": replace(bfi44(), version="2")},
    "another instrument": {"instrument": moral131()},
    "a word of a persona": {"pool": changed_pool(description="Age: 30")},
    "a word of a persona without labels": {"pool": changed_pool(unlabelled="Age: 30")},
    "a persona's id": {"pool": changed_pool(id="somebody")},
    "the personas' order": {"pool": PersonaPool("personas", bundled_pool().respondents[::-1])},
    "labels": {"labels": False},
    "order": {"order": "random"},
    "temperature": {"sampling": Sampling(temperature=0.8)},
    "seed": {"sampling": Sampling(seed=1)},
    "mode": {"sampling": Sampling(mode="probabilities")},
    "length": {"sampling": Sampling(max_tokens=65)},
    "thinking": {"sampling": Sampling(thinking=False)},
    "the form": {"form": PAPER},
    "what the form tells first": {"form": replace(STANDARD, system=STANDARD.system + " ")},
    "what the form tells before": {"form": replace(STANDARD, before="You are:")},
    "what the form tells after": {"form": replace(STANDARD, after="You are:")},
    "what the form closes with": {"form": replace(STANDARD, closing="Answer.")},
}


def test_every_change_makes_another_study():
    hashes = {name: replace(BASE, **change).hash for name, change in ANOTHER.items()}
    assert BASE.hash not in hashes.values(), [name for name, one in hashes.items() if one == BASE.hash]
    assert len(set(hashes.values())) == len(ANOTHER), "and each change another"


@pytest.mark.parametrize("change", [{"personas": 7}, {"samples": 3}, {"with_default": True}])
def test_how_many_are_asked_and_how_often_does_not(change):
    assert replace(BASE, **change).hash == BASE.hash


def test_the_hash_is_the_same_in_another_process():
    script = (
        "from persona_collapse.instruments import bfi44; from persona_collapse.personas import bundled_pool\n"
        "from persona_collapse.study import Study; print(Study(bfi44(), bundled_pool()).hash)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.stdout.strip() == BASE.hash, done.stderr


def test_prompts_come_one_respondent_after_the_other_and_leave_out_what_is_done():
    study = small(2, 3, samples=2, with_default=True)
    keys = [(one.respondent, one.item, one.sample) for one in study.prompts()]
    assert len(keys) == len(set(keys)) == len(study) == 3 * 3 * 2
    assert keys[:4] == [(keys[0][0], f"bfi44_{item}", sample) for sample, item in ((1, 1), (1, 2), (1, 3), (2, 1))]
    assert [key[0] for key in keys[-6:]] == [DEFAULT] * 6
    done = set(keys[::2])
    assert [(one.respondent, one.item, one.sample) for one in study.prompts(done)] == keys[1::2]
    assert study.answered(done | {("nobody", "bfi44_1", 1), (keys[0][0], "bfi44_1", 9)}) == len(done)


def test_probabilities_are_asked_for_once_however_many_samples_are_drawn():
    assert len(small(2, 3, samples=5, sampling=Sampling(mode="probabilities"))) == 6


def one_pool(**fields):
    return PersonaPool(
        "mine", (Respondent(**{"id": "1", "description": "Ann", "unlabelled": "Ann", "attributes": {}, **fields}),)
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: small(samples=0), "0 samples were asked for"),
        (lambda: small(order="up"), "unknown order 'up'; use fixed or random"),
        (lambda: small(sampling=Sampling(mode="best")), "unknown mode 'best'"),
        (lambda: small(sampling=Sampling(temperature=-1)), "temperature of -1"),
        (lambda: small(sampling=Sampling(temperature=float("nan"))), "temperature of nan"),
        (lambda: small(sampling=Sampling(max_tokens=0)), "replies of 0 tokens"),
        (lambda: small(sampling=Sampling(seed=-1)), "seed of -1"),
        (lambda: small(sampling=Sampling(mode="probabilities", thinking=True)), "thinks first"),
        (lambda: small(instrument=self_introduction(), sampling=Sampling(mode="probabilities")), "free text"),
        (lambda: small(personas=1145), "1145 personas were requested; personas has 1144, so give 1 to 1144"),
        (lambda: small(1, pool=one_pool(id=DEFAULT)), "is called 'default', which means no persona"),
        (lambda: small(1, pool=one_pool(unlabelled=""), labels=False), "has no description without its trait labels"),
        (lambda: small(instrument=replace(bfi44(), items=bfi44().items[:1] * 2)), "items: two are called 'bfi44_1'"),
        (lambda: form("mine"), "unknown wording 'mine'; use standard or paper"),
    ],
)
def test_what_cannot_be_asked_is_refused(make, words):
    with pytest.raises(InputError, match=words):
        make()
