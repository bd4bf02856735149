"""The door of the room: a platform's file → what it says, with a receipt. Pure: nothing is stored, nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shopdesk.errors import IntakeError
from shopdesk.intake import (
    alimama,
    alimama_more,
    amazon,
    container,
    engine,
    google,
    indices,
    jd,
    jd_ads,
    jd_orders,
    peer_items,
    reviews,
    search_words,
    service,
    shopify,
    sources,
    stock,
    sycm,
    taobao,
    woo,
)
from shopdesk.intake.layout import AGAIN, Layout
from shopdesk.intake.mapping import Outline, header_fingerprint, outline_of
from shopdesk.intake.opener import Opener
from shopdesk.intake.outcome import Check, Kind, Problem, Reading, Rows
from shopdesk.intake.readers import Terms
from shopdesk.text import _, listed, safe

__all__ = [
    "Check", "Kind", "Opener", "Outline", "Problem", "Reading", "Rows", "header_fingerprint", "kinds", "outline", "read_file",
]  # fmt: skip

# In the order in which they are tried: what only one kind has comes first, what any list may have comes last.
LAYOUTS: tuple[Layout, ...] = (
    amazon.SEARCH_TERM,
    amazon.TARGETING,
    amazon.ADVERTISED_PRODUCT,
    amazon.PLACEMENT,
    amazon.BUSINESS,
    amazon.BUSINESS_DAILY,
    google.GOOGLE_CAMPAIGN,
    google.GOOGLE_KEYWORD,
    google.GOOGLE_SEARCH_TERM,
    google.GA4_PAGES,
    google.GA4_ACQUISITION,
    shopify.ORDERS,
    shopify.INVENTORY,
    woo.REVENUE,
    woo.ORDERS,
    woo.STOCK,
    woo.PRODUCTS,
    alimama_more.BRAND,
    alimama_more.PAGE,
    alimama.KEYWORD,
    alimama.CROWD,
    alimama.CREATIVE,
    alimama.GROUP,
    alimama.PRODUCT,
    alimama.CAMPAIGN,
    alimama_more.CONTENT,
    alimama_more.REGION,
    alimama_more.SCENE,
    jd_ads.KEYWORD,
    jd_ads.PLAN,
    search_words.SEARCH_WORD,
    sources.PRODUCT_SOURCE,
    sycm.PRODUCT,
    sources.SOURCE,
    jd.SOURCE,
    jd.SKU,
    sycm.SHOP_DAILY,
    jd.SHOP_DAILY,
    indices.INDEX,
    taobao.REFUNDS,
    taobao.ORDER_ITEMS,
    taobao.ORDERS,
    jd_orders.ORDERS,
    service.SERVICE_LOG,
    reviews.REVIEWS,
    stock.TMALL_ITEMS,
    stock.STOCK,
    peer_items.PEER_ITEMS,
)


def read_file(
    path: Path,
    *,
    kind: str | None = None,
    day: date | None = None,
    currency: str = "CNY",
    timezone: str = "Asia/Shanghai",
    mapping: Mapping[str, str] | None = None,
    opener: Opener | None = None,
    secret: bytes | None = None,
    tell: Callable[[float], None] | None = None,
) -> list[Reading]:
    """Read one export file; a zip gives one Reading for each table in it.

    kind: one of `kinds()`, or None to find out. day: the day of a file that does not say it. currency: the shop's.
    timezone: the shop's, for moments that a file gives with an offset. mapping: header → column name, for the kinds no
    platform exports in one form; it then decides, whatever other headers stand in the file.
    opener: keeps the workbook child alive over many files. secret: the shop's key for hiding buyers; without it nothing of
    them is kept. tell: hears by and by which part of the file, or of the member of a zip, was read (0…1).
    Raises IntakeError if the file, or any member of a zip, is refused; the sentence says what to do.
    """
    layouts = _candidates(kind, mapping)
    forced = kind is not None or bool(mapping)
    terms = Terms(currency, _zone(timezone), secret)
    with container.readable(path), nullcontext(opener) if opener else Opener() as used:
        return [engine.read_part(part, layouts, forced, day, terms, mapping, tell) for part in container.parts(path, used)]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise IntakeError(
            _("Unknown time zone"),
            _("{zone} is no time zone known here; a name such as Asia/Shanghai or Europe/London was expected.").format(
                zone=safe(name)
            ),
        ) from None


def _candidates(kind: str | None, mapping: Mapping[str, str] | None) -> tuple[Layout, ...]:
    """The layouts to try: the one named, or all; with a mapping those that take one and have its columns."""
    if kind is None and not mapping:
        return LAYOUTS
    named = tuple(layout for layout in LAYOUTS if kind in (None, layout.id))
    if not named:
        raise IntakeError(
            _("Unknown kind"),
            _("{kind} is no kind of file known here; these are: {kinds}.").format(
                kind=safe(kind), kinds=listed(layout.id for layout in LAYOUTS)
            ),
        )
    if not mapping:
        return named
    wanted = set(mapping.values())
    generic = tuple(
        layout for layout in named if layout.mapped and (kind or wanted <= {column.name for column in layout.columns})
    )
    if not generic:
        raise IntakeError(
            _("Columns cannot be mapped"),
            _("Only these kinds take columns of your own naming: {kinds}.").format(
                kinds=listed(layout.id for layout in LAYOUTS if layout.mapped)
            ),
        )
    return generic


def kinds() -> tuple[Kind, ...]:
    """Every kind that can be read, in the current language."""
    return tuple(
        Kind(
            layout.id,
            layout.label(),
            layout.where(),
            tuple(column.headers[0].removesuffix(AGAIN) for column in layout.columns),
            layout.feeds(),
        )
        for layout in LAYOUTS
    )


def outline(path: Path, *, opener: Opener | None = None) -> Outline:
    """What the operator needs to see of a file nobody recognises, to map its columns once: see `Outline`."""
    return outline_of(path, LAYOUTS, opener)
