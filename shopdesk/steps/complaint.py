"""The folder of a case: both pictures, and a text with links, prices and dates that is ready to paste for the complaint (R50)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shopdesk.steps.copy_cases import case_folder, case_state_name
from shopdesk.steps.copy_findings import gap_said
from shopdesk.text import _, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.cases import CaseEvent, PictureInfo
    from shopdesk.steps.briefing import Context
    from shopdesk.steps.listings import CopycatRow

_PAGES = {
    "taobao": "https://item.taobao.com/item.htm?id={id}",
    "tmall": "https://detail.tmall.com/item.htm?id={id}",
    "jd": "https://item.jd.com/{id}.html",
}


@dataclass(frozen=True)
class Evidence:
    folder: Path
    text: str  # ready to paste; a complaint only where the picture is ours, else the record of the case
    missing: tuple[str, ...]  # what the complaint still lacks, a sentence each


def gather(context: Context, folder: Path, copycat_id: int) -> Evidence:
    """Write the case's folder under `folder` anew and give its text. Raises UsageError where the case is gone, DataError where
    it cannot be written."""
    from shopdesk.errors import DataError
    from shopdesk.evidence import write_text
    from shopdesk.records import cases as records
    from shopdesk.steps.checked import refused
    from shopdesk.steps.copies import copycat_rows, shelf

    case = records.copycat(context.db, context.shop.id, copycat_id)
    if case is None:
        raise refused(_("This copycat is not there any more; look again."))
    ours = shelf(context)
    (row,) = copycat_rows(context, ours, [case])
    pictures = records.pictures(context.db, context.shop.id)
    mine, theirs = pictures.get((case.product_id, 0)), pictures.get((case.product_id, case.id))
    product = ours.products.get(case.product_id)
    page = (product.url if product else "") or _PAGES.get(context.shop.platform, "").format(id=case.product_id)
    events = records.events(context.db, context.shop.id, date.max, copycat_id)
    text = "\n".join(_lines(row, page, mine, theirs, events, product.listed_on if product else None, context)) + "\n"
    place = folder / case_folder(context.shop, copycat_id)
    write_text(place, "complaint.txt", text)
    if mine is not None and (folder / mine.file).is_file():
        try:
            shutil.copyfile(folder / mine.file, place / f"ours{Path(mine.file).suffix}")
        except OSError as error:
            raise DataError(
                _("The evidence cannot be written"),
                _("{file} cannot be written; check the folder and the room on its disk.").format(file=safe(place)),
            ) from error
    return Evidence(place, text, tuple(_missing(row, mine, theirs)))


def _lines(
    row: CopycatRow,
    page: str,
    mine: PictureInfo | None,
    theirs: PictureInfo | None,
    events: list[CaseEvent],
    listed_on: date | None,
    context: Context,
) -> Iterator[str]:
    currency = context.shop.currency
    if row.same_picture:
        yield _("Complaint: use of our product pictures without permission")
        yield ""
        yield _("The page below uses pictures that we took for our own product. We gave no permission.")
        yield _("Please have the pictures removed.")
    else:
        yield _("Record of a copy, not a complaint: that the picture is ours is not established.")
    yield ""
    yield from _named(_("Our shop"), safe(context.shop.name))
    yield from _named(_("Our product"), safe(row.our_title))
    yield from _named(_("Our page"), safe(page))
    if listed_on is not None:
        yield from _named(_("Our page is online since"), str(listed_on))
    yield from _named(_("Our price"), _price(row.our_price_minor, currency))
    yield ""
    yield from _named(_("Their shop"), safe(row.seller))
    yield from _named(_("Their title"), safe(row.title))
    yield from _named(_("Their page"), safe(row.url))
    yield from _named(_("Their price"), _price(row.price_minor, currency))
    yield from _named(_("Price gap"), "" if row.price_gap is None else gap_said(row.price_gap))
    yield ""
    if row.similarity is not None:
        yield from _named(_("Title similarity"), percent(row.similarity, 0))
    if row.picture_distance is not None:
        same = _("{same} of 64 bits of the fingerprints are equal").format(same=64 - row.picture_distance)
        yield from _named(_("Pictures"), same)
    if mine is not None:
        yield from _named(_("Our picture"), f"ours{Path(mine.file).suffix}  {mine.added_on}")
    if theirs is not None:
        yield from _named(_("Their picture"), f"{Path(theirs.file).name}  {theirs.added_on}")
    yield ""
    yield _("What was seen and done")
    if not any(event.state == "seen" for event in events):
        yield f"{row.first_seen}  {case_state_name('seen')}"
    for event in events:
        yield "  ".join(part for part in _event(event, currency) if part)


def _event(event: CaseEvent, currency: str) -> Iterator[str]:
    yield str(event.day)
    yield case_state_name(event.state) if event.state else _("looked at again")
    if event.price_minor is not None:
        yield _("at {price}").format(price=money(event.price_minor, currency, cents=True))
    if event.sales_shown is not None:
        yield _("sales shown {count}").format(count=number(event.sales_shown))


def _missing(row: CopycatRow, mine: PictureInfo | None, theirs: PictureInfo | None) -> Iterator[str]:
    if mine is None:
        yield _("our own picture")
    if theirs is None:
        yield _("their picture")
    if not row.url:
        yield _("the link of their page")
    if not row.same_picture:
        yield _("that the picture is the same")


def _named(name: str, value: str) -> Iterator[str]:
    if value:
        yield _("{name}: {value}").format(name=name, value=value)


def _price(minor: int | None, currency: str) -> str:
    return "" if minor is None else money(minor, currency, cents=True)
