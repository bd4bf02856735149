"""What the sources tell: those that fell and want a cause, those that rose, and what does not add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.reasons import Papers, weekday
from shopdesk.steps.sources import AT_LEAST, SourceRow, SourcesView, short_name
from shopdesk.text import _, from_minor, money, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.facts import SourceFigures

CHECK_AFTER = timedelta(days=4)
_SUBTOTAL_SLACK = 0.01


def findings_of(context: Context, view: SourcesView, shop_visitors: int | None) -> list[Finding]:
    """The sources that moved, the falling ones without a cause first; then those gone and the sums that disagree."""
    moved = [_moved(context, row) for row in view.rows if row.verdict in ("fell", "rose")]
    moved.sort(key=lambda finding: list(Severity).index(finding.severity))
    today = view.days.get(context.day, {})
    return [*moved, *_gone(context, view.rows), *_sums(context, today, shop_visitors), *_unknown(context, view)]


def _moved(context: Context, row: SourceRow) -> Finding:
    currency = context.shop.currency
    name = short_name(row.source)
    unit = float(from_minor(1, currency))
    effect = round(row.effect.total / unit) if row.effect.total else None
    evidence = {
        "source": row.source,
        "visitors": row.visitors,
        "baseline_visitors": row.baseline_visitors,
        "change": row.change,
        "since": row.since,
        "cost_minor": row.cost_minor,
    }
    if row.verdict == "rose":
        text = _("{source}: {now} visitors, {change} over usual").format(
            source=name, now=number(row.visitors), change=percent(row.change, 0)
        )
        more = (row.visitors or 0) - (row.baseline_visitors or 0.0)
        if row.cost_minor is not None and more > 0:
            text = _("{finding}; spent {cost}").format(finding=text, cost=money(row.cost_minor, currency))
        return Finding(f"shop:source:{row.source}", "R13", Severity.FINE, text, evidence, None, effect)
    text = _("{source}: {now} visitors, {change} under usual ({usual})").format(
        source=name, now=number(row.visitors), change=percent(abs(row.change or 0.0), 0), usual=number(row.baseline_visitors)
    )
    if row.days_down > 1 and row.since is not None:
        text = _("{finding}; down since {since}, {mean} a day instead of {usual}").format(
            finding=text, since=f"{row.since:%m-%d}", mean=number(row.mean_since), usual=number(row.usual_since)
        )
    if row.cause:
        text = _("{finding}. Cause: {cause}").format(finding=text, cause=safe(row.cause))
    elif row.earlier_cause is not None:
        text = _("{finding}. Noted {day}: {cause}").format(
            finding=text, day=f"{row.earlier_cause.day:%m-%d}", cause=safe(row.earlier_cause.text)
        )
    severity = Severity.WATCH if row.cause else Severity.ACT
    return Finding(f"shop:source:{row.source}", "R14", severity, text, evidence, _win_back(context, row, name), effect)


def _win_back(context: Context, row: SourceRow, name: str) -> Proposal:
    usual = row.usual_since if row.usual_since is not None else row.baseline_visitors
    return Proposal(
        "promotion",
        _("Win back visitors from {source}: check its products' rank, picture and stock, and refill").format(source=name),
        _("visitors from {source}").format(source=name),
        _("back to {usual} a day").format(usual=number(usual)),
        context.day + CHECK_AFTER,
    )


def _gone(context: Context, rows: Sequence[SourceRow]) -> list[Finding]:
    return [
        Finding(
            f"shop:gone:{row.source}",
            "R14",
            Severity.WATCH,
            _("{source} is not in the report of {day}, usually {usual} visitors: gone, or renamed by the platform").format(
                source=short_name(row.source), day=context.day.isoformat(), usual=number(row.baseline_visitors)
            ),
            {"source": row.source, "baseline_visitors": row.baseline_visitors},
        )
        for row in rows
        if row.visitors is None and row.baseline_visitors is not None
    ]


def _sums(context: Context, today: Mapping[str, SourceFigures], shop_visitors: int | None) -> list[Finding]:
    """Subtotals that disagree with their leaves, and sources that leave too many of the shop's visitors unexplained."""
    found = []
    leaves = [row for row in today.values() if row.is_leaf]
    for parent in (row for row in today.values() if not row.is_leaf):
        below = [leaf.visitors for leaf in leaves if leaf.source.startswith(parent.source + " / ")]
        known = [visitors for visitors in below if visitors is not None]
        total = sum(known)
        if not parent.visitors or not known or len(known) < len(below):
            continue
        if abs(total / parent.visitors - 1) > _SUBTOTAL_SLACK:
            text = _("{source}: the report says {said} visitors, its parts add up to {total}").format(
                source=short_name(parent.source), said=number(parent.visitors), total=number(total)
            )
            evidence = {"source": parent.source, "report_says": parent.visitors, "we_sum": total}
            found.append(Finding(f"shop:subtotal:{parent.source}", "R12", Severity.WATCH, text, evidence))
    visitors = [leaf.visitors for leaf in leaves if leaf.visitors is not None]
    if shop_visitors and visitors and sum(visitors) < shop_visitors * (1 - context.playbook["sources.sum_slack"]):
        text = _("The sources explain {sum} of the shop's {all} visitors: the report lacks some").format(
            sum=number(sum(visitors)), all=number(shop_visitors)
        )
        evidence = {"sources": sum(visitors), "shop": shop_visitors}
        found.append(Finding("shop:sources_sum", "R12", Severity.WATCH, text, evidence))
    return found


def _unknown(context: Context, view: SourcesView) -> list[Finding]:
    missing = AT_LEAST - len(view.base_days)
    if not view.rows or missing <= 0:
        return []
    text = ngettext(
        "What the sources usually bring cannot be told yet: the source report of {n} more {weekday} is needed",
        "What the sources usually bring cannot be told yet: the source reports of {n} more {weekday}s are needed",
        missing,
    ).format(n=missing, weekday=weekday(context.day))
    return [Finding("shop:sources_history", "R14", Severity.UNKNOWN, text, {"weeks_needed": missing})]


# --- why -----------------------------------------------------------------------------------------------------------


def whys_of(context: Context, view: SourcesView) -> dict[str, Why]:
    """By "source:<path>", and "mix_effect"."""
    papers = Papers(context.db, {figures.import_id for day in view.days.values() for figures in day.values()})
    return {f"source:{row.source}": _why(context, view, row, papers) for row in view.rows} | {
        "mix_effect": _mix_why(context, view)
    }


def _why(context: Context, view: SourcesView, row: SourceRow, papers: Papers) -> Why:
    currency, playbook = context.shop.currency, context.playbook
    unit = float(from_minor(1, currency))

    def worth(value: float | None) -> str:
        return money(None if value is None else value / unit, currency, sign=True, cents=True)

    inputs = [
        (_("visitors"), papers.cite(number(figures.visitors), figures.import_id, day, "sycm_source"))
        for day, sources in view.days.items()
        if (figures := sources.get(row.source)) is not None
    ]
    inputs += [
        (_("usual visitors"), number(row.baseline_visitors, 1)),
        (_("change"), percent(row.change, 1, sign=True)),
        (_("worth of visitors"), worth(row.effect.visitors)),
        (_("worth of conversion"), worth(row.effect.conversion)),
        (_("worth of average spend"), worth(row.effect.average_spend)),
        (_("cost"), money(row.cost_minor, currency, cents=True)),
    ]
    if row.cost_minor is not None and row.visitors:
        inputs.append((_("cost a visitor"), money(row.cost_minor / row.visitors, currency, cents=True)))
    if row.since is not None:
        inputs.append((_("down since"), row.since.isoformat()))
    return Why(
        short_name(row.source),
        _("visitors against the mean of the same weekday of the {n} weeks before; worth by LMDI per source").format(
            n=playbook.whole("baseline.weeks")
        ),
        tuple(inputs),
        threshold=_("fell or rose beyond {share} and {n} visitors, and beyond chance (95 %)").format(
            share=percent(playbook["source.noise"], 0), n=number(playbook["source.noise_visitors"])
        ),
        rule="R14",
    )


def _mix_why(context: Context, view: SourcesView) -> Why:
    volume, mix = (view.effects.volume, view.effects.mix) if view.effects else (None, None)
    currency = context.shop.currency
    return Why(
        _("Source mix"),
        _("worth of all sources' visitors less that of their total: visitors moved between sources that sell well and badly"),
        (
            (_("more or fewer visitors altogether"), money(volume, currency, sign=True, cents=True)),
            (_("mix"), money(mix, currency, sign=True, cents=True)),
        ),
        rule="R12",
    )
