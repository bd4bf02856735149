"""The reason behind each source's figures: what `?` opens."""

from __future__ import annotations

from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.lost_words import inputs as lost_inputs
from shopdesk.steps.reasons import Papers
from shopdesk.steps.source_costs import is_paid
from shopdesk.steps.source_levels import SETTINGS
from shopdesk.steps.source_shift import mix_why
from shopdesk.steps.sources import SourceRow, SourcesView, short_name
from shopdesk.text import _, from_minor, money, number, percent


def whys_of(context: Context, view: SourcesView) -> dict[str, Why]:
    """By "source:<path>", and "mix_effect"."""
    papers = Papers(context.db, {figures.import_id for day in view.days.values() for figures in day.values()})
    return {f"source:{row.source}": _why(context, view, row, papers) for row in view.rows} | {
        "mix_effect": mix_why(context, view)
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
        (_("its usual swing"), f"±{percent(row.swing, 0)}" if row.swing is not None else _("not known yet")),
    ]
    inputs += _cost_inputs(row, currency)
    if row.since is not None:
        inputs.append((_("down since"), row.since.isoformat()))
    inputs += lost_inputs(view.words_of(row))
    return Why(
        short_name(row.source),
        _("visitors against the mean of the same weekday of the {n} weeks before; worth by LMDI per source").format(
            n=playbook.whole("baseline.weeks")
        ),
        tuple(inputs),
        threshold=_("fell or rose beyond {share} and {n} visitors, and beyond {z} of its own standard deviations").format(
            share=percent(playbook["source.noise"], 0), n=number(view.least), z=number(view.limit, 1)
        ),
        rule={"rose": "R13", "usual": "R111"}.get(row.verdict, "R14"),
        settings=(*SETTINGS, "source.noise_early"),
    )


def _cost_inputs(row: SourceRow, currency: str) -> list[tuple[str, str]]:
    """R13; what is not known is said."""
    cost = row.costs
    if cost.spend_minor is None:
        return [(_("cost"), _("not known: no ads of that name, no spend in the promotion log"))] if is_paid(row.source) else []
    spent = money(cost.spend_minor, currency, cents=True)
    figures = [
        (_("cost"), _("{money} (promotion log)").format(money=spent) if cost.logged else spent),
        (_("usual cost"), money(cost.usual_minor, currency, cents=True)),
        (_("cost a visitor"), money(cost.per_visitor_minor, currency, cents=True)),
        (_("cost a visitor more"), money(cost.per_extra_visitor_minor, currency, cents=True)),
        (_("cost a sale more"), money(cost.per_extra_buyer_minor, currency, cents=True)),
    ]
    return [figure for figure in figures if figure[1] != "–"]
