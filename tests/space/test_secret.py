"""A visitor's key: it reaches a worker, and shows itself nowhere."""

import copy
import json
import logging
import pickle
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pprint import pformat

import pytest

from persona_collapse.errors import InputError
from space.asking.secret import Secret

KEY = "sk-a-key-nobody-may-see"


@dataclass(frozen=True)
class Holder:
    key: Secret


@pytest.mark.parametrize("show", [str, repr, ascii, format, pformat, "{}".format, "{!r:>20}".format, "%s".__mod__])
def test_it_does_not_show_itself(show):
    for held in (Secret(KEY), Holder(Secret(KEY)), [Secret(KEY)], asdict(Holder(Secret(KEY)))):
        if show is format and not isinstance(held, Secret):
            continue
        assert KEY not in show(held)
        assert "***" in show(held)


def test_not_in_json_logs_or_tracebacks(caplog):
    held = Secret(KEY)
    with pytest.raises(TypeError) as refused:
        json.dumps({"key": held})
    logging.getLogger("space").error("key %s %r", held, held)
    told = "".join(traceback.TracebackException.from_exception(refused.value, capture_locals=True).format())
    assert "Secret(***)" in told
    assert KEY not in told.replace(f"KEY = '{KEY}'", "")
    assert KEY not in caplog.text


def test_it_has_no_dictionary_to_look_into():
    assert not hasattr(Secret(KEY), "__dict__")


def test_it_reaches_another_process():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(Secret.reveal, Secret(KEY)).result() == KEY
    assert copy.deepcopy(pickle.loads(pickle.dumps(Secret(KEY)))).reveal() == KEY


@pytest.mark.parametrize("key", ["two\nlines", "with a space", "ключ", "nul\0", "x" * 5000])
def test_what_cannot_be_a_key_is_refused_without_being_shown(key):
    with pytest.raises(InputError, match="copy it again") as refused:
        Secret(key)
    told = "".join(traceback.format_exception(refused.value)).replace(f'"{key}"', "")
    assert key not in told


def test_white_space_around_it_is_taken_off_and_none_is_none():
    assert Secret(f" {KEY}\n").reveal() == KEY
    assert [bool(Secret(one)) for one in ("", "  ", KEY)] == [False, False, True]
    assert Secret("").hidden("text") == "text"
