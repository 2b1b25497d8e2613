"""The machine that the figures are of, in words, without its name."""

import os
import platform
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info


def described() -> dict[str, str]:
    """Cores, processor, Python, NumPy and its library for products."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next(one.split(":")[1].strip() for one in info.splitlines() if one.startswith("model name"))
    number = next(one.split(":")[1].strip() for one in info.splitlines() if one.startswith("model\t"))
    library = next(one for one in threadpool_info() if one["user_api"] == "blas")
    return {
        "cores": f"{os.cpu_count()} cores of a shared virtual machine",
        "processor": f"{model}, model {number}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{library['internal_api']} {library['version']}, kernels for {library['architecture']}",
    }
