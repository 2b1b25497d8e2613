"""What a separate process computes from the same text."""

import os
import subprocess
import sys


def ids_of_a_process(personas: int, seed: int) -> list[str]:
    """Python's hashes of a number of texts, computed by a separate process.

    Parameters
    ----------
    personas : number of texts
    seed : of hashing, which differs between processes unless it is set
    """
    program = f"print(*(hash(f'persona {{one}}') for one in range({personas})))"
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.split()
