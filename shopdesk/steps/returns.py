"""What comes back (R137): each product's return rate against the others', and the reasons, the most frequent first (R169)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.rates import benjamini_hochberg, two_proportions, wilson
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.goods import Goods
from shopdesk.text import _, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.returns import Sent

SETTINGS = ("returns.days", "returns.wait_days", "returns.least_orders", "returns.false_share")
_ABOUT_THE_PAGE = ("描述", "不符", "色差", "尺码", "尺寸", "大小", "材质", "图片", "效果")  # reasons that the page may put right
_NAMED = 5  # reasons and products that an explanation names
CHECK_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class ReturnRow:
    """A product's orders and how many came back; rates 0..1. `others` is the rate of all other products together."""

    product_id: str
    orders: int
    returned: int
    rate: float
    low: float
    high: float
    others: float | None
    verdict: Literal["high", "usual", "unknown"]
    reason: str  # the most frequent one, "" where none was given


@dataclass(frozen=True)
class Pareto:
    """A reason, how often it was given, and the share of it and of all more frequent ones together."""

    reason: str
    count: int
    share: float
    together: float


@dataclass(frozen=True)
class Returns:
    """Of the orders paid from `first` to `last`."""

    first: date
    last: date
    orders: int
    returned: int
    rows: tuple[ReturnRow, ...]  # those that stand out, then the most returned
    reasons: tuple[Pareto, ...]

    @property
    def rate(self) -> float:
        return self.returned / self.orders

    def of(self, product_id: str) -> ReturnRow | None:
        return next((row for row in self.rows if row.product_id == product_id), None)


def returns_of(context: Context) -> Returns | None:
    """None while refunds or the orders they belong to are not known.

    The newest days are left out, for what they sold has not had the time to come back; so are days before the first refund and
    after the last one, of which nobody knows what came back.
    """
    from shopdesk.records import returns

    db, shop, playbook = context.db, context.shop.id, context.playbook
    span = returns.known_span(db, shop, context.day)
    if span is None:
        return None
    last = min(context.day - timedelta(days=playbook.whole("returns.wait_days")), span[1])
    first = max(last - timedelta(days=playbook.whole("returns.days") - 1), span[0])
    sent = returns.sent_back(db, shop, first, last, context.day) if first <= last else []
    if not sent:
        return None
    told = returns.reasons(db, shop, first, context.day)
    most: dict[str, str] = {}
    everywhere: Counter[str] = Counter()
    for found in told:
        most.setdefault(found.product_id, found.reason)
        everywhere[found.reason] += found.count
    return Returns(
        first,
        last,
        sum(product.orders for product in sent),
        sum(product.returned for product in sent),
        _rows(context, sent, most),
        _pareto(everywhere),
    )


def _rows(context: Context, sent: Sequence[Sent], most: Mapping[str, str]) -> tuple[ReturnRow, ...]:
    orders, returned = sum(product.orders for product in sent), sum(product.returned for product in sent)
    least = context.playbook["returns.least_orders"]
    tested = [product for product in sent if least <= product.orders <= orders - least]
    chances = [
        two_proportions(product.returned, product.orders, returned - product.returned, orders - product.orders).p
        for product in tested
    ]
    believed = benjamini_hochberg(chances, context.playbook["returns.false_share"]) if chances else []
    clear = {product.product_id for product, ok in zip(tested, believed, strict=True) if ok}
    compared = {product.product_id for product in tested}
    rows = []
    for product in sent:
        key, rest = product.product_id, orders - product.orders
        bounds = wilson(product.returned, product.orders)
        others = (returned - product.returned) / rest if rest else None
        high = key in clear and others is not None and bounds.low > others
        rows.append(
            ReturnRow(
                key,
                product.orders,
                product.returned,
                product.returned / product.orders,
                bounds.low,
                bounds.high,
                others,
                "high" if high else "usual" if key in compared else "unknown",
                most.get(key, ""),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.verdict != "high", -row.returned, row.product_id)))


def _pareto(counts: Mapping[str, int]) -> tuple[Pareto, ...]:
    whole, sofar, rows = sum(counts.values()), 0, []
    for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        sofar += count
        rows.append(Pareto(reason, count, count / whole, sofar / whole))
    return tuple(rows)


# --- what is said of them ------------------------------------------------------------------------------------------


def findings_of(context: Context, goods: Goods, found: Returns | None) -> list[Finding]:
    """A finding for each product of which clearly more comes back than of the others; a main product asks for action."""
    return [_finding(context, goods, row) for row in found.rows if row.verdict == "high"] if found is not None else []


def _finding(context: Context, goods: Goods, row: ReturnRow) -> Finding:
    name = goods.title(row.product_id)
    text = _("{product}: {rate} of {orders} orders come back, of the other products {others}").format(
        product=name, rate=percent(row.rate, 0), orders=number(row.orders), others=percent(row.others, 0)
    )
    task = _("Find out why {product} comes back, put it right and say it on the page").format(product=name)
    if row.reason:
        text = _("{finding}; mostly “{reason}”").format(finding=text, reason=safe(row.reason))
        task = _("{product} comes back for “{reason}”: put it right, in the goods or on the page").format(
            product=name, reason=safe(row.reason)
        )
    about_the_page = any(word in row.reason for word in _ABOUT_THE_PAGE)
    total = goods.totals.get(row.product_id)
    daily = total.sales_minor / total.days if total is not None and total.sales_minor else None
    return Finding(
        f"shop:returns:{row.product_id}",
        "R137",
        Severity.ACT if row.product_id in goods.main else Severity.WATCH,
        text,
        {"product_id": row.product_id, "orders": row.orders, "returned": row.returned, "rate": row.rate, "others": row.others},
        Proposal(
            "content" if about_the_page else "service",
            task,
            _("return rate of {product}").format(product=name),
            _("back to {usual}").format(usual=percent(row.others, 0)),
            context.day + CHECK_AFTER,
        ),
        -round((row.rate - (row.others or 0.0)) * daily) if daily is not None else None,
        _why(context, name, row),
    )


def _why(context: Context, name: str, row: ReturnRow) -> Why:
    return Why(
        name,
        _("orders with the product of which something came back or is asked back / orders with it; withdrawn ones do not count"),
        (
            (_("orders"), number(row.orders)),
            (_("came back"), number(row.returned)),
            (_("return rate"), percent(row.rate)),
            (_("the other products together"), percent(row.others)),
            (_("most frequent reason"), safe(row.reason) or "–"),
        ),
        _("{low} – {high}, 95 %").format(low=percent(row.low), high=percent(row.high)),
        _("told from {n} orders on, where the lower bound is over the others' rate, beyond chance among so many").format(
            n=number(context.playbook["returns.least_orders"])
        ),
        "R137",
        SETTINGS,
    )


def whys_of(context: Context, goods: Goods, found: Returns | None) -> dict[str, Why]:
    """By "range:returns"."""
    if found is None:
        return {}
    reasons = tuple(
        (
            safe(line.reason),
            _("{n} times, {share}; with those above {together}").format(
                n=number(line.count), share=percent(line.share, 0), together=percent(line.together, 0)
            ),
        )
        for line in found.reasons[:_NAMED]
    )
    products = tuple(
        (goods.title(row.product_id), about(row)) for row in found.rows[:_NAMED] if row.returned and row.verdict != "unknown"
    )
    return {
        "range:returns": Why(
            _("What comes back"),
            _("orders with a product that came back / orders with it, paid from {first} to {last}; then the reasons").format(
                first=found.first.isoformat(), last=found.last.isoformat()
            ),
            (*reasons, *products),
            threshold=_("the newest {n} days are left out: what they sold may still come back").format(
                n=context.playbook.whole("returns.wait_days")
            ),
            rule="R169",
            settings=SETTINGS,
        )
    }


def about(row: ReturnRow) -> str:
    """One line on a product's returns."""
    text = _("{rate} of {orders} orders come back ({low} – {high}), of the others {others}").format(
        rate=percent(row.rate, 0),
        orders=number(row.orders),
        low=percent(row.low, 0),
        high=percent(row.high, 0),
        others=percent(row.others, 0),
    )
    return _("{finding}; mostly “{reason}”").format(finding=text, reason=safe(row.reason)) if row.reason else text
