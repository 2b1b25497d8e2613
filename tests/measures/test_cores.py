"""Linear algebra in one thread during a measurement, and as before at the end."""

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from persona_collapse import diagnosis, simulate
from persona_collapse.measures.cores import one_thread


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
