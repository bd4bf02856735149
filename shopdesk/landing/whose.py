"""Whose shop a file is of: as it says, as the operator says, or as what is in it betrays (see `strange`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from shopdesk.errors import IntakeError
from shopdesk.intake import Reading
from shopdesk.landing import strange
from shopdesk.landing.doubt import Doubt, sentences
from shopdesk.records import shops
from shopdesk.records.shops import ShopInfo
from shopdesk.text import _, either, listed, safe

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

_KIN = {"taobao": ("tmall",), "tmall": ("taobao",)}


@dataclass(frozen=True)
class Wanted:
    """The shop that files are for unless they say otherwise.

    `said`: the operator named it for these files, so what looks strange is told but no reason to refuse them.
    `firmly`: for this one file, knowing what it says itself; even another shop's name in it then counts as one of the shop's.
    """

    name: str | None = None
    said: bool = False
    firmly: bool = False


@dataclass(frozen=True)
class Terms:
    """How a shop's files are to be understood. `settled`: amounts in its currency are booked."""

    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    settled: bool = False


def terms(db: sa.Connection, shop: ShopInfo | None) -> Terms:
    """The terms of the shop; of a new one where it is not there yet."""
    return Terms(shop.currency, shop.timezone, shops.has_money(db, shop)) if shop else Terms()


def shop_of(db: sa.Connection, reading: Reading, wanted: Wanted) -> tuple[ShopInfo, list[str]]:
    """The shop this file is for, made if need be, and what is to be said of it. IntakeError where it is another shop's."""
    platform = next((value for prefix, value in PLATFORMS.items() if reading.kind.startswith(prefix)), "")
    found, notes = _named(db, reading, wanted, platform)
    foreign = bool(platform) and found.platform not in ("", "other", platform, *_KIN.get(platform, ()))
    if foreign and not wanted.said:
        raise IntakeError(
            _("Another platform's file"),
            either(
                _("This is a {kind} report, but “{shop}” is a {platform} shop; name its own shop (key c)."),
                _("This is a {kind} report, but “{shop}” is a {platform} shop; name its own shop with --shop NAME."),
            ).format(kind=reading.kind, shop=safe(found.name), platform=found.platform),
        )
    if reading.currency and reading.currency != found.currency:
        if shops.has_money(db, found):
            raise _other_currency(found, reading.currency)
        found = shops.use_currency(db, found, reading.currency)
    notes += weigh(strange.doubts(db, found, reading), found, wanted) + _far_ahead(db, found, reading)
    if platform and not found.platform:
        db.execute(sa.update(shops.SHOP).where(shops.SHOP.c.id == found.id).values(platform=platform))
    return found, notes


def _far_ahead(db: sa.Connection, shop: ShopInfo, reading: Reading) -> list[str]:
    """A word where the file's days lie long after all that is known: a slip in a date would move the newest day."""
    last = shops.last_day(db, shop)
    if last is None or reading.period_to is None or reading.period_to - last < timedelta(days=366):
        return []
    words = _(
        "Its newest day, {day}, is more than a year after {last}, the newest known; if that is a slip, take the import back."
    )
    return [words.format(day=reading.period_to, last=last)]


def weigh(doubts: list[Doubt], shop: ShopInfo, wanted: Wanted) -> list[str]:
    """What to say of the doubts. IntakeError for one that is sure, unless the operator named the shop for these files."""
    sure = next((doubt for doubt in doubts if doubt.sure), None)
    if sure is not None and not wanted.said:
        raise IntakeError(
            _("Another shop's file"),
            either(
                _("{why}; if it is right all the same, name the shop “{shop}” for it (key c)."),
                _("{why}; if it is right all the same, say so with --shop {shop}."),
            ).format(why=sure.text, shop=safe(shop.name)),
        )
    return sentences(doubts)


def _named(db: sa.Connection, reading: Reading, wanted: Wanted, platform: str) -> tuple[ShopInfo, list[str]]:
    known = shops.shops(db)
    mine = shops.called(db, wanted.name)
    told = shops.called(db, reading.shop) if reading.shop is not None else _in_name(db, known, reading.file)
    if reading.shop is not None and told is None and mine is not None:
        if wanted.firmly:
            shops.add_name(db, mine, reading.shop)
            note = _("From now on files of “{theirs}” are those of “{ours}”.")
            return mine, [note.format(theirs=safe(reading.shop), ours=safe(mine.name))]
        if mine.name not in UNNAMED:
            raise IntakeError(_("Another shop's file"), _another(reading.shop, mine.name))
        if len(known) == 1 and wanted.name is None:
            return shops.rename(db, mine, reading.shop), []
    if told is not None and mine is not None and told != mine and not wanted.firmly:
        if reading.shop is not None or not wanted.said:
            raise IntakeError(_("Another shop's file"), _anothers(told.name, mine.name))
        return mine, [_("Its name says it is of “{theirs}”.").format(theirs=safe(told.name))]
    if (found := mine or told) is not None:
        return found, []
    if known and wanted.name is None:
        if reading.shop is not None:
            raise IntakeError(_("Another shop's file"), _another(reading.shop, known[0].name))
        names = listed(safe(shop.name) for shop in known)
        raise IntakeError(
            _("Which shop?"),
            either(
                _("The file does not say whose it is; name the shop (key c): {names}."),
                _("The file does not say whose it is; name the shop with --shop: {names}."),
            ).format(names=names),
        )
    if wanted.name is not None and reading.shop is not None and wanted.name != reading.shop and not wanted.firmly:
        raise IntakeError(_("Another shop's file"), _another(reading.shop, wanted.name))
    name = wanted.name or reading.shop
    made = shops.add(db, name or _("My shop"), platform)
    renaming = either(
        _("The shop is called “{shop}” for now; on the command line, shopdesk shops rename “{shop}” NAME gives it its own."),
        _("The shop is called “{shop}” for now; shopdesk shops rename “{shop}” NAME gives it its own."),
    ).format(shop=made.name)
    return made, [] if name else [renaming]


def _in_name(db: sa.Connection, known: list[ShopInfo], file: str) -> ShopInfo | None:
    """The one shop whose name stands in the file's; a name of three letters or two signs is none by chance."""
    by_id = {shop.id: shop for shop in known}
    names = {shop.name: shop.id for shop in known if shop.name not in UNNAMED} | shops.other_names(db)
    within = [name for name in names if name in file and (len(name) > 2 or (len(name) == 2 and not name.isascii()))]
    longest = [name for name in within if not any(name != other and name in other for other in within)]
    found = {names[name] for name in longest}
    return by_id[found.pop()] if len(found) == 1 else None


def _another(theirs: str, ours: str) -> str:
    words = either(
        _("The file says it is of “{theirs}”, not of “{ours}”; say whose it is (key c): that shop goes by this name, too."),
        _(
            "The file says it is of “{theirs}”, not of “{ours}”; import it with --shop {theirs} if that is another shop of "
            "yours, or say once that it is the same: shopdesk shops also {ours} {theirs}."
        ),
    )
    return words.format(theirs=safe(theirs), ours=safe(ours))


def _anothers(theirs: str, ours: str) -> str:
    words = either(
        _("The file says it is of “{theirs}”, not of “{ours}”; name its shop (key c)."),
        _("The file says it is of “{theirs}”, not of “{ours}”; import it with --shop {theirs}."),
    )
    return words.format(theirs=safe(theirs), ours=safe(ours))


def _other_currency(shop: ShopInfo, currency: str) -> IntakeError:
    return IntakeError(
        _("Another currency"),
        _(
            "Its amounts are in {theirs}, those of “{shop}” in {ours}, and they cannot be added; import it into a shop of its "
            "own with --shop NAME (the currency of a shop without amounts is set by shopdesk shops currency NAME {theirs})."
        ).format(theirs=currency, shop=safe(shop.name), ours=shop.currency),
    )
