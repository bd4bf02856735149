"""A shift between the sources: as many visitors as usual, from sources that sell badly (R63)."""

from __future__ import annotations

from datetime import timedelta

from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.sources import SourcesView, short_name
from shopdesk.text import _, money, percent

CHECK_AFTER = timedelta(days=4)


def shift_of(context: Context, view: SourcesView) -> Finding | None:
    """Visitors moved between sources, and that alone cost a part of the sales; None where it did not, or nothing tells."""
    rose = [row for row in view.rows if row.verdict == "rose"]
    if view.effects is None or not rose:
        return None
    known = [
        (row.visitors, row.baseline_visitors or 0.0)
        for row in view.rows
        if row.visitors is not None and (row.baseline_visitors is not None or row in rose)
    ]
    now, usual = sum(seen for seen, _usual in known), sum(base for _seen, base in known)
    before = [figures for day in view.base_days for figures in view.days[day].values() if figures.is_leaf]
    sales = sum(figures.sales_minor or 0 for figures in before) / len(view.base_days)
    fewer = now < usual * (1 - context.playbook["source.noise"])
    if not usual or not sales or fewer or view.effects.mix > -context.playbook["mix.share"] * sales:
        return None
    most = max(rose, key=lambda row: (row.visitors or 0) - (row.baseline_visitors or 0.0))
    name = short_name(most.source)
    return Finding(
        "shop:mix",
        "R63",
        Severity.ACT,
        _(
            "More visitors come from sources that sell badly, most of all {source} ({change}): conversion falls by that alone, "
            "the page is not to blame"
        ).format(source=name, change=percent(most.change, 0, sign=True) if most.change is not None else _("none before")),
        {"mix_minor": view.effects.mix, "volume_minor": view.effects.volume, "source": most.source},
        Proposal(
            "promotion",
            _("Look at what {source} brings and costs; move its money to where visitors buy").format(source=name),
            _("conversion of the shop"),
            _("as usual"),
            context.day + CHECK_AFTER,
        ),
        round(view.effects.mix),
        mix_why(context, view),
    )


def mix_why(context: Context, view: SourcesView) -> Why:
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
        settings=("mix.share",),
    )
