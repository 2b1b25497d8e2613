"""What another process makes of the same text."""

import os
import subprocess
import sys


def ids_of_a_process(personas: int, seed: int) -> list[str]:
    """Python's hashes of so many texts, as a process of its own computes them.

    Parameters
    ----------
    personas : how many
    seed : of hashing, which differs from process to process unless it is given
    """
    program = f"print(*(hash(f'persona {{one}}') for one in range({personas})))"
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.split()
