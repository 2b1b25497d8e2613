"""Plants faults in measures/, one at a time, and demands that a test notices each.

    python tests/mutations.py

A fault is one line of code changed in memory; no file is written. Each has a process of its own, forked from one that
has imported what is slow to import. The test named beside a fault runs first, because it is quick and notices it; where
it does not, all tests of the file run, then all of measures/.
"""

import importlib
import importlib.machinery
import importlib.util
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
WARM = ("hypothesis.extra.numpy", "pandas", "pingouin", "prdc", "pyarrow", "scipy.stats", "sklearn.ensemble", "skdim")
"""What takes long to import. Nothing of persona_collapse, which is imported with the fault in it."""


@dataclass(frozen=True)
class Fault:
    """A line of a file, the wrong one that takes its place, and a quick test that notices."""

    name: str
    file: str
    right: str
    wrong: str
    test: str

    @property
    def path(self) -> Path:
        """The file that holds the line."""
        return ROOT / "persona_collapse" / "measures" / self.file

    @property
    def module(self) -> str:
        """The name by which that file is imported."""
        return f"persona_collapse.measures.{self.file.removesuffix('.py').replace('/', '.')}"

    def steps(self) -> Iterator[str]:
        """What to run, the quickest first, until something fails."""
        yield f"tests/{self.test}"
        folder, name = self.file.split("/") if "/" in self.file else ("measures", self.file)
        own = f"tests/{folder}/test_{name}"
        if (ROOT / own).exists():
            yield own
        yield "tests/measures"


FAULTS = (
    Fault(
        "< for <=",
        "ball_coverage.py",
        "return radius * (1 + TOLERANCE)",
        "return radius * (1 - TOLERANCE)",
        "measures/test_coverage.py::test_coverage_by_hand",
    ),
    Fault(
        "k off by one",
        "neighbours.py",
        "nearest_others(points, k)[:, -1]",
        "nearest_others(points, k + 1)[:, -1]",
        "measures/test_coverage.py::test_agrees_with_prdc",
    ),
    Fault(
        "self as neighbour",
        "neighbours.py",
        "table[np.arange(len(asked)), asked] = np.inf",
        "table[np.arange(len(asked)), asked] += 0",
        "measures/test_neighbours.py::test_neighbours_are_sought_farther_away_when_the_nearest_are_not_drawn",
    ),
    Fault(
        "self as neighbour by a product",
        "neighbours.py",
        "squared[np.arange(len(asked)), asked] = np.inf",
        "squared[np.arange(len(asked)), asked] += 0",
        "measures/test_neighbours.py::test_the_nearest_are_those_of_all_distances",
    ),
    Fault(
        "nearest respondents passed over",
        "neighbours.py",
        "k - 1, axis=1)[:, k - 1])",
        "k - 1, axis=1)[:, 0])",
        "measures/test_neighbours.py::test_the_nearest_are_those_of_all_distances",
    ),
    Fault(
        "the error of float32 left out",
        "coarse.py",
        "norms - error, np.where",
        "norms, np.where",
        "measures/test_neighbours.py::test_a_product_in_float32_is_below_the_squared_distance_by_its_slack_at_most",
    ),
    Fault(
        "self as neighbour in float32",
        "neighbours.py",
        "found.append(pairs[pairs.rows != asked[pairs.columns]])",
        "found.append(pairs[pairs.rows >= 0])",
        "measures/test_neighbours.py::test_who_may_be_near_in_float32_includes_the_nearest",
    ),
    Fault(
        "doubtful pairs not computed again",
        "near.py",
        "<= doubt, dtype=np.bool_)",
        "< 0, dtype=np.bool_)",
        "measures/test_neighbours.py::test_who_is_within_an_edge_in_float32_is_so_by_differences",
    ),
    Fault(
        "ddof 1 in the scaler",
        "scaling.py",
        "np.nanstd(matrix, axis=0)",
        "np.nanstd(matrix, axis=0, ddof=1)",
        "measures/test_scaling.py::test_scaler_by_hand",
    ),
    Fault(
        "a forgotten reversed key",
        "scaling.py",
        "= self.low + self.high - items[:, reversed_ones]",
        "= items[:, reversed_ones]",
        "measures/test_scaling.py::test_trait_sums_by_hand",
    ),
    Fault(
        "seed ignored",
        "randomness.py",
        "zlib.crc32(purpose.encode()), seed]",
        "zlib.crc32(purpose.encode())]",
        "measures/test_hopkins.py::test_other_seeds_give_other_values",
    ),
    Fault(
        "probes share the caller's seed",
        "randomness.py",
        "default_rng([zlib.crc32(purpose.encode()), seed])",
        "default_rng(seed)",
        "measures/test_hopkins.py::test_probes_never_coincide_with_a_callers_draw_from_the_same_seed",
    ),
    Fault(
        "density not divided by k",
        "ball_coverage.py",
        "in_ball.sum()) / (k * len(",
        "in_ball.sum()) / (1 * len(",
        "measures/test_coverage.py::test_rarefaction_with_all_respondents_is_the_plain_value",
    ),
    Fault(
        "rarefaction with replacement",
        "ball_coverage.py",
        "left = size - np.arange(size + 1)",
        "left = size + 0 * np.arange(size + 1)",
        "measures/test_coverage.py::test_chance_that_none_is_drawn",
    ),
    Fault(
        "held-out people on both sides",
        "rarefaction.py",
        "yield both[: self.n], both[self.n :]",
        "yield both[: self.n], both[: self.n]",
        "measures/test_coverage.py::test_held_out_people_never_stand_on_both_sides",
    ),
    Fault(
        "held-out people not left out",
        "ball_coverage.py",
        "of_balls[:, ~outside] = np.inf",
        "of_balls[:, ~outside] += 0",
        "measures/test_coverage.py::test_held_out_people_never_stand_on_both_sides",
    ),
    Fault(
        "LID over k terms",
        "intrinsic_dimension.py",
        "distances[:, :-1] / farthest",
        "distances / farthest",
        "measures/test_lid.py::test_maximum_likelihood_by_hand",
    ),
    Fault(
        "copies as neighbours",
        "intrinsic_dimension.py",
        "nearest_others(points, k, queried)",
        "nearest_others(matrix, k)[queried]",
        "measures/test_lid.py::test_copies_of_a_neighbour_count_once",
    ),
    Fault(
        "copies keep their dimension",
        "intrinsic_dimension.py",
        "np.where(shared, 0.0, of_pattern)",
        "np.where(shared, of_pattern, of_pattern)",
        "measures/test_lid.py::test_copies_have_dimension_zero_and_are_counted",
    ),
    Fault(
        "probes in the population's own box",
        "hopkins_statistic.py",
        "rng.integers(low, high, size",
        "rng.integers(int(matrix.min()), int(matrix.max()), size",
        "measures/test_hopkins.py::test_probes_use_the_whole_scale_so_narrowness_shows",
    ),
    Fault(
        "U and W exchanged",
        "hopkins_statistic.py",
        "return float(u / (u + w))",
        "return float(w / (u + w))",
        "measures/test_hopkins.py::test_share_by_hand",
    ),
    Fault(
        "effective Likert counts missing answers",
        "items.py",
        "answered = counts.sum(axis=1, keepdims=True)",
        "answered = np.full((len(counts), 1), float(len(matrix)))",
        "measures/test_items.py::test_effective_likert_by_hand",
    ),
    Fault(
        "ddof 0 in d",
        "label_fidelity.py",
        "freedom = len(high) + len(low) - 2",
        "freedom = len(high) + len(low)",
        "measures/test_fidelity.py::test_cohens_d_by_hand",
    ),
    Fault(
        "ranks without mid-ranks",
        "label_fidelity.py",
        "np.corrcoef(scipy.stats.rankdata(first), scipy.stats.rankdata(second))",
        "np.corrcoef(scipy.stats.rankdata(first, 'ordinal'), scipy.stats.rankdata(second, 'ordinal'))",
        "measures/test_fidelity.py::test_spearman_agrees_with_scipy",
    ),
    Fault(
        "a persona as its own neighbour in a crowd",
        "crowding.py",
        "close = ~np.eye(size, dtype=bool)",
        "close = np.ones((size, size), dtype=bool)",
        "measures/test_crowding.py::test_crowding_by_hand",
    ),
    Fault(
        "crowded in one of two spaces",
        "crowding.py",
        "close[rows] &= within",
        "close[rows] = within",
        "measures/test_crowding.py::test_both_spaces_must_be_near",
    ),
    Fault(
        "an interval beyond a share's end",
        "bounded.py",
        "ends = (0.0, reach) if",
        "ends = (-reach, reach) if",
        "measures/test_bounded.py::test_without_an_error",
    ),
    Fault(
        "chance left in the participation ratio",
        "spread.py",
        "squares - (1 - squares) / (size - 2)",
        "squares",
        "measures/test_spread.py::test_unbiased_participation_ratio_by_hand",
    ),
    Fault(
        "an error that vanishes by chance",
        "intervals.py",
        "least**2 * drawn * of_one, 0.0",
        "0.0, 0.0",
        "measures/test_intervals.py::test_the_error_of_pairs_cannot_vanish",
    ),
    Fault(
        "rows shuffled instead of items",
        "nulls.py",
        "permuted(as_complete(answers), axis=0)",
        "permutation(as_complete(answers), axis=0)",
        "measures/test_nulls.py::test_shuffling_deals_items_apart",
    ),
    Fault(
        "self pairs in the energy distance",
        "twosample.py",
        "among_personas / (n * (n - 1))",
        "among_personas / (n * n)",
        "measures/test_twosample.py::test_energy_distance_is_the_formula_over_unequal_pairs",
    ),
    Fault(
        "ddof 0 within cells",
        "reliability.py",
        ".var(axis=0, ddof=1)",
        ".var(axis=0)",
        "measures/test_reliability.py::test_components_by_hand",
    ),
    Fault(
        "noise left in persona x item",
        "reliability.py",
        "residual - within / repeats",
        "residual",
        "measures/test_reliability.py::test_components_by_hand",
    ),
    Fault(
        "ICC of R means",
        "reliability.py",
        "between + (repeats - 1) * within",
        "between",
        "measures/test_reliability.py::test_icc_is_pingouins",
    ),
    Fault(
        "negative components kept",
        "reliability.py",
        "max(persona, 0.0) + max(persona_item, 0.0)",
        "persona + persona_item",
        "measures/test_reliability.py::test_components_by_hand",
    ),
    Fault(
        "items count as persona",
        "reliability.py",
        "rows / (count - d)",
        "columns / (count - d)",
        "measures/test_reliability.py::test_components_by_hand",
    ),
    Fault(
        "groups of five in eta squared",
        "eta.py",
        "kept = found.sizes >= SMALLEST",
        "kept = found.sizes >= SMALLEST - 1",
        "measures/test_attribution.py::test_small_groups_are_left_out_item_by_item_and_counted",
    ),
    Fault(
        "omega squared without its correction",
        "eta.py",
        "between - (g - 1) * error",
        "between - 0 * error",
        "measures/test_attribution.py::test_eta_by_hand",
    ),
    Fault(
        "levels as numbers",
        "levels.py",
        "codes[:, None] == np.arange(codes.max() + 1 if levels is None else levels)",
        "codes[:, None]",
        "measures/test_attribution.py::test_countries_are_found_in_whatever_order_of_the_alphabet",
    ),
    Fault(
        "shares of one order",
        "variance_explained.py",
        "1 / (count * math.comb(count - 1,",
        "1 / (count * math.comb(count,",
        "measures/test_attribution.py::test_attribution_by_hand",
    ),
    Fault(
        "missing answers as the mean",
        "variance_explained.py",
        "whole - one.T @ one for one",
        "whole - 0 * one.T @ one for one",
        "measures/test_attribution.py::test_r2_and_its_parts_agree_with_least_squares_on_dummies_in_every_order",
    ),
    Fault(
        "permutations of nothing",
        "variance_explained.py",
        "basis[order] for order in",
        "basis[: len(order)] for order in",
        "measures/test_attribution.py::test_seeds_move_the_permutations_only",
    ),
    Fault(
        "ties do not count",
        "variance_explained.py",
        "null >= r2 - ROUNDING",
        "null > r2 + ROUNDING",
        "measures/test_attribution.py::test_edges",
    ),
    Fault(
        "shared personas as strangers",
        "intervals.py",
        "np.subtract.at(parts, who_first, first.parts)",
        "np.add.at(parts, who_first, first.parts)",
        "measures/test_intervals.py::test_a_paired_difference_is_that_of_a_paired_t_test",
    ),
    Fault(
        "the spread of draws as uncertainty",
        "intervals.py",
        "max(of_one - variance, least**2 * drawn * of_one, 0.0) + variance / pairs.size",
        "variance",
        "measures/test_intervals.py::test_pairs_of_disjoint_draws_give_the_error_of_all_respondents",
    ),
    Fault(
        "a jackknife without its factor",
        "intervals.py",
        "np.sqrt((size - 1) / size)",
        "np.sqrt(1 / size)",
        "measures/test_intervals.py::test_of_a_mean_it_is_the_standard_error_of_a_mean",
    ),
    Fault(
        "nobody is left out",
        "fidelity_errors.py",
        "counts[one] -= 1",
        "counts[one] -= 0",
        "measures/test_fidelity_errors.py::test_it_is_the_jackknife_of_fidelity",
    ),
    Fault(
        "own values as false positives",
        "text/mention.py",
        "others = shares * (1 - has)",
        "others = shares",
        "text/test_mention.py::test_by_hand",
    ),
    Fault(
        "false positives of nobody's weight",
        "text/mention.py",
        "(share * wrong / (1 - share)).sum()",
        "wrong.sum()",
        "text/test_mention.py::test_by_hand",
    ),
    Fault(
        "texts are like themselves",
        "text/identity.py",
        "sizes * squares - 1, sizes - 1",
        "sizes * squares, sizes",
        "text/test_identity.py::test_by_hand",
    ),
    Fault(
        "names masked after lower-casing",
        "text/templates.py",
        '_without_names(NUMBER.sub(" xnumberx ", valued))',
        '_without_names(NUMBER.sub(" xnumberx ", valued).lower())',
        "text/test_templates.py::test_skeletons",
    ),
    Fault(
        "p-value without the observed",
        "twosample.py",
        "(1 + as_far) / (1 + permutations)",
        "as_far / permutations",
        "measures/test_twosample.py::test_p_value_of_one_distribution_is_uniform_and_of_two_small",
    ),
)


class Planted(MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Imports the file of a fault with the wrong line in it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.module, str(fault.path))
        code = fault.path.read_text(encoding="utf-8").replace(fault.right, fault.wrong)
        self.code = compile(code, self.path, "exec")

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, fullname):
        return self.code


def main() -> int:
    """Plant every fault; the exit code says whether all were noticed."""
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT)]
    for name in WARM:
        importlib.import_module(name)
    assert not any(name.startswith("persona_collapse") for name in sys.modules), "the fault would come too late"
    with multiprocessing.get_context("fork").Pool(WORKERS, maxtasksperchild=1) as pool:
        if not pool.apply(_pass_without_fault):
            return 1
        noticed = sum(pool.imap_unordered(_is_noticed, FAULTS))
    print(f"{noticed} of {len(FAULTS)} faults noticed")
    return 0 if noticed == len(FAULTS) else 1


def _pass_without_fault() -> bool:
    """Whether the tests that are named beside the faults pass; what fails is printed."""
    outcome, said = _run(*dict.fromkeys(f"tests/{fault.test}" for fault in FAULTS))
    if outcome != pytest.ExitCode.OK:
        print(said, "The tests fail without any fault, or one is gone; nothing can be said.", sep="\n")
    return outcome == pytest.ExitCode.OK


def _is_noticed(fault: Fault) -> bool:
    """Whether a test fails with the fault in place."""
    count = fault.path.read_text(encoding="utf-8").count(fault.right)
    if count != 1:
        print(f"cannot plant '{fault.name}': its line is {count} times in {fault.file}")
        return False
    sys.meta_path.insert(0, Planted(fault))
    noticed = any(_run(step)[0] == pytest.ExitCode.TESTS_FAILED for step in fault.steps())
    print(f"{'noticed  ' if noticed else 'UNNOTICED'} {fault.name}", flush=True)
    return noticed


def _run(*tests: str) -> tuple[int, str]:
    """The exit code of pytest in this process, and what it printed."""
    # pytest rewrites the assertions of an installed plugin's package, and would read its files past the planted fault
    quiet = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib"]
    with tempfile.TemporaryFile("w+") as printed:
        kept = os.dup(1), os.dup(2)
        os.dup2(printed.fileno(), 1), os.dup2(printed.fileno(), 2)
        try:
            code = pytest.main([*quiet, "--hypothesis-profile", "first-failure", *tests])
        finally:
            sys.stdout.flush()
            os.dup2(kept[0], 1), os.dup2(kept[1], 2)
        printed.seek(0)
        return code, printed.read()


if __name__ == "__main__":
    sys.exit(main())
