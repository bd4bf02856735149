"""A conversion or average spend that fell and stayed low, as step 1 tells it (R11), and the words it shares with a day's fall."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shopdesk.analysis.lasting import Lasting
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.source_mix import SourceMix
from shopdesk.steps.usual import JudgedDay, Moved, factor_value
from shopdesk.text import _, money, number, percent

CHECK_AFTER = timedelta(days=4)
_BY_MIX = 0.5  # of what the fall costs a day that other sources must cost for them to be its cause


def fall_finding(context: Context, day: JudgedDay, moved: Moved, why: Why, mix: SourceMix | None) -> Finding:
    """A fall that stayed: what one day, or a "usual" that holds half of it by now, would hide."""
    fall, currency = moved.lasting, context.shop.currency
    assert fall is not None
    conversion = moved.name == "conversion"
    words = (
        _("Conversion {now} since about {since}, {n} days; before {usual} ({change})")
        if conversion
        else _("Average spend {now} since about {since}, {n} days; before {usual} ({change})")
    )
    text = words.format(
        now=factor_value(moved.name, fall.now, currency),
        since=f"{fall.since:%m-%d}",
        n=fall.days,
        usual=factor_value(moved.name, fall.usual, currency),
        change=percent(fall.change, 0, sign=True),
    )
    each = 1.0 if not conversion else day.moved["average_spend"].baseline
    worth = None if each is None else round(fall.whole * (fall.now - fall.usual) * each)
    severity = Severity.ACT
    if conversion and mix is not None and mix.explains_fall and (worth is None or mix.mix <= worth * _BY_MIX):
        severity, text = Severity.WATCH, who_came(context, text, mix)
    suffix = "" if conversion else "_minor"
    return Finding(
        key=f"numbers:{moved.name}",
        rule="R11",
        severity=severity,
        text=text,
        evidence={
            f"value{suffix}": fall.now,
            f"usual{suffix}": fall.usual,
            "change": fall.change,
            "since": fall.since,
            "days": fall.days,
            "score": fall.z,
        },
        task=task_of(context, moved, fall.usual) if severity is Severity.ACT else None,
        worth_minor=worth,
        why=_why(context, moved, fall, why),
    )


def _why(context: Context, moved: Moved, fall: Lasting, why: Why) -> Why:
    currency = context.shop.currency
    return replace(
        why,
        formula=_("the days since the fall began, pooled, against the eight weeks before it, each weekday against its own"),
        inputs=(
            (_("since"), _("{day}, {n} days known").format(day=fall.since.isoformat(), n=fall.days)),
            (_("since then"), factor_value(moved.name, fall.now, currency)),
            (_("before"), factor_value(moved.name, fall.usual, currency)),
            *why.inputs,
        ),
        interval="",
        threshold=_("score {z}; told beyond {limit}, raised for every beginning that is tried").format(
            z=number(fall.z, 1), limit=number(context.playbook["lasting.z"], 1)
        ),
        settings=("lasting.z", "lasting.conversion" if moved.name == "conversion" else "lasting.spend"),
    )


def who_came(context: Context, text: str, mix: SourceMix) -> str:
    words = _("{finding}; it is who came: every source converts about as usual, other sources than usual are worth {mix}")
    return words.format(finding=text, mix=money(mix.mix, context.shop.currency, sign=True))


def task_of(context: Context, moved: Moved, usual_rate: float | None) -> Proposal:
    usual = factor_value(moved.name, usual_rate, context.shop.currency)
    title, metric = {
        "visitors": (_("Find the source that lost visitors and win them back"), _("visitors")),
        "conversion": (_("Find why fewer visitors buy: price, stock, page, reviews, service"), _("conversion")),
        "average_spend": (_("Find why buyers spend less: discounts, bundles, cheaper items"), _("average spend")),
    }[moved.name]
    return Proposal("operations", title, metric, _("back to {usual}").format(usual=usual), context.day + CHECK_AFTER)
