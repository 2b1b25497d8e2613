"""Puts the modules and datasets of this package where `evaluate` and `datasets` look first, so that their names work
without a network: `evaluate.load("persona_coverage")`, `load_dataset("persona-collapse/bfi44")`."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from persona_collapse.hub.cards import MODULES
from persona_collapse.hub.twin import declare, local_file, local_twin2k500
from persona_collapse.resources import folder, names

ORGANISATION = "persona-collapse"
DATASETS = names("datasets_scripts")
"""Every dataset of this package."""


def register() -> list[Path]:
    """Register everything, and refresh what was registered before.

    Returns
    -------
    The folders that were written: one per name of a module, one per configuration of a dataset.
    """
    written = [place for name in MODULES for place in register_module(name)]
    for name in DATASETS:
        with _with_what_was_built(folder("datasets_scripts", name)) as source:
            written += _register_dataset(source)
    return written


def register_module(name: str) -> list[Path]:
    """Register one module under its two names.

    Parameters
    ----------
    name : of a folder of metrics/

    Returns
    -------
    The folders that were written.
    """
    return [_register_module(name, place) for place in _module_places(name)]


def unregister() -> list[Path]:
    """Remove everything that `register` writes; other files stay.

    Returns
    -------
    The folders that were removed.
    """
    places = [place for name in MODULES for place in _module_places(name)]
    places += [_dataset_place(name) for name in DATASETS]
    removed = [place for place in places if place.exists()]
    for place in removed:
        shutil.rmtree(place)
    return removed


def _module_places(name: str) -> Iterator[Path]:
    """Where `evaluate` caches a module under its bare name and under the organisation's."""
    from evaluate.loading import init_dynamic_modules

    modules = Path(init_dynamic_modules()) / "metrics"
    yield modules / f"evaluate-metric--{name}"
    yield modules / f"{ORGANISATION}--{name}"


def _register_module(name: str, place: Path) -> Path:
    """Copy a module to `<place>/<hash>/<name>.py`; the newest hash is the one `evaluate` takes."""
    from evaluate.loading import files_to_hash

    source = folder("metrics", name) / f"{name}.py"
    home: Path = place / str(files_to_hash([str(source)]))
    home.mkdir(parents=True, exist_ok=True)
    for package in (place.parent, place, home):
        (package / "__init__.py").touch()
    unfinished = home / f".{name}.{os.getpid()}"
    shutil.copyfile(source, unfinished)
    unfinished.replace(home / source.name)
    return home


def _dataset_place(name: str) -> Path:
    """Where `datasets` caches a dataset of the organisation."""
    import datasets
    from datasets.naming import camelcase_to_snakecase

    cache = Path(os.path.expanduser(str(datasets.config.HF_DATASETS_CACHE)))
    return cache / f"{ORGANISATION}___{camelcase_to_snakecase(name)}"


@contextmanager
def _with_what_was_built(source: Path) -> Iterator[Path]:
    """A dataset's folder; that of the human reference with twin2k500 in it, if it was built on this machine."""
    if source.name != "human-reference" or local_twin2k500() is None:
        yield source
        return
    with tempfile.TemporaryDirectory() as place:
        complete = Path(place) / source.name
        shutil.copytree(source, complete)
        shutil.copyfile(local_file(), complete / "data" / local_file().name)
        declare(complete / "README.md")
        yield complete


def _register_dataset(source: Path) -> list[Path]:
    """Prepare each configuration in `<place>/<config>/0.0.0/<hash>`, the default one last.

    Every configuration needs a hash of its own (one for all is refused as "multiple configurations in the cache"), and
    `load_dataset(name)` without a configuration takes the newest.
    """
    import datasets
    from datasets import get_dataset_config_names, get_dataset_default_config_name, load_dataset_builder

    datasets.disable_progress_bars()
    default = get_dataset_default_config_name(str(source))
    homes = []
    for config in sorted(get_dataset_config_names(str(source)), key=lambda one: one == default):
        with tempfile.TemporaryDirectory() as scratch:
            builder = load_dataset_builder(str(source), config, cache_dir=scratch)
            digest = hashlib.sha256(config.encode())
            for files in builder.config.data_files.values():
                for file in files:
                    digest.update(Path(file).read_bytes())
            home = _dataset_place(source.name) / config / "0.0.0" / digest.hexdigest()[:16]
            if not (home / "dataset_info.json").exists():
                shutil.rmtree(home, ignore_errors=True)
                builder.download_and_prepare(output_dir=str(home))
        os.utime(home)
        homes.append(home)
    return homes
