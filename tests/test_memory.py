"""Large populations in little memory: distances are made in blocks, 50,000 and 200,000 respondents at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import re, sys
from persona_collapse.measures import lid, rarefied_coverage, scaler, uniform_answers, Draws, Pair
from persona_collapse.references import calibrated_2058

people = calibrated_2058().values
crowd = uniform_answers(50_000, 44, low=1, high=5)
crowd[:2058] = people
standardise = scaler(people)
if sys.argv[1] == "large":
    from persona_collapse.diagnosis.intervals import estimates
    from persona_collapse.diagnosis.preparation import prepare
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.results import Settings

    many = BehavioralTraitMatrix.from_arrays(uniform_answers(200_000, 44, low=1, high=5))
    print(estimates(prepare(many, calibrated_2058(), Settings(draws=5)), ("coverage",))["coverage"].value)
elif sys.argv[1] == "coverage":
    print(rarefied_coverage(Pair(standardise(crowd), standardise(people)), Draws(500, 20)).coverage)
else:
    print(lid(crowd, scale=standardise, sample=2000).median)
# the peak of this program alone: getrusage would count the process it was forked from
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 2**20)
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc, on Linux only"
)
@pytest.mark.parametrize(("what", "low", "high"), [("coverage", 0.0, 1.0), ("lid", 15, 40), ("large", 0.0, 0.1)])
def test_many_respondents_fit_in_one_gibibyte(what, low, high):
    done = subprocess.run([sys.executable, "-c", SCRIPT, what], capture_output=True, text=True, check=True)
    value, peak = map(float, done.stdout.split())
    assert low < value < high
    assert peak < 1.0, f"{peak:.2f} GiB"
