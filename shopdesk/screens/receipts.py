"""What becomes of each file: as rows of a table, in a few lines below it, and whole in a dialog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.content import Content

from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, days_text, number, percent, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.room import fill_table
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

if TYPE_CHECKING:
    from shopdesk.landing import FileReceipt, ImportInfo

MOST_PROBLEMS = 200  # lines of a dialog; the count says how many there are
DOUBTFUL = 0.9  # below, the kind is shown with its certainty


def kind_label(kind: str | None) -> str:
    """A kind of file in the operator's words."""
    from shopdesk.landing import words  # loaded by whoever read the first file

    return safe(words.kind_label(kind))


def fill_receipts(table: DeskTable, receipts: Sequence[FileReceipt], room: int) -> None:
    columns = [
        Column(_("File")),
        Column(_("Kind"), most=20),
        Column(_("Period")),
        Column(_("added"), right=True),
        Column(_("changed"), right=True),
        Column(_("same"), right=True),
        Column(_("rejected"), right=True),
    ]
    fill_table(table, columns, [_receipt_row(at, receipt) for at, receipt in enumerate(receipts)], room, 0, (5,))


def _receipt_row(at: int, receipt: FileReceipt) -> Row:
    name = receipt.file.rsplit("/", 1)[-1]
    if receipt.refused is not None:
        return Row(str(at), [name, coloured(_("refused"), "error"), "", "", "", "", ""])
    kind: str | Text = kind_label(receipt.kind)
    if receipt.certainty is not None and receipt.certainty < DOUBTFUL:
        kind = coloured(f"~ {kind}", "warning")
    counts = [number(count) if count else "–" for count in (receipt.new, receipt.changed, receipt.same)]
    rejected = coloured(number(receipt.rejected), "warning") if receipt.rejected else "–"
    return Row(str(at), [name, kind, days_text(receipt.period_from, receipt.period_to), *counts, rejected])


def fill_imports(table: DeskTable, imports: Sequence[ImportInfo], room: int) -> None:
    columns = [
        Column(_("When")),
        Column(_("File")),
        Column(_("Kind"), most=20),
        Column(_("Period")),
        Column(_("added"), right=True),
        Column(_("changed"), right=True),
    ]
    fill_table(table, columns, [_import_row(item) for item in imports], room, 1, (2,))


def _import_row(item: ImportInfo) -> Row:
    when = f"{item.imported_at.astimezone():%m-%d %H:%M}"
    name, days = item.file.rsplit("/", 1)[-1], days_text(item.period_from, item.period_to)
    shown = [when, name, kind_label(item.kind), days, number(item.new), number(item.changed)]
    return Row(str(item.id), shown, [item.imported_at.isoformat(), name, item.kind, days, item.new, item.changed])


def in_short(receipt: FileReceipt) -> Iterator[Content]:
    """Below the table: why the marked file is refused, or what is to be known of it."""
    if receipt.refused is not None:
        yield Content.styled(safe(receipt.refused), "$text-error")
        return
    yield Content.assemble(kind_label(receipt.kind), (f"  {_sure(receipt)}  {safe(receipt.shop or '')}", MUTED))
    for check in receipt.checks:
        if not check.agree:
            yield _check_line(check.what, check.file_says, check.we_sum, False)
    if receipt.problems:
        first = receipt.problems[0]
        text = _("Rows rejected: {count}; the first: row {row}, {reason}.")
        reason = safe(first.reason).rstrip(".。")
        yield Content.styled(text.format(count=receipt.rejected, row=first.row or "–", reason=reason), "$text-warning")
    for note in receipt.notes:
        yield Content.styled(safe(note), MUTED)


def _sure(receipt: FileReceipt) -> str:
    return "" if receipt.certainty is None else _("{percent} sure").format(percent=percent(receipt.certainty, 0))


def _check_line(what: str, file_says: str, ours: str, agree: bool) -> Content:
    sign, colour = ("✓", "$text-success") if agree else ("!", "$text-error")
    text = _("{what}: the file says {file}, its rows add up to {ours}")
    said = text.format(what=safe(what), file=safe(file_says), ours=safe(ours))
    return Content.assemble((f"{sign} ", f"bold {colour}"), said)


class ReceiptScreen(Dialog[None]):
    """What became of one file, row by row where rows were rejected."""

    BINDINGS = [("enter", "leave")]

    def __init__(self, receipt: FileReceipt) -> None:
        super().__init__(safe(receipt.file.rsplit("/", 1)[-1]))
        self.receipt = receipt

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        receipt = self.receipt
        if receipt.refused is not None:
            yield Content.assemble((_("refused"), "bold $text-error"), "  ", safe(receipt.refused))
            return
        days = days_text(receipt.period_from, receipt.period_to)
        yield Content.assemble((kind_label(receipt.kind), "bold"), "  ", days, (f"  {_sure(receipt)}", MUTED))
        figures = _("{read} rows read: {new} new, {changed} changed, {same} the same, {rejected} rejected")
        yield Content(
            figures.format(
                read=receipt.read, new=receipt.new, changed=receipt.changed, same=receipt.same, rejected=receipt.rejected
            )
        )
        for check in receipt.checks:
            yield _check_line(check.what, check.file_says, check.we_sum, check.agree)
        for note in receipt.notes:
            yield Content.styled(safe(note), MUTED)
        for problem in receipt.problems[:MOST_PROBLEMS]:
            place = _("row {row}, {column}").format(row=problem.row or "–", column=safe(problem.column))
            yield Content.assemble((f"{place}  ", MUTED), safe(problem.reason), (f"  {safe(problem.value)}", MUTED))
