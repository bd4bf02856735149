"""The shops of this database, what is known of each, and how the operator changes that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from shopdesk.errors import DataError, UsageError
from shopdesk.models import Import, OrderFact, Refund, Review, Shop, ShopDay, ShopName, Table
from shopdesk.records import fetch, table
from shopdesk.store import Store, now
from shopdesk.text import _, listed, safe

IMPORT = table(Import)
SHOP = table(Shop)
SHOP_DAY = table(ShopDay)
SHOP_NAME = table(ShopName)

PLATFORMS = ("taobao", "tmall", "jd", "amazon", "shopify", "woo", "other")
CURRENCIES = (
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "IDR", "INR", "JPY", "KRW", "MXN", "MYR", "NOK",
    "NZD", "PHP", "PLN", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "VND", "ZAR",
)  # fmt: skip
_TIMED = (OrderFact, Refund, Review)
_MOST = 60  # letters of a name


@dataclass(frozen=True)
class ShopInfo:
    id: int
    name: str
    platform: str
    currency: str
    timezone: str


def shops(db: sa.Connection) -> list[ShopInfo]:
    """Every shop, in the order they were added."""
    query = sa.select(SHOP.c.id, SHOP.c.name, SHOP.c.platform, SHOP.c.currency, SHOP.c.timezone).order_by(SHOP.c.id)
    return fetch(db, query, ShopInfo)


def other_names(db: sa.Connection) -> dict[str, int]:
    """The other names under which files speak of shops, and the id of the shop of each."""
    return {row.name: row.shop_id for row in db.execute(sa.select(SHOP_NAME).order_by(SHOP_NAME.c.name))}


def called(db: sa.Connection, name: str | None) -> ShopInfo | None:
    """The shop of this name, or the one that files of this name are of; without a name the only one."""
    known = shops(db)
    if name is None:
        return known[0] if len(known) == 1 else None
    also = other_names(db).get(name)
    return next((shop for shop in known if shop.name == name or shop.id == also), None)


def find(db: sa.Connection, name: str | None) -> ShopInfo:
    """As `called`. Raises DataError (none yet) or UsageError (which one?)."""
    if (found := called(db, name)) is not None:
        return found
    known = shops(db)
    if not known:
        raise DataError(_("No shop yet"), _("Import an export file first: shopdesk import FILE --shop NAME."))
    names = listed(safe(shop.name) for shop in known)
    if name is None:
        raise UsageError(_("Which shop?"), _("Name one with --shop: {names}.").format(names=names))
    raise UsageError(_("No such shop"), _("“{name}” is not among the shops here: {names}.").format(name=safe(name), names=names))


def add(db: sa.Connection, name: str, platform: str = "", currency: str = "CNY", timezone: str = "Asia/Shanghai") -> ShopInfo:
    """A new shop; `db` is a writing connection."""
    result = db.execute(
        sa.insert(SHOP).values(name=name, platform=platform, currency=currency, timezone=timezone, created_at=now())
    )
    return ShopInfo(int(result.inserted_primary_key[0]), name, platform, currency, timezone)  # type: ignore[index]


def last_day(db: sa.Connection, shop: ShopInfo) -> date | None:
    """The newest day with shop figures."""
    found: date | None = db.execute(sa.select(sa.func.max(SHOP_DAY.c.day)).where(SHOP_DAY.c.shop_id == shop.id)).scalar()
    return found


def newest_day(db: sa.Connection, shop: ShopInfo) -> date | None:
    """The newest day that a shop figure or an imported report of any kind tells of."""
    reported: date | None = db.execute(sa.select(sa.func.max(IMPORT.c.period_to)).where(IMPORT.c.shop_id == shop.id)).scalar()
    return max(filter(None, (reported, last_day(db, shop))), default=None)


def has_money(db: sa.Connection, shop: ShopInfo) -> bool:
    """Whether any amount is known of the shop, whose currency cannot change under it."""
    amounts = {kept: [column for column in kept.c if column.name.endswith("_minor")] for kept in Table.metadata.sorted_tables}
    return any(_has_row(db, shop, kept, *columns) for kept, columns in amounts.items() if columns)


def _has_row(db: sa.Connection, shop: ShopInfo, kept: sa.Table, *columns: sa.Column[Any]) -> bool:
    """Whether the shop has a row in which one of `columns` is known; any row where none is named."""
    known = sa.or_(*(column.is_not(None) for column in columns)) if columns else sa.true()
    return db.execute(sa.select(kept.c.shop_id).where(kept.c.shop_id == shop.id, known).limit(1)).first() is not None


def rename(db: sa.Connection, shop: ShopInfo, name: str) -> ShopInfo:
    """The shop under its real name; `db` is a writing connection."""
    db.execute(sa.update(SHOP).where(SHOP.c.id == shop.id).values(name=name))
    return replace(shop, name=name)


def use_currency(db: sa.Connection, shop: ShopInfo, currency: str) -> ShopInfo:
    """The shop counting in `currency`, for as long as nothing is booked in another; `db` is a writing connection."""
    db.execute(sa.update(SHOP).where(SHOP.c.id == shop.id).values(currency=currency))
    return replace(shop, currency=currency)


def add_name(db: sa.Connection, shop: ShopInfo, name: str) -> None:
    """From now on files that say they are of `name` are the shop's; `db` is a writing connection."""
    db.execute(sa.delete(SHOP_NAME).where(SHOP_NAME.c.name == name))
    db.execute(sa.insert(SHOP_NAME).values(name=name, shop_id=shop.id))


# --- what the operator changes -------------------------------------------------------------------------------------


def change_name(store: Store, shop: ShopInfo, name: str) -> ShopInfo:
    """The shop is called `name`; files that still say the old name go on being its own. Raises UsageError."""
    name = _good_name(name)
    with store.change(shop.id, _("the shop's name")) as change:
        _refuse_taken(change.db, shop, name)
        if name != shop.name:
            change.drop(ShopName, name=name)
            change.put(Shop, id=shop.id, name=name)
            change.put(ShopName, name=shop.name, shop_id=shop.id)
    return replace(shop, name=name)


def say_other_name(store: Store, shop: ShopInfo, name: str) -> None:
    """Files that say they are of `name` are this shop's too. Raises UsageError where another shop goes by it."""
    name = _good_name(name)
    with store.change(shop.id, _("another name of the shop")) as change:
        _refuse_taken(change.db, shop, name)
        if name != shop.name:
            change.put(ShopName, name=name, shop_id=shop.id)


def change_currency(store: Store, shop: ShopInfo, code: str) -> ShopInfo:
    """The shop counts in `code`. Raises UsageError for no currency, DataError where amounts in another are booked."""
    code = code.strip().upper()
    if code not in CURRENCIES:
        raise UsageError(
            _("No such currency"),
            _("“{code}” is not a currency known here; one of these was expected: {known}.").format(
                code=safe(code), known=listed(CURRENCIES)
            ),
        )
    with store.change(shop.id, _("the shop's currency")) as change:
        if code != shop.currency and has_money(change.db, shop):
            raise DataError(
                _("Amounts are booked already"),
                _(
                    "“{shop}” has amounts in {currency}, which would then be read as {code}; "
                    "import the {code} files into a shop of their own with --shop NAME."
                ).format(shop=safe(shop.name), currency=shop.currency, code=code),
            )
        change.put(Shop, id=shop.id, currency=code)
    return replace(shop, currency=code)


def change_timezone(store: Store, shop: ShopInfo, zone: str) -> ShopInfo:
    """The shop's days are counted in `zone`. Raises UsageError for no zone, DataError where moments in another are booked."""
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        raise UsageError(
            _("Unknown time zone"),
            _("{zone} is no time zone known here; a name such as Asia/Shanghai or Europe/London was expected.").format(
                zone=safe(zone)
            ),
        ) from None
    with store.change(shop.id, _("the shop's time zone")) as change:
        if zone != shop.timezone and any(_has_row(change.db, shop, kept) for kept in map(table, _TIMED)):
            raise DataError(
                _("Orders are booked already"),
                _(
                    "Orders, refunds or reviews of “{shop}” are booked on the days of {zone}; take those imports back first "
                    "(shopdesk imports), or use a shop of its own with --shop NAME."
                ).format(shop=safe(shop.name), zone=safe(shop.timezone)),
            )
        change.put(Shop, id=shop.id, timezone=zone)
    return replace(shop, timezone=zone)


def change_platform(store: Store, shop: ShopInfo, platform: str) -> ShopInfo:
    """The platform whose reports the shop takes without asking. Raises UsageError for none that is known."""
    platform = platform.strip().lower()
    if platform not in PLATFORMS:
        raise UsageError(
            _("No such platform"),
            _("“{name}” is not a platform known here; one of these was expected: {known}.").format(
                name=safe(platform), known=listed(PLATFORMS)
            ),
        )
    with store.change(shop.id, _("the shop's platform")) as change:
        change.put(Shop, id=shop.id, platform=platform)
    return replace(shop, platform=platform)


def _good_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _MOST or safe(name) != name:
        raise UsageError(
            _("No name for a shop"),
            _("A name of 1 to {most} letters was expected, without control characters.").format(most=_MOST),
        )
    return name


def _refuse_taken(db: sa.Connection, shop: ShopInfo, name: str) -> None:
    known = {other.name: other.id for other in shops(db)}
    owner = known.get(name, other_names(db).get(name, shop.id))
    if owner != shop.id:
        theirs = next(other for other, id in known.items() if id == owner)
        raise UsageError(
            _("The name is taken"),
            _("“{name}” is what “{shop}” goes by; shopdesk keeps two shops apart by their names.").format(
                name=safe(name), shop=safe(theirs)
            ),
        )
