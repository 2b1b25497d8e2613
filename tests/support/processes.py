"""The command line, or a script, in a process of its own."""

import os
import subprocess
import sys

COMMAND = [sys.executable, "-c", "from persona_collapse.cli import main; main()"]


def run(*arguments, cwd=None):
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, cwd=cwd, timeout=300)


def in_a_process(hub, home, script, capture=None, **others):
    """Run a script against the double, with a cache of its own; `capture` gets what it says on stderr."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HOME": str(home),
        "HF_TOKEN": "t",
        "HF_UPDATE_DOWNLOAD_COUNTS": "0",
        **others,
    }
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=home, timeout=120
    )
    assert done.returncode == 0, done.stderr
    if capture is not None:
        capture.append(done.stderr)
    return done.stdout
