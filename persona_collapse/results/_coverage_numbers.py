"""The numbers of coverage, in items and in traits, as the register has them."""

from typing import Literal

from persona_collapse.results.number import SHARE, UP, Change, Need, Number


def _space(prefix: str, where: str, needs: Need) -> tuple[Number, ...]:
    """The four numbers of coverage in one space."""
    label = prefix.replace("_", " ")
    hidden: Literal["below"] | None = None if prefix else "below"  # averages over items hide noise from trait precision
    return (
        Number(
            name=f"{prefix}coverage",
            label=f"{label}coverage",
            axis="coverage",
            needs=needs,
            range=SHARE,
            unit="share",
            better="higher",
            noise="below",
            interval="paired personas",
            change=Change(f"{where}{{b}} reaches {{by}} {{way}} of people's neighbourhoods than {{a}}"),
        ),
        Number(
            name=f"{prefix}density",
            label=f"{label}density",
            axis="coverage",
            needs=needs,
            range=UP,
            unit="ratio to people",
            better="people",
            noise=None,
            interval="influence",
            change=Change(
                f"{where}people's neighbourhoods are {{way}} crowded with {{b}} than with {{a}}, by {{by}}; people have 1"
            ),
        ),
        Number(
            name=f"{prefix}precision",
            label=f"{label}precision",
            axis="coverage",
            needs=needs,
            range=SHARE,
            unit="share",
            better="higher",
            noise=hidden,
            interval="influence",
            change=Change(
                f"{where}the share of personas inside people's neighbourhoods is {{by}} {{way}} in {{b}} than in {{a}}",
                more="higher",
                less="lower",
            ),
        ),
        Number(
            name=f"{prefix}recall",
            label=f"{label}recall",
            axis="coverage",
            needs=needs,
            range=SHARE,
            unit="share",
            better="higher",
            noise="below",
            interval="paired draws",
            change=Change(
                f"{where}the share of people inside personas' neighbourhoods is {{by}} {{way}} in {{b}} than in {{a}}",
                more="higher",
                less="lower",
            ),
        ),
    )


COVERAGE_NUMBERS = (*_space("", "", "reference"), *_space("trait_", "in traits, ", "traits"))
