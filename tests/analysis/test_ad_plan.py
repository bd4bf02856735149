from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.ad_plan import Lean, divided, pace, tool_shares
from shopdesk.analysis.verdict import Verdict


def test_shares_against_their_plan() -> None:
    found = tool_shares(
        {"express": 7_200, "brand": 2_000, "new": 800}, {"express": 0.5, "brand": 0.3, "off": 0.2}, slack=0.1, enough=True
    )
    told = {item.tool: (item.share, item.planned, item.verdict, item.lean) for item in found}
    assert told == {
        "express": (0.72, 0.5, Verdict.ACT, Lean.OVER),
        "brand": (0.2, 0.3, Verdict.FINE, Lean.NONE),
        "new": (0.08, 0.0, Verdict.FINE, Lean.NONE),
        "off": (0.0, 0.2, Verdict.ACT, Lean.UNDER),
    }
    assert [item.tool for item in found] == ["express", "brand", "new", "off"]


def test_without_plan_days_or_spend_nothing_is_said() -> None:
    assert {item.verdict for item in tool_shares({"a": 5}, {}, slack=0.1, enough=True)} == {Verdict.FINE}
    assert {item.verdict for item in tool_shares({"a": 5}, {"b": 1.0}, slack=0.1, enough=False)} == {Verdict.UNKNOWN}
    assert {item.verdict for item in tool_shares({}, {"b": 1.0}, slack=0.1, enough=True)} == {Verdict.UNKNOWN}


@pytest.mark.parametrize(
    ("spent", "days", "verdict", "lean"),
    [
        (10_000, 10, Verdict.FINE, Lean.NONE),
        (11_500, 10, Verdict.FINE, Lean.NONE),
        (11_600, 10, Verdict.ACT, Lean.OVER),
        (8_400, 10, Verdict.ACT, Lean.UNDER),
        (0, 10, Verdict.ACT, Lean.UNDER),
        (8_000, 7, Verdict.FINE, Lean.NONE),
    ],
)
def test_pace_of_a_month(spent: int, days: int, verdict: Verdict, lean: Lean) -> None:
    found = pace(spent, 30_000, [1.0] * 30, days, slack=0.15, enough=True)
    assert (found.verdict, found.lean, found.so_far_minor) == (verdict, lean, days * 1000)


def test_a_great_day_to_come_is_no_saving() -> None:
    weights = [1.0] * 10 + [10.0] + [1.0] * 19
    assert pace(7_692, 30_000, weights, 10, slack=0.15, enough=True).ratio == pytest.approx(1, abs=1e-3)
    assert pace(5, 0, weights, 10, slack=0.15, enough=True).ratio is None


@given(st.integers(0, 10**12), st.lists(st.integers(0, 100), min_size=1, max_size=8).filter(lambda parts: sum(parts) > 0))
def test_parts_add_up_to_the_whole(whole: int, parts: list[int]) -> None:
    shares = {str(number): part / sum(parts) for number, part in enumerate(parts)}
    found = divided(whole, shares)
    assert sum(found.values()) == whole
    assert all(abs(amount - whole * shares[tool]) <= 1 + whole * 1e-9 for tool, amount in found.items())


def test_shares_that_make_no_whole_are_refused() -> None:
    for shares in ({"a": 0.5, "b": 0.4}, {"a": 1.5, "b": -0.5}, {}):
        with pytest.raises(ValueError, match="whole"):
            divided(100, shares)
