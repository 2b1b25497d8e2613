"""The user's token for the Hugging Face Hub, and the Hub's address."""

from huggingface_hub import constants, get_token


def token() -> str | None:
    """From HF_TOKEN or `hf auth login`; None without. It is handed on, never stored or printed."""
    return get_token()


def endpoint() -> str:
    """Where the Hub is: HF_ENDPOINT, or its usual address."""
    return str(constants.ENDPOINT)
