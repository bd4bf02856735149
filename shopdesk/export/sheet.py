"""The plan as a table: a workbook for people, a csv for people and programs. No cell of it is ever a formula or a link."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shopdesk.export.document import Document, Item, clean, result_words
from shopdesk.plan import held_up, state_name
from shopdesk.text import DECIMALS, _, from_minor, safe

# What a spreadsheet takes for the beginning of a formula, also in full width.
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    title: str
    width: int  # characters, for the workbook


def workbook(plan: Document) -> bytes:
    """One sheet: a line with shop and day, how many are open, then a row a task."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": guarded(plan.title), "created": datetime(plan.day.year, plan.day.month, plan.day.day)})
    sheet = book.add_worksheet(plan.day.isoformat())
    places = DECIMALS.get(plan.currency, 2)
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "money": book.add_format({"valign": "top", "num_format": "#,##0" + ("." + "0" * places if places else "")}),
        "day": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
    }
    columns, rows = _columns(plan), list(_rows(plan))
    sheet.write_string(0, 0, guarded(plan.title), formats["title"])
    sheet.write_string(1, 0, guarded(plan.summary))
    head = 3
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(head, at, column.title, formats["head"])
    for down, row in enumerate(rows, head + 1):
        for at, cell in enumerate(row):
            _put(sheet, down, at, cell, formats)
    sheet.freeze_panes(head + 1, 2)
    sheet.autofilter(head, 0, head + max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    book.close()
    return buffer.getvalue()


def _put(sheet: Any, down: int, at: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(down, at, datetime(cell.year, cell.month, cell.day), formats["day"])
    elif isinstance(cell, (int, Decimal)):
        sheet.write_number(down, at, cell, formats["money"] if isinstance(cell, Decimal) else formats["text"])
    else:
        sheet.write_string(down, at, guarded(cell or ""), formats["text"])


def table(plan: Document) -> bytes:
    """UTF-8 with the mark that makes spreadsheets read it as such; shop and day are the first columns of every row."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([_("shop"), _("day"), *(column.title for column in _columns(plan))])
    for row in _rows(plan):
        writer.writerow([guarded(plan.shop), plan.day.isoformat(), *map(_csv, row)])
    return buffer.getvalue().encode("utf-8-sig")


def _csv(cell: Cell) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    return "" if cell is None else str(cell)


def guarded(text: str) -> str:
    """Text that no spreadsheet runs: what could begin a formula gets an apostrophe before it."""
    return "'" + text if text.startswith(_STARTERS) else text


def _columns(plan: Document) -> tuple[Column, ...]:
    return (
        Column(_("role"), 10),
        Column(_("task"), 40),
        Column(_("state"), 8),
        Column(_("worth a day ({currency})").format(currency=plan.currency), 12),
        Column(_("due on"), 11),
        Column(_("carried over"), 16),
        Column(_("why"), 40),
        Column(_("rule"), 6),
        Column(_("metric"), 18),
        Column(_("expected"), 18),
        Column(_("check on"), 11),
        Column(_("result"), 12),
        Column(_("their view"), 30),
        Column(_("their solution"), 30),
        Column(_("number"), 8),
    )


def _rows(plan: Document) -> Iterator[tuple[Cell, ...]]:
    for section in plan.sections:
        for item in section.items:
            yield (section.role, *_cells(item, plan.currency))


def _cells(item: Item, currency: str) -> tuple[Cell, ...]:
    task = item.task
    return (
        item.title,
        state_name(task.state),
        None if task.worth_minor is None else from_minor(task.worth_minor, currency),
        task.due,
        held_up(task) or None,
        clean(task.why),
        safe(task.rule),
        clean(task.metric),
        clean(task.expect),
        task.check_on,
        result_words(task.result),
        clean(task.their_view),
        clean(task.their_solution),
        task.id,
    )
