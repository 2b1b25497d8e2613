"""Makes the tables of data/ from the questionnaire of the library."""

from pathlib import Path

from persona_collapse.hub.item_tables import write_items


def build(folder: Path = Path(__file__).parent) -> None:
    """Write the items."""
    write_items(folder, "mini-ipip")


if __name__ == "__main__":
    build()
