"""Whether a model of the Hub fits a machine: its memory, its GPU and its disk are compared before anything is fetched."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.hub.models import SIZES, HubModel, cache_folder, look_up

GB = 10**9

ZERO_GPU = 70 * GB
"""What a Space's lent GPU has for one job."""

WORKING = GB
"""For the program itself, prompts and what is computed on the way."""

HEAD_ROOM = 1.2
"""Memory over the weights: keys and values of 44 questions at a time take about a tenth of the weights."""

FREE_DISK = 2 * GB
"""Room on the disk that is left for everything else."""

CGROUP = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")

GPU = "import torch; print(torch.cuda.get_device_properties(0).total_memory if torch.cuda.is_available() else 0)"
GPU_SECONDS = 60.0


@dataclass(frozen=True)
class Hardware:
    """What a model can be loaded into.

    Attributes
    ----------
    memory : bytes of memory, or of what a container may use of it
    gpu : bytes of the first GPU; 0 without one
    disk : bytes free where models are kept
    """

    memory: int
    gpu: int
    disk: int

    @classmethod
    def here(cls, zero_gpu: bool = False) -> "Hardware":
        """Of this machine; a GPU takes seconds to find, so ask once.

        Parameters
        ----------
        zero_gpu : whether a GPU is lent by the minute, which must not be touched beforehand
        """
        return cls(_memory(), ZERO_GPU if zero_gpu else _gpu(), shutil.disk_usage(_existing(cache_folder())).free)

    @property
    def room(self) -> int:
        """Bytes of the GPU, or of memory without one."""
        return self.gpu or self.memory

    def with_room(self, room: int) -> "Hardware":
        """The same machine, of which models may use so many bytes: of the GPU if there is one, else of memory."""
        return replace(self, gpu=room) if self.gpu else replace(self, memory=room)

    def takes(self, weights: int) -> bool:
        """Whether weights of so many bytes can be loaded and asked."""
        needed = round(weights * HEAD_ROOM) + WORKING
        if self.gpu:
            return needed <= self.gpu and weights + WORKING <= self.memory  # they pass through memory
        return needed <= self.memory


def fits(
    model_id: str,
    hardware: Hardware,
    token: str | None = None,
    *,
    revision: str | None = None,
    precision: str = "auto",
) -> HubModel:
    """What the Hub says of a model that can be run here; to be loaded at this revision, with this token.

    Parameters
    ----------
    model_id : ORG/NAME
    hardware : where it is to run
    token : the visitor's own; None without a login, and the machine's own token is never used
    revision : a branch, tag or commit; None the main branch
    precision : auto (as its config names it), float32, bfloat16 or float16

    Raises
    ------
    InputError : as `persona_collapse.hub.models.look_up`; too large for memory or disk, with what is there.
    """
    found = look_up(model_id, token, revision)
    if precision in SIZES:
        found = replace(found, memory=found.parameters * SIZES[precision])
    if not hardware.takes(found.memory):
        room = f"{hardware.gpu / GB:.0f} GB on the GPU and " if hardware.gpu else ""
        raise InputError(
            f"{found.name} has {found.parameters / 1e9:.2g} billion parameters, which take {found.memory / GB:.1f} GB and "
            f"room to work; here are {room}{hardware.memory / GB:.0f} GB of memory; give a smaller model"
        )
    if found.missing + FREE_DISK > hardware.disk:
        raise InputError(
            f"{found.name} is {found.missing / GB:.1f} GB to fetch, and {hardware.disk / GB:.1f} GB are free on the disk; "
            "give a smaller model"
        )
    return found


def _memory() -> int:
    """Bytes of memory, or of the container's limit where that is less."""
    limits = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for file in map(Path, CGROUP):
        if file.is_file() and (said := file.read_text().strip()).isdecimal():
            limits.append(int(said))
    return min(limits)


def _gpu() -> int:
    """Bytes of the first GPU that PyTorch can use; asked in a process of its own, so that none here holds it."""
    if find_spec("torch") is None or shutil.which("nvidia-smi") is None:
        return 0
    try:
        asked = subprocess.run([sys.executable, "-c", GPU], capture_output=True, text=True, timeout=GPU_SECONDS)
        return int(asked.stdout or 0)
    except (subprocess.TimeoutExpired, ValueError):
        return 0


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.is_dir())
