"""What the numbers step finds: unusual factors, the month out of reach, and what cannot be told yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shopdesk.analysis.unusual import Figure, Flag, ranked
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.known_causes import SETTINGS as KNOWN_SETTINGS
from shopdesk.steps.known_causes import KnownCause, said
from shopdesk.steps.lasting_falls import CHECK_AFTER, fall_finding, task_of, who_came
from shopdesk.steps.month import MonthPace
from shopdesk.steps.numbers import Met
from shopdesk.steps.reasons import weekday
from shopdesk.steps.source_mix import SourceMix
from shopdesk.steps.usual import FACTORS, FactorName, JudgedDay, Moved, factor_title, factor_value
from shopdesk.text import _, chance, either, listed, money, ngettext, number, percent


def findings_of(
    context: Context,
    day: JudgedDay,
    month: MonthPace,
    verdict: Met,
    sales_minor: int | None,
    whys: Mapping[str, Why],
    mix: SourceMix | None,
) -> tuple[Finding, ...]:
    """Unusual factors first, in R11's order, those with one known cause gathered under it; then the month; then what cannot be
    told yet."""
    stayed = [day.moved[name] for name in FACTORS if day.moved[name].lasting is not None]
    sudden = [name for name in FACTORS if day.moved[name].sudden and day.moved[name] not in stayed]
    flags = ranked([Flag(context.day, Figure(name), day.moved[name].score) for name in sudden])
    excused = [flag for flag in flags if _excused(context, day, day.moved[_name(flag.figure)])]
    moved = [day.moved[_name(flag.figure)] for flag in flags if flag not in excused]
    found = [fall_finding(context, day, each, whys[each.name], mix) for each in stayed]
    found += [_unusual(context, day, each, whys[each.name], mix) for each in moved]
    if excused and day.known is not None:
        found.append(_explained(context, day.known, [day.moved[_name(flag.figure)] for flag in excused], whys["sales"]))
    drifting = [each for each in day.moved.values() if each.unusual and not each.sudden and each not in stayed]
    found += [_unusual(context, day, each, whys[each.name], mix) for each in drifting]
    target = month.day_targets.get(context.day)
    if verdict == "missed" and sales_minor is not None and target is not None and not _act(found):
        found.append(_missed(context, day, target - sales_minor, whys["sales"]))
    return (*found, *_month(context, month, verdict, whys["forecast"]), *_unknown(context, day, whys["conversion"]))


def _excused(context: Context, day: JudgedDay, moved: Moved) -> bool:
    """Whether the day's known cause is enough: a fall no deeper than what follows a promotion, or any move in a holiday."""
    change = _change(moved)
    if day.known is None or change < -context.playbook["known.fall"]:
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
    severity = Severity.ACT if fell else Severity.WATCH
    if not moved.sudden:
        severity = Severity.FINE
        text = _("{finding}; no leap against the last two weeks").format(finding=text)
    elif not fell and day.promotion is None:
        text = _("{finding}; check that it is real: promotion, robots, one large order, counting").format(finding=text)
    if day.promotion is not None:
        severity = Severity.WATCH
        text = _("{finding} (planned promotion)").format(finding=text)
    elif fell and moved.name == "conversion" and mix is not None and mix.explains_conversion:
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
        task=task_of(context, moved, moved.baseline) if severity is Severity.ACT else None,
        worth_minor=None if effect is None else round(effect),
        why=why,
    )


def _missed(context: Context, day: JudgedDay, short_minor: int, why: Why) -> Finding:
    """A missed day none of whose factors stands out: one to act on only where its sales as a whole do."""
    currency = context.shop.currency
    short = money(short_minor, currency)
    swing, severity = day.sales.expected_swing, Severity.UNKNOWN
    text = _("Missed by {short}; no factor is beyond its usual range").format(short=short)
    if day.known is not None:
        severity = Severity.FINE
        text = _("Missed by {short}: {cause}").format(short=short, cause=said(day.known))
    elif day.sales.verdict is Verdict.FINE and swing is not None:
        severity = Severity.FINE
        text = _("Missed by {short}, within what a usual {weekday} swings by itself (±{range})").format(
            short=short, weekday=weekday(context.day), range=percent(swing, 0)
        )
    elif day.sales.verdict is Verdict.ACT and (day.sales.change or 0.0) < 0:
        severity = Severity.ACT
    if day.known is None and day.effects is not None:
        worst = min(FACTORS, key=lambda name: day.effect(name) or 0.0)
        effect = day.effect(worst) or 0.0
        if effect < 0:
            text = _("{missed}; most was lost by {factor}: {effect} against a usual {weekday}").format(
                missed=text if severity is Severity.FINE else _("Missed by {short}").format(short=short),
                factor=factor_title(worst),
                effect=money(effect, currency, sign=True),
                weekday=weekday(context.day),
            )
    task = Proposal(
        "operations",
        _("Write down why the day was missed and who acts on it"),
        _("sales"),
        _("the day's target is met"),
        context.day + CHECK_AFTER,
    )
    return Finding(
        key="numbers:missed",
        rule="R6",
        severity=severity,
        text=text,
        evidence={"short_minor": short_minor, "score": day.sales.z, "usual_range": swing},
        task=None if severity is Severity.FINE else task,
        worth_minor=-short_minor,
        why=why,
    )


def _month(context: Context, month: MonthPace, verdict: Met, why: Why) -> list[Finding]:
    found = []
    if month.target is None:
        if verdict == "no_target":
            found.append(_no_target(context, month))
        return found
    if month.missing:
        found.append(_missing_days(month))
    if month.forecast.needs:
        text = ngettext(
            "Where {month} ends cannot be told yet: {n} more day of sales is needed",
            "Where {month} ends cannot be told yet: {n} more days of sales are needed",
            month.forecast.needs,
        ).format(month=month.period.text, n=month.forecast.needs)
        found.append(Finding("numbers:forecast", "R3", Severity.UNKNOWN, text, {"days_needed": month.forecast.needs}))
    elif month.days_left:
        found += _outlook(context, month, why)
    return found


def _no_target(context: Context, month: MonthPace) -> Finding:
    words = either(_("No target for {month}: T sets one"), _("No target for {month}: shopdesk target {month} 570000 sets one"))
    text = words.format(month=month.period.text)
    task = Proposal("operations", _("Agree on the month's target and set it"), _("sales"), "", context.day + CHECK_AFTER)
    return Finding("numbers:no_target", "R3", Severity.WATCH, text, {"month": month.period.text}, task)


def _missing_days(month: MonthPace) -> Finding:
    days = listed(f"{day:%m-%d}" for day in month.missing[:5]) + ("…" if len(month.missing) > 5 else "")
    text = ngettext(
        "{month} so far lacks {n} day: import the shop report of {days}",
        "{month} so far lacks {n} days: import the shop reports of {days}",
        len(month.missing),
    ).format(month=month.period.text, n=len(month.missing), days=days)
    return Finding("numbers:missing_days", "R3", Severity.UNKNOWN, text, {"days": month.missing})


def _outlook(context: Context, month: MonthPace, why: Why) -> list[Finding]:
    forecast, needed, target = month.forecast, month.needed, month.target
    unlikely = forecast.hit_probability is not None and forecast.hit_probability < context.playbook["forecast.tight"]
    if target is None or needed is None or needed.per_day_minor is None or forecast.p50 is None or not unlikely:
        return []
    currency = context.shop.currency
    out_of_reach = (forecast.hit_probability or 0.0) < context.playbook["forecast.out"]
    words = (
        _("{month} is out of reach at this pace: needs {needed} a day, likely end {low} – {high}, chance {chance}")
        if out_of_reach
        else _("{month} will be tight: needs {needed} a day, likely end {low} – {high}, chance {chance}")
    )
    short = round((target.amount_minor - forecast.p50) / month.days_left)
    return [
        Finding(
            key=f"numbers:month:{month.period.text}",
            rule="R3",
            severity=Severity.ACT if out_of_reach else Severity.WATCH,
            text=words.format(
                month=month.period.text,
                needed=money(needed.per_day_minor, currency),
                low=money(forecast.p10, currency),
                high=money(forecast.p90, currency),
                chance=chance(forecast.hit_probability),
            ),
            evidence={
                "target_minor": target.amount_minor,
                "month_to_date_minor": month.to_date_minor,
                "needed_per_day_minor": round(needed.per_day_minor),
                "p10_minor": forecast.p10,
                "p50_minor": forecast.p50,
                "p90_minor": forecast.p90,
                "hit_probability": forecast.hit_probability,
            },
            task=Proposal(
                "operations",
                _("Plan what brings {amount} more a day, or agree on another target").format(amount=money(short, currency)),
                _("sales a day"),
                money(needed.per_day_minor, currency),
                context.day + CHECK_AFTER,
            ),
            worth_minor=-max(short, 0),
            why=why,
        )
    ]


def _unknown(context: Context, day: JudgedDay, why: Why) -> list[Finding]:
    """What cannot be told yet, always with what is still missing."""
    if day.now is None:
        return []
    weeks = max(day.base.needs, day.moved["visitors"].score.needs)
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
