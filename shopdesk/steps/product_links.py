"""Which profit items the hits lead to (R92): a little dearer, so that buyers step up; and the verb that links them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.checked import refused
from shopdesk.steps.goods import CHECK_AFTER, Goods
from shopdesk.text import _, clauses, listed, money, ngettext, number, percent

if TYPE_CHECKING:
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

Fit = Literal["fits", "cheaper", "too_dear", "unknown"]
SETTINGS = ("products.link_least", "products.link_most")
_NAMED = 3  # hits that the finding names
_OFFERED = 30  # profit items to choose from
LATER = timedelta(days=7)


@dataclass(frozen=True)
class Link:
    """`step` is how much dearer the linked item is (0.3 is 30 %); None where a price is not known."""

    product_id: str
    linked_id: str
    step: float | None
    fit: Fit


@dataclass(frozen=True)
class Links:
    """The hits that sold in the last 28 days, most sales first, and where each leads to."""

    hits: tuple[str, ...]
    links: tuple[Link, ...]

    def of(self, product_id: str) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.product_id == product_id)

    @property
    def wanting(self) -> tuple[str, ...]:
        """The hits that lead nowhere, or only to what is cheaper or too dear. What cannot be told is none of them."""
        return tuple(hit for hit in self.hits if not any(link.fit in ("fits", "unknown") for link in self.of(hit)))


@dataclass(frozen=True)
class Offer:
    """A profit item that a hit may lead to."""

    product_id: str
    title: str
    price_minor: float | None
    step: float | None
    fit: Fit
    linked: bool


def links_of(context: Context, goods: Goods) -> Links | None:
    """None while no hit that sells, or no profit item, is known."""
    from shopdesk.records import products

    tiers = {key: info.tier for key, info in goods.known.items() if info.tier}
    hits = tuple(key for key in goods.by_sales if tiers.get(key) == "hit")
    if not hits or "profit" not in tiers.values():
        return None
    linked = products.links(context.db, context.shop.id)
    return Links(hits, tuple(_link(context, goods, hit, other) for hit in hits for other in linked.get(hit, ())))


def offers(context: Context, goods: Goods, product_id: str) -> tuple[Offer, ...]:
    """The profit items `product_id` may lead to: those it leads to, then those that fit, the smaller step first."""
    from shopdesk.records import products

    linked = products.links(context.db, context.shop.id).get(product_id, ())
    found = []
    for key, info in goods.known.items():
        if key != product_id and (info.tier == "profit" or key in linked):
            link = _link(context, goods, product_id, key)
            found.append(Offer(key, info.title or key, _price(goods, key), link.step, link.fit, key in linked))
    found.sort(key=lambda offer: (not offer.linked, offer.fit != "fits", offer.step is None, abs(offer.step or 0.0)))
    return tuple(found[:_OFFERED])


def _link(context: Context, goods: Goods, product_id: str, linked_id: str) -> Link:
    price, other = _price(goods, product_id), _price(goods, linked_id)
    if not price or not other:
        return Link(product_id, linked_id, None, "unknown")
    step = other / price - 1
    if step < context.playbook["products.link_least"]:
        return Link(product_id, linked_id, step, "cheaper")
    return Link(product_id, linked_id, step, "too_dear" if step > context.playbook["products.link_most"] else "fits")


def _price(goods: Goods, product_id: str) -> float | None:
    """What buyers paid for a piece in the last 28 days, else the price the operator keeps for it."""
    total, info = goods.totals.get(product_id), goods.known.get(product_id)
    if total is not None and total.price is not None:
        return total.price
    return info.price_minor if info is not None else None


def finding_of(context: Context, goods: Goods, links: Links | None) -> list[Finding]:
    """One finding for all hits that lead to no profit item a little dearer; never more than something to look at."""
    wanting = links.wanting if links is not None else ()
    if links is None or not wanting:
        return []
    names = listed(goods.title(hit) for hit in wanting[:_NAMED])
    text = ngettext(
        "{n} hit leads to no profit item a little dearer: {names}",
        "{n} hits lead to no profit item a little dearer: {names}",
        len(wanting),
    ).format(n=number(len(wanting)), names=names)
    task = Proposal(
        "operations",
        _("Link a profit item a little dearer from the page of {product}").format(product=names),
        _("hits linked to profit items"),
        _("every hit"),
        context.day + max(CHECK_AFTER, LATER),
    )
    evidence = {"product_ids": list(wanting), "hits": len(links.hits)}
    return [Finding("shop:range:links", "R92", Severity.WATCH, text, evidence, task)]


def why_of(context: Context, goods: Goods, links: Links | None) -> dict[str, Why]:
    """By "range:links"."""
    if links is None:
        return {}
    return {
        "range:links": Why(
            _("Hits and the profit items they lead to"),
            _("price paid for the linked item in 28 days / price paid for the hit − 1; without sales the price you keep for it"),
            tuple((goods.title(hit), _where(context, goods, links.of(hit))) for hit in links.hits),
            threshold=_("a little dearer is {least} to {most}").format(
                least=percent(context.playbook["products.link_least"], 0, sign=True),
                most=percent(context.playbook["products.link_most"], 0, sign=True),
            ),
            rule="R92",
            settings=SETTINGS,
        )
    }


def _where(context: Context, goods: Goods, links: tuple[Link, ...]) -> str:
    if not links:
        return _("leads to no profit item")
    said = []
    for link in links:
        price = money(_price(goods, link.linked_id), context.shop.currency)
        words = _("{product} {price}, {step}").format(product=goods.title(link.linked_id), price=price, step=step_text(link))
        said.append(words)
    return clauses(said)


def step_text(link: Link | Offer) -> str:
    """ "+34 %, fits"."""
    step = percent(link.step, 0, sign=True)
    return {
        "fits": _("{step}, a little dearer"),
        "cheaper": _("{step}, not dearer"),
        "too_dear": _("{step}, too dear"),
        "unknown": _("price not known"),
    }[link.fit].format(step=step)


def link_product(store: Store, shop: ShopInfo, product_id: str, linked_id: str, linked: bool = True) -> None:
    """Note that the page of `product_id` leads to `linked_id`, or no longer. Raises UsageError for an unknown product."""
    from shopdesk.models import ProductLink
    from shopdesk.records.products import products

    if product_id == linked_id:
        raise refused(_("A product cannot lead to itself."))
    with store.change(shop.id, _("link of a product")) as change:
        if not {product_id, linked_id} <= set(products(change.db, shop.id)):
            raise refused(_("This product is not in the shop's list; import the product report."))
        if linked:
            change.put(ProductLink, shop_id=shop.id, product_id=product_id, linked_id=linked_id)
        else:
            change.drop(ProductLink, shop_id=shop.id, product_id=product_id, linked_id=linked_id)
