"""What the project says of itself: the lowest versions it promises, and which tests take long."""

import importlib
import inspect
import os
import re
import runpy
import subprocess
import sys
import tomllib

import pytest
import yaml

from tests.conftest import LONGEST, ROOT
from tests.support.waiting import PATIENCE


def test_the_lowest_versions_are_those_of_the_metadata():
    lowest = runpy.run_path(str(ROOT / ".ci" / "lowest.py"))
    assert lowest["FILE"].read_text(encoding="utf-8") == lowest["constraints"](), "run python .ci/lowest.py"


def test_the_files_that_take_long_are_there():
    assert [one for one in LONGEST if not (ROOT / "tests" / one).is_file()] == []


HASTY = re.compile(r"perf_counter|monotonic\(\) <|timeout=[\d_.]+[,)]|\.(join|communicate)\([\d.]+\)")
"""A limit that a busy machine may miss."""


def test_no_test_has_a_limit_that_a_busy_machine_misses():
    others = sorted(set(ROOT.glob("tests/**/test_*.py")) - {ROOT / "tests" / "test_project.py"})
    hasty = [one.name for one in others if HASTY.search(one.read_text(encoding="utf-8"))]
    assert hasty == [], "use until and PATIENCE of tests/support/waiting.py"
    assert all(HASTY.search(one) for one in ("wait(timeout=5)", "thread.join(10)", "time.monotonic() < end"))


def test_no_file_of_the_program_has_more_than_400_lines():
    rooms = ("persona_collapse", "space", "metrics", "datasets_scripts", "validity", "benchmarks", "examples")
    files = {one: len(one.read_text().splitlines()) for room in rooms for one in (ROOT / room).rglob("*.py")}
    assert len(files) > 400
    assert {one.name: lines for one, lines in files.items() if lines > 400} == {}


def test_the_version_is_in_one_place():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert (citation["cff-version"], "version" in citation) == ("1.2.0", False)
    assert citation["preferred-citation"]["url"] == "https://arxiv.org/abs/2604.24698"
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())
    check = next(one for one in release["jobs"]["build"]["steps"] if one.get("name") == "The tag is the version")["run"]
    for tag, code in ((f"v{version}", 0), ("v99.0", 1)):
        environment = {"PATH": os.environ["PATH"], "GITHUB_REF_NAME": tag}
        done = subprocess.run(["bash", "-ec", check], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == code, done.stderr


@pytest.mark.parametrize(
    "stub", sorted(ROOT.joinpath("persona_collapse").rglob("__init__.pyi")), ids=lambda one: one.parent.name
)
def test_what_a_package_offers_is_found_where_its_stub_says(stub):
    package = importlib.import_module(".".join(stub.parent.relative_to(ROOT).parts))
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


PACKAGES = [one.parent for room in ("persona_collapse", "space") for one in sorted((ROOT / room).rglob("__init__.py"))]


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda one: ".".join(one.relative_to(ROOT).parts))
def test_no_module_is_hidden_by_what_its_package_offers(folder):
    package = importlib.import_module(".".join(folder.relative_to(ROOT).parts))
    names = {one.stem for one in folder.glob("*.py")} | {one.name for one in PACKAGES if one.parent == folder}
    hidden = [name for name in names - {"__init__"} if not inspect.ismodule(getattr(package, name, inspect))]
    assert hidden == [], (
        f"rename the file, or begin its name with _: import {package.__name__}.NAME as .. finds no module"
    )


@pytest.mark.parametrize(
    "arguments", ["instrument list", "reference list", "run simulated:human --personas 24 --dry-run"]
)
def test_commands_that_measure_nothing_import_nothing_that_measures(arguments, tmp_path):
    script = (
        f"import sys; sys.argv = ['persona-collapse', *{arguments.split()}]\n"
        "from persona_collapse.cli import main\n"
        "try: main()\n"
        "finally: print([one for one in ('scipy.stats', 'sklearn', 'pandas', 'torch') if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("[]\n"), done.stderr


def test_coverage_pauses_in_tests_whose_lines_do_not_count():
    from coverage import Coverage

    assert Coverage.current() is None, "it would make every test two to three times as slow"
