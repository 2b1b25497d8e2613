"""Cards, pages and requirements of metrics/: generated, fresh, and their examples print what they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from persona_collapse.hub import cards
from persona_collapse.resources import metric_path


def readme(name):
    return (Path(metric_path(name)) / "README.md").read_text(encoding="utf-8")


def printed(name):
    return re.search(r"prints\n\n```\n(.*?)```", readme(name), re.DOTALL).group(1)


@pytest.mark.parametrize("name", cards.MODULES)
def test_generated_files_are_fresh(name):
    for file, text in cards.files(name, printed(name)).items():
        assert (Path(metric_path(name)) / file).read_text(encoding="utf-8") == text, (
            f"{name}/{file} is stale; run python -m persona_collapse.hub.cards"
        )


@pytest.mark.parametrize("name", cards.MODULES)
def test_the_example_prints_what_the_card_says(name, tmp_path):
    example = re.search(r"```python\n(.*?)```", readme(name), re.DOTALL).group(1)
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed(name)


@pytest.mark.parametrize("name", cards.MODULES)
def test_cards_have_what_the_hub_wants(name):
    front = yaml.safe_load(readme(name).split("---")[1])
    assert front["sdk"] == "gradio"
    assert front["app_file"] == "app.py"
    assert {"evaluate", "metric"} <= set(front["tags"])
    for section in ("## How to use", "### Values from the paper", "## Limitations", "## Citation"):
        assert section in readme(name)


def test_values_from_the_paper_are_the_papers():
    assert "| MiniMax-M2-Her | bfi44 | 22.3 |" in readme("persona_lid")
    assert "| Qwen3-32B | bfi44 | 0.94 | 13.7 |" in readme("persona_fidelity_trap")


def test_every_module_is_listed():
    folders = sorted(path.name for path in Path(metric_path(cards.MODULES[0])).parent.iterdir() if path.is_dir())
    assert [name for name in folders if name.startswith("persona_")] == sorted(cards.MODULES)


def test_writing_them_changes_nothing(monkeypatch):
    before = {name: readme(name) for name in cards.MODULES}
    monkeypatch.setattr(cards, "run_example", printed)
    cards.main()
    assert {name: readme(name) for name in cards.MODULES} == before
