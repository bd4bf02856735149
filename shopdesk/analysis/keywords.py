"""R31's six verdicts on keywords, each with its reason and what it still lacks.

The interval of an ROI is Wilson's interval of the conversion times average spend / CPC. How average spend varies is not in
it; a word with few orders is therefore judged mostly by its product's average spend. Many keywords judged at once go through
Benjamini–Hochberg, or chance alone would condemn and praise one in forty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from shopdesk.analysis.ads import (
    DEFAULTS,
    AdThresholds,
    Economics,
    KeywordFigures,
    bid_for_roi,
    break_even_cpc,
    break_even_roi,
)
from shopdesk.analysis.discovery import Control, Discoveries, trials_needed
from shopdesk.analysis.rates import Interval, at_least, at_most, more_trials, wilson, zero_orders_needed
from shopdesk.analysis.verdict import Verdict


class Action(Enum):
    KEEP = "keep"
    ADD = "add"
    RAISE = "raise"
    LOWER = "lower"
    DELETE = "delete"
    WATCH = "watch"


class Reason(Enum):
    SURELY_LOSES = "surely_loses"  # upper bound under break-even
    NO_ORDER = "no_order"  # no order in enough clicks
    UNDER_TARGET = "under_target"  # upper bound under target
    OVER_TARGET = "over_target"  # lower bound over target
    OVER_BREAK_EVEN = "over_break_even"  # lower bound over break-even, target open
    FEW_CLICKS = "few_clicks"  # neither bound reaches its line
    NO_CLICKS = "no_clicks"
    PROTECTED = "protected"  # would go, but the operator keeps it
    MANY_ORDERS = "many_orders"  # would go, but brings orders
    NEW = "new"  # in its first days
    COOLING = "cooling"  # a step was taken only days ago
    PAGE_GATE = "page_gate"  # would rise, but the page fails (R64)
    CEILING = "ceiling"  # would rise, but the bid is at its ceiling
    CHANCE = "chance"  # of so many keywords one looks like this by chance
    NOT_A_KEYWORD = "not_a_keyword"  # a search term that has not earned a bid


class Needs(Enum):
    """The unit of `KeywordVerdict.needs`."""

    CLICKS = "clicks"
    DAYS = "days"


@dataclass(slots=True)  # not frozen, which would take ten times as long to make: there are as many as words
class KeywordVerdict:
    """`bid_minor` is the CPC after the suggested `step` (+0.10 is 10 % more). `needs` counts `needs_unit`.

    `control`: where many keywords are judged at once, what the verdict was held against, or the one it waits for would be.
    """

    action: Action
    reason: Reason
    roi: float | None = None
    roi_interval: Interval | None = None
    needs: int | None = None
    needs_unit: Needs = Needs.CLICKS
    step: float | None = None
    bid_minor: float | None = None
    control: Control | None = None

    @property
    def verdict(self) -> Verdict:
        if self.action is Action.WATCH:
            return Verdict.UNKNOWN
        return Verdict.FINE if self.action is Action.KEEP else Verdict.ACT


@dataclass
class _Case:
    """A keyword with the conversions it is measured by: at break-even, at target (None without CPC and average spend)."""

    figures: KeywordFigures
    economics: Economics
    thresholds: AdThresholds
    average_spend: float | None
    break_even: float | None
    target: float | None
    orders: int  # platforms credit orders of earlier clicks too: never more than the clicks there were
    conversion: Interval

    @property
    def usual(self) -> float:
        """The conversion that clicks without an order must reject: the lower of the usual one and break-even."""
        known = [rate for rate in (self.economics.usual_conversion, self.break_even) if rate]
        return min([*known, 1.0]) if known else self.thresholds.usual_conversion

    @cached_property
    def zero_clicks(self) -> int:
        """Clicks without an order that rule that conversion out."""
        return max(self.thresholds.condemn_clicks, zero_orders_needed(self.usual, 1 - self.thresholds.confidence))

    @cached_property
    def roi_interval(self) -> Interval | None:
        cpc = self.figures.cpc_minor
        return self.conversion.scaled(self.average_spend / cpc) if self.average_spend and cpc else None

    def more_clicks(self, line: float | None) -> int | None:
        if line is None:
            return None
        return more_trials(self.orders, self.figures.clicks, line, self.thresholds.confidence)

    def verdict(self, action: Action, reason: Reason, needs: int | None = 0, control: Control | None = None) -> KeywordVerdict:
        return KeywordVerdict(action, reason, self.figures.roi, self.roi_interval, needs, control=control)

    def wait(self, reason: Reason, days: int) -> KeywordVerdict:
        return replace(self.verdict(Action.WATCH, reason, days), needs_unit=Needs.DAYS)

    def with_step(self, verdict: KeywordVerdict, bid: float) -> KeywordVerdict:
        cpc = self.figures.cpc_minor
        return replace(verdict, bid_minor=bid, step=bid / cpc - 1 if cpc else None)


def _case(figures: KeywordFigures, economics: Economics, thresholds: AdThresholds) -> _Case:
    spend, cpc = _average_spend(figures, economics, thresholds), figures.cpc_minor
    break_even = target = None
    if spend and cpc and cpc > 0:
        roi = spend / cpc
        break_even, target = break_even_roi(economics.margin) / roi, economics.target(thresholds) / roi
    orders = min(figures.orders, figures.clicks)
    conversion = wilson(orders, figures.clicks, thresholds.confidence)
    return _Case(figures, economics, thresholds, spend, break_even, target, orders, conversion)


def _average_spend(figures: KeywordFigures, economics: Economics, thresholds: AdThresholds) -> float | None:
    """The word's own, drawn towards its product's while its orders are few: one small basket says little of the next."""
    usual = economics.average_spend_minor
    if not figures.orders or figures.sales_minor <= 0:
        return usual
    if not usual:
        return figures.average_spend_minor
    weight = thresholds.spend_orders
    return (figures.sales_minor + usual * weight) / (figures.orders + weight)


def judge_keyword(
    figures: KeywordFigures,
    economics: Economics,
    *,
    gate_closed: bool = False,
    thresholds: AdThresholds = DEFAULTS,
) -> KeywordVerdict:
    """One keyword or search term on its own. `gate_closed`: the page fails (R64), so nothing rises.

    The figures must leave the newest days out, whose orders still come in.
    """
    case = _case(figures, economics, thresholds)
    verdict = _judge(case, gate_closed)
    return replace(verdict, needs=_lacking(case)) if verdict.reason is Reason.FEW_CLICKS else verdict


def _judge(case: _Case, gate_closed: bool) -> KeywordVerdict:
    """Without the clicks that a word with too few of them lacks: those depend on whether others are judged with it."""
    figures, thresholds = case.figures, case.thresholds
    if not figures.clicks:
        return case.verdict(Action.WATCH, Reason.NO_CLICKS, case.zero_clicks)
    if not figures.is_keyword:
        return _search_term(case, gate_closed)
    if not case.orders:
        enough = figures.clicks >= case.zero_clicks
        return _condemned(case, Reason.NO_ORDER) if enough else case.verdict(Action.WATCH, Reason.FEW_CLICKS, None)
    if case.break_even is None or case.target is None:
        return case.verdict(Action.WATCH, Reason.FEW_CLICKS, None)
    bounds, enough = case.conversion, figures.clicks >= thresholds.condemn_clicks
    if enough and bounds.high < case.break_even:
        return _condemned(case, Reason.SURELY_LOSES)
    if enough and bounds.low > case.target:
        return _raise(case, gate_closed)
    if enough and bounds.high < case.target:
        return _lower(case, Reason.UNDER_TARGET)
    if bounds.low > case.break_even:
        return case.verdict(Action.KEEP, Reason.OVER_BREAK_EVEN)
    return case.verdict(Action.WATCH, Reason.FEW_CLICKS, None)


def _lacking(case: _Case) -> int | None:
    """The clicks that a word judged by itself lacks, if its orders stay as frequent; None where no number of them would do."""
    seen = case.figures.clicks
    if not case.orders:
        return case.zero_clicks - seen
    if case.break_even is None or case.target is None:
        return None
    missing = [n for n in map(case.more_clicks, (case.break_even, case.target)) if n is not None]
    return max(1, case.thresholds.condemn_clicks - seen, min(missing)) if missing else None


def _search_term(case: _Case, gate_closed: bool) -> KeywordVerdict:
    figures, needs = case.figures, case.more_clicks(case.break_even)
    if case.break_even is None or case.average_spend is None or figures.orders < case.thresholds.add_orders:
        return case.verdict(Action.WATCH, Reason.NOT_A_KEYWORD, needs)
    if case.conversion.low <= case.break_even:
        return case.verdict(Action.WATCH, Reason.NOT_A_KEYWORD, needs)
    if gate_closed:
        return case.verdict(Action.WATCH, Reason.PAGE_GATE)
    bid = bid_for_roi(case.orders / figures.clicks, case.average_spend, case.economics.target(case.thresholds))
    return case.with_step(case.verdict(Action.ADD, Reason.OVER_BREAK_EVEN), min(bid, _ceiling(case)))


def _condemned(case: _Case, reason: Reason) -> KeywordVerdict:
    figures, thresholds = case.figures, case.thresholds
    if figures.days_seen is not None and figures.days_seen <= thresholds.new_days:
        return case.wait(Reason.NEW, thresholds.new_days + 1 - figures.days_seen)
    if figures.protected:
        return _lower(case, Reason.PROTECTED)
    if figures.orders >= thresholds.safe_orders:
        return _lower(case, Reason.MANY_ORDERS)
    return case.verdict(Action.DELETE, reason)


def _cooling(case: _Case) -> int:
    """Days until the next step may be taken."""
    since = case.figures.days_since_step
    return 0 if since is None else max(0, case.thresholds.cooldown_days - since)


def _ceiling(case: _Case) -> float:
    figures, thresholds = case.figures, case.thresholds
    conversion = case.orders / figures.clicks
    ceiling = break_even_cpc(conversion, case.average_spend or 0.0, case.economics.margin)
    usual = case.economics.usual_cpc_minor
    return min(ceiling, usual * thresholds.ceiling_over_average_cpc) if usual else ceiling


def _raise(case: _Case, gate_closed: bool) -> KeywordVerdict:
    cpc, ceiling = case.figures.cpc_minor or 0.0, _ceiling(case)
    if gate_closed:
        return case.verdict(Action.KEEP, Reason.PAGE_GATE)
    if days := _cooling(case):
        return case.wait(Reason.COOLING, days)
    if ceiling <= cpc:
        return case.verdict(Action.KEEP, Reason.CEILING)
    bid = min(cpc * (1 + case.thresholds.raise_step), ceiling)
    return case.with_step(case.verdict(Action.RAISE, Reason.OVER_TARGET), bid)


def _lower(case: _Case, reason: Reason) -> KeywordVerdict:
    """A step down, the larger the further the ROI is from its target."""
    thresholds = case.thresholds
    if days := _cooling(case):
        return case.wait(Reason.COOLING, days)
    distance = 1 - (case.figures.roi or 0.0) / case.economics.target(thresholds)
    step = min(max(distance, thresholds.lower_step_least), thresholds.lower_step_most)
    return case.with_step(case.verdict(Action.LOWER, reason), (case.figures.cpc_minor or 0.0) * (1 - step))


# --- many keywords -------------------------------------------------------------------------------------------------


def judge_keywords(
    cases: Sequence[tuple[KeywordFigures, Economics]],
    *,
    gate_closed: bool = False,
    thresholds: AdThresholds = DEFAULTS,
) -> list[KeywordVerdict]:
    """All keywords at once, in the order given; what so many tests alone explain is not done, but watched or kept."""
    made = [_case(figures, economics, thresholds) for figures, economics in cases]
    among = {action: _Among(made, action) for action in (Action.DELETE, Action.LOWER, Action.RAISE, Action.ADD)}
    return [_held(case, _judge(case, gate_closed), among) for case in made]


class _Among:
    """The keywords tested for one action."""

    def __init__(self, cases: Sequence[_Case], action: Action) -> None:
        self.action = action
        limits = cases[0].thresholds if cases else DEFAULTS
        share = limits.false_discovery if action in (Action.DELETE, Action.LOWER) else limits.false_rise
        self.chances = {id(case): _chance(case, action) for case in cases if _is_tested(case, action)}
        self.found = Discoveries(list(self.chances.values()), share)

    def allowed(self, case: _Case) -> float:
        return self.found.line(self.chances.get(id(case)))

    def control(self, case: _Case) -> Control:
        p = self.chances.get(id(case))
        chance = _chance(case, self.action) if p is None else p
        return Control(chance, self.allowed(case), self.found.tests(p), _line(case, self.action))


def _held(case: _Case, verdict: KeywordVerdict, among: Mapping[Action, _Among]) -> KeywordVerdict:
    """A verdict held against chance among as many: what is not surely to be deleted may surely be lowered."""
    action = verdict.action
    if action is Action.WATCH and verdict.reason is Reason.FEW_CLICKS:
        return _waiting(case, verdict.reason, among)
    if action not in among:
        return verdict
    control = among[action].control(case)
    if control.is_believed:
        return replace(verdict, control=control)
    if action is Action.DELETE and case.target is not None:
        return _held(case, _lower(case, Reason.UNDER_TARGET), among)
    if action in (Action.RAISE, Action.LOWER) and case.break_even is not None and case.conversion.low > case.break_even:
        return case.verdict(Action.KEEP, Reason.OVER_BREAK_EVEN, control=control)
    if action in (Action.RAISE, Action.ADD):
        clicks = trials_needed(case.orders, case.figures.clicks, control.rate, control.allowed)
        needs = None if clicks is None else max(1, clicks - case.figures.clicks)
        return case.verdict(Action.WATCH, Reason.CHANCE, needs, control)
    return _waiting(case, Reason.CHANCE, among)


def _waiting(case: _Case, reason: Reason, among: Mapping[Action, _Among]) -> KeywordVerdict:
    """Watched, with the clicks it lacks until the first of the verdicts that may come, if its orders stay as frequent."""
    seen = case.figures.clicks
    first: int | None = None
    held: _Among | None = None
    if case.break_even is not None and case.orders > seen * case.break_even:
        more = case.more_clicks(case.break_even)
        first = None if more is None else seen + more  # kept
    for action in (Action.LOWER, Action.DELETE):
        clicks = _clicks_to(case, action, among[action].allowed(case), first)
        if clicks is not None and (first is None or clicks < first):
            first, held = clicks, among[action]
    needs = None if first is None else max(1, first - seen)
    return case.verdict(Action.WATCH, reason, needs, held.control(case) if held else None)


def _clicks_to(case: _Case, action: Action, allowed: float, most: int | None) -> int | None:
    """The clicks in all with which a keyword is deleted or lowered; None where its rate does not lead there, or not by `most`."""
    seen, rate = case.figures.clicks, _line(case, action)
    if case.orders >= seen * rate or (action is Action.LOWER and case.target is None):
        return None
    needed = trials_needed(case.orders, seen, rate, allowed, most)
    if needed is None:
        return None
    if not case.orders:
        return max(case.zero_clicks, needed)
    return max(case.thresholds.condemn_clicks, needed, seen + (case.more_clicks(rate) or 0))


def _line(case: _Case, action: Action) -> float:
    """The conversion that a word must miss (delete, lower) or pass (raise, add)."""
    break_even = case.break_even or case.usual
    return break_even if action in (Action.DELETE, Action.ADD) else case.target or break_even


def _is_tested(case: _Case, action: Action) -> bool:
    """Whether a word belongs to the many among which chance is looked for. Words with so few clicks that none of their
    outcomes could condemn them do not (Tarone, Biometrics 46 (1990) 515–522); else they would hide the waste of the others."""
    clicks = case.figures.clicks
    if not clicks or case.figures.is_keyword is (action is Action.ADD):
        return False
    if action in (Action.RAISE, Action.ADD):
        return True
    thresholds = case.thresholds
    return clicks >= thresholds.condemn_clicks and at_most(0, clicks, _line(case, action)) <= 1 - thresholds.confidence


def _chance(case: _Case, action: Action) -> float:
    """1 on the wrong side of the line: nothing speaks for the verdict there, and the sum is spared."""
    line, orders, clicks = _line(case, action), case.orders, case.figures.clicks
    if action in (Action.DELETE, Action.LOWER):
        return at_most(orders, clicks, line) if orders < clicks * line else 1.0
    return at_least(orders, clicks, line) if orders > clicks * line else 1.0
