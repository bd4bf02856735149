"""What there is to say about copies of our main products."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.copycats import Match
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.conversion_line import effect_said
from shopdesk.steps.copies import OPEN, Shelf, lost_a_day_minor
from shopdesk.text import _, clip, listed, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.listings import CopycatRow

COPY_SETTINGS = (
    "copycats.title_line",
    "copycats.title_look",
    "copycats.words_look",
    "copycats.picture_same",
    "copycats.picture_likely",
    "copycats.picture_look",
    "copycats.effect_days",
)


def copycats(rows: Sequence[CopycatRow], context: Context) -> list[Finding]:
    found = []
    for row in rows:
        if not row.is_main or row.state not in OPEN:
            continue
        if row.match == Match.SAME_PICTURE.value and row.state == "seen":
            found.append(_copycat(row, "R50", context))
        elif row.match in (Match.SAME_PICTURE.value, Match.LIKELY.value):
            found.append(_copycat(row, "R47", context))
        elif row.match == Match.LOOK.value and row.lost_orders and (row.price_gap or 0) > 0:
            found.append(_look_alike(row, context))
    return found


def _look_alike(row: CopycatRow, context: Context) -> Finding:
    """Alike, but not surely a copy: cheaper and sold, it is worth the person's look."""
    title, seller = safe(row.our_title), safe(row.seller) or _("a seller")
    return Finding(
        key=f"listings:copycat:{row.id}",
        rule="R47",
        severity=Severity.WATCH,
        text=_("{title}: {seller} may sell the same style{costs}").format(
            title=title, seller=seller, costs=_costs(row, context.shop.currency)
        ),
        evidence=_evidence(row),
        task=Proposal("operations", _("Look at the offer beside {title}: is it the same style?").format(title=title)),
    )


def _copycat(row: CopycatRow, rule: str, context: Context) -> Finding:
    """R50: the picture is ours, complain. R47: the style is, answer with price and picture."""
    title, seller = safe(row.our_title), safe(row.seller) or _("a seller")
    costs = _costs(row, context.shop.currency)
    if rule == "R50":
        text = _("{title}: {seller} uses our picture{costs}").format(title=title, seller=seller, costs=costs)
        task = Proposal(
            "operations",
            _("Complain about the stolen picture of {title}: both links, our original, the dates").format(title=title),
            metric=_("state of the complaint"),
            expect=_("upheld, the page gone"),
            check_on=context.today + timedelta(days=3),
        )
    else:
        text = _("{title}: {seller} sells the same style{costs}").format(title=title, seller=seller, costs=costs)
        task = Proposal(
            "operations",
            _("Answer the copy of {title}: price, first picture, what sets ours apart").format(title=title),
            metric=_("conversion of {title}").format(title=title),
            expect=_("back to the weeks before the copy"),
            check_on=context.today + timedelta(days=7),
        )
    lost = lost_a_day_minor(row)
    surely = row.effect is not None and row.effect.fell is True
    hurts = bool(row.lost_orders) or (row.price_gap or 0) > 0
    return Finding(
        key=f"listings:copycat:{row.id}",
        rule=rule,
        severity=Severity.ACT if rule == "R50" or hurts else Severity.WATCH,
        text=text,
        evidence=_evidence(row),
        task=task,
        worth_minor=-lost if lost is not None and surely else None,
    )


def _evidence(row: CopycatRow) -> dict[str, object]:
    return {
        "product_id": row.product_id,
        "url": row.url,
        "similarity": row.similarity,
        "shared_words": row.shared_words,
        "same_picture": row.same_picture,
        "picture_distance": row.picture_distance,
        "price_minor": row.price_minor,
        "our_price_minor": row.our_price_minor,
        "price_gap": row.price_gap,
        "lost_orders": row.lost_orders,
        "lost_at_most_minor": lost_a_day_minor(row),
        "effect": row.effect,
    }


def _costs(row: CopycatRow, currency: str) -> str:
    """What it may cost: the most it can, and whether our own conversion bears that out."""
    said = ""
    if row.price_gap is not None:
        said += _(", {gap}").format(gap=gap_said(row.price_gap))
    if row.lost_orders:
        said += _(", {orders} sold since {day}").format(orders=number(row.lost_orders), day=f"{row.first_seen:%m-%d}")
    if (lost := lost_a_day_minor(row)) is not None:
        said += _("; {amount} a day lost at most").format(amount=money(lost, currency))
        if row.effect is not None and row.effect.fell is not True:
            said += _(", our conversion has not fallen beyond chance")
    return said


def gap_said(gap: float | None) -> str:
    """ "20 % cheaper" or "43 % dearer" than ours; "–" where a price is not known."""
    if gap is None:
        return "–"
    if abs(gap) < 0.005:
        return _("as dear as ours")
    return (_("{gap} cheaper") if gap > 0 else _("{gap} dearer")).format(gap=percent(abs(gap), 0))


def why_copycat(row: CopycatRow, context: Context) -> Why:
    currency, book = context.shop.currency, context.playbook
    return Why(
        title=_("A copy of {title}").format(title=safe(row.our_title)),
        formula=_(
            "titles: cosine of character pairs, rare ones count more; price gap = (ours − theirs) / ours; "
            "lost a day, at most = their sales since first seen / days × our price; a loss only where our "
            "conversion has fallen beyond chance since"
        ),
        inputs=(
            (_("title similarity"), number(row.similarity, 2)),
            (_("words in common, in any order"), percent(row.shared_words, 0)),
            (_("same picture"), {True: _("yes"), False: _("no"), None: _("not compared")}[row.same_picture]),
            (
                _("pictures differ by"),
                "" if row.picture_distance is None else _("{bits} of 64 bits").format(bits=row.picture_distance),
            ),
            (_("our price"), money(row.our_price_minor, currency, cents=True)),
            (_("their price"), money(row.price_minor, currency, cents=True)),
            (_("sold since first seen"), number(row.lost_orders)),
            (_("lost a day, at most"), money(lost_a_day_minor(row), currency, cents=True)),
            (_("first seen"), str(row.first_seen)),
            (_("last looked at"), str(row.last_seen)),
            (_("our conversion before, since"), effect_said(row.effect)),
        ),
        threshold=_(
            "the same from a similarity of {line}, to look at from {look} or from {words} of the words in common; a complaint "
            "only for the same picture, which is at most {bits} bits apart"
        ).format(
            line=number(book["copycats.title_line"], 2),
            look=number(book["copycats.title_look"], 2),
            words=percent(book["copycats.words_look"], 0),
            bits=book.whole("copycats.picture_same"),
        ),
        rule="R50" if row.same_picture else "R47",
        settings=COPY_SETTINGS,
    )


def unanswered(rows: Sequence[CopycatRow], context: Context) -> list[Finding]:
    """Complaints that nobody answered for days: they are followed up."""
    line = context.playbook.whole("copycats.answer_days")
    return [
        Finding(
            key=f"listings:complaint:{row.id}",
            rule="R50",
            severity=Severity.WATCH,
            text=_("{title}: the complaint of {day} has no answer yet").format(
                title=clip(safe(row.our_title), 24), day=f"{row.since:%m-%d}"
            ),
            evidence={"product_id": row.product_id, "url": row.url, "complained_on": row.since},
            task=Proposal(
                "operations", _("Ask the platform what became of the complaint about {title}").format(title=safe(row.title))
            ),
            why=Why(
                title=_("A complaint without an answer"),
                formula=_("days since the complaint was noted"),
                inputs=((_("complained"), str(row.since)), (_("this morning"), str(context.today))),
                threshold=_("more than {days} days").format(days=line),
                rule="R50",
                settings=("copycats.answer_days",),
            ),
        )
        for row in rows
        if row.state == "complained" and row.since is not None and (context.today - row.since).days > line
    ]


def unchecked(ours: Shelf, looked: Mapping[str, Collection[date]], context: Context) -> list[Finding]:
    """Main products whose copies nobody looked for lately (R49)."""
    line = context.playbook.whole("copycats.check_days")
    last = {key: max(looked[key]) for key in ours.mains if looked.get(key)}
    late = [key for key in ours.mains if key not in last or (context.today - last[key]).days > line]
    if not late:
        return []
    titles = listed(clip(safe(ours.title(key)), 24) for key in late)
    return [
        Finding(
            key="listings:unchecked",
            rule="R49",
            severity=Severity.WATCH,
            text=_("Not searched for copies lately: {titles}").format(titles=titles),
            evidence={"products": {key: last.get(key) for key in late}},
            task=Proposal("operations", _("Search copies of the main products: full title, then sort by sales")),
            why=why_checked(context, ours),
        )
    ]


def why_checked(context: Context, ours: Shelf) -> Why:
    return Why(
        title=_("Last search for copies"),
        formula=_(
            "the latest of: offers were compared, a copycat of it was looked at, the check was ticked (main products); "
            "in a row = mornings without a gap"
        ),
        inputs=(
            (_("product figures of"), str(ours.day) if ours.day else _("none")),
            (_("this morning"), str(context.today)),
        ),
        threshold=_("more than {days} days is overdue").format(days=context.playbook.whole("copycats.check_days")),
        rule="R49",
        settings=("copycats.check_days", "products.main_count"),
    )
