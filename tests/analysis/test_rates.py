from __future__ import annotations

from math import comb, isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shopdesk.analysis.rates import (
    Interval,
    Side,
    at_least,
    at_most,
    benjamini_hochberg,
    fisher_exact,
    judge_rate,
    more_trials,
    swing,
    two_proportions,
    wilson,
    zero_orders_needed,
)
from shopdesk.analysis.verdict import Verdict

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high", "digits"),
    [
        (81, 263, 0.2553, 0.3662, 4),  # Newcombe 1998
        (0, 20, 0.0, 0.1611, 4),
        (7, 50, 0.06950833, 0.26186194, 8),  # statsmodels
        (0, 12, 0.0, 0.2425, 4),
    ],
)
def test_published_wilson(successes: int, trials: int, low: float, high: float, digits: int) -> None:
    found = wilson(successes, trials)
    assert (round(found.low, digits), round(found.high, digits)) == (low, high)


def test_wilson_edges() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert wilson(9, 9).high == 1
    with pytest.raises(ValueError, match="between"):
        wilson(3, 2)


@pytest.mark.parametrize(("rate", "clicks"), [(0.01, 299), (0.02, 149), (0.03, 99), (0.05, 59)])
def test_published_zero_orders(rate: float, clicks: int) -> None:
    assert zero_orders_needed(rate) == clicks
    assert at_most(0, clicks, rate) <= 0.05 < at_most(0, clicks - 1, rate)


def test_published_two_proportions() -> None:
    found = two_proportions(5, 83, 12, 99)
    assert found.z == pytest.approx(-1.4078304, abs=5e-8)
    assert found.p == pytest.approx(0.1591813, abs=5e-8)


def test_published_clicks_per_thousand() -> None:
    sure, unsure = two_proportions(40, 1000, 20, 1000), two_proportions(12, 300, 6, 300)
    assert (round(sure.z or 0, 2), round(sure.p, 4)) == (2.62, 0.0088)
    assert round(unsure.p, 2) == 0.15


def test_published_newcombe_interval() -> None:
    """Newcombe 1998, II, method 10: 56/70 against 48/80, 9/10 against 3/10."""
    found, small = two_proportions(56, 70, 48, 80).interval, two_proportions(9, 10, 3, 10).interval
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    assert (round(small.low, 4), round(small.high, 4)) == (0.1705, 0.8090)


def test_published_fisher() -> None:
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(0.4857142857)  # the lady and the tea
    assert fisher_exact(10, 13, 2, 17) == pytest.approx(0.0005367, abs=5e-8)  # Fisher's twins
    assert two_proportions(10, 13, 2, 17).z is not None
    rare = two_proportions(3, 40, 0, 40)
    assert rare.z is None
    assert rare.p == pytest.approx(0.2405, abs=5e-5)


def test_published_benjamini_hochberg() -> None:
    """Benjamini & Hochberg 1995, section 3.2: four of fifteen."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
    assert benjamini_hochberg(p) == [True] * 4 + [False] * 11
    assert benjamini_hochberg(p[::-1]) == [False] * 11 + [True] * 4
    assert benjamini_hochberg([0.04, 0.05]) == [True, True]  # the later one carries the earlier
    assert benjamini_hochberg([]) == []


def test_a_line_needs_the_whole_interval() -> None:
    assert judge_rate(0, 12, 0.03).verdict is Verdict.UNKNOWN
    assert judge_rate(0, 12, 0.03).needs == 87
    assert judge_rate(60, 900, 0.04).verdict is Verdict.FINE
    assert judge_rate(10, 900, 0.04).verdict is Verdict.ACT
    worse_if_high = judge_rate(60, 900, 0.04, higher_is_better=False)
    assert (worse_if_high.verdict, worse_if_high.side) == (Verdict.ACT, Side.ABOVE)
    assert judge_rate(0, 0, 0.5).verdict is Verdict.UNKNOWN
    assert judge_rate(36, 900, 0.04).needs is None


def test_swing() -> None:
    assert swing(0, 100) is None
    assert swing(400, 10000) == pytest.approx(0.096, abs=0.0005)


@given(counts, st.floats(0.001, 0.999))
def test_more_trials_is_where_the_verdict_turns(count: tuple[int, int], line: float) -> None:
    successes, trials = count
    assume(successes and abs(successes / trials - line) > 0.002)
    needs = more_trials(successes, trials, line)
    assert needs is not None
    rate = successes / trials
    assert judge_rate(rate * (trials + needs + 1), trials + needs + 1, line).verdict is not Verdict.UNKNOWN
    if needs > 1:
        assert judge_rate(rate * (trials + needs - 1), trials + needs - 1, line).verdict is Verdict.UNKNOWN


@given(counts)
def test_wilson_holds_its_rate_and_mirrors(count: tuple[int, int]) -> None:
    successes, trials = count
    found, mirror = wilson(successes, trials), wilson(trials - successes, trials)
    assert 0 <= found.low <= successes / trials <= found.high <= 1
    assert found.low == pytest.approx(1 - mirror.high, abs=1e-12)


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_fisher_is_symmetric(n: int, m: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    assert isclose(fisher_exact(a, n, b, m), fisher_exact(b, m, a, n), rel_tol=1e-9)
    assert isclose(fisher_exact(a, n, b, m), fisher_exact(n - a, n, m - b, m), rel_tol=1e-9)


@pytest.mark.parametrize(("successes", "trials", "rate"), [(2, 10, 0.2), (7, 10, 0.5), (3, 50, 0.1), (9, 50, 0.1), (0, 30, 0.02)])
def test_one_sided_exact_tests_are_the_binomials(successes: int, trials: int, rate: float) -> None:
    """Each term of the distribution written out."""
    terms = [comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(trials + 1)]
    assert at_most(successes, trials, rate) == pytest.approx(sum(terms[: successes + 1]), rel=1e-12)
    assert at_least(successes, trials, rate) == pytest.approx(sum(terms[successes:]), rel=1e-12)


def test_a_scaled_interval_scales_both_ends() -> None:
    assert Interval(0.2, 0.5).scaled(10) == Interval(2, 5)
