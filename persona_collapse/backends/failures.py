"""Why a model cannot be had, in one line that says what to do."""


def why_not(name: str, error: Exception) -> str:
    """Why a model cannot be loaded, and what to type next, in one line."""
    told = str(error)
    if "gated" in told:
        return (
            f"{name} is gated: accept its terms on its page on the Hub, then log in with hf auth login or set HF_TOKEN"
        )
    if "401" in told or "not a valid model identifier" in told or "Repository Not Found" in told:
        return f"there is no model {name} on the Hub that you may read, and no such folder; check the name, or set HF_TOKEN"
    if "connect" in told.lower() or "offline" in told.lower():
        return f"{name} could not be fetched: no connection to the Hub; give a local folder, or try again when online"
    if "safetensors" in told:
        return f"{name} has no safetensors weights; give another revision, or say --any-format if you trust its files"
    if "trust_remote_code" in told:
        return f"{name} comes with code of its own; say --trust-remote-code if you trust it"
    return f"{name} cannot be loaded: {told.splitlines()[0] if told else type(error).__name__}; give a causal language model"
