"""The part of the register about single respondents: how carefully they answer, and how they use the scale."""

from persona_collapse.results.number import ANY, SHARE, Bound, Change, Need, Number, Unit


def _answering() -> tuple[Number, ...]:
    """Shares of respondents that answer as few people do."""

    def share(name: str, label: str, said: str, needs: Need = "reference") -> Number:
        text = f"the share of respondents that {said} is {{by}} {{way}} in {{b}} than in {{a}}"
        change = Change(text, more="higher", less="lower")
        return Number(name, label, "answering", needs, SHARE, "share", "people", interval="Wilson", change=change)

    return (
        share(
            "inconsistent_share", "inconsistent on reversed items", "contradict themselves on reversed items", "traits"
        ),
        share("long_string_share", "long strings of one answer", "give long strings of one answer"),
        share("low_variability_share", "hardly varying answers", "hardly vary their answers"),
        share("unusual_share", "unusual combinations", "combine answers as hardly any person does"),
        share("unlike_pairs_share", "inconsistent on like items", "answer like items differently"),
    )


def _styles() -> tuple[Number, ...]:
    """How respondents use the scale."""

    def spread(name: str, label: str, of: str, unit: Unit, most: Bound, needs: Need = "answers") -> Number:
        change = Change(
            f"the spread of {of} between respondents is {{by}} {{way}} in {{b}} than in {{a}}",
            more="larger",
            less="smaller",
        )
        return Number(name, label, "styles", needs, (0.0, most), unit, "people", interval="influence", change=change)

    return (
        spread("extreme_share_sd", "extreme share, SD", "shares of extreme answers", "share", 0.5),
        spread("midpoint_share_sd", "midpoint share, SD", "shares of midpoint answers", "share", 0.5),
        Number(
            name="acquiescence",
            label="acquiescence",
            axis="styles",
            needs="traits",
            range=ANY,
            unit="scale points",
            better="people",
            interval="influence",
            change=Change("{b} agrees {way} than {a} whichever way an item is put, by {by} scale points"),
        ),
        spread("acquiescence_sd", "acquiescence, SD", "acquiescence", "scale points", "length", "traits"),
    )


ANSWERING_NUMBERS = (*_answering(), *_styles())
