"""README, CONTRIBUTING, the index of examples/ and the pages of docs/, as the tests read them."""

import re

from tests.conftest import ROOT

PAGES: dict[str, str] = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "examples" / "README.md",
        *sorted(ROOT.glob("docs/**/*.md")),
    )
}
"""Path from the root -> text."""

CARDS: dict[str, str] = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (
        ROOT / "space" / "README.md",
        *sorted(ROOT.glob("metrics/*/README.md")),
        *sorted(ROOT.glob("datasets_scripts/*/README.md")),
    )
}
"""The same of pages that the Hub shows, below a front matter."""

CHANGES = {"CHANGELOG.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")}

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)

CODE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def block(marker: str) -> str:
    """The code after a comment that one of the pages has, and no other."""
    found = [
        one for page in PAGES.values() for one in re.findall(rf"<!-- {marker} -->\n```\w*\n(.*?)```", page, re.DOTALL)
    ]
    assert len(found) == 1, f"{len(found)} pages have <!-- {marker} -->"
    return found[0]


def codes(page: str, language: str) -> list[str]:
    """The code of one language on a page."""
    return [text for _, name, text in CODE.findall(PAGES[page]) if name == language]


def prose(page: str) -> list[str]:
    """The lines of a page, of a card or of the changelog, outside front matter, code and tables."""
    text = FRONT_MATTER.sub("", {**PAGES, **CARDS, **CHANGES}[page])
    return [line for line in CODE.sub("", text).splitlines() if not line.startswith("|")]


def anchors(page: str) -> set[str]:
    """What a link to a heading of a page may name after #."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", PAGES[page]), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def flat(page: str) -> str:
    """The text of a page with every line break as a space, for sentences that may be wrapped anywhere."""
    return " ".join(PAGES[page].split())
