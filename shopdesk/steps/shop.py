"""Step 2, shop analysis: where visitors came from, what it cost, the logs, products and stock."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack, cast

from shopdesk.steps import assortment, product_troubles, returns, source_findings, source_whys, stock_board, stock_findings
from shopdesk.steps import goods as goods_board
from shopdesk.steps.assortment import Assortment
from shopdesk.steps.briefing import Briefing, Context, Finding, Need, Severity, State, Why
from shopdesk.steps.checked import amount, choice, refused, words
from shopdesk.steps.gaps import WEEKS, gaps_of
from shopdesk.steps.goods import ProductRow
from shopdesk.steps.leading import headline, severity
from shopdesk.steps.returns import Returns
from shopdesk.steps.sources import SourceEffect, SourceRow, SourcesView, judge_sources
from shopdesk.steps.stock_board import StockBoard, StockRow
from shopdesk.text import _, from_minor, listed, number

if TYPE_CHECKING:
    from shopdesk.records.products import ProductInfo
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

__all__ = [
    "LogView",
    "ProductRow",
    "ShopDetails",
    "SourceEffect",
    "SourceRow",
    "StockRow",
    "brief",
    "note_log",
    "product",
    "set_product",
]

TIERS = ("", "hit", "profit", "image")
LOG_KINDS = ("promotion", "service")
STOCK_STALE = timedelta(days=2)


@dataclass(frozen=True)
class LogView:
    kind: Literal["promotion", "service"]
    text: str
    spend_minor: int | None
    enquiries: int | None
    deals: int | None
    reply_seconds: float | None


@dataclass(frozen=True)
class ShopDetails:
    sources: tuple[SourceRow, ...]
    mix_effect: float | None
    products: tuple[ProductRow, ...]
    stock: tuple[StockRow, ...]
    logs: tuple[LogView, ...]
    stock_day: date | None
    base_days: tuple[date, ...] = ()  # of the sources' baseline
    assortment: Assortment | None = None
    returns: Returns | None = None
    ad_spend_minor: int | None = None  # all ad money of the day
    ad_spend_logged: bool = False  # it is the promotion log's word


def brief(context: Context) -> Briefing:
    """The day's sources, products and stock, and the logs written for it."""
    from shopdesk.records import facts

    days = facts.shop_days(context.db, context.shop.id, context.day - timedelta(weeks=WEEKS), context.day)
    day = days.get(context.day)
    sources = judge_sources(context)
    goods = goods_board.goods_of(context)
    stock = stock_board.board_of(context, goods, sources.special)
    out = frozenset(row.product_id for row in stock.rows if row.state in ("out", "about_to_run_out"))
    troubles = product_troubles.troubles_of(context, goods, sources.special, out)
    gaps = gaps_of(context, sources, days)
    range_ = assortment.assortment_of(context, goods)
    needs = _needs(context, sources, bool(goods.day), stock)
    sent_back = returns.returns_of(context)
    findings = _first_the_worst(
        [
            *source_findings.findings_of(context, sources, gaps, troubles),
            *(trouble.finding for trouble in troubles if trouble.finding is not None),
            *goods_board.bounce_findings(context, goods),
            *stock_findings.findings_of(context, goods, stock),
            *assortment.findings_of(context, goods, range_),
            *returns.findings_of(context, goods, sent_back),
        ]
    )
    nothing = not sources.rows and not goods.day and not stock.rows
    return Briefing(
        step="shop",
        day=context.day,
        state=State.NO_DATA if nothing else State.NEEDS if needs else State.READY,
        headline=_headline(sources, findings, needs),
        severity=Severity.UNKNOWN if nothing else severity(findings),
        details=ShopDetails(
            sources=sources.rows,
            mix_effect=sources.effects.mix * float(from_minor(1, context.shop.currency)) if sources.effects else None,
            products=goods_board.rows_of(goods),
            stock=stock.rows,
            logs=_logs(context),
            stock_day=stock.day,
            base_days=sources.base_days,
            assortment=range_,
            returns=sent_back,
            ad_spend_minor=sources.ad_spend_minor,
            ad_spend_logged=sources.ad_spend_logged,
        ),
        findings=findings,
        needs=needs,
        facts={"visitors": day.visitors if day else None, "sales_minor": day.sales_minor if day else None},
        whys=ChainMap(
            {
                **source_whys.whys_of(context, sources),
                **goods_board.whys_of(context, goods),
                **assortment.whys_of(context, goods, range_),
                **returns.whys_of(context, goods, sent_back),
            },
            cast(dict[str, Why], stock_findings.whys_of(context, goods, stock)),  # read, never written
        ),
        currency=context.shop.currency,
    )


def _first_the_worst(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By severity, within it the most money first."""
    order = list(Severity)
    return tuple(sorted(findings, key=lambda finding: (order.index(finding.severity), -abs(finding.worth_minor or 0))))


def _needs(context: Context, sources: SourcesView, products: bool, stock: StockBoard) -> tuple[Need, ...]:
    day = context.day.isoformat()
    needs = []
    if not sources.rows:
        needs.append(Need("sycm_source", _("Import the visitors by source of {day}.").format(day=day)))
    if not products:
        needs.append(Need("sycm_product", _("Import the product report of {day}.").format(day=day)))
    if stock.day is None:
        needs.append(Need("stock", _("Import a stock list.")))
    elif stock.day < context.day - STOCK_STALE:
        needs.append(Need("stock", _("Import a newer stock list, this one is of {day}.").format(day=stock.day.isoformat())))
    return tuple(needs)


def _headline(sources: SourcesView, findings: Sequence[Finding], needs: Sequence[Need]) -> str:
    if findings and (severity(findings) is not Severity.FINE):
        return headline(findings, "")
    if not sources.rows:
        return needs[0].text
    rose = sum(row.verdict == "rose" for row in sources.rows)
    return _("No source fell, {n} rose").format(n=number(rose)) if rose else _("No source fell")


def _logs(context: Context) -> tuple[LogView, ...]:
    from shopdesk.records.logs import logs

    return tuple(
        LogView(
            cast(Literal["promotion", "service"], entry.kind),
            entry.text,
            entry.spend_minor,
            entry.enquiries,
            entry.deals,
            entry.reply_seconds,
        )
        for entry in logs(context.db, context.shop.id, context.day)
    )


def product(context: Context, product_id: str) -> ProductInfo | None:
    """What is known of a product, the operator's word included; None where no report has named it."""
    from shopdesk.records.products import products

    return products(context.db, context.shop.id).get(product_id)


# --- what the operator notes ---------------------------------------------------------------------------------------


def note_log(
    store: Store,
    shop: ShopInfo,
    day: date,
    kind: str,
    text: str,
    spend_minor: int | None = None,
    enquiries: int | None = None,
    deals: int | None = None,
    reply_seconds: float | None = None,
) -> None:
    """The promotion or service log of `day` (R8), in place of an earlier one. Raises UsageError for what cannot be."""
    from shopdesk.models import Log
    from shopdesk.store import now

    choice(kind, LOG_KINDS, _("The log"))
    text = words(text, _("The log"), most=2000)
    figures = {
        "spend_minor": amount(spend_minor, _("The spend")),
        "enquiries": amount(enquiries, _("The enquiries")),
        "deals": amount(deals, _("The deals")),
        "reply_seconds": amount(reply_seconds, _("The reply time")),
    }
    if not text and all(value is None for value in figures.values()):
        raise refused(_("Write what was done, or one of the figures."))
    if enquiries is not None and deals is not None and deals > enquiries:
        raise refused(_("More deals than enquiries; check the two numbers."))
    label = _("promotion log") if kind == "promotion" else _("service log")
    with store.change(shop.id, label) as change:
        change.put(Log, shop_id=shop.id, day=day, kind=kind, text=text, noted_at=now(), **figures)


class OperatorFields(TypedDict, total=False):
    """What the operator says of a product; None is unknown, "" is none."""

    is_main: bool | None
    tier: str
    price_minor: int | None
    cost_minor: int | None
    lead_days: int | None
    season: str
    season_end: date | None
    listed_on: date | None


def set_product(store: Store, shop: ShopInfo, product_id: str, **fields: Unpack[OperatorFields]) -> None:
    """Set what the operator says of a product; no import touches it. Raises UsageError for an unknown field or value."""
    from shopdesk.models import Product

    unknown = set(fields) - set(OperatorFields.__annotations__)
    if unknown:
        raise refused(_("A product has no field {names}.").format(names=listed(sorted(unknown))))
    product_id = words(product_id, _("The product's id"), required=True)
    if "tier" in fields:
        choice(fields["tier"], TIERS, _("The tier"))
    if "season" in fields:
        fields["season"] = words(fields["season"], _("The season"), most=40)
    for name, what in (("price_minor", _("The price")), ("cost_minor", _("The cost")), ("lead_days", _("The delivery time"))):
        amount(cast(dict[str, int | None], fields).get(name), what)
    with store.change(shop.id, _("product changed")) as change:
        change.put(Product, shop_id=shop.id, product_id=product_id, **fields)
