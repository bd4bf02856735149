"""The reason of a word's verdict, in one short sentence."""

from __future__ import annotations

from shopdesk.analysis.ads import AdThresholds, Economics, KeywordFigures, break_even_cpc
from shopdesk.analysis.keywords import KeywordVerdict, Reason
from shopdesk.analysis.rates import zero_orders_needed
from shopdesk.text import _, money, number, percent


class Reasons:
    """Made once for all words: most of many thousand say the same of another number of clicks."""

    def __init__(self, limits: AdThresholds, currency: str) -> None:
        self.limits, self.currency = limits, currency
        self._sentences = {
            Reason.SURELY_LOSES: _("ROI is {high} at best, break-even is {line}"),
            Reason.NO_ORDER: _("{enough} clicks would do at a conversion of {rate}; it has {clicks} and no order"),
            Reason.UNDER_TARGET: _("ROI is {high} at best, under the target {target}"),
            Reason.OVER_TARGET: _("ROI is at least {low}, over the target {target}"),
            Reason.OVER_BREAK_EVEN: _("ROI is at least {low}, over break-even {line}"),
            Reason.FEW_CLICKS: _("{needs} more clicks to tell"),
            Reason.NO_CLICKS: _("no click in these days"),
            Reason.PROTECTED: _("loses money, but is protected: lower it only"),
            Reason.MANY_ORDERS: _("loses money, but brought {orders} orders: lower it only"),
            Reason.NEW: _("new; days until it is judged: {needs}"),
            Reason.COOLING: _("just changed; days until the next step: {needs}"),
            Reason.PAGE_GATE: _("earns well, but the page gate is closed: not raised before it opens"),
            Reason.CEILING: _("earns well, but {cpc} a click is its ceiling"),
            Reason.CHANCE: _("{needs} more clicks to tell: with {tests} words judged at once chance alone may do this"),
            Reason.NOT_A_KEYWORD: _("a search term that has not earned a bid yet"),
        }
        self._close = _("too close to the line to tell")
        self._said: dict[tuple[Reason, int | None, int], str] = {}

    def say(self, verdict: KeywordVerdict, figures: KeywordFigures, economics: Economics) -> str:
        why, needs, tests = verdict.reason, verdict.needs, verdict.control.tests if verdict.control else 0
        if why is Reason.CHANCE and tests < 2:
            why = Reason.FEW_CLICKS
        if (why, needs, tests) in self._said:
            return self._said[why, needs, tests]
        if why in (Reason.FEW_CLICKS, Reason.CHANCE) and needs is None:
            return self._close
        sentence = self._sentences[why]
        if "{" not in sentence.replace("{needs}", "").replace("{tests}", ""):
            return self._said.setdefault((why, needs, tests), sentence.format(needs=number(needs), tests=number(tests)))
        interval, line = verdict.roi_interval, 1 / economics.margin if economics.margin > 0 else None
        enough, rate = self._rejected(verdict, figures, economics) if why is Reason.NO_ORDER else (0, 0.0)
        return sentence.format(
            low=number(interval.low if interval else None, 1),
            high=number(interval.high if interval else None, 1),
            line=number(line, 1),
            target=number(economics.target(self.limits) if line else None, 1),
            clicks=number(figures.clicks),
            orders=number(figures.orders),
            enough=number(enough),
            rate=percent(rate, 0 if round(rate * 100, 1).is_integer() else 1),
            cpc=money(figures.cpc_minor, self.currency, cents=True),
        )

    def _rejected(self, verdict: KeywordVerdict, figures: KeywordFigures, economics: Economics) -> tuple[int, float]:
        """How many clicks without an order do, and the conversion they speak against: the lower of usual and break-even for the
        word alone, that of the line where chance among many words asks for more."""
        rates = [economics.usual_conversion or self.limits.usual_conversion]
        spend, cpc = economics.average_spend_minor, figures.cpc_minor
        if spend and cpc and economics.margin > 0:
            rates.append(min(1.0, cpc / break_even_cpc(1.0, spend, economics.margin)))
        rate = min(rates)
        enough = max(self.limits.condemn_clicks, zero_orders_needed(rate, 1 - self.limits.confidence))
        if verdict.control is None:
            return enough, rate
        among = zero_orders_needed(min(1.0, verdict.control.rate), verdict.control.allowed)
        return (among, verdict.control.rate) if among > enough else (enough, rate)
