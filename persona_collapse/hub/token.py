"""The user's token for the Hugging Face Hub, and the Hub's address."""

from huggingface_hub import HfApi, constants, get_token
from huggingface_hub.errors import HfHubHTTPError

from persona_collapse.errors import InputError


def token() -> str | None:
    """From HF_TOKEN or `hf auth login`; None without. It is handed on, never stored or printed."""
    return get_token()


def endpoint() -> str:
    """Where the Hub is: HF_ENDPOINT, or its usual address."""
    return str(constants.ENDPOINT)


def user_of(token: str) -> str:
    """The name of the user that a token belongs to.

    Raises
    ------
    InputError : the Hub does not know it, or cannot be reached.
    """
    if not token:
        raise InputError("a token of your Hub account is needed; make one at huggingface.co/settings/tokens")
    try:
        return str(HfApi().whoami(token)["name"])
    except HfHubHTTPError:
        raise InputError("the Hub does not accept this token; make another at huggingface.co/settings/tokens") from None
    except (OSError, ValueError, RuntimeError):  # whichever client the Hub's library uses
        raise InputError("the Hub cannot be reached; try again later") from None
