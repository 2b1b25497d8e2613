"""An option that may have a word after it."""

from typing import Any

from typer.core import TyperCommand

WORDS = ("openai", "anthropic")


class BatchCommand(TyperCommand):
    """A command whose --batch may be followed by a protocol; without one it is "auto"."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with a word after --batch."""
        return super().parse_args(ctx, with_word(args))


def with_word(arguments: list[str]) -> list[str]:
    """Arguments in which --batch has a word.

    >>> with_word(["--batch", "gpt-5", "--seed", "1"]), with_word(["gpt-5", "--batch", "anthropic"])
    (['--batch', 'auto', 'gpt-5', '--seed', '1'], ['gpt-5', '--batch', 'anthropic'])
    """
    found: list[str] = []
    for place, one in enumerate(arguments):
        found.append(one)
        following = arguments[place + 1] if place + 1 < len(arguments) else ""
        if one == "--batch" and following not in WORDS:
            found.append("auto")
    return found
