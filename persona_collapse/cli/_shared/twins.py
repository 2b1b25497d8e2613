"""What `run --personas twin2k500` prints beside the scorecard: how far each twin answers as its own person."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_collapse.matrix import BehavioralTraitMatrix


def twins(population: "BehavioralTraitMatrix") -> str:
    """How far each twin answers as its own person."""
    from persona_collapse.hub.twin import local_twin2k500
    from persona_collapse.study import twin_agreement

    people = local_twin2k500()
    assert people is not None, "the pool was made from them"
    found = twin_agreement(population, people)
    rows = [
        ("correlation over items", found.correlation, found.correlation_of_strangers),
        ("absolute error, scale points", found.absolute_error, found.absolute_error_of_strangers),
    ]
    head = f"{f'{found.pairs} twins':<34}{'own person':>12}{'other people':>16}"
    cells = [[("-" if one is None else f"{one:.2f}") for one in values] for _, *values in rows]
    return "\n".join(
        [head, *(f"{name:<34}{own:>12}{other:>16}" for (name, *_), (own, other) in zip(rows, cells, strict=True))]
    )
