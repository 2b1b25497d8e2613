"""A record that a stranger gave: of a remedy, or of any other command."""

from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.results.files import COMMANDS, AnyStored, read_records

MOST_BYTES = 2 * 2**20


def record_in(path: str, name: str) -> AnyStored:
    """The one record of a file.

    Parameters
    ----------
    path : where the app has put it
    name : what the page calls it

    Raises
    ------
    InputError : it is too large, holds several records, or is none.
    """
    file = Path(path)
    if file.stat().st_size > MOST_BYTES:
        raise InputError(f"{name} has more than {MOST_BYTES // 2**20} MB; write its page with persona-collapse report")
    try:
        found = read_records(file)
    except InputError as refused:
        raise InputError(str(refused).replace(str(file), name)) from None
    if len(found) != 1:
        raise InputError(f"{name} holds {len(found)} records; give one, as --json of {COMMANDS} writes it")
    return found[0]
