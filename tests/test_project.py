"""What the project says of itself: the lowest versions it promises, and which tests take long."""

import runpy

from tests.conftest import LONGEST, ROOT


def test_the_lowest_versions_are_those_of_the_metadata():
    lowest = runpy.run_path(str(ROOT / ".ci" / "lowest.py"))
    assert lowest["FILE"].read_text(encoding="utf-8") == lowest["constraints"](), "run python .ci/lowest.py"


def test_the_files_that_take_long_are_there():
    assert [one for one in LONGEST if not (ROOT / "tests" / one).is_file()] == []
