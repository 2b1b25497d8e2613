"""The package ships its types: a user's type checker finds them where the package is installed."""

import os
import subprocess
import sys

from tests.conftest import ROOT

SCRIPT = """\
import persona_collapse as pc
found = pc.diagnose(pc.BehavioralTraitMatrix.read("answers.csv"))
reveal_type(found)
reveal_type(found.to_dict())
wrong: str = found.population.complete
"""


def test_a_type_checker_finds_types(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", "script.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    lines = checked.stdout.splitlines()
    assert 'script.py:3: note: Revealed type is "persona_collapse.results.diagnosis.Diagnosis"' in lines, checked.stdout
    assert any(line.startswith("script.py:4") and "dict[" in line for line in lines)
    assert [line for line in lines if "error" in line] == [
        'script.py:5: error: Incompatible types in assignment (expression has type "int", variable has type "str")'
        "  [assignment]",
        "Found 1 error in 1 file (checked 1 source file)",
    ]
