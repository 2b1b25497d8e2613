"""Plants faults in measures/, one at a time, and demands that a test notices each.

    python tests/mutations.py

Every fault is one line of code changed in a copy of the project, in which the tests of measures/ are then run.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
COPIED = ("persona_collapse", "tests", "metrics", "examples")


@dataclass(frozen=True)
class Fault:
    """A line of a file, and the wrong one that takes its place."""

    name: str
    file: str
    right: str
    wrong: str


FAULTS = (
    Fault("< for <=", "coverage.py", "distances <= radius * (1 + TOLERANCE)", "distances < radius * (1 - TOLERANCE)"),
    Fault("k off by one", "neighbours.py", "nearest_others(points, k)[:, -1]", "nearest_others(points, k + 1)[:, -1]"),
    Fault("self as neighbour", "neighbours.py", "asked[rows]] = np.inf", "asked[rows]] += 0"),
    Fault("ddof 1 in the scaler", "scaling.py", "np.nanstd(matrix, axis=0)", "np.nanstd(matrix, axis=0, ddof=1)"),
    Fault("a forgotten reversed key", "scaling.py", "self.low + self.high - matrix, matrix)", "matrix, matrix)"),
    Fault("seed ignored", "randomness.py", "zlib.crc32(purpose.encode()), seed]", "zlib.crc32(purpose.encode())]"),
    Fault(
        "probes share the caller's seed",
        "randomness.py",
        "default_rng([zlib.crc32(purpose.encode()), seed])",
        "default_rng(seed)",
    ),
    Fault("density not divided by k", "coverage.py", "ball_memberships / (k * len(", "ball_memberships / (1 * len("),
    Fault(
        "rarefaction with replacement",
        "coverage.py",
        "left = size - np.arange(size + 1)",
        "left = size + 0 * np.arange(size + 1)",
    ),
    Fault(
        "held-out people on both sides",
        "rarefaction.py",
        "yield both[: self.n], both[self.n :]",
        "yield both[: self.n], both[: self.n]",
    ),
    Fault(
        "held-out people not left out",
        "coverage.py",
        "of_balls[:, ~outside] = np.inf",
        "of_balls[:, ~outside] += 0",
    ),
    Fault("LID over k terms", "lid.py", "distances[:, :-1] / farthest", "distances / farthest"),
    Fault("copies as neighbours", "lid.py", "nearest_others(points, k, queried)", "nearest_others(matrix, k)[queried]"),
    Fault(
        "copies keep their dimension",
        "lid.py",
        "np.where(shared, 0.0, of_pattern)",
        "np.where(shared, of_pattern, of_pattern)",
    ),
    Fault(
        "probes in the population's own box",
        "hopkins.py",
        "rng.integers(low, high, size",
        "rng.integers(int(matrix.min()), int(matrix.max()), size",
    ),
    Fault("U and W exchanged", "hopkins.py", "return float(u / (u + w))", "return float(w / (u + w))"),
    Fault(
        "effective Likert counts missing answers",
        "items.py",
        "answered = counts.sum(axis=1, keepdims=True)",
        "answered = np.full((len(counts), 1), float(len(matrix)))",
    ),
    Fault("ddof 0 in d", "fidelity.py", "freedom = len(high) + len(low) - 2", "freedom = len(high) + len(low)"),
    Fault(
        "ranks without mid-ranks",
        "fidelity.py",
        "np.corrcoef(rankdata(first), rankdata(second))",
        "np.corrcoef(rankdata(first, 'ordinal'), rankdata(second, 'ordinal'))",
    ),
    Fault(
        "rows shuffled instead of items",
        "nulls.py",
        "permuted(as_complete(answers), axis=0)",
        "permutation(as_complete(answers), axis=0)",
    ),
    Fault(
        "self pairs in the energy distance",
        "twosample.py",
        "among_personas / (n * (n - 1))",
        "among_personas / (n * n)",
    ),
    Fault("ddof 0 within cells", "reliability.py", ".var(axis=0, ddof=1)", ".var(axis=0)"),
    Fault("noise left in persona x item", "reliability.py", "residual - within / repeats", "residual"),
    Fault("ICC of R means", "reliability.py", "between + (repeats - 1) * within", "between"),
    Fault(
        "negative components kept",
        "reliability.py",
        "max(persona, 0.0) + max(persona_item, 0.0)",
        "persona + persona_item",
    ),
    Fault("items count as persona", "reliability.py", "rows / (count - d)", "columns / (count - d)"),
    Fault(
        "groups of five in eta squared", "attribution.py", "kept = sizes >= SMALLEST", "kept = sizes >= SMALLEST - 1"
    ),
    Fault("omega squared without its correction", "attribution.py", "between - (g - 1) * error", "between - 0 * error"),
    Fault("levels as numbers", "levels.py", "codes[:, None] == np.arange(codes.max() + 1)", "codes[:, None]"),
    Fault(
        "shares of one order", "attribution.py", "1 / (count * math.comb(count - 1,", "1 / (count * math.comb(count,"
    ),
    Fault(
        "missing answers as the mean",
        "attribution.py",
        "whole - one.T @ one for one",
        "whole - 0 * one.T @ one for one",
    ),
    Fault("permutations of nothing", "attribution.py", "basis[order] for order in", "basis[: len(order)] for order in"),
    Fault("ties do not count", "attribution.py", "null >= r2 - ROUNDING", "null > r2 + ROUNDING"),
    Fault(
        "shared personas as strangers",
        "intervals.py",
        "np.subtract.at(parts, who_first, first.parts)",
        "np.add.at(parts, who_first, first.parts)",
    ),
    Fault(
        "the spread of draws as uncertainty",
        "intervals.py",
        "max(of_one - variance, 0.0) + variance / pairs.size",
        "variance",
    ),
    Fault("a jackknife without its factor", "intervals.py", "np.sqrt((size - 1) / size)", "np.sqrt(1 / size)"),
    Fault("nobody is left out", "fidelity_errors.py", "_both(np.delete(mine, one), np.delete(level, one))", "whole"),
    Fault("own values as false positives", "text/mention.py", "others = shares * (1 - has)", "others = shares"),
    Fault(
        "false positives of nobody's weight", "text/mention.py", "(share * wrong / (1 - share)).sum()", "wrong.sum()"
    ),
    Fault("texts are like themselves", "text/identity.py", "sizes * squares - 1, sizes - 1", "sizes * squares, sizes"),
    Fault(
        "names masked after lower-casing",
        "text/templates.py",
        '_without_names(NUMBER.sub(" xnumberx ", valued))',
        '_without_names(NUMBER.sub(" xnumberx ", valued).lower())',
    ),
    Fault("p-value without the observed", "twosample.py", "(1 + as_far) / (1 + permutations)", "as_far / permutations"),
)


def main() -> int:
    """Run the tests on the untouched copy, then once per fault; the exit code says whether all were noticed."""
    with tempfile.TemporaryDirectory() as folder:
        copies = [_copied(Path(folder) / str(number)) for number in range(WORKERS)]
        if not _passes(
            copies[0], "tests/measures", *sorted({_tests_of(one.file) for one in FAULTS if "/" in one.file})
        ):
            print("the tests fail without any fault; nothing can be said")
            return 1
        with ThreadPoolExecutor(WORKERS) as pool:
            parts = pool.map(_unnoticed, [FAULTS[number::WORKERS] for number in range(WORKERS)], copies)
            unnoticed = [name for part in parts for name in part]
    print(f"{len(FAULTS) - len(unnoticed)} of {len(FAULTS)} faults noticed")
    return 1 if unnoticed else 0


def _copied(copy: Path) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def _unnoticed(faults: Sequence[Fault], copy: Path) -> list[str]:
    return [fault.name for fault in faults if not _noticed(fault, copy)]


def _tests_of(file: str) -> str:
    folder, name = file.split("/") if "/" in file else ("measures", file)
    return f"tests/{folder}/test_{name}"


def _noticed(fault: Fault, copy: Path) -> bool:
    path = copy / "persona_collapse" / "measures" / fault.file
    code = path.read_text(encoding="utf-8")
    if code.count(fault.right) != 1:
        print(f"cannot plant '{fault.name}': its line stands {code.count(fault.right)} times in {fault.file}")
        return False
    path.write_text(code.replace(fault.right, fault.wrong), encoding="utf-8")
    try:
        own = _tests_of(fault.file)  # mostly they notice, and in a tenth of the time
        noticed = ((copy / own).exists() and not _passes(copy, own, "-n", "0")) or not _passes(copy)
    finally:
        path.write_text(code, encoding="utf-8")
    print(f"{'noticed  ' if noticed else 'UNNOTICED'} {fault.name}", flush=True)
    return noticed


def _passes(copy: Path, *which: str) -> bool:
    tests = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *(which or ("tests/measures",))]
    return subprocess.run(tests, cwd=copy, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
