"""Every formula against an independent library."""

from __future__ import annotations

import statistics as standard

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, t
from statsmodels.datasets import anes96
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from feedback_app.domain.statistics import Counts, mean_with_interval, median, t_quantile, top_box, wilson

DEGREES = [*range(1, 700), 1_000, 10_000, 1_000_000]

counts_of_numbers = st.dictionaries(
    st.integers(0, 10) | st.integers(0, 1200).map(lambda tenths: tenths / 10),
    st.integers(0, 500),
    min_size=1,
).filter(lambda counts: sum(counts.values()) > 0)


def spread_out(counts: Counts) -> list[float]:
    return [value for value, count in counts.items() for _ in range(count)]


def shares() -> list[tuple[int, int]]:
    edges = [(count, total) for total in (1, 2, 3, 11, 20, 1_000_000) for count in {0, 1, total - 1, total}]
    random = np.random.default_rng(18)
    totals = random.integers(1, 5_000, 500)
    return edges + [(int(random.integers(0, total + 1)), int(total)) for total in totals]


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_wilson_agrees_with_two_libraries(confidence: float) -> None:
    for count, total in shares():
        low, high = wilson(count, total, confidence)
        assert (low, high) == pytest.approx(
            proportion_confint(count, total, 1 - confidence, "wilson"), rel=1e-9, abs=1e-12
        )
        scipy = binomtest(count, total).proportion_ci(confidence, "wilson")
        assert (low, high) == pytest.approx((scipy.low, scipy.high), rel=1e-9, abs=1e-12)


@given(st.integers(1, 10**7).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_holds_the_share_and_mirrors_its_opposite(share: tuple[int, int]) -> None:
    count, total = share
    low, high = wilson(count, total)
    assert 0 <= low <= count / total <= high <= 1
    assert wilson(total - count, total) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_wilson_reaches_the_ends_exactly_when_nobody_or_everybody_says_so() -> None:
    for total in range(1, 1000):
        assert wilson(0, total)[0] == 0
        assert wilson(total, total)[1] == 1


@pytest.mark.parametrize(("count", "total"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(count, total)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
def test_t_quantile_agrees_with_scipy_to_eleven_digits(confidence: float) -> None:
    ours = [t_quantile(degrees, confidence) for degrees in DEGREES]
    assert ours == pytest.approx(t.ppf((1 + confidence) / 2, DEGREES), rel=1e-11)


@given(counts_of_numbers)
def test_mean_and_interval_agree_with_statsmodels(counts: dict[float, int]) -> None:
    value, low, high = mean_with_interval(counts)
    answers = spread_out(counts)
    if len(answers) == 1:
        assert (value, low, high) == (answers[0], None, None)
        return
    described = DescrStatsW(answers)
    assert value == pytest.approx(described.mean, rel=1e-9)
    if len(set(answers)) == 1:
        assert (low, high) == (value, value)
        return
    assert (low, high) == pytest.approx(described.tconfint_mean(), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("counts", [{1: 1, 5: 1}, {4: 2, 5: 1}, {0: 1, 10: 999_999}, {0.1: 3, 0.2: 3, 7: 0}])
def test_mean_and_interval_of_two_values_agree_with_scipy(counts: dict[float, int]) -> None:
    answers = np.array(spread_out(counts))
    interval = t.interval(0.95, len(answers) - 1, answers.mean(), answers.std(ddof=1) / len(answers) ** 0.5)
    assert mean_with_interval(counts) == pytest.approx((answers.mean(), *interval), rel=1e-9)


def test_the_mean_of_equal_answers_has_no_rounding_error() -> None:
    assert mean_with_interval({0.1: 7}) == (0.1, 0.1, 0.1)


@given(counts_of_numbers)
def test_median_agrees_with_the_standard_library(counts: dict[float, int]) -> None:
    assert median(counts) == standard.median(spread_out(counts))


@given(counts_of_numbers, st.integers(0, 10))
def test_top_box_counts_the_answers_from_its_value_on(counts: dict[float, int], positive: int) -> None:
    answers = spread_out(counts)
    assert top_box(counts, positive) == (sum(answer >= positive for answer in answers), len(answers))


@pytest.mark.parametrize("counts", [{}, {3: 0}])
def test_nothing_is_said_about_no_answers(counts: dict[float, int]) -> None:
    for number in (mean_with_interval, median):
        with pytest.raises(ValueError, match="no answers"):
            number(counts)
    with pytest.raises(ValueError, match="no answers"):
        top_box(counts, 3)


def test_a_real_survey_comes_out_as_in_pandas_and_statsmodels() -> None:
    """American National Election Studies 1996 (public domain): people place themselves from 1 to 7."""
    people = anes96.load_pandas().data["selfLR"]
    counts = {int(value): int(count) for value, count in people.value_counts().items()}
    interval = DescrStatsW(people).tconfint_mean()
    assert mean_with_interval(counts) == pytest.approx((people.mean(), *interval), rel=1e-9)
    assert median(counts) == people.median()
    right = int((people >= 5).sum())
    assert top_box(counts, 5) == (right, len(people))
