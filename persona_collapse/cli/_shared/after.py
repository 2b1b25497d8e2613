"""The conversation that `run --after` puts before the questions."""

from typing import TYPE_CHECKING

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.dialogues import Conversation


def conversation(after: str | None, turns: int | None) -> "Conversation | None":
    """The conversation, or its first turns; None where none is asked for, or 0 turns.

    Parameters
    ----------
    after, turns : options as typed

    Raises
    ------
    InputError : as `read_conversation` and `Conversation.first`; a number of turns without a conversation.
    """
    from persona_collapse.dialogues import read_conversation

    if after is None:
        if turns is not None:
            raise InputError(
                f"--after-turns {turns} needs a conversation; add --after FILE.jsonl or --after bundled:NAME"
            )
        return None
    found = read_conversation(after)
    return found if turns is None else found.first(turns)
