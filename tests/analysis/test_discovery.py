from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.discovery import Discoveries, trials_needed
from shopdesk.analysis.rates import at_least, at_most, benjamini_hochberg

# Benjamini & Hochberg (1995), section 3.3: fifteen hypotheses of the thrombolysis trial; four are believed at 0.05
PUBLISHED = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0)


def test_the_published_example() -> None:
    found = Discoveries(PUBLISHED, 0.05)
    assert [p <= found.line(p) for p in PUBLISHED] == [True] * 4 + [False] * 11
    assert found.line(0.0095) == pytest.approx(0.05 * 4 / 15)
    assert found.line(0.0201) == pytest.approx(0.05 * 5 / 15), "the fifth would have to pass the fifth line"
    assert found.line(None) == pytest.approx(0.05 * 5 / 16) and (found.tests(0.01), found.tests(None)) == (15, 16)


@given(st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=12), st.sampled_from((0.02, 0.1, 0.5)))
def test_the_line_is_where_belief_turns(p_values: list[float], q: float) -> None:
    found = Discoveries(p_values, q)
    assert [p <= found.line(p) for p in p_values] == benjamini_hochberg(p_values, q)
    for i, p in enumerate(p_values):
        others, line = [*p_values[:i], *p_values[i + 1 :]], found.line(p)
        if p > line:
            assert benjamini_hochberg([line, *others], q)[0]
            assert not benjamini_hochberg([line * (1 + 1e-9), *others], q)[0]
    assert benjamini_hochberg([found.line(None), *p_values], q)[0]
    assert not benjamini_hochberg([found.line(None) * (1 + 1e-9), *p_values], q)[0]


def test_trials_without_a_success_are_exact() -> None:
    assert trials_needed(0, 12, 0.02, 0.05) == 149
    assert trials_needed(0, 12, 0.02, 0.02 / 30) == 362


@given(st.integers(1, 60), st.integers(60, 4000), st.floats(0.005, 0.2), st.sampled_from((1e-5, 1e-3, 0.02)))
def test_trials_needed_are_enough_and_hardly_more(successes: int, trials: int, rate: float, alpha: float) -> None:
    needed = trials_needed(successes, trials, rate, alpha)
    if needed is None or needed > 10_000:
        return
    below = successes < trials * rate

    def chance(n: int) -> float:
        seen = successes * n / trials
        return at_most(round(seen + 0.4999), n, rate) if below else at_least(round(seen - 0.4999), n, rate)

    assert needed >= trials
    if needed > trials * 1.2:
        assert chance(needed) <= alpha * 1.01
        if successes >= 10:  # single orders are coarse steps
            assert chance(round(needed * 0.75)) > alpha, "a quarter fewer would not do"


def test_nothing_leads_away_from_the_line_itself() -> None:
    assert trials_needed(2, 100, 0.02, 0.05) is None
    assert trials_needed(1, 100, 0.0, 0.05) is None
    assert trials_needed(199, 10_000, 0.02, 0.05, most=11_000) is None, "far more than that"
    assert trials_needed(0, 30, 1.0, 0.05) == 30
