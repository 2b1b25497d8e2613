"""What would have to be run again with models."""

from persona_collapse.replication.record import NO_ANSWERS, Claim, Nothing, Released


def thinking(released: Released) -> Nothing:
    """Needs answers with and without thinking."""
    return Nothing(
        f"{NO_ANSWERS}, and no interval was printed: how small a change would have shown is in one-draw. "
        "`persona-collapse run MODEL --thinking on` and off ask any model again."
    )


def runners(released: Released) -> Nothing:
    """Needs the released programs."""
    return Nothing(
        "the released repository has no licence, so its programs cannot be run from here. As released, neither of the two "
        "programs that ask the questions with scales starts; `persona-collapse run` asks them."
    )


def temperature(released: Released) -> Nothing:
    """Needs answers at two temperatures."""
    return Nothing(
        f"{NO_ANSWERS}. The text says that the models' default temperature was used for answers on scales, the released code says "
        "0.7; which of the two the printed values are from cannot be told. `persona-collapse run` stores it with every reply."
    )


CLAIMS = (
    Claim("thinking", "thinking mode", "Thinking before answering changes nothing.", "Not rerun.", thinking),
    Claim(
        "temperature",
        "protocol and released code",
        "Answers on scales were given at one known temperature.",
        "Not rerun.",
        temperature,
    ),
    Claim("runners", "released code, runners", "The released programs ask the models.", "Not rerun.", runners),
)
