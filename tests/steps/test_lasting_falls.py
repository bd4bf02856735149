"""A conversion or an average spend that fell a week ago and stayed low; the figures are invented."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shopdesk.analysis.unusual import RateScore
from shopdesk.analysis.verdict import Verdict
from shopdesk.models import PromotionDay, ShopDay
from shopdesk.steps.briefing import Finding, Severity
from shopdesk.steps.source_mix import SourceMix
from tests.steps.build import Desk

DAY = date(2026, 11, 10)


def history(desk: Desk, *, buyers: float = 1.0, spend: float = 1.0, days: int = 0) -> None:
    """80 days of about 4,000 visitors, 3 % and ¥100; in the last `days` so much of the usual buyers and of their spend."""
    rows = []
    for back in range(80):
        fell = back < days
        visitors = 4_000 + 40 * (back * 7 % 13 - 6)
        paying = round(visitors * 0.03 * (1 + (back * 5 % 11 - 5) / 60) * (buyers if fell else 1))
        each = 100_00 * (1 + (back * 3 % 7 - 3) / 150) * (spend if fell else 1)
        row = {"day": DAY - timedelta(days=back), "origin": "sycm_shop_daily", "visitors": visitors}
        rows.append(row | {"paying_buyers": paying, "sales_minor": round(paying * each)})
    desk.put(ShopDay, *rows)


def found(desk: Desk, name: str) -> Finding | None:
    return next((finding for finding in desk.brief("numbers", DAY).findings if finding.key == f"numbers:{name}"), None)


def test_a_conversion_that_stays_low_is_told_with_its_beginning_and_its_worth(desk: Desk) -> None:
    history(desk, buyers=0.75, days=8)
    finding = found(desk, "conversion")
    assert finding is not None and finding.severity is Severity.ACT
    assert "since about 11-0" in finding.text and "before 3.0" in finding.text and "−25 %" in finding.text
    assert finding.worth_minor == pytest.approx(-4_000 * 0.03 * 0.25 * 100_00, rel=0.15)
    assert finding.task is not None and "3.0" in finding.task.expect
    assert finding.why is not None and "lasting.conversion" in finding.why.settings
    factor = next(factor for factor in desk.brief("numbers", DAY).details.factors if factor.name == "conversion")
    assert factor.unusual is True


def test_a_spend_that_stays_a_little_low_is_told(desk: Desk) -> None:
    history(desk, spend=0.92, days=8)
    finding = found(desk, "average_spend")
    assert finding is not None and finding.severity is Severity.ACT and "−8 %" in finding.text
    assert finding.worth_minor == pytest.approx(-120 * 8_00, rel=0.15)
    assert found(desk, "visitors") is None


def test_a_usual_shop_has_none(desk: Desk) -> None:
    history(desk)
    assert [f for name in ("conversion", "average_spend") if (f := found(desk, name)) and f.severity is Severity.ACT] == []


def test_days_after_a_promotion_are_no_fall(desk: Desk) -> None:
    history(desk, buyers=0.75, days=3)
    desk.put(PromotionDay, {"day": DAY - timedelta(days=3), "name": "invented day", "multiplier": 2.0})
    finding = found(desk, "conversion")
    assert finding is None or finding.severity is not Severity.ACT


def test_a_fall_older_than_the_promotion_is_told_all_the_same(desk: Desk) -> None:
    history(desk, buyers=0.75, days=12)
    desk.put(PromotionDay, {"day": DAY - timedelta(days=3), "name": "invented day", "multiplier": 2.0})
    finding = found(desk, "conversion")
    assert finding is not None and finding.severity is Severity.ACT and "since about 10-" in finding.text


def test_a_fall_older_than_the_holiday_that_is_on_is_told_all_the_same(desk: Desk) -> None:
    history(desk, buyers=0.75, days=12)
    for back in range(3):
        desk.put(PromotionDay, {"day": DAY - timedelta(days=back), "name": "invented day", "multiplier": 1.0})
    finding = found(desk, "conversion")
    assert finding is not None and finding.severity is Severity.ACT and "since about 10-" in finding.text


@pytest.mark.parametrize(
    ("mix", "severity"),
    [(-2_500_00, Severity.WATCH), (-600_00, Severity.ACT), (2_500_00, Severity.ACT)],
    ids=["most of it", "a fifth of it", "for the better"],
)
def test_other_visitors_are_its_cause_only_where_they_cost_most_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, mix: float, severity: Severity
) -> None:
    """The fall costs ¥3,000 a day; what the sources of the one day say of it is planted."""
    history(desk, buyers=0.75, days=10)
    said = SourceMix(0.0, mix, -100_00, 0.0, 0.0, RateScore(Verdict.FINE, -1.0, 0.3, 0.0, 0.2))
    monkeypatch.setattr("shopdesk.steps.source_mix.source_mix", lambda *_asked: said)
    finding = found(desk, "conversion")
    assert finding is not None and finding.severity is severity
    assert ("it is who came" in finding.text) is (severity is Severity.WATCH)
