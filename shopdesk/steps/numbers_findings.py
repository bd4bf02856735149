"""What the numbers step finds: unusual factors, the month out of reach, and what cannot be told yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from shopdesk.analysis.unusual import Figure, Flag, Usual, ranked
from shopdesk.records.facts import ShopFigures
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.known_causes import SETTINGS as KNOWN_SETTINGS
from shopdesk.steps.known_causes import KnownCause, said
from shopdesk.steps.lasting_falls import fall_finding, task_of, who_came
from shopdesk.steps.month import MonthPace
from shopdesk.steps.numbers import COLUMNS, Met
from shopdesk.steps.numbers_holes import hole_of
from shopdesk.steps.numbers_missed import missed
from shopdesk.steps.numbers_month import month_findings
from shopdesk.steps.reasons import weekday
from shopdesk.steps.source_mix import SourceMix
from shopdesk.steps.usual import FACTORS, FactorName, JudgedDay, Moved, factor_title, factor_value
from shopdesk.text import _, listed, ngettext, number, percent


def findings_of(
    context: Context,
    days: Mapping[date, ShopFigures],
    day: JudgedDay,
    month: MonthPace,
    verdict: Met,
    sales_minor: int | None,
    whys: Mapping[str, Why],
    mix: SourceMix | None,
) -> tuple[Finding, ...]:
    """A hole in the figures first; then unusual factors in R11's order, those with one known cause gathered under it; then the
    month; then what cannot be told yet."""
    hole = hole_of(context, days, day)
    judged = [day.moved[name] for name in FACTORS if hole is None or name not in hole.factors]
    stayed = [moved for moved in judged if moved.lasting is not None]
    sudden = [moved.name for moved in judged if moved.sudden and moved not in stayed]
    flags = ranked([Flag(context.day, Figure(name), day.moved[name].score) for name in sudden])
    excused = [flag for flag in flags if _excused(context, day, day.moved[_name(flag.figure)])]
    moved = [day.moved[_name(flag.figure)] for flag in flags if flag not in excused]
    found = [hole.finding] if hole is not None else []
    found += [fall_finding(context, day, each, whys[each.name], mix) for each in stayed]
    found += [_unusual(context, day, each, whys[each.name], mix) for each in moved]
    if excused and day.known is not None:
        found.append(_explained(context, day.known, [day.moved[_name(flag.figure)] for flag in excused], whys["sales"]))
    drifting = [each for each in judged if each.unusual and not each.sudden and each not in stayed]
    found += [_unusual(context, day, each, whys[each.name], mix) for each in drifting]
    target = month.day_targets.get(context.day)
    if verdict == "missed" and sales_minor is not None and target is not None and not _act(found):
        found.append(missed(context, day, target, sales_minor, hole is not None, whys["sales"]))
    found += month_findings(context, month, verdict, whys["forecast"])
    return (*found, *(_unknown(context, day, whys["conversion"]) if hole is None else ()))


def _excused(context: Context, day: JudgedDay, moved: Moved) -> bool:
    """Whether the day's known cause is enough: a fall no deeper than what follows a promotion, from the low end of the usual; or
    any move in a holiday."""
    change = _change(moved)
    if day.known is None or 1 + change < (1 - context.playbook["known.fall"]) * (1 - min(moved.usual_range or 0.0, 1.0)):
        return False
    return change < 0 or day.known.kind == "holiday"


def _explained(context: Context, known: KnownCause, moved: list[Moved], why: Why) -> Finding:
    """One line for all the figures that a known cause moved; no fault, so nothing to do."""
    figures = listed(
        _("{factor} {change}").format(factor=factor_title(each.name), change=percent(_change(each), 0, sign=True))
        for each in moved
    )
    text = _("{cause}: {figures} against a usual {weekday}, no fault").format(
        cause=said(known), figures=figures, weekday=weekday(context.day)
    )
    return Finding(
        key=f"numbers:{known.kind}:{known.day.isoformat()}",
        rule="R15",
        severity=Severity.WATCH,
        text=text,
        evidence={"cause": known.name, "day": known.day, "change": min(map(_change, moved)), "score": moved[0].score.z},
        why=replace(why, settings=(*why.settings, *KNOWN_SETTINGS)),
    )


def _name(figure: Figure) -> FactorName:
    return next(name for name in FACTORS if name == figure.value)


def _act(found: list[Finding]) -> bool:
    return any(finding.severity is Severity.ACT for finding in found)


def _change(moved: Moved) -> float:
    return moved.change if moved.change is not None else moved.score.change or 0.0


def _unusual(context: Context, day: JudgedDay, moved: Moved, why: Why, mix: SourceMix | None) -> Finding:
    change = _change(moved)
    fell, expected = change < 0, moved.score.expected
    words = {
        ("visitors", True): _("Visitors {value}, {change} under a usual {weekday}; {low} – {high} is usual"),
        ("visitors", False): _("Visitors {value}, {change} over a usual {weekday}; {low} – {high} is usual"),
        ("conversion", True): _("Conversion {value}, {change} under a usual {weekday}: more than chance"),
        ("conversion", False): _("Conversion {value}, {change} over a usual {weekday}: more than chance"),
        ("average_spend", True): _("Average spend {value}, {change} under a usual {weekday}; it hardly ever moves this far"),
        ("average_spend", False): _("Average spend {value}, {change} over a usual {weekday}; it hardly ever moves this far"),
    }[moved.name, fell]
    text = words.format(
        value=factor_value(moved.name, moved.value, context.shop.currency),
        change=percent(abs(change), 0),
        weekday=weekday(context.day),
        low=number(expected.low if expected else None),
        high=number(expected.high if expected else None),
    )
    if moved.name == "conversion" and not moved.value and day.now is not None:
        text = _("None of {visitors} visitors bought, usually {buyers} do: is the report complete, can an order be paid?").format(
            visitors=number(day.now.visitors), buyers=number(day.now.visitors * (moved.baseline or 0.0))
        )
    severity = Severity.ACT if fell else Severity.WATCH
    if not moved.sudden:
        severity = Severity.FINE
        text = _("{finding}; no leap against the last two weeks").format(finding=text)
    elif not fell and day.promotion is None:
        text = _("{finding}; check that it is real: promotion, robots, one large order, counting").format(finding=text)
    if day.promotion is not None:
        severity = Severity.WATCH
        text = _("{finding} (planned promotion)").format(finding=text)
    elif fell and moved.name == "conversion" and mix is not None and mix.explains_fall:
        severity = Severity.WATCH  # who came is no fault of the page
        text = who_came(context, text, mix)
    effect = day.effect(moved.name)
    suffix = "_minor" if moved.name == "average_spend" else ""
    return Finding(
        key=f"numbers:{moved.name}",
        rule="R15" if moved.name == "visitors" else "R11",
        severity=severity,
        text=text,
        evidence={
            f"value{suffix}": moved.value,
            f"usual{suffix}": moved.baseline,
            "change": change,
            "usual_range": moved.usual_range,
            "score": moved.score.z,
        },
        task=_task(context, moved) if severity is Severity.ACT else None,
        worth_minor=None if effect is None else round(effect),
        why=why,
    )


def _task(context: Context, moved: Moved) -> Proposal:
    task = task_of(context, moved, moved.baseline)
    if moved.name == "conversion" and not moved.value:
        return replace(task, title=_("Check that the report is complete and an order can be paid; then price, stock, page"))
    return task


def _lacking(context: Context, day: JudgedDay) -> str:
    """The columns that no report of the usual days has, by the platform's names; "" where days are missing, or nothing is."""
    if not day.base.needs or day.moved["visitors"].score.needs or day.base.usual == Usual():
        return ""
    names = COLUMNS["jd_shop_daily" if context.shop.platform == "jd" else "sycm_shop_daily"]
    usual = {"paying_buyers": day.base.usual.paying_buyers, "sales_minor": day.base.usual.sales}
    return listed(names[name] for name, value in usual.items() if value is None)


def _unknown(context: Context, day: JudgedDay, why: Why) -> list[Finding]:
    """What cannot be told yet, always with what is still missing."""
    if day.now is None:
        return []
    weeks = max(day.base.needs, day.moved["visitors"].score.needs)
    if lacking := _lacking(context, day):
        text = _("What is usual of conversion and spend cannot be told yet: the reports of the {weekday}s before lack {columns}")
        text = text.format(weekday=weekday(context.day), columns=lacking)
        return [Finding("numbers:history", "R7", Severity.UNKNOWN, text, {"weeks_needed": day.base.needs})]
    if weeks:
        text = ngettext(
            "What is usual cannot be told yet: the shop report of {n} more {weekday} is needed",
            "What is usual cannot be told yet: the shop reports of {n} more {weekday}s are needed",
            weeks,
        ).format(n=weeks, weekday=weekday(context.day))
        return [Finding("numbers:history", "R7", Severity.UNKNOWN, text, {"weeks_needed": weeks})]
    conversion = day.moved["conversion"]
    if conversion.unusual is not None or day.rate.swing is None or conversion.baseline is None:
        return []
    text = _("Conversion: cannot tell yet, {visitors} visitors can swing it ±{swing}").format(
        visitors=number(day.now.visitors), swing=percent(day.rate.swing, 0)
    )
    if conversion.shows_in is not None:
        words = ngettext(
            "{finding}; if it stays so, {n} more day shows it",
            "{finding}; if it stays so, {n} more days show it",
            conversion.shows_in,
        )
        text = words.format(finding=text, n=conversion.shows_in)
    return [
        Finding(
            "numbers:conversion",
            "R11",
            Severity.UNKNOWN,
            text,
            {"swing": day.rate.swing, "change": conversion.change, "days_needed": conversion.shows_in},
            why=why,
        )
    ]
