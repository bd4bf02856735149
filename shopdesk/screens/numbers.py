"""Step 1: was the day met, the month so far, and which factor moved sales."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from shopdesk.actions import N_
from shopdesk.screens.step import StepScreen
from shopdesk.steps.briefing import Briefing, State, Why
from shopdesk.steps.numbers import ComparisonView, Factor, MixView, NumbersDetails
from shopdesk.text import _, chance, from_minor, money, number, percent
from shopdesk.widgets.chart import Chart, Series
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED, bar, weekday
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

MONTH = "forecast"  # the reason behind all that stands above the table
NAMES = {"visitors": N_("Visitors"), "conversion": N_("Conversion"), "average_spend": N_("Average spend")}


class NumbersScreen(StepScreen):
    NAME = "numbers"
    HELP = N_(
        "The day against its target and against the same weekday of the four weeks before. Sales are visitors × conversion × "
        "average spend: the worth of each factor's change is in money, and the three add up exactly. b holds the day against the "
        "target, the day before, last month or last year instead; below the table the same change stands by source. ? on the row "
        "of the month explains all that is said of it. The chart shows 30 days, the target dotted. Note a cause, met or missed: "
        "the day cannot be closed without one."
    )
    CSS_PATH = "numbers.tcss"
    ASKS_CAUSE = True

    def __init__(self) -> None:
        super().__init__()
        self.against = 0  # which of the briefing's comparisons is shown

    def do_compare(self) -> None:
        """The next of the baselines that are known."""
        if self.briefing is not None and self.briefing.state is not State.NO_DATA:
            self.against = (self.against + 1) % len(self.briefing.details.comparisons)
            self.show(self.briefing)
            self.table("factors").scroll_visible()
            what = against_name(self.briefing, self.briefing.details.comparisons[self.against])
            self.shopdesk.say(_("Held against: {what}").format(what=what))

    def do_write_cause(self) -> None:
        """To the field below, which may lie out of sight on a low screen."""
        self.query_one("#cause", Input).focus()

    def compose_figures(self) -> ComposeResult:
        yield Prose(id="month")
        yield DeskTable(id="factors", sortable=False)
        yield Prose(id="mix")
        yield Chart(id="trend")

    def show(self, briefing: Briefing) -> None:
        details: NumbersDetails = briefing.details
        self.query_one("#month", Prose).update(
            Content("\n").join(_month_lines(details, briefing.currency, f"{briefing.day:%Y-%m}", self.shopdesk.key("targets")))
        )
        day = weekday(briefing.day)
        self.against %= len(details.comparisons)
        shown = details.comparisons[self.against]
        usual = shown.baseline == details.baseline
        columns = [
            Column(""),
            Column(_("yesterday") if briefing.day == self.desk.day else day, right=True),
            Column(against_name(briefing, shown), right=True),
            Column(_("change"), right=True),
            Column(_("worth"), right=True),
            Column(""),
        ]
        self.table("factors").fill(columns, [*_rows(shown, briefing.currency), *_month_row(details, briefing.currency)])
        mix = self.query_one("#mix", Prose)
        mix.set_class(not usual or details.mix is None, "-none")
        if details.mix is not None:
            mix.update(Content.styled(_mix_line(details.mix, briefing.currency), MUTED))
        trend = details.trend
        self.query_one("#trend", Chart).draw(
            [f"{item.day:%m-%d}" for item in trend],
            [
                Series([item.target_minor for item in trend], "dotted", "accent"),
                Series([item.sales_minor for item in trend]),
            ],
            lambda value: money(value, briefing.currency),
        )

    def on_desk_table_chosen(self) -> None:
        self.shopdesk.action_do("why")

    def selected_why(self) -> Why | None:
        marked = self.table("factors").marked
        if self.briefing is not None and self.against and marked not in (None, MONTH):
            return self.briefing.whys.get(self.briefing.details.comparisons[self.against].baseline.kind)
        return self.briefing.whys.get(marked) if self.briefing is not None and marked is not None else None

    def copy_line(self) -> str:
        return self.table("factors").marked_text


def against_name(briefing: Briefing, shown: ComparisonView) -> str:
    """What the day is held against."""
    if shown.baseline == briefing.details.baseline:
        return _("usual {weekday}").format(weekday=weekday(briefing.day))
    from shopdesk.steps.comparisons import kind_name  # with SQLAlchemy

    return kind_name(shown.baseline.kind)


def _rows(shown: ComparisonView, currency: str) -> list[Row]:
    effects = shown.effects
    by_name = {"visitors": effects.visitors, "conversion": effects.conversion, "average_spend": effects.average_spend}
    largest = max((abs(effect) for effect in by_name.values() if effect is not None), default=0.0)
    rows = [_row(factor, by_name[factor.name], largest, currency) for factor in shown.factors]
    if effects.total is not None:
        total = money(_minor(effects.total, currency), currency, sign=True)
        rows.append(Row("sales", [coloured(_("adds up exactly"), "muted"), "", "", "", coloured(total, "bold"), ""]))
    return rows


def _month_row(details: NumbersDetails, currency: str) -> list[Row]:
    """Where the month is asked about: what stands above the table in words has its reason here."""
    so_far = details.target.month_to_date_minor
    if so_far is None:
        return []
    return [Row(MONTH, [coloured(_("month so far"), "muted"), coloured(money(so_far, currency), "muted"), "", "", "", ""])]


def _mix_line(mix: MixView, currency: str) -> str:
    """The bridge from the sources to the shop, in one line."""

    def worth(part: float) -> str:
        return money(_minor(part, currency), currency, sign=True)

    return _(
        "By source: visitors {volume} · mix {mix} · conversion {conversion} · spend {spend} · in no source {outside} = {total}"
    ).format(
        volume=worth(mix.volume),
        mix=worth(mix.mix),
        conversion=worth(mix.conversion),
        spend=worth(mix.average_spend),
        outside=worth(mix.outside),
        total=worth(mix.total),
    )


def _row(factor: Factor, effect: float | None, largest: float, currency: str) -> Row:
    change = percent(factor.change, sign=True)
    style = "muted" if not factor.unusual else "error" if (factor.change or 0) < 0 else "success"
    mark = {True: " !", False: "", None: " ~"}[factor.unusual]
    return Row(
        factor.name,
        [
            _(NAMES[factor.name]),
            _value(factor.name, factor.value, currency),
            _value(factor.name, factor.baseline, currency),
            coloured(change + mark, style),
            money(_minor(effect, currency), currency, sign=True),
            coloured(bar(effect, largest, 10), "error" if (effect or 0) < 0 else "success"),
        ],
    )


def _minor(major: float | None, currency: str) -> float | None:
    return None if major is None else major / float(from_minor(1, currency))


def _value(name: str, value: float | None, currency: str) -> str:
    if name == "conversion":
        return percent(value, 2)
    if name == "average_spend":
        return money(_minor(value, currency), currency, cents=True)
    return number(value)


def _month_lines(details: NumbersDetails, currency: str, month: str, key: str) -> list[Content]:
    target, forecast = details.target, details.target.forecast
    if target.month_minor is None:
        return [
            Content.styled(
                _("No target for {month} yet: {key} opens the plan, Enter sets one.").format(month=month, key=key), MUTED
            )
        ]
    so_far = _("Month {done} of {target}").format(
        done=money(target.month_to_date_minor, currency), target=money(target.month_minor, currency)
    )
    share = (
        target.month_to_date_minor / target.month_minor if target.month_to_date_minor is not None and target.month_minor else None
    )
    parts = [f"{so_far} · {percent(share, 0)}"]
    if details.month_share_gone is not None:
        parts.append(_("{share} of the month gone").format(share=percent(details.month_share_gone, 0)))
    lines = [Content(" · ".join(parts))]
    ahead = []
    if target.needed_per_day_minor is not None:
        ahead.append(_("needs {money} a day").format(money=money(target.needed_per_day_minor, currency)))
    if forecast.p10_minor is not None and forecast.p90_minor is not None:
        low, high = money(forecast.p10_minor, currency), money(forecast.p90_minor, currency)
        ahead.append(_("likely end {low} – {high}").format(low=low, high=high))
    if forecast.hit_probability is not None:
        ahead.append(_("chance {share}").format(share=chance(forecast.hit_probability)))
    if forecast.backtest_error is not None and forecast.p50_minor is not None:
        words = _("was {error} off on day {day}")
        ahead.append(words.format(day=forecast.backtest_day, error=percent(forecast.backtest_error, 1)))
    elif forecast.p50_minor is not None and details.month_share_gone != 1:
        ahead.append(_("not tested on a past month yet"))
    if ahead:
        lines.append(Content.styled(" · ".join(ahead), MUTED))
    if details.levers:
        lines.append(Content.styled(_("Lever: {text}").format(text=details.levers[0].text), MUTED))
    return lines
