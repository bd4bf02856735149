"""Whose shop a file is of: as it says, as the operator says, or as its products and its figures betray."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

import sqlalchemy as sa

from shopdesk.errors import IntakeError
from shopdesk.intake import Reading, Rows
from shopdesk.landing.words import figure, label
from shopdesk.models import AdDay, Budget, OrderFact, Product, ProductDay, ShopDay, SourceDay, Target
from shopdesk.records import facts, shops, table
from shopdesk.records.shops import ShopInfo
from shopdesk.text import _, ngettext, safe

AD_DAY = table(AdDay)
PRODUCT = table(Product)
MONEY = [table(model) for model in (ShopDay, ProductDay, SourceDay, AdDay, OrderFact, Target, Budget)]

# Which platform a kind of report belongs to; the rest (reviews, stock, GA4 …) go with any shop.
PLATFORMS = {
    "sycm_": "taobao",
    "alimama_": "taobao",
    "taobao_": "taobao",
    "tmall_": "taobao",
    "jd_": "jd",
    "amazon_": "amazon",
    "shopify_": "shopify",
    "woo_": "woo",
}
UNNAMED = ("My shop", "我的店铺")  # what a shop is called until a file or the operator names it
SAME_SHOP_PRODUCTS = 5  # from so many known products on, a file that shares none of them is another shop's
FAR_OFF = 20  # so many times the usual day is worth a word
USUAL_DAYS = 7  # fewer known days have no usual

_KIN = {"taobao": ("tmall",), "tmall": ("taobao",)}


@dataclass(frozen=True)
class Terms:
    """How a shop's files are to be understood. `settled`: amounts in its currency are booked."""

    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    settled: bool = False


def terms(db: sa.Connection, name: str | None) -> Terms:
    """The terms of the shop of this name, or of the only one; of a new shop where it is not there yet."""
    known = shops.shops(db)
    shop = next((shop for shop in known if shop.name == name or (name is None and len(known) == 1)), None)
    return Terms(shop.currency, shop.timezone, _has_money(db, shop)) if shop else Terms()


def _has_money(db: sa.Connection, shop: ShopInfo) -> bool:
    found = (sa.select(kept.c.shop_id).where(kept.c.shop_id == shop.id).limit(1) for kept in MONEY)
    return any(db.execute(query).first() for query in found)


def shop_of(db: sa.Connection, reading: Reading, name: str | None) -> tuple[ShopInfo, list[str]]:
    """The shop this file is for, made if need be, and what looks strange. IntakeError where it looks like another shop's."""
    platform = next((value for prefix, value in PLATFORMS.items() if reading.kind.startswith(prefix)), "")
    found = _named(db, reading, name, platform)
    if name is None and platform and found.platform not in ("", platform, *_KIN.get(platform, ())):
        raise IntakeError(
            _("Another platform's file"),
            _("This is a {kind} report, but “{shop}” is a {platform} shop; name its own shop with --shop NAME.").format(
                kind=reading.kind, shop=safe(found.name), platform=found.platform
            ),
        )
    if reading.currency and reading.currency != found.currency and not _has_money(db, found):
        found = shops.use_currency(db, found, reading.currency)
    notes = [] if name is not None else [*_strange_products(db, found, reading), *_far_off(db, found, reading)]
    if platform and not found.platform:
        db.execute(sa.update(shops.SHOP).where(shops.SHOP.c.id == found.id).values(platform=platform))
    return found, notes


def _named(db: sa.Connection, reading: Reading, name: str | None, platform: str) -> ShopInfo:
    known = shops.shops(db)
    if name is not None and reading.shop is not None and name != reading.shop:
        raise IntakeError(_("Another shop's file"), _another(reading, name))
    wanted = name or reading.shop
    found = next((shop for shop in known if shop.name == wanted), None)
    if found is None and wanted is None and len(known) == 1:
        found = known[0]
    if found is None and wanted is None and known:
        names = ", ".join(safe(shop.name) for shop in known)
        raise IntakeError(
            _("Which shop?"),
            _("The file does not say whose it is; name the shop with --shop: {names}.").format(names=names),
        )
    if found is None and name is None and known:
        if len(known) == 1 and known[0].name in UNNAMED and wanted:
            return shops.rename(db, known[0], wanted)
        raise IntakeError(_("Another shop's file"), _another(reading, known[0].name))
    return found or shops.add(db, wanted or _("My shop"), platform)


def _another(reading: Reading, ours: str) -> str:
    return _("The file says it is of “{theirs}”, not of “{ours}”; import it with --shop {theirs} if that shop is yours.").format(
        theirs=safe(reading.shop or ""), ours=safe(ours)
    )


# --- products that are not ours ------------------------------------------------------------------------------------


def _strange_products(db: sa.Connection, shop: ShopInfo, reading: Reading) -> list[str]:
    """Reports on products and ads that share no product with the shop: many are refused, a few get a note."""
    theirs = {name for rows in reading.tables for name in _products(rows)}
    ours = set(db.execute(sa.select(PRODUCT.c.product_id).where(PRODUCT.c.shop_id == shop.id)).scalars())
    if not theirs or theirs & ours:
        return []
    ours |= set(db.execute(sa.select(AD_DAY.c.product_id).where(AD_DAY.c.shop_id == shop.id).distinct()).scalars()) - {""}
    if len(ours) < SAME_SHOP_PRODUCTS or theirs & ours:
        return []
    if len(theirs) >= SAME_SHOP_PRODUCTS:
        raise IntakeError(
            _("Another shop's file"),
            _("None of its {n} products is one of “{shop}”; if it is right all the same, say so with --shop.").format(
                n=len(theirs), shop=safe(shop.name)
            ),
        )
    words = ngettext(
        "Its {n} product is not known in “{shop}”; is it another shop's file?",
        "None of its {n} products is known in “{shop}”; is it another shop's file?",
        len(theirs),
    )
    return [words.format(n=len(theirs), shop=safe(shop.name))]


def _products(rows: Rows) -> Iterable[str]:
    if rows.table not in (PRODUCT.name, AD_DAY.name):
        return ()
    return {str(product) for product in set(rows.column("product_id"))} - {""}


# --- figures far from the usual ------------------------------------------------------------------------------------


def _far_off(db: sa.Connection, shop: ShopInfo, reading: Reading) -> list[str]:
    known = facts.shop_days(db, shop.id, date.min, date.max).values()
    notes = []
    for name in ("visitors", "sales_minor"):
        usual = [value for day in known if (value := getattr(day, name))]
        said = [value for rows in reading.tables for value in _by_day(rows, name).values() if value]
        if len(usual) < USUAL_DAYS or not said:
            continue
        ours, theirs = median(usual), median(said)
        if theirs > ours * FAR_OFF or theirs * FAR_OFF < ours:
            notes.append(
                _("{what} of a day: {theirs} in this file, usually {ours} here; is it another shop's file?").format(
                    what=label(name),
                    theirs=figure(name, round(theirs), shop.currency),
                    ours=figure(name, round(ours), shop.currency),
                )
            )
    return notes


# By table: the columns that hold the day and, by the shop's figure, what adds up to it.
_DAILY: dict[str, tuple[str, dict[str, str]]] = {
    table(ShopDay).name: ("day", {"visitors": "visitors", "sales_minor": "sales_minor"}),
    table(ProductDay).name: ("day", {"sales_minor": "sales_minor"}),
    table(OrderFact).name: ("paid_at", {"sales_minor": "paid_minor"}),
}


def _by_day(rows: Rows, name: str) -> dict[date, int]:
    """The shop's `name` by day, as far as these rows tell it."""
    day_column, figures = _DAILY.get(rows.table, ("", {}))
    if day_column not in rows.columns or figures.get(name) not in rows.columns:
        return {}
    day_at, at = rows.columns.index(day_column), rows.columns.index(figures[name])
    sums: dict[date, int] = {}
    for row in rows.rows:
        moment, value = row[day_at], row[at]
        day = moment.date() if isinstance(moment, datetime) else moment
        if isinstance(day, date) and isinstance(value, int):
            sums[day] = sums.get(day, 0) + value
    return sums
