"""Computes the numbers of every claim."""

from collections.abc import Callable

from threadpoolctl import threadpool_limits

from persona_collapse.replication.claims import CLAIMS
from persona_collapse.replication.record import Finding, Released


def replicate(
    released: Released | None = None, *, progress: Callable[[str], None] | None = None
) -> tuple[Finding, ...]:
    """Every claim with its numbers, computed now and with fixed seeds, about twenty seconds.

    Parameters
    ----------
    released : files of the paper that this package may not contain
    progress : called with each claim's id as its numbers begin

    Raises
    ------
    InputError : a released file that cannot be read.
    """
    findings = []
    with threadpool_limits(limits=1):  # several threads round sums differently
        for claim in CLAIMS:
            if progress is not None:
                progress(claim.id)
            findings.append(Finding(claim, claim.measure(released or Released())))
    return tuple(findings)
