"""The user's token for the Hugging Face Hub, and the Hub's address."""

from huggingface_hub import HfApi, constants, get_token
from huggingface_hub.errors import HfHubHTTPError

from persona_collapse.errors import InputError
from persona_collapse.hub.models import FAILURES, HubUnreachable

REFUSED = (401, 403)
"""Statuses with which the Hub refuses a token."""


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
    HubUnreachable : the Hub does not answer, or answers something else; the token may be right.
    InputError : no token, or the Hub refuses it.

    >>> user_of(" ")
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: a token of your Hub account is needed; make one at huggingface.co/settings/tokens
    """
    given = token.strip()
    if not given:
        raise InputError("a token of your Hub account is needed; make one at huggingface.co/settings/tokens")
    refused = InputError("the Hub does not accept this token; make another at huggingface.co/settings/tokens")
    if not given.isascii() or not given.isprintable():  # no request can carry it
        raise refused
    try:
        return str(HfApi().whoami(given)["name"])
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in REFUSED:
            raise refused from None
        raise HubUnreachable(f"the Hub answered {status} when asked whose token this is; try again later") from None
    except FAILURES as failure:
        raise HubUnreachable(f"the Hub cannot be reached ({type(failure).__name__}); try again later") from None
