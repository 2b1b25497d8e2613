"""The user's token for the Hugging Face Hub."""

from huggingface_hub import get_token


def token() -> str | None:
    """From HF_TOKEN or `hf auth login`; None without. It is handed on, never stored or printed."""
    return get_token()
