"""Notebooks: run every cell in a fresh kernel; `python -m tests.support.notebooks NOTEBOOK..` writes the outputs into them."""

import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.support.waiting import PATIENCE


def executed(path, folder):
    """The notebook after every cell was run, in `folder`; a cell that fails raises CellExecutionError."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=2 * PATIENCE,
        startup_timeout=PATIENCE,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    return client.execute()


def said(notebook):
    """What each code cell shows in words, and which kinds of output beside it; a picture's bytes depend on the version of matplotlib."""
    return [[_said(one) for one in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def _said(output):
    if output.output_type == "stream":
        return output.name, output.text
    # a figure is named with its size in pixels, which depends on the fonts
    words = re.sub(r"<Figure size \S+ with", "<Figure with", output.data.get("text/plain", ""))
    return tuple(sorted(output.data)), words


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            done = executed(Path(name), folder)
        done.metadata.pop("language_info", None)  # which version of Python wrote it
        nbformat.write(done, name)
