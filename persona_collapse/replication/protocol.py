"""What would have to be rerun with models."""

from persona_collapse.replication.record import NO_ANSWERS, Claim, Nothing, Released


def thinking(released: Released) -> Nothing:
    """Needs answers with and without thinking."""
    return Nothing(
        f"{NO_ANSWERS}, and no interval was printed; the smallest visible change is in one-draw. "
        "`persona-collapse run MODEL` with `--thinking on` and `--thinking off` reruns any model."
    )


def runners(released: Released) -> Nothing:
    """Needs the released programs."""
    return Nothing(
        "the released repository has no licence, so its programs cannot be run here. As released, neither of the two "
        "programs that ask the questions with scales starts; `persona-collapse run` asks these questions."
    )


def temperature(released: Released) -> Nothing:
    """Needs answers at two temperatures."""
    return Nothing(
        f"{NO_ANSWERS}. The text says that the models' default temperature was used for answers on scales, the released code says "
        "0.7; it is unknown which one gave the printed values. `persona-collapse run` stores it with every reply."
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
