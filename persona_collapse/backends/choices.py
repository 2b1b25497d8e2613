"""Scale points as tokens: every way to write each of them, and its probability as a whole."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array

Path: TypeAlias = tuple[int, ...]
"""Tokens that follow a prompt; empty at its end."""

LIKELY = 0.01
"""Another way to write a choice is followed where its beginning has this probability; what is left out is less."""


class Choices:
    """The choices of a question as a tree of tokens.

    A choice may be one token ("4"), one token with a space or line break around it (" 4"), or several tokens ("10",
    "Agree strongly"). Its probability is the sum over all ways to write it; that of "1" does not contain "10", if both
    can be chosen.

    Parameters
    ----------
    written : for each choice, the ways to write it, each a sequence of tokens

    Attributes
    ----------
    needed : number of tokens in which any choice can be written
    """

    def __init__(self, written: Sequence[Sequence[Path]]) -> None:
        self._choice = {tokens: place for place, some in enumerate(written) for tokens in some}
        self._count = len(written)
        self.needed = max(min(map(len, some)) for some in written)
        shortest = [way for some in written for way in some if len(way) == min(map(len, some))]
        self._always = {way[:length] for way in shortest for length in range(len(way))}

    @cached_property
    def inner(self) -> tuple[Path, ...]:
        """The paths after which the model is asked for the next token, beginning with the empty one."""
        paths = {tokens[:length] for tokens in self._choice for length in range(len(tokens))}
        return tuple(sorted(paths, key=lambda path: (len(path), path)))

    def follow(self, path: Path, probability: float) -> bool:
        """Whether to ask for the next token after a path of a certain probability.

        What a choice cannot be written without is always followed ("1" of "10"), another way to write it (a space before
        "4") only where that matters.
        """
        return path in self._always or probability >= LIKELY

    def next_tokens(self, path: Path) -> list[int]:
        """The tokens that may follow a path."""
        return sorted({tokens[len(path)] for tokens in self._choice if tokens[: len(path)] == path and tokens != path})

    def probabilities(
        self,
        rows: Sequence[Sequence[int]],
        read: Callable[[list[list[int]], list[int]], Array],
        fits: Callable[[Sequence[int], Path], bool],
    ) -> list[tuple[float, ...]]:
        """The probability of each choice after each prompt; a choice of several tokens is read token by token.

        Parameters
        ----------
        rows : the tokens of each prompt
        read : prompts with a path, and T tokens -> (T, B) the probability of each token as the next one
        fits : whether a path after a prompt fits the context

        Returns
        -------
        For each prompt, K probabilities, 0 to 1.
        """
        begun: dict[Path, Array] = {(): np.ones(len(rows))}
        following: dict[Path, dict[int, Array]] = {}
        for path in self.inner:
            tokens = self.next_tokens(path)
            places = [
                place for place, row in enumerate(rows) if self.follow(path, begun[path][place]) and fits(row, path)
            ]
            found = np.zeros((len(tokens), len(rows)))
            if places:
                found[:, places] = read([[*rows[place], *path] for place in places], tokens)
            following[path] = dict(zip(tokens, found, strict=True))
            begun |= {(*path, token): begun[path] * one for token, one in following[path].items()}
        return [tuple(map(float, row)) for row in self.shares(following)]

    def shares(self, following: Mapping[Path, Mapping[int, Array]]) -> Array:
        """The probability of each choice.

        Parameters
        ----------
        following : path -> token -> (B,) its probability after prompt and path, for all of `inner` and `next_tokens`

        Returns
        -------
        (B, K), 0 to 1; the sum of a row is below 1 because other replies have the rest.

        >>> one_to_ten = Choices([[(1,)], [(2,)], [(1, 0)]])
        >>> after = {(): {1: np.array([0.6]), 2: np.array([0.3])}, (1,): {0: np.array([0.5])}}
        >>> one_to_ten.shares(after).tolist()
        [[0.3, 0.3, 0.3]]
        """
        whole = {
            tokens: np.prod([following[tokens[:place]][token] for place, token in enumerate(tokens)], axis=0)
            for tokens in self._choice
        }
        found = np.zeros((len(next(iter(whole.values()))), self._count))
        for tokens, choice in self._choice.items():
            longer = sum((whole[one] for one in self._extensions(tokens)), start=np.zeros(len(found)))
            found[:, choice] += np.maximum(whole[tokens] - longer, 0.0)
        return found

    def _extensions(self, tokens: Path) -> list[Path]:
        """The choices that begin with a choice, each the shortest of its branch."""
        longer = [one for one in self._choice if len(one) > len(tokens) and one[: len(tokens)] == tokens]
        return [one for one in longer if not any(one != other and one[: len(other)] == other for other in longer)]


def choices_of(tokenizer: Any, texts: Sequence[str], short: Mapping[str, Sequence[int]], name: str) -> Choices:
    """The choices of a question, as a tokenizer writes them.

    Parameters
    ----------
    tokenizer : as transformers loads it
    texts : the choices, "1" .. "5"
    short : text -> single tokens that are this text with or without spaces around it
    name : of the model, for messages

    Raises
    ------
    InputError : a choice cannot be written in its tokens, or two choices are written in the same.
    """
    written = [_ways(tokenizer, text, short.get(text, ())) for text in texts]
    for text, ways in zip(texts, written, strict=True):
        if not ways:
            raise InputError(f"{name} has no tokens for the answer {text!r}; use --mode generate")
    taken = [way for ways in written for way in ways]
    if len(set(taken)) < len(taken):
        raise InputError(f"{name} writes two answers of {', '.join(texts)} in the same tokens; use --mode generate")
    return Choices(written)


def _ways(tokenizer: Any, text: str, single: Sequence[int]) -> list[Path]:
    """The ways to write a choice: in one token, as the tokenizer writes it, and with a space before it."""
    ways: dict[Path, None] = {(token,): None for token in single}
    for spaced in (text, f" {text}"):
        tokens: Path = tuple(tokenizer.encode(spaced, add_special_tokens=False))
        blank = next((place for place, one in enumerate(tokens) if tokenizer.decode([one]).strip()), len(tokens))
        for way in (tokens, tokens[blank:]):
            if way and tokenizer.decode(list(way)).strip() == text:
                ways[way] = None
    # a way that goes on from another of the same choice is that choice already
    return [way for way in ways if not any(way != other and way[: len(other)] == other for other in ways)]
