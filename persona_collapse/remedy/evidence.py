"""What a diagnosis says for or against a remedy: each function gives the numbers in words, or nothing."""

import numpy as np

from persona_collapse.diagnosis.caveats import COPIES, LITTLE_MASS
from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
from persona_collapse.measures.arrays import Array
from persona_collapse.results import Diagnosis
from persona_collapse.results.percent import percent
from persona_collapse.results.views import TraitScores

UNREADABLE = 0.2
NOISY = 0.5
PULLED = 0.3
TWO_PEAKS = 0.82
"""Share of a trait's variance that the best cut in two explains: .64 of a normal distribution, .75 of an even one."""

FLAT = 0.4
"""A trait is flat where its SD is below this share of people's."""


def few(found: Diagnosis) -> str:
    """Too few complete respondents for a signature."""
    complete = found.population.independent
    return f"{complete} complete personas; a signature needs {FEWEST_COMPLETE}" if complete < FEWEST_COMPLETE else ""


def little_mass(found: Diagnosis) -> str:
    """Little of the probability is on the scale."""
    mass = None if found.quality is None else found.quality.answer_mass
    if mass is None or mass.mean >= LITTLE_MASS:
        return ""
    return (
        f"{percent(mass.mean)} of the probability is on the scale; the rest is something else that the model would say"
    )


def unreadable(found: Diagnosis) -> str:
    """Many replies hold no answer."""
    quality = found.quality
    if quality is None or not quality.replies:
        return ""
    count = sum(quality.unreadable.values())
    if count <= UNREADABLE * quality.replies:
        return ""
    reason = max(quality.unreadable, key=lambda one: quality.unreadable[one])
    return f"{percent(count / quality.replies)} of the replies hold no answer, most often: {reason}"


def copies(found: Diagnosis) -> str:
    """Personas share all their answers."""
    share = found.values.lid.tied / max(found.values.lid.complete, 1)
    return f"{percent(share)} of the personas share all their answers with another" if share > COPIES else ""


def noisy(found: Diagnosis) -> str:
    """Most of the variation is new each time."""
    share = None if found.reliability is None else found.reliability.noise_share
    if share is None or share <= NOISY:
        return ""
    return f"{percent(share)} of the variation is new each time a persona is asked the same question"


def asked_once(found: Diagnosis) -> str:
    """Nothing is known about noise."""
    if found.reliability is not None:
        return ""
    like_noise = ", and the answers look like noise" if signature(found) == "noise" else ""
    return f"each question was asked once, so the noise in the answers is unknown{like_noise}"


def labels_overdone(found: Diagnosis) -> str:
    """Trait labels are followed as closely as possible, and exaggerated."""
    fidelity = found.values.fidelity
    stated = found.asked is None or found.asked.labels
    if fidelity is None or not stated or not (fidelity.trapped or fidelity.trapped_traits):
        return ""
    traits = [name for name, one in fidelity.per_trait.items() if one.trapped]
    which = f" ({', '.join(traits)})" if traits else ""
    how = (
        ""
        if fidelity.caricature is None
        else f", High and Low {fidelity.caricature:.1f} times as far apart as people's"
    )
    return f"trait labels are overdone{which}{how}"


def collapsed(found: Diagnosis) -> str:
    """The population is a mode collapse, or is in part."""
    if found.signature is None or signature(found) not in ("mode collapse", "mode collapse in part"):
        return ""
    return f"{signature(found)}: {'; '.join(found.signature.evidence)}"


def two_peaks(found: Diagnosis) -> str:
    """A trait has two peaks; a few kinds of personas make peaks of themselves, so not in a mode collapse."""
    if signature(found) == "mode collapse":
        return ""
    traits = () if found.views is None else found.views.traits
    shown = []
    for one in traits:
        explained, low, high, share = _cut_in_two(_middles(one), np.array(one.population, dtype=float))
        of_people = 0.0 if one.people is None else _cut_in_two(_middles(one), np.array(one.people, dtype=float))[0]
        if explained > max(TWO_PEAKS, of_people + 0.1):
            shown.append(f"{one.trait} has two peaks, {percent(share)} at {low:.1f} and the others at {high:.1f}")
    return "; ".join(shown)


def flat_traits(found: Diagnosis) -> str:
    """A trait hardly varies, while another does."""
    traits = [] if found.views is None else [one for one in found.views.traits if one.people is not None]
    ratios = {
        one.trait: _sd(one, one.population) / _sd(one, one.people or ()) for one in traits if _sd(one, one.people or ())
    }
    flat = {trait: ratio for trait, ratio in ratios.items() if ratio < FLAT}
    if not flat or len(flat) == len(ratios):
        return ""
    return "; ".join(f"{trait} varies {percent(ratio)} as much as among people" for trait, ratio in flat.items())


def pulled(found: Diagnosis) -> str:
    """Personas stay near the model's answers without a persona."""
    pull = found.default_pull
    if pull is None or pull.default_pull is None or pull.null_high is None:
        return ""
    if pull.default_pull <= max(PULLED, pull.null_high):
        return ""
    return f"personas are pulled {percent(pull.default_pull)} of the way to what the model answers without a persona"


def no_control(found: Diagnosis) -> str:
    """Personas are alike, and whether they are like the model's default is unknown."""
    alike = signature(found) in ("mode collapse", "mode collapse in part", "shallow")
    if found.default_pull is not None or not alike or found.asked is None:
        return ""
    return f"the population is {'shallow' if signature(found) == 'shallow' else 'collapsed'}, and the model was not asked without a persona"


def some_near_people(found: Diagnosis) -> str:
    """Some personas are near people, and others are not, or too many of them are alike."""
    ours, theirs = found.values.coverage, None if found.held_out_people is None else found.held_out_people.coverage
    if (
        signature(found) not in ("shallow", "caricature", "mixed", "mode collapse in part")
        or ours is None
        or theirs is None
    ):
        return ""
    if ours.coverage is None or ours.precision is None or not theirs.coverage or not theirs.precision:
        return ""
    near, reached = ours.precision / theirs.precision, ours.coverage / theirs.coverage
    if near < 0.2:
        return ""
    return f"precision {percent(near)} of people's, coverage {percent(reached)}: some personas are near people"


def no_reference(found: Diagnosis) -> str:
    """There is nothing to compare with."""
    return "" if found.reference is not None else "without people's answers it is not known how varied people would be"


def human_like(found: Diagnosis) -> str:
    """The population is as varied as people."""
    return (
        "; ".join(found.signature.evidence) if found.signature is not None and signature(found) == "human-like" else ""
    )


def signature(found: Diagnosis) -> str:
    """The signature's name; empty without one."""
    return "" if found.signature is None else found.signature.name


def _middles(one: TraitScores) -> Array:
    edges = np.array(one.edges)
    return np.asarray((edges[1:] + edges[:-1]) / 2)


def _sd(one: TraitScores, counts: tuple[int, ...]) -> float:
    middles, weights = _middles(one), np.array(counts, dtype=float)
    if weights.sum() == 0:
        return 0.0
    mean = np.average(middles, weights=weights)
    return float(np.sqrt(np.average((middles - mean) ** 2, weights=weights)))


def _cut_in_two(middles: Array, counts: Array) -> tuple[float, float, float, float]:
    """The share of variance between the two sides of the best cut, the mean of each side, and the share of the lower one.

    Source
    ------
    Otsu 1979 (IEEE Transactions on Systems, Man, and Cybernetics 9, 62-66).

    >>> _cut_in_two(np.array([1.0, 2.0, 5.0]), np.array([1.0, 0.0, 1.0]))
    (1.0, 1.0, 5.0, 0.5)
    """
    shares = counts / max(counts.sum(), 1)
    mean = shares @ middles
    spread = float(shares @ (middles - mean) ** 2)
    best = (0.0, float(mean), float(mean), 1.0)
    for cut in range(1, len(middles)):
        low, high = shares[:cut].sum(), shares[cut:].sum()
        if min(low, high) <= 0 or spread <= 0:
            continue
        means = shares[:cut] @ middles[:cut] / low, shares[cut:] @ middles[cut:] / high
        between = float(low * high * (means[1] - means[0]) ** 2 / spread)
        if between > best[0] + 1e-9:
            best = (between, float(means[0]), float(means[1]), float(low))
    return best
