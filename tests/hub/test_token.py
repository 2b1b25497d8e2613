"""Whose token it is: refused only where the Hub refuses it; everything else may succeed later."""

import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub.models import HubUnreachable
from persona_collapse.hub.token import user_of
from tests.support.hub_double import OWNER, hub_double, spoken_to
from tests.support.hub_faults import once


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        yield server


def test_a_token_has_a_user(hub):
    assert user_of(" hf_own\n") == OWNER


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_the_hub_refuses(hub, status):
    hub.fault = once(status, "whoami")
    with pytest.raises(InputError, match="the Hub does not accept this token; make another at") as said:
        user_of("hf_old")
    assert not isinstance(said.value, HubUnreachable)
    assert hub.fault.struck() == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        *((status, f"the Hub answered {status} when asked whose token this is; try") for status in (429, 500, 503)),
        ("dropped", r"the Hub cannot be reached \(\w+\); try again later"),
        ("truncated", r"the Hub cannot be reached \(\w+\); try again later"),
    ],
)
def test_a_fault_of_the_hub_is_not_one_of_the_token(hub, fault, said):
    hub.fault = once(fault, "whoami", times=100)
    with pytest.raises(HubUnreachable, match=said):
        user_of("hf_own")
    assert hub.fault.struck()


def test_a_hub_that_is_not_there(monkeypatch, tmp_path):
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
    with pytest.raises(HubUnreachable, match=r"the Hub cannot be reached \(ConnectError\); try again later"):
        user_of("hf_own")


@pytest.mark.parametrize("given", ["", " \n", "hf_é", "hf_a\x00b"])
def test_what_no_request_can_carry_is_no_token(hub, given):
    with pytest.raises(InputError, match=r"huggingface\.co/settings/tokens"):
        user_of(given)
    assert not hub.log
