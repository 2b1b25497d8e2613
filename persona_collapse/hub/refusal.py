"""Results that do not pass a check are refused."""

from collections.abc import Sequence

from persona_collapse.errors import InputError
from persona_collapse.hub.checks import Check


def refuse(done: Sequence[Check]) -> None:
    """Refuse what does not pass.

    Raises
    ------
    InputError : a check fails; it names the first that does.
    """
    failed = [one for one in done if not one.passed]
    if failed:
        more = f" ({len(failed) - 1} other checks fail too)" if len(failed) > 1 else ""
        raise InputError(f"{failed[0].name}: found {failed[0].found}; needed is {failed[0].needed}{more}")
