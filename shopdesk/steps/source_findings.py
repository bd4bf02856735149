"""What the sources tell: those that fell and want a cause, those that rose, and what does not add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.day_weights import calendar_of
from shopdesk.steps.gaps import Gaps
from shopdesk.steps.gaps import findings_of as gap_findings
from shopdesk.steps.known_causes import SETTINGS as KNOWN_SETTINGS
from shopdesk.steps.known_causes import KnownCause, known_cause, said
from shopdesk.steps.lost_words import clause
from shopdesk.steps.product_troubles import Trouble, cause_of
from shopdesk.steps.reasons import weekday
from shopdesk.steps.source_costs import is_paid
from shopdesk.steps.source_levels import SETTINGS, takes_place
from shopdesk.steps.source_shift import CHECK_AFTER, shift_of
from shopdesk.steps.sources import AT_LEAST, SourceRow, SourcesView, short_name
from shopdesk.text import _, aside, from_minor, money, ngettext, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.facts import SourceFigures

_SUBTOTAL_SLACK = 0.01


def findings_of(context: Context, view: SourcesView, gaps: Gaps, troubles: Sequence[Trouble]) -> list[Finding]:
    """Holes in the figures first; then the sources that moved, those gone, and a shift between them.

    What has a known cause – a hole, a promotion's end, a holiday, a product out of stock, a fall of all alike – is said with it,
    once.
    """
    holes = gap_findings(context, gaps)
    moved = [_rose(context, view, row) for row in view.rows if row.verdict == "rose"]
    if not (gaps.shop or gaps.lost_in_report):
        fell = [row for row in view.rows if row.verdict == "fell" and row not in gaps.sources]
        shift = shift_of(context, view)
        if known := _known(context, view):
            excused = [row for row in fell if _excused(context, row)]
            moved += [_explained(context, excused, known)] if excused else []
            fell = [row for row in fell if row not in excused]
        together = [row for row in fell if row.source in view.alike]
        moved += [_all_alike(context, view, together, troubles)] if together else []
        moved += [_fell(context, view, row, troubles, shift is not None) for row in fell if row not in together]
        moved += _gone(context, view, gaps)
        moved += [shift] if shift is not None else []
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


def _rose(context: Context, view: SourcesView, row: SourceRow) -> Finding:
    """R13: what grew, what it cost, and what one visitor or buyer more cost. `strangers`: enough of all visitors to look at it
    before the page (R63)."""
    currency = context.shop.currency
    text = _("{source}: {now} visitors, {change} over usual").format(
        source=short_name(row.source), now=number(row.visitors), change=percent(row.change, 0)
    )
    if row.baseline_visitors is None:
        text = _("{source}: {now} visitors, new: none on a usual {weekday}").format(
            source=short_name(row.source), now=number(row.visitors), weekday=weekday(context.day)
        )
    more = (row.visitors or 0) - (row.baseline_visitors or 0.0)
    everybody = sum(other.visitors or 0 for other in view.rows)
    strangers = more >= context.playbook["page.mix_moved"] * everybody
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
    evidence = _evidence(row) | {"strangers": strangers}
    return Finding(f"shop:source:{row.source}", "R13", Severity.FINE, text, evidence, None, _worth(context, row))


def _fell(context: Context, view: SourcesView, row: SourceRow, troubles: Sequence[Trouble], shifted: bool) -> Finding:
    name = short_name(row.source)
    text = _("{source}: {now} visitors, {change} under usual ({usual})").format(
        source=name, now=number(row.visitors), change=percent(abs(row.change or 0.0), 0), usual=number(row.baseline_visitors)
    )
    if row.days_down > 1 and row.since is not None:
        text = _("{finding}; down since {since}, {mean} a day instead of {usual}").format(
            finding=text, since=f"{row.since:%m-%d}", mean=number(row.mean_since), usual=number(row.usual_since)
        )
    if words := clause(view.words_of(row)):
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
    evidence = _evidence(row) | ({"out_of_stock": known.product_id} if known is not None and not row.cause else {})
    severity = Severity.WATCH if row.cause or known is not None else Severity.ACT
    # in a shift between sources the loss of one is the gain of another: the shift tells the money
    worth = None if shifted else _worth(context, row)
    return Finding(f"shop:source:{row.source}", "R14", severity, text, evidence, _win_back(context, row, name), worth)


def _known(context: Context, view: SourcesView) -> KnownCause | None:
    near = timedelta(days=context.playbook.whole("known.days"))
    return known_cause(context, view.special, calendar_of(context, context.day - near, context.day + near))


def _excused(context: Context, row: SourceRow) -> bool:
    """A fall no deeper than what a known cause explains in the whole shop, and a source's own noise."""
    playbook = context.playbook
    return (row.visitors or 0) >= (1 - playbook["known.fall"]) * (1 - playbook["source.noise"]) * (row.baseline_visitors or 0.0)


def _explained(context: Context, rows: Sequence[SourceRow], known: KnownCause) -> Finding:
    """One line for all the falls that a known cause explains; no fault, so nothing to do."""
    playbook = context.playbook
    text = ngettext(
        "{cause}: {n} source is under usual, no fault", "{cause}: {n} sources are under usual, no fault", len(rows)
    ).format(cause=said(known), n=number(len(rows)))
    why = Why(
        _("Known cause"),
        _("a fall right after a promotion, in a holiday or about one is no fault, unless it is deeper than such falls are"),
        tuple((short_name(row.source), f"{number(row.visitors)} / {number(row.baseline_visitors)}") for row in rows),
        threshold=_("{n} days about it; up to {fall} under usual, and the noise of a source ({noise})").format(
            n=playbook.whole("known.days"), fall=percent(playbook["known.fall"], 0), noise=percent(playbook["source.noise"], 0)
        ),
        rule="R14",
        settings=(*KNOWN_SETTINGS, "source.noise"),
    )
    return Finding(f"shop:{known.kind}", "R14", Severity.FINE, text, {"sources": [row.source for row in rows]}, why=why)


def _all_alike(context: Context, view: SourcesView, rows: Sequence[SourceRow], troubles: Sequence[Trouble]) -> Finding:
    """One finding for a fall of everything, no source being to blame. A cause noted at the one that lost most settles it, and
    so does a product out of stock whose visitors are what the shop lacks."""
    first = max(rows, key=lambda row: (row.baseline_visitors or 0.0) - (row.visitors or 0))
    known = [row for row in view.rows if row.source in view.alike]
    now, usual = sum(row.visitors or 0 for row in known), sum(row.baseline_visitors or 0.0 for row in known)
    out = cause_of(usual - now, first.since or context.day, troubles) if not first.cause else None
    if out is not None and usual - now - out.lost_visitors > context.playbook["source.noise"] * usual:
        out = None  # the others lost more than noise, too
    text = _("All sources together: {now} visitors, {change} under usual ({usual}), and all alike").format(
        now=number(now), usual=number(usual), change=percent(1 - now / usual if usual else None, 0)
    )
    if first.cause:
        text = _("{finding}. Cause: {cause}").format(finding=text, cause=safe(first.cause))
    elif out is not None:
        text = _("{finding}. Likely cause: {cause}").format(finding=text, cause=out.text)
    else:
        text = _("{finding}: look for one cause, the season, the platform, the weather or the figures").format(finding=text)
    why = Why(
        _("All sources"),
        _("visitors of all sources against the mean of the usual weekday; the sources beside the largest fell, too"),
        tuple(
            (
                short_name(row.source),
                aside(f"{number(row.visitors)} / {number(row.baseline_visitors)}", percent(row.change, 0, sign=True)),
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
        Severity.WATCH if first.cause or out is not None else Severity.ACT,
        text,
        {
            "sources": [row.source for row in rows],
            "visitors": now,
            "baseline_visitors": usual,
            "change": now / usual - 1 if usual else None,
            "out_of_stock": out.product_id if out is not None else None,
        },
        None
        if out is not None
        else Proposal(
            "operations",
            _("Find what all sources share: season, platform, a promotion of others; and check that the figures are whole"),
            _("visitors of all sources"),
            _("back to {usual} a day").format(usual=number(usual)),
            context.day + CHECK_AFTER,
        ),
        sum(lost) if lost else None,
        why,
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
        heir = next((other for other in new if takes_place(other.visitors or 0, usual)), None)
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
        settings=(*SETTINGS, "source.gone_share"),
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
