"""The notebooks of examples/: every cell runs, and what it says is what the committed notebook shows."""

import nbformat
import pytest

from tests.conftest import ROOT
from tests.support.notebooks import executed, said

NOTEBOOKS = sorted(ROOT.glob("examples/*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda one: one.stem)
def test_every_cell_says_what_the_notebook_shows(path, tmp_path):
    shown, found = said(nbformat.read(path, as_version=4)), said(executed(path, tmp_path))
    assert found == shown, "python -m tests.support.notebooks examples/*.ipynb"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda one: one.stem)
def test_a_reader_sees_pictures_at_once(path):
    assert path.stat().st_size < 300_000
    notebook = nbformat.read(path, as_version=4)
    assert any("image/png" in kinds for cell in said(notebook) for kinds, _ in cell)
    assert all(cell.id.startswith("cell-") for cell in notebook.cells), "ids that stay as they are"
    index = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert f"]({path.name})" in index


def test_there_are_notebooks():
    assert {one.stem for one in NOTEBOOKS} == {"first_look", "from_collapse_to_a_way_out"}
