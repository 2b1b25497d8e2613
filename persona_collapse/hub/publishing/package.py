"""How a Space installs this library: a release on PyPI by its version, or a wheel that lies in a dataset of the Hub."""

import hashlib
import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.resources import checkout

NAME = "persona-collapse"
WHEELS = "wheels"
"""The dataset that wheels are in."""

_INSTALL = re.compile(r"""pip install (["']?)persona-collapse(\[[\w,]+\])?\1(?=[\s`"')]|$)""")
_REQUIRED = re.compile(r"^persona-collapse(\[[\w,]+\])?$", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """This library, as pip finds it.

    Attributes
    ----------
    behind : what follows its name and its extras in a requirement: a version, or the address of a wheel
    wheel : path in the dataset of wheels -> content; empty for a release
    """

    behind: str
    wheel: dict[str, bytes]

    def requirement(self, extras: str = "") -> str:
        """One line of requirements.txt.

        Parameters
        ----------
        extras : such as "[text]"

        >>> Package("==1.0", {}).requirement("[text]")
        'persona-collapse[text]==1.0'
        """
        return f"{NAME}{extras}{self.behind}"

    def required_in(self, text: str) -> str:
        """A requirements.txt with this package where it names the library."""
        return _REQUIRED.sub(lambda found: self.requirement(found[1] or ""), text)

    def installed_in(self, text: str) -> str:
        """A text with the line that installs this package wherever it says how to install the library.

        >>> Package(" @ https://x/a.whl", {}).installed_in("type `pip install persona-collapse`")
        "type `pip install 'persona-collapse @ https://x/a.whl'`"
        """
        return _INSTALL.sub(lambda found: f"pip install '{self.requirement(found[2] or '')}'", text)


def released() -> Package:
    """The release of this version on PyPI."""
    return Package(f"=={version(NAME)}", {})


def package_of(wheel: Path, organisation: str, endpoint: str) -> Package:
    """A wheel that is pushed to the organisation's dataset of wheels.

    Its path has its checksum, so that a Space which still names an older wheel keeps working.

    Parameters
    ----------
    wheel : the file
    organisation : of the Hub
    endpoint : address of the Hub

    Raises
    ------
    InputError : there is no such file, or it is a wheel of something else.
    """
    if not (wheel.name.startswith("persona_collapse-") and wheel.suffix == ".whl" and wheel.is_file()):
        raise InputError(f"{wheel} is not a wheel of {NAME}; make one: pip wheel --no-deps .")
    content = wheel.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:12]}/{wheel.name}"
    address = f"{endpoint}/datasets/{organisation}/{WHEELS}/resolve/main/{path}#sha256={digest}"
    return Package(f" @ {address}", {path: content})


def built_wheel(folder: Path) -> Path:
    """Build the wheel of the checkout that this library runs from.

    Parameters
    ----------
    folder : where it is written

    Raises
    ------
    InputError : this library is not in a checkout, or pip cannot build it.
    """
    root = checkout()
    if root is None:
        raise InputError(
            "there is no checkout to build a wheel from; give one with --wheel FILE, or --released when this version is on PyPI"
        )
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(folder), str(root)]
    done = subprocess.run(command, capture_output=True, text=True)
    made = sorted(folder.glob("persona_collapse-*.whl"))
    if done.returncode != 0 or not made:
        last = (done.stderr.strip().splitlines() or ["no wheel was made"])[-1]
        raise InputError(f"pip could not build a wheel ({last}); build it elsewhere and give it with --wheel FILE")
    return made[-1]


def app_files() -> dict[str, bytes]:
    """The files of the app's Space, by `space/deploy.py` of the checkout.

    Raises
    ------
    InputError : this library is not in a checkout, so the app is not here.
    """
    root = checkout()
    if root is None:
        raise InputError(
            "the app is not part of an installed package; push it from a checkout (pip install -e .), or choose others: "
            "--what datasets,metrics,results,requests"
        )
    spec = importlib.util.spec_from_file_location("_deploy_of_the_app", root / "space" / "deploy.py")
    assert spec is not None, "a path with a .py ending has a spec"
    assert spec.loader is not None, "a path with a .py ending has a loader"
    deploy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(deploy)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "app"
        return {path.as_posix(): (folder / path).read_bytes() for path in deploy.build_folder(folder)}
