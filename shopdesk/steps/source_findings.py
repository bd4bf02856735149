"""What the sources tell: those that fell and want a cause, those that rose, and what does not add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.gaps import Gaps
from shopdesk.steps.gaps import findings_of as gap_findings
from shopdesk.steps.lost_words import SEARCH, LostWord, clause
from shopdesk.steps.lost_words import inputs as lost_inputs
from shopdesk.steps.product_troubles import Trouble, cause_of
from shopdesk.steps.reasons import Papers, weekday
from shopdesk.steps.source_costs import is_paid
from shopdesk.steps.source_levels import SETTINGS
from shopdesk.steps.sources import AT_LEAST, SourceRow, SourcesView, short_name
from shopdesk.text import _, from_minor, money, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.facts import SourceFigures

CHECK_AFTER = timedelta(days=4)
_SUBTOTAL_SLACK = 0.01


def findings_of(context: Context, view: SourcesView, gaps: Gaps, troubles: Sequence[Trouble]) -> list[Finding]:
    """Holes in the figures first; then the sources that moved, those gone, and a shift between them.

    What has a known cause – a hole, a promotion's end, a product out of stock, a fall of all alike – is said with it, once.
    """
    holes = gap_findings(context, gaps)
    fell = [row for row in view.rows if row.verdict == "fell"]
    moved = [_rose(context, row) for row in view.rows if row.verdict == "rose"]
    if not (gaps.shop or gaps.lost_in_report):
        over = view.special.just_over(context.day, context.playbook.whole("source.after_promotion_days"))
        counted = [row for row in fell if row not in gaps.sources]
        shifted = _shifted(context, view)
        if over and fell:
            moved.append(_after_promotion(context, counted, over))
        else:
            together = [row for row in counted if row.source in view.alike]
            moved += [_all_alike(context, view, together)] if together else []
            moved += [_fell(context, view, row, troubles, shifted) for row in counted if row not in together]
        moved += _gone(context, view, gaps)
        moved += [_mix_finding(context, view)] if shifted else []
    moved.sort(key=lambda finding: list(Severity).index(finding.severity))
    return [*holes, *moved, *_subtotals(view.days.get(context.day, {})), *_unknown(context, view)]


def _evidence(row: SourceRow) -> dict[str, object]:
    return {
        "source": row.source,
        "visitors": row.visitors,
        "baseline_visitors": row.baseline_visitors,
        "change": row.change,
        "since": row.since,
        "cost_minor": row.cost_minor,
    }


def _worth(context: Context, row: SourceRow) -> int | None:
    unit = float(from_minor(1, context.shop.currency))
    return round(row.effect.total / unit) if row.effect.total else None


def _rose(context: Context, row: SourceRow) -> Finding:
    """R13: what grew, what it cost, and what one visitor or buyer more cost."""
    currency = context.shop.currency
    text = _("{source}: {now} visitors, {change} over usual").format(
        source=short_name(row.source), now=number(row.visitors), change=percent(row.change, 0)
    )
    if row.cost_minor is not None:
        text = _("{finding}; spent {cost}").format(finding=text, cost=money(row.cost_minor, currency))
        if row.costs.per_visitor_minor is not None:
            each = money(row.costs.per_visitor_minor, currency, cents=True)
            text = _("{finding}, {each} a visitor").format(finding=text, each=each)
        if row.costs.per_extra_buyer_minor is not None:
            each = money(row.costs.per_extra_buyer_minor, currency)
            text = _("{finding}, {each} for each sale more").format(finding=text, each=each)
    elif is_paid(row.source):
        text = _("{finding}; what it cost is not known").format(finding=text)
    return Finding(f"shop:source:{row.source}", "R13", Severity.FINE, text, _evidence(row), None, _worth(context, row))


def _fell(context: Context, view: SourcesView, row: SourceRow, troubles: Sequence[Trouble], shifted: bool) -> Finding:
    name = short_name(row.source)
    text = _("{source}: {now} visitors, {change} under usual ({usual})").format(
        source=name, now=number(row.visitors), change=percent(abs(row.change or 0.0), 0), usual=number(row.baseline_visitors)
    )
    if row.days_down > 1 and row.since is not None:
        text = _("{finding}; down since {since}, {mean} a day instead of {usual}").format(
            finding=text, since=f"{row.since:%m-%d}", mean=number(row.mean_since), usual=number(row.usual_since)
        )
    if words := clause(_words_of(view, row)):
        text = _("{finding}; most of all lost in {words}").format(finding=text, words=words)
    lost = (row.usual_since or row.baseline_visitors or 0.0) - (
        row.mean_since if row.mean_since is not None else row.visitors or 0
    )
    known = cause_of(lost, row.since or context.day, troubles)
    if row.cause:
        text = _("{finding}. Cause: {cause}").format(finding=text, cause=safe(row.cause))
    elif known is not None:
        text = _("{finding}. Likely cause: {cause}").format(finding=text, cause=known.text)
    elif row.earlier_cause is not None:
        text = _("{finding}. Noted {day}: {cause}").format(
            finding=text, day=f"{row.earlier_cause.day:%m-%d}", cause=safe(row.earlier_cause.text)
        )
    severity = Severity.WATCH if row.cause or known is not None else Severity.ACT
    # in a shift between sources the loss of one is the gain of another: the shift tells the money
    worth = None if shifted else _worth(context, row)
    return Finding(f"shop:source:{row.source}", "R14", severity, text, _evidence(row), _win_back(context, row, name), worth)


def _words_of(view: SourcesView, row: SourceRow) -> tuple[LostWord, ...]:
    return view.lost_words if short_name(row.source) == SEARCH and row.verdict == "fell" else ()


def _after_promotion(context: Context, rows: Sequence[SourceRow], promotion: str) -> Finding:
    text = _("{n} sources are under usual after the promotion “{name}”: that is usual, buyers bought ahead").format(
        n=number(len(rows)), name=safe(promotion)
    )
    why = Why(
        _("After a promotion"),
        _("falls of the days right after a promotion are no fault; the promotion's own days are left out of what is usual"),
        tuple((short_name(row.source), f"{number(row.visitors)} / {number(row.baseline_visitors)}") for row in rows),
        threshold=_("for {n} days").format(n=context.playbook.whole("source.after_promotion_days")),
        rule="R14",
        settings=("source.after_promotion_days",),
    )
    return Finding("shop:after_promotion", "R14", Severity.FINE, text, {"sources": [row.source for row in rows]}, why=why)


def _all_alike(context: Context, view: SourcesView, rows: Sequence[SourceRow]) -> Finding:
    """One finding for a fall of everything, no source being to blame; a cause noted at the one that lost most settles it."""
    first = max(rows, key=lambda row: (row.baseline_visitors or 0.0) - (row.visitors or 0))
    known = [row for row in view.rows if row.source in view.alike]
    now, usual = sum(row.visitors or 0 for row in known), sum(row.baseline_visitors or 0.0 for row in known)
    text = _(
        "All sources together: {now} visitors, {change} under usual ({usual}), and all alike: look for one cause, the season, "
        "the platform, the weather or the figures"
    ).format(now=number(now), usual=number(usual), change=percent(1 - now / usual if usual else None, 0))
    if first.cause:
        text = _("{finding}. Cause: {cause}").format(finding=text, cause=safe(first.cause))
    why = Why(
        _("All sources"),
        _("visitors of all sources against the mean of the usual weekday; the sources beside the largest fell, too"),
        tuple(
            (
                short_name(row.source),
                f"{number(row.visitors)} / {number(row.baseline_visitors)} ({percent(row.change, 0, sign=True)})",
            )
            for row in sorted(known, key=lambda row: -(row.baseline_visitors or 0.0))[:12]
        ),
        threshold=_("beyond {share}").format(share=percent(context.playbook["source.noise"], 0)),
        rule="R14",
        settings=SETTINGS,
    )
    lost = [worth for row in known if (worth := _worth(context, row)) is not None]
    return Finding(
        "shop:alike",
        "R14",
        Severity.WATCH if first.cause else Severity.ACT,
        text,
        {
            "sources": [row.source for row in rows],
            "visitors": now,
            "baseline_visitors": usual,
            "change": now / usual - 1 if usual else None,
        },
        Proposal(
            "operations",
            _("Find what all sources share: season, platform, a promotion of others; and check that the figures are whole"),
            _("visitors of all sources"),
            _("back to {usual} a day").format(usual=number(usual)),
            context.day + CHECK_AFTER,
        ),
        sum(lost) if lost else None,
        why,
    )


def _shifted(context: Context, view: SourcesView) -> bool:
    """Visitors moved between sources: as many came as usual, from others, and that alone cost a part of the sales."""
    if view.effects is None or not any(row.verdict == "rose" for row in view.rows):
        return False
    known = [row for row in view.rows if row.visitors is not None and row.baseline_visitors is not None]
    now, usual = sum(row.visitors or 0 for row in known), sum(row.baseline_visitors or 0.0 for row in known)
    before = [figures for day in view.base_days for figures in view.days[day].values() if figures.is_leaf]
    sales = sum(figures.sales_minor or 0 for figures in before) / len(view.base_days) if view.base_days else 0.0
    if not usual or not sales or now < usual * (1 - context.playbook["source.noise"]):
        return False
    return view.effects.mix <= -context.playbook["mix.share"] * sales


def _mix_finding(context: Context, view: SourcesView) -> Finding:
    assert view.effects is not None, "asked for by _shifted"
    rose = max(
        (row for row in view.rows if row.verdict == "rose"), key=lambda row: (row.visitors or 0) - (row.baseline_visitors or 0.0)
    )
    text = _(
        "More visitors come from sources that sell badly, most of all {source} ({change}): conversion falls by that alone, the "
        "page is not to blame"
    ).format(source=short_name(rose.source), change=percent(rose.change, 0, sign=True))
    return Finding(
        "shop:mix",
        "R63",
        Severity.ACT,
        text,
        {"mix_minor": view.effects.mix, "volume_minor": view.effects.volume, "source": rose.source},
        Proposal(
            "promotion",
            _("Look at what {source} brings and costs; move its money to where visitors buy").format(
                source=short_name(rose.source)
            ),
            _("conversion of the shop"),
            _("as usual"),
            context.day + CHECK_AFTER,
        ),
        round(view.effects.mix),
        _mix_why(context, view),
    )


def _win_back(context: Context, row: SourceRow, name: str) -> Proposal:
    usual = row.usual_since if row.usual_since is not None else row.baseline_visitors
    return Proposal(
        "promotion",
        _("Win back visitors from {source}: check its products' rank, picture and stock, and refill").format(source=name),
        _("visitors from {source}").format(source=name),
        _("back to {usual} a day").format(usual=number(usual)),
        context.day + CHECK_AFTER,
    )


def _gone(context: Context, view: SourcesView, gaps: Gaps) -> list[Finding]:
    """Sources that the day's report does not name. One that fills another's place is a new name, no loss; a large one whose
    visitors the shop lacks, too, is lost."""
    all_usual = sum(row.baseline_visitors or 0.0 for row in view.rows)
    gone = [row for row in view.rows if row.visitors is None and row.baseline_visitors is not None]
    new = [row for row in view.rows if row.visitors is not None and row.baseline_visitors is None]
    found = []
    for row in gone:
        usual = row.baseline_visitors or 0.0
        heir = next((other for other in new if 0.5 < (other.visitors or 0) / usual < 2), None) if usual else None
        if heir is not None:
            text = _(
                "{source} is not in the report of {day}; {heir} has about as many visitors: renamed by the platform?"
            ).format(source=short_name(row.source), day=context.day.isoformat(), heir=short_name(heir.source))
            severity = Severity.UNKNOWN
        else:
            text = _("{source} is not in the report of {day}, usually {usual} visitors: gone, or renamed by the platform").format(
                source=short_name(row.source), day=context.day.isoformat(), usual=number(usual)
            )
            share = usual / all_usual if all_usual else 0.0
            lost = share >= context.playbook["source.gone_share"] and gaps.came_short(share)
            severity = Severity.ACT if lost else Severity.WATCH
        found.append(
            Finding(
                f"shop:gone:{row.source}",
                "R14",
                severity,
                text,
                {"source": row.source, "baseline_visitors": row.baseline_visitors},
                None if heir else _win_back(context, row, short_name(row.source)),
                None if heir else _worth(context, row),
                _gone_why(context, view, row),
            )
        )
    return found


def _gone_why(context: Context, view: SourcesView, row: SourceRow) -> Why:
    series = view.series.get(row.source, {})
    last = max((day for day, visitors in series.items() if visitors), default=None)
    return Why(
        short_name(row.source),
        _("sources of the usual weekday that the day's report does not name"),
        (
            (_("usual visitors"), number(row.baseline_visitors, 1)),
            (_("last seen"), last.isoformat() if last else "–"),
        ),
        threshold=_("told beyond {n} visitors").format(n=number(view.least)),
        rule="R14",
        settings=SETTINGS,
    )


def _subtotals(today: Mapping[str, SourceFigures]) -> list[Finding]:
    """Subtotals that disagree with their leaves: the report contradicts itself."""
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
            why = Why(
                short_name(parent.source),
                _("a subtotal of the report against the sum of the sources under it"),
                ((_("the report says"), number(parent.visitors)), (_("its parts"), number(total))),
                rule="R12",
            )
            found.append(Finding(f"shop:subtotal:{parent.source}", "R12", Severity.UNKNOWN, text, evidence, why=why))
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
        (_("its usual swing"), f"±{percent(row.swing, 0)}" if row.swing is not None else _("not known yet")),
    ]
    inputs += _cost_inputs(row, currency)
    if row.since is not None:
        inputs.append((_("down since"), row.since.isoformat()))
    inputs += lost_inputs(_words_of(view, row))
    return Why(
        short_name(row.source),
        _("visitors against the mean of the same weekday of the {n} weeks before; worth by LMDI per source").format(
            n=playbook.whole("baseline.weeks")
        ),
        tuple(inputs),
        threshold=_("fell or rose beyond {share} and {n} visitors, and beyond {z} of its own standard deviations").format(
            share=percent(playbook["source.noise"], 0), n=number(view.least), z=number(view.limit, 1)
        ),
        rule="R13" if row.verdict == "rose" else "R14",
        settings=SETTINGS,
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
        settings=("mix.share",),
    )
