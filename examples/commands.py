"""Type a command of persona-collapse from a script; the other examples use it to ask models."""

import shlex
import subprocess
import sys


def persona_collapse(*words: object) -> None:
    """Show a command as it is typed in a terminal, run it, and end the script if it fails.

    What it tells of its progress is shown, the scorecard that it may end with is not.

    Parameters
    ----------
    words : of the command, after "persona-collapse"
    """
    typed = [str(one) for one in words]
    print(f"\n$ persona-collapse {shlex.join(typed)}", flush=True)
    ended = subprocess.run([sys.executable, "-m", "persona_collapse", *typed], stdout=subprocess.DEVNULL)
    if ended.returncode:
        sys.exit(ended.returncode)
