"""The plugin of pytest: `assert_human_like` and `assert_not_collapsed` as fixtures. It imports nothing before one is used."""

from collections.abc import Callable

import pytest


@pytest.fixture
def assert_human_like() -> Callable[..., object]:
    """`persona_collapse.gates.assert_human_like`."""
    from persona_collapse import gates

    return gates.assert_human_like


@pytest.fixture
def assert_not_collapsed() -> Callable[..., object]:
    """`persona_collapse.gates.assert_not_collapsed`."""
    from persona_collapse import gates

    return gates.assert_not_collapsed
