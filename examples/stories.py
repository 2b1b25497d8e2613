"""Measure PersonaLLM's GPT-3.5 stories (Jiang et al. 2024, arXiv 2305.02547): does a story show its persona?

    python examples/stories.py STORIES.jsonl [FOLDER FOR VECTORS]

The file has a row per story: `persona`, such as "extr_agre_cons_emot_clos", and `text`. Ten stories of each of 32 kinds.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from persona_collapse import InputError
from persona_collapse.instruments import TRAITS
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.text.identity import identity
from persona_collapse.measures.text.style import style
from persona_collapse.measures.text.templates import templates
from persona_collapse.tables import read_table
from persona_collapse.texts.duplicates import near_duplicates
from persona_collapse.texts.embedding import embed
from persona_collapse.texts.exclusions import usable
from persona_collapse.texts.style_words import style_table


def about_identity(texts: Sequence[str], personas: Sequence[str], folder: Path | None = None) -> list[str]:
    """Lines on whether a story shows which kind of persona it is by."""
    embedded = embed(texts, folder=folder, progress=True)
    found = identity(embedded.vectors, personas)
    return [
        f"similarity within and between     {found.within:.2f} {found.between:.2f}",
        f"I/E, their ratio                  {_number(found.ratio)}  {_span(found.ratio_interval)}",
        f"I/E of distances                  {_number(found.distance_ratio)}  {_span(found.distance_ratio_interval)}",
        f"retrieval, and chance             {_number(found.retrieval)}  {_span(found.retrieval_interval)}   {_number(found.retrieval_chance)}, p {found.retrieval_p_value:.3f}",
        f"Vendi of persona means, shuffled  {_number(found.means.vendi)}  {_number(found.shuffled.vendi)}",
        f"LID of persona means, shuffled    {_number(found.means.lid)}  {_number(found.shuffled.lid)}",
        f"texts read in several windows: {embedded.windowed}",
    ]


def about_form(texts: Sequence[str], personas: Sequence[str]) -> list[str]:
    """Lines on templates."""
    found, doubles = templates(texts, personas), near_duplicates(texts, personas)
    return [
        f"different openings, skeletons     {found.openings.distinct:.2f} {found.skeletons.distinct:.2f}",
        f"commonest opening                 {found.openings.share:.3f}  {found.openings.form!r}",
        f"commonest skeleton                {found.skeletons.share:.3f}  {found.skeletons.form!r}",
        f"compression ratio                 {found.compression_ratio:.2f}",
        f"self-repetition                   {found.self_repetition:.2f}",
        f"near-duplicates                   {doubles.share:.2f}",
    ]


def about_style(texts: Sequence[str], personas: Sequence[str]) -> list[str]:
    """Lines on style, feature by feature."""
    labels = {trait: [persona.split("_")[place] for persona in personas] for place, trait in enumerate(TRAITS)}
    found = style(style_table(texts), personas, labels)
    lines = ["feature             mean    ICC               largest omega2"]
    for name, one in found.features.items():
        trait = max(one.by_attribute, key=lambda label: one.by_attribute[label].omega2 or -1)
        lines.append(
            f"{name:<17}{one.mean:>7.2f}   {_number(one.icc)}  {one.icc_low:5.2f} to {one.icc_high:.2f}"
            f"   {_number(one.by_attribute[trait].omega2)} {trait}"
        )
    together = found.attribution
    assert together is not None, "five traits are regressed on together"
    lines.append(f"R2 on the five traits {together.r2:.2f}, noise {together.chance:.2f}, p {together.p_value:.3f}")
    return lines


def _number(value: float | None) -> str:
    return "   -" if value is None else f"{value:5.2f}"


def _span(found: Interval | None) -> str:
    return "" if found is None else f"{found.low:.2f} to {found.high:.2f}"


def main(path: str, folder: str | None = None) -> None:
    """Print what the stories show."""
    table = read_table(path)
    kept = usable(table.columns["text"])
    personas = kept.of(table.columns["persona"])
    print(f"{path}: {len(kept.texts)} texts of {len(set(personas))} personas, {sum(kept.excluded.values())} excluded\n")
    for lines in (
        about_identity(kept.texts, personas, Path(folder) if folder else None),
        about_form(kept.texts, personas),
        about_style(kept.texts, personas),
    ):
        print("\n".join(lines), end="\n\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except InputError as mistake:
        sys.exit(f"stories.py: {mistake}")
