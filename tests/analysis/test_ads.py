from __future__ import annotations

from math import inf

import pytest

from shopdesk.analysis.ads import bid_for_roi, break_even_cpc, break_even_roi, picture_verdict
from shopdesk.analysis.verdict import Verdict


def test_published_break_even_and_bid() -> None:
    assert break_even_roi(0.40) == 2.5
    assert break_even_cpc(0.03, 100, 0.40) == pytest.approx(1.20)
    assert bid_for_roi(0.03, 100, 3) == pytest.approx(1.00)


def test_no_margin_never_breaks_even() -> None:
    assert break_even_roi(0) == break_even_roi(-0.2) == inf
    with pytest.raises(ValueError, match="share"):
        break_even_roi(40)


@pytest.mark.parametrize(
    ("impressions", "clicks", "verdict"),
    [
        (1000, 20, Verdict.ACT),  # upper bound 3.07 % against 4 %
        (1000, 40, Verdict.FINE),
        (1000, 33, Verdict.UNKNOWN),
        (999, 2, Verdict.UNKNOWN),  # a thousand impressions or nothing is said
        (0, 0, Verdict.UNKNOWN),
        (1000, 2000, Verdict.FINE),
    ],
)
def test_picture(impressions: int, clicks: int, verdict: Verdict) -> None:
    assert picture_verdict(impressions, clicks, 0.04).verdict is verdict


def test_picture_says_what_is_missing() -> None:
    assert picture_verdict(400, 2, 0.04).needs == 600
    needs = picture_verdict(1000, 33, 0.04).needs
    assert needs is not None and 1500 < needs < 3000
