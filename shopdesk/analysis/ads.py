"""Paid traffic in figures: what a keyword did, what it may cost, and whether the picture draws.

ROI (投产比) is sales / ad cost. All money is in minor units of one currency. The verdicts on keywords are in keywords.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf

from shopdesk.analysis.rates import Interval, more_trials, wilson
from shopdesk.analysis.verdict import Verdict


@dataclass(frozen=True, slots=True)
class AdThresholds:
    """The playbook's defaults. Shares 0..1; days are whole days."""

    margin: float = 0.40  # gross margin where a product's own is unknown
    usual_conversion: float = 0.02  # where neither product nor shop has one
    target_over_break_even: float = 1.2  # target ROI where none is set
    window_days: int = 14
    raise_step: float = 0.10
    lower_step_least: float = 0.03
    lower_step_most: float = 0.10
    cooldown_days: int = 3
    ceiling_over_average_cpc: float = 2.0
    safe_orders: int = 10
    new_days: int = 6
    add_orders: int = 2
    condemn_clicks: int = 30  # fewer never lower or delete, whatever the interval says
    spend_orders: float = 5.0  # as many orders at the product's average spend are added to a word's own
    picture_impressions: int = 1000
    confidence: float = 0.95
    false_discovery: float = 0.02  # of the words deleted, and of those lowered, the share that chance explains
    false_rise: float = 0.10  # the same of the words raised or added, which costs little and is soon taken back


DEFAULTS = AdThresholds()


@dataclass(slots=True)  # not frozen, which would take ten times as long to make: there are as many as words
class KeywordFigures:
    """A keyword's or search term's sums over the window. None is unknown; `days_seen` since its first impression."""

    clicks: int
    orders: int
    spend_minor: int
    sales_minor: int
    impressions: int | None = None
    days_seen: int | None = None
    days_since_step: int | None = None
    is_keyword: bool = True
    protected: bool = False

    @property
    def cpc_minor(self) -> float | None:
        return self.spend_minor / self.clicks if self.clicks else None

    @property
    def conversion(self) -> float | None:
        return self.orders / self.clicks if self.clicks else None

    @property
    def average_spend_minor(self) -> float | None:
        return self.sales_minor / self.orders if self.orders else None

    @property
    def roi(self) -> float | None:
        return self.sales_minor / self.spend_minor if self.spend_minor else None


@dataclass(frozen=True, slots=True)
class Economics:
    """What a product's keywords are judged by. `average_spend_minor` and `usual_conversion` are the product's (or the
    shop's), for keywords with no order of their own; `usual_cpc_minor` bounds the ceiling."""

    margin: float
    average_spend_minor: float | None = None
    usual_conversion: float | None = None
    usual_cpc_minor: float | None = None
    target_roi: float | None = None

    def target(self, thresholds: AdThresholds = DEFAULTS) -> float:
        """The target ROI, never under break-even."""
        least = break_even_roi(self.margin)
        return max(least, self.target_roi or least * thresholds.target_over_break_even)


# --- break-even and bids -------------------------------------------------------------------------------------------


def break_even_roi(margin: float) -> float:
    """1 / gross margin; infinite where nothing is earned. ValueError above 1."""
    if margin > 1:
        raise ValueError("a gross margin is a share of the price")
    return 1 / margin if margin > 0 else inf


def break_even_cpc(conversion: float, average_spend: float, margin: float) -> float:
    """The cost of a click that an order's gross profit just pays; in the unit of `average_spend`."""
    return conversion * average_spend * margin


def bid_for_roi(conversion: float, average_spend: float, target_roi: float) -> float:
    return conversion * average_spend / target_roi


def roi_change(before: KeywordFigures, after: KeywordFigures, *, confidence: float = 0.95) -> Interval:
    """The interval of the ROI after less the ROI before, by Newcombe's square-and-add of the conversions' Wilson intervals.

    Both sides need orders. How average spend varies is not in it.
    """
    sides = []
    for side in (before, after):
        scale = (side.average_spend_minor or 0.0) / (side.cpc_minor or inf)
        sides.append(((side.roi or 0.0), wilson(side.orders, side.clicks, confidence).scaled(scale)))
    (earlier, low), (later, high) = sides
    change = later - earlier
    down = hypot(later - high.low, low.high - earlier)
    up = hypot(high.high - later, earlier - low.low)
    return Interval(change - down, change + up)


# --- the product's picture -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PictureVerdict:
    """ACT: change the picture (R30). `needs`: impressions still missing; None if more would not tell."""

    verdict: Verdict
    click_rate: float | None
    interval: Interval
    needs: int | None


def picture_verdict(
    impressions: int, clicks: int, usual_click_rate: float, thresholds: AdThresholds = DEFAULTS
) -> PictureVerdict:
    """Change it where the click rate's upper bound is under the usual one, at enough impressions."""
    clicks = min(clicks, impressions)
    interval = wilson(clicks, impressions, thresholds.confidence)
    rate = clicks / impressions if impressions else None
    short = thresholds.picture_impressions - impressions
    if rate is None or short > 0:
        return PictureVerdict(Verdict.UNKNOWN, rate, interval, max(short, 0))
    if interval.high < usual_click_rate:
        return PictureVerdict(Verdict.ACT, rate, interval, 0)
    if rate >= usual_click_rate:
        return PictureVerdict(Verdict.FINE, rate, interval, 0)
    needs = more_trials(clicks, impressions, usual_click_rate, thresholds.confidence)
    return PictureVerdict(Verdict.UNKNOWN, rate, interval, needs)
