"""The weekly page check (R55–R67): spend ratio, bounce, depth, and the gate that holds advertising back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp, log, sqrt
from statistics import stdev

from shopdesk.analysis.forecast import student_quantile
from shopdesk.analysis.rates import Interval
from shopdesk.analysis.verdict import Verdict

_LEAST_DAYS = 3  # from which on days tell how far a ratio swings


class Level(Enum):
    FAIL = "fail"
    PASS = "pass"
    GOOD = "good"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PageThresholds:
    """Pass marks, and the better marks beyond them. Which bounds count is in R59–R62: ≥ 1.3, < 0.70, ≥ 2.5; good is
    beyond its mark, never on it (except the spend ratio)."""

    spend_ratio: float = 1.3
    spend_ratio_good: float = 1.5
    bounce: float = 0.70
    bounce_good: float = 0.60
    bounce_returning: float = 0.50
    depth: float = 2.5
    depth_good: float = 3.5
    depth_returning: float = 4.0
    returning_heavy: float = 0.40  # share of returning visitors from which the third marks count
    visitors: int = 100  # fewer say nothing


DEFAULTS = PageThresholds()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with the line it must pass and the line of *good*. `interval`: where the true value lies, as far as the days
    that it is made of agree; None where that is not asked, or cannot be told."""

    value: float | None
    line: float
    good_line: float
    level: Level
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """`gate_closed`: fix the page before any more advertising (R64); None where what is unknown of bounce and depth
    decides it. `needs_visitors`: visitors still missing before the two say anything.

    `level` is FAIL only with the gate closed; a single failing measure is a warning. The verdict is ACT with the gate
    closed or the spend ratio surely failing (R57).
    """

    verdict: Verdict
    level: Level
    spend_ratio: Measure
    bounce: Measure
    depth: Measure
    gate_closed: bool | None
    returning_heavy: bool
    needs_visitors: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """Names of the measures that fail."""
        measures = {"spend_ratio": self.spend_ratio, "bounce_rate": self.bounce, "visit_depth": self.depth}
        return tuple(name for name, measure in measures.items() if measure.level is Level.FAIL)


def judge_page(
    *,
    shop_average_spend: float | None,
    main_average_spend: float | None,
    bounce_rate: float | None,
    visit_depth: float | None,
    returning_share: float | None = None,
    visitors: int | None = None,
    spend_ratios: Sequence[float] = (),
    thresholds: PageThresholds = DEFAULTS,
) -> PageVerdict:
    """The three measures over a week. Average spends in one unit; shares 0..1; depth is page views per visitor.

    A shop that lives on returning visitors is good only beyond R62's marks; what passes is the same for all. Each measure is
    held against its lines at the precision that platforms report (a bounce of 70.0 %, a depth of 2.50, a ratio of 1.30), so
    what is shown decides. `spend_ratios` are those of the single days: a ratio under its line fails only where they agree.
    """
    t = thresholds
    heavy = returning_share is not None and returning_share >= t.returning_heavy
    needs = 0 if visitors is None else max(0, t.visitors - visitors)
    if needs:
        bounce_rate = visit_depth = None
    ratio = None if shop_average_spend is None or not main_average_spend else shop_average_spend / main_average_spend
    spend = _surely(_higher(ratio, t.spend_ratio, t.spend_ratio_good, good_on_line=True), spend_ratios)
    bounce = _lower(bounce_rate, t.bounce, t.bounce_returning if heavy else t.bounce_good)
    depth = _higher(visit_depth, t.depth, t.depth_returning if heavy else t.depth_good)

    pair = {bounce.level, depth.level}
    gate = True if pair == {Level.FAIL} else None if pair <= {Level.FAIL, Level.UNKNOWN} else False
    if gate:
        level = Level.FAIL
    elif Level.UNKNOWN in pair:
        level = Level.UNKNOWN
    else:
        level = Level.GOOD if pair == {Level.GOOD} and spend.level is not Level.FAIL else Level.PASS
    if gate or spend.level is Level.FAIL:
        verdict = Verdict.ACT
    else:
        verdict = Verdict.UNKNOWN if level is Level.UNKNOWN or spend.level is Level.UNKNOWN else Verdict.FINE
    return PageVerdict(verdict, level, spend, bounce, depth, gate, heavy, needs)


def _higher(value: float | None, line: float, good_line: float, *, good_on_line: bool = False) -> Measure:
    if value is None:
        return Measure(value, line, good_line, Level.UNKNOWN)
    shown = round(value, 2)
    good = shown > good_line or (good_on_line and shown == good_line)
    return Measure(value, line, good_line, Level.GOOD if good else Level.PASS if shown >= line else Level.FAIL)


def _lower(value: float | None, line: float, good_line: float) -> Measure:
    if value is None:
        return Measure(value, line, good_line, Level.UNKNOWN)
    shown = round(value * 100, 1) / 100
    level = Level.GOOD if shown < good_line else Level.PASS if shown < line else Level.FAIL
    return Measure(value, line, good_line, level)


def _surely(ratio: Measure, daily: Sequence[float]) -> Measure:
    """A ratio under its line fails where the whole of its interval is, else it cannot be told."""
    interval = ratio_interval(ratio.value, daily) if ratio.value else None
    sure = interval is not None and round(interval.high, 2) < ratio.line
    level = Level.UNKNOWN if ratio.level is Level.FAIL and not sure else ratio.level
    return Measure(ratio.value, ratio.line, ratio.good_line, level, interval)


def ratio_interval(value: float, daily: Sequence[float], confidence: float = 0.95) -> Interval | None:
    """Where the ratio of a stretch lies by how its days' own ratios differ: Student's t of their logarithms, about `value`.

    None from fewer than three days above zero.
    """
    logs = [log(ratio) for ratio in daily if ratio > 0]
    if len(logs) < _LEAST_DAYS:
        return None
    reach = student_quantile((1 + confidence) / 2, len(logs) - 1) * stdev(logs) / sqrt(len(logs))
    return Interval(value * exp(-reach), value * exp(reach))


# --- the same rate, whatever the sources ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceRate:
    """`rate` is what each of the source's visitors brings on average: left at once (0 or 1), bought, pages opened."""

    visitors: int
    rate: float


@dataclass(frozen=True, slots=True)
class Standardised:
    """`raw` as the visitors came, `value` as if they came in the reference mix. `covered`: the share of the reference mix that
    has figures. None where there are none."""

    raw: float | None
    value: float | None
    covered: float


def standardised(by_source: Mapping[str, SourceRate], reference: Mapping[str, float]) -> Standardised:
    """Direct standardisation r* = Σ w_s · r_s (R62, R63): a moved mix of sources is no fault of the page.

    `reference` weighs each source, in any unit (the visitors of a reference period, say); sources without visitors now
    drop out and the rest are scaled up. A source that is not in `reference` weighs nothing.
    """
    here = {source: rate for source, rate in by_source.items() if rate.visitors > 0}
    visitors = sum(rate.visitors for rate in here.values())
    raw = sum(rate.visitors * rate.rate for rate in here.values()) / visitors if visitors else None
    whole = sum(reference.values())
    weight = sum(reference.get(source, 0.0) for source in here)
    if not weight or not whole:
        return Standardised(raw, None, 0.0)
    value = sum(reference.get(source, 0.0) * rate.rate for source, rate in here.items()) / weight
    return Standardised(raw, value, weight / whole)


def moved_shares(now: Mapping[str, float], reference: Mapping[str, float]) -> dict[str, float]:
    """By how much each source's share of the visitors changed; a source that only one side has, is new or gone. Empty where
    one side has no visitors.

    Half the sum of their sizes is the share of visitors that came from other sources than in the reference; no rate that each
    source keeps can move by more than that.
    """
    here, there = sum(now.values()), sum(reference.values())
    if not here or not there:
        return {}
    return {source: now.get(source, 0.0) / here - reference.get(source, 0.0) / there for source in {**now, **reference}}
