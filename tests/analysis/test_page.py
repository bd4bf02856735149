from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.page import Level, PageVerdict, SourceRate, judge_page, standardised
from shopdesk.analysis.verdict import Verdict


def page(
    bounce: float | None = 0.65,
    depth: float | None = 3.0,
    shop: float | None = 1.4,
    returning: float | None = None,
    visitors: int | None = None,
) -> PageVerdict:
    return judge_page(
        shop_average_spend=shop,
        main_average_spend=1.0,
        bounce_rate=bounce,
        visit_depth=depth,
        returning_share=returning,
        visitors=visitors,
    )


@pytest.mark.parametrize(
    ("bounce", "level"),
    [(0.70, Level.FAIL), (0.6999, Level.PASS), (0.60, Level.PASS), (0.5999, Level.GOOD), (None, Level.UNKNOWN)],
)
def test_bounce_boundaries(bounce: float | None, level: Level) -> None:
    assert page(bounce=bounce).bounce.level is level


@pytest.mark.parametrize(
    ("depth", "level"),
    [(2.4999, Level.FAIL), (2.5, Level.PASS), (3.5, Level.PASS), (3.5001, Level.GOOD), (None, Level.UNKNOWN)],
)
def test_depth_boundaries(depth: float | None, level: Level) -> None:
    assert page(depth=depth).depth.level is level


@pytest.mark.parametrize(
    ("shop", "main", "level"),
    [
        (30_940, 23_800, Level.PASS),  # exactly 1.3
        (30_939, 23_800, Level.FAIL),
        (35_600, 23_800, Level.PASS),  # R58: 238, the shop close to 1.5 times
        (35_700, 23_800, Level.GOOD),
        (None, 23_800, Level.UNKNOWN),
        (30_940, 0, Level.UNKNOWN),
    ],
)
def test_spend_ratio_boundaries(shop: int | None, main: int, level: Level) -> None:
    found = judge_page(shop_average_spend=shop, main_average_spend=main, bounce_rate=0.5, visit_depth=4)
    assert found.spend_ratio.level is level


def test_returning_visitors_move_the_mark_of_good_only() -> None:
    assert page(0.55, 3.8).level is Level.GOOD
    heavy = page(0.55, 3.8, returning=0.4)
    assert (heavy.level, heavy.returning_heavy) == (Level.PASS, True)
    assert page(0.50, 4.0, returning=0.6).level is Level.PASS
    assert page(0.499, 4.01, returning=0.6).level is Level.GOOD
    assert page(0.55, 3.8, returning=0.39).level is Level.GOOD


@pytest.mark.parametrize(
    ("bounce", "depth", "gate", "level", "verdict"),
    [
        (0.75, 2.0, True, Level.FAIL, Verdict.ACT),
        (0.75, 3.0, False, Level.PASS, Verdict.FINE),  # one failing is a warning
        (0.65, 2.0, False, Level.PASS, Verdict.FINE),
        (0.75, None, None, Level.UNKNOWN, Verdict.UNKNOWN),
        (0.65, None, False, Level.UNKNOWN, Verdict.UNKNOWN),
        (None, None, None, Level.UNKNOWN, Verdict.UNKNOWN),
    ],
)
def test_gate_closes_only_when_both_fail(
    bounce: float | None, depth: float | None, gate: bool | None, level: Level, verdict: Verdict
) -> None:
    found = page(bounce, depth)
    assert (found.gate_closed, found.level, found.verdict) == (gate, level, verdict)


def test_a_low_spend_ratio_asks_for_work_but_closes_no_gate() -> None:
    found = page(0.5, 4.0, shop=1.29)
    assert (found.verdict, found.gate_closed, found.warnings) == (Verdict.ACT, False, ("spend_ratio",))
    assert page(0.75, 3.0).warnings == ("bounce_rate",)


def test_few_visitors_condemn_no_page() -> None:
    few = page(0.9, 1.1, visitors=99)
    assert (few.gate_closed, few.level, few.needs_visitors) == (None, Level.UNKNOWN, 1)
    assert page(0.9, 1.1, visitors=100).gate_closed


def test_standardised_bounce_does_not_follow_the_mix() -> None:
    """Invented: search 50 %, feed 80 % at all times; only the mix moves."""
    reference = {"search": 700.0, "feed": 300.0}
    search, feed = SourceRate(200, 0.5), SourceRate(800, 0.8)
    found = standardised({"search": search, "feed": feed}, reference)
    assert found.raw == pytest.approx(0.74)
    assert found.value == pytest.approx(0.59)
    assert found.covered == 1
    assert found.moved == pytest.approx(0.5), "70 : 30 before, 20 : 80 now"
    assert standardised({"feed": feed, "new": search}, reference).covered == pytest.approx(0.3)
    assert standardised({"search": SourceRate(0, 0.0)}, reference).value is None


@given(st.dictionaries(st.sampled_from("abc"), st.tuples(st.integers(1, 999), st.floats(0, 1)), min_size=1))
def test_the_own_mix_as_reference_changes_nothing(sources: dict[str, tuple[int, float]]) -> None:
    found = standardised(
        {name: SourceRate(n, rate) for name, (n, rate) in sources.items()},
        {name: float(n) for name, (n, _) in sources.items()},
    )
    assert found.value == pytest.approx(found.raw)
