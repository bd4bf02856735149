from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.page import Level, PageVerdict, SourceRate, judge_page, moved_shares, ratio_interval, standardised
from shopdesk.analysis.verdict import Verdict


def page(
    bounce: float | None = 0.65,
    depth: float | None = 3.0,
    shop: float | None = 1.4,
    returning: float | None = None,
    visitors: int | None = None,
    daily: tuple[float, ...] = (),
) -> PageVerdict:
    return judge_page(
        shop_average_spend=shop,
        main_average_spend=1.0,
        bounce_rate=bounce,
        visit_depth=depth,
        returning_share=returning,
        visitors=visitors,
        spend_ratios=daily,
    )


@pytest.mark.parametrize(
    ("bounce", "level"),
    [
        (0.70, Level.FAIL),
        (0.6996, Level.FAIL),  # reads 70.0 %
        (0.6994, Level.PASS),
        (0.60, Level.PASS),
        (0.5994, Level.GOOD),
        (None, Level.UNKNOWN),
    ],
)
def test_bounce_boundaries(bounce: float | None, level: Level) -> None:
    assert page(bounce=bounce).bounce.level is level


@pytest.mark.parametrize(
    ("depth", "level"),
    [
        (2.494, Level.FAIL),
        (2.49998, Level.PASS),  # reads 2.50
        (3.5, Level.PASS),
        (3.504, Level.PASS),  # reads 3.50
        (3.506, Level.GOOD),
        (None, Level.UNKNOWN),
    ],
)
def test_depth_boundaries(depth: float | None, level: Level) -> None:
    assert page(depth=depth).depth.level is level


@pytest.mark.parametrize(
    ("shop", "main", "level"),
    [
        (30_940, 23_800, Level.PASS),  # exactly 1.3
        (30_939, 23_800, Level.PASS),  # reads 1.30
        (30_800, 23_800, Level.FAIL),
        (35_500, 23_800, Level.PASS),
        (35_600, 23_800, Level.GOOD),  # R58: 238, the shop close to 1.5 times; reads 1.50
        (35_700, 23_800, Level.GOOD),
        (None, 23_800, Level.UNKNOWN),
        (30_940, 0, Level.UNKNOWN),
    ],
)
def test_spend_ratio_boundaries(shop: int | None, main: int, level: Level) -> None:
    found = judge_page(
        shop_average_spend=shop, main_average_spend=main, bounce_rate=0.5, visit_depth=4, spend_ratios=[1.2, 1.2, 1.2]
    )
    assert found.spend_ratio.level is level


def test_a_ratio_fails_only_where_the_days_agree() -> None:
    """Invented: 1.25 on average of seven days that differ by 12 % lies within 1.12 to 1.40, by 2 % within 1.23 to 1.27."""
    wide = page(shop=1.25, daily=(1.10, 1.40, 1.25, 1.10, 1.40, 1.10, 1.40)).spend_ratio
    close = page(shop=1.25, daily=(1.22, 1.28, 1.25, 1.24, 1.26, 1.23, 1.27)).spend_ratio
    assert wide.level is Level.UNKNOWN and wide.interval is not None and wide.interval.high > 1.3
    assert close.level is Level.FAIL
    assert page(shop=1.25, daily=(1.25, 1.25)).spend_ratio.level is Level.UNKNOWN, "two days tell no swing"
    assert page(shop=1.31, daily=(1.10, 1.50, 1.30)).spend_ratio.level is Level.PASS, "reached is reached"


def test_the_interval_is_students() -> None:
    """exp(±t s/√n) of log ratios −0.3 to 0.3 in tenths: s = 0.216025, t(0.975; 6) = 2.446912 (tables), reach 0.199790."""
    found = ratio_interval(1.0, [exp(tenth / 10) for tenth in range(-3, 4)])
    assert found is not None
    assert (log(found.low), log(found.high)) == (pytest.approx(-0.19979, rel=0.004), pytest.approx(0.19979, rel=0.004))


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
    found = page(0.5, 4.0, shop=1.29, daily=(1.29, 1.29, 1.29))
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
    assert standardised({"feed": feed, "new": search}, reference).covered == pytest.approx(0.3)
    assert standardised({"search": SourceRate(0, 0.0)}, reference).value is None


def test_a_new_and_a_lost_source_moved_the_shares() -> None:
    moved = moved_shares({"search": 200, "new": 800}, {"search": 700, "feed": 300})
    assert moved == {"search": pytest.approx(-0.5), "feed": pytest.approx(-0.3), "new": pytest.approx(0.8)}
    assert moved_shares({}, {"search": 700}) == moved_shares({"search": 0}, {"search": 700}) == {}


@given(st.dictionaries(st.sampled_from("abc"), st.tuples(st.integers(1, 999), st.floats(0, 1)), min_size=1))
def test_the_own_mix_as_reference_changes_nothing(sources: dict[str, tuple[int, float]]) -> None:
    found = standardised(
        {name: SourceRate(n, rate) for name, (n, rate) in sources.items()},
        {name: float(n) for name, (n, _) in sources.items()},
    )
    assert found.value == pytest.approx(found.raw)
