"""Linear algebra in one thread during a measurement, and as before at the end."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from persona_collapse import diagnosis, measures, simulate
from persona_collapse.measures.cores import one_thread
from persona_collapse.measures.coverage_errors import coverage_estimates
from persona_collapse.references import calibrated_2058


def threads():
    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_threads_come_back():
    with threadpool_limits(limits=2, user_api="blas"):
        with one_thread():
            assert threads() == {1}
        assert threads() == {2}
        with pytest.raises(ZeroDivisionError), one_thread():
            1 / 0  # noqa: B018
        assert threads() == {2}


def test_a_measurement_is_the_same_however_many_threads_there_are():
    answers, seen = simulate("human", 300, seed=3), []
    with threadpool_limits(limits=2, user_api="blas"):
        many = diagnosis.measure(answers, progress=lambda step: seen.append(threads()))
        assert threads() == {2}
    with threadpool_limits(limits=1, user_api="blas"):
        one = diagnosis.measure(answers)
    assert set.union(*seen) == {1}
    assert many.values == one.values


def test_the_measures_themselves_are_the_same_however_many_threads_there_are():
    scale = measures.scaler(calibrated_2058().values)
    answers = simulate("human", 700, seed=3).values
    ours, people, draws = scale(answers), scale(calibrated_2058().values[:900]), measures.Draws(300, 3)

    def found():
        pair, covered = measures.Pair(ours, people), measures.coverage(ours, people)
        errors, rarefied = coverage_estimates(pair, draws), measures.rarefied_coverage(pair, draws)
        energy = measures.energy_distance(ours, people, permutations=20)
        return np.concatenate(
            [
                measures.lid(answers, scale=scale).pointwise,
                *(one.parts for one in vars(errors).values()),
                [getattr(one, name) for one in (covered, rarefied) for name in ("coverage", "density", "recall")],
                [energy.distance, energy.p_value],
                [measures.hopkins(answers, low=1, high=5, scale=scale).statistic],
                [measures.vendi(ours, scale=measures.kernel_scale(people)), measures.cosine_vendi(ours)],
                [measures.hyperspherical_uniformity(ours)[0], measures.mean_nearest_neighbour_distance(ours)],
                [measures.participation_ratio(answers), measures.unbiased_participation_ratio(answers)],
            ]
        )

    of_threads = []
    for number in (1, 2):
        with threadpool_limits(limits=number, user_api="blas"):
            assert threads() == {number}
            of_threads.append(found())
    assert np.allclose(*of_threads, rtol=1e-12, atol=1e-14, equal_nan=True)
