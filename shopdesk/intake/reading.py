"""The door of the room: a platform's file → what it says, with a receipt. Pure: nothing is stored, nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from shopdesk.errors import IntakeError
from shopdesk.intake import alimama, container, engine, jd, reviews, stock, sycm, taobao, western
from shopdesk.intake.layout import Layout
from shopdesk.intake.opener import Opener
from shopdesk.intake.outcome import Check, Kind, Problem, Reading, Rows
from shopdesk.text import _, safe

__all__ = ["Check", "Kind", "Opener", "Problem", "Reading", "Rows", "kinds", "read_file"]

# In the order in which they are tried: what only one kind has comes first, what any list may have comes last.
LAYOUTS: tuple[Layout, ...] = (
    western.AMAZON_SEARCH_TERM,
    western.GOOGLE_CAMPAIGN,
    western.GA4_PAGES,
    alimama.KEYWORD,
    sycm.PRODUCT,
    sycm.SOURCE,
    sycm.SHOP_DAILY,
    jd.SHOP_DAILY,
    taobao.ORDERS,
    reviews.REVIEWS,
    stock.STOCK,
)


def read_file(
    path: Path,
    *,
    kind: str | None = None,
    day: date | None = None,
    currency: str = "CNY",
    mapping: Mapping[str, str] | None = None,
    opener: Opener | None = None,
) -> list[Reading]:
    """Read one export file; a zip gives one Reading for each table in it.

    kind: one of `kinds()`, or None to find out. day: the day of a file that does not say it. currency: the shop's.
    mapping: header → column name, for the kinds no platform exports in one form (reviews, stock).
    opener: keeps the workbook child alive over many files.
    Raises IntakeError if the file, or any member of a zip, is refused; the sentence says what to do.
    """
    forced = _layout(kind) if kind else None
    if mapping and (forced is None or not forced.mapped):
        forced_names = ", ".join(layout.id for layout in LAYOUTS if layout.mapped)
        raise IntakeError(
            _("Kind wanted"), _("Columns can be mapped only for these kinds: {kinds}; name one.").format(kinds=forced_names)
        )
    with nullcontext(opener) if opener else Opener() as used:
        return [engine.read_part(part, LAYOUTS, forced, day, currency, mapping) for part in container.parts(path, used)]


def _layout(kind: str) -> Layout:
    for layout in LAYOUTS:
        if layout.id == kind:
            return layout
    raise IntakeError(
        _("Unknown kind"),
        _("{kind} is no kind of file known here; these are: {kinds}.").format(
            kind=safe(kind), kinds=", ".join(layout.id for layout in LAYOUTS)
        ),
    )


def kinds() -> tuple[Kind, ...]:
    """Every kind that can be read, in the current language."""
    return tuple(
        Kind(
            layout.id,
            layout.label(),
            layout.where(),
            tuple(column.headers[0] for column in layout.columns),
            layout.feeds(),
        )
        for layout in LAYOUTS
    )
