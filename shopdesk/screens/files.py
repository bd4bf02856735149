"""Import: name or pick export files, read them, and see what became of each."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlparse

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Paste
from textual.widgets import DirectoryTree, Input, Static

from shopdesk.actions import N_
from shopdesk.screens.dialog import Dialog
from shopdesk.screens.frame import FrameScreen
from shopdesk.steps.briefing import Severity
from shopdesk.text import _, number, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, DeskTable, Row, coloured
from shopdesk.widgets.verdict import Verdict

if TYPE_CHECKING:
    from shopdesk.landing import FileReceipt

ENDINGS = {".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods", ".zip", ".json"}


class PathsInput(Input):
    """An input that takes several pasted lines, as terminals give them when files are dropped on them."""

    HELP = N_(
        "Paths of export files: type or paste them, several at once too; Enter reads them. A folder means every table in it."
    )

    def _on_paste(self, event: Paste) -> None:
        if event.text:
            self.insert_text_at_cursor(" ; ".join(line.strip() for line in event.text.splitlines() if line.strip()))
        event.stop()
        event.prevent_default()


class FileTree(DirectoryTree):
    HELP = N_("The files of this computer: Enter opens a folder or adds a file to the line above.")

    def process_label(self, label: object) -> Text:
        return Text(safe(label))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        return [path for path in paths if not path.name.startswith(".") and (path.suffix.lower() in ENDINGS or path.is_dir())]


class FilesScreen(FrameScreen):
    NAME = "files"
    HELP: ClassVar[str] = N_(
        "Export files of the platforms: name them, or pick them in the tree, and press Enter. A file lands whole or not at all; "
        "the newest export wins; nothing you noted is touched. Enter on a line of the result shows what was rejected and why."
    )
    CSS_PATH = "files.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.receipts: list[FileReceipt] = []

    def compose_body(self) -> ComposeResult:
        with Vertical(id="body"):
            yield Verdict(id="verdict")
            yield PathsInput(
                value=self.shopdesk.drafts.get("paths", ""), id="paths", placeholder=_("Path of a file; several separated by ;")
            )
            yield Static(id="missing")
            with Horizontal(id="work"):
                yield FileTree(Path.home(), id="tree")
                with Vertical(id="result"):
                    yield DeskTable(id="receipts", empty=_("What becomes of each file is shown here."))
                    yield Prose(id="said")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Verdict).set(None, _("Import export files"))
        self._show(self.receipts)
        self.frame_changed()

    def frame_changed(self) -> None:
        morning = self.shopdesk.morning
        needs = morning.missing if morning is not None else ()
        lines = [Content.assemble(("~ ", "bold $text-warning"), safe(need.text)) for need in needs]
        self.query_one("#missing", Static).update(Content("\n").join(lines))

    # --- naming files --------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "paths":
            self.shopdesk.drafts["paths"] = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "paths":
            self.do_import_now()

    def on_directory_tree_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        field = self.query_one("#paths", Input)
        named = [part for part in field.value.split(" ; ") if part.strip()]
        field.value = " ; ".join([*named, str(event.path)])

    # --- reading them --------------------------------------------------------------------------------------------

    def do_import_now(self) -> None:
        paths = list(paths_of(self.query_one("#paths", Input).value))
        if not paths:
            self.shopdesk.say(_("Name a file first."), "warning")
            return
        self.query_one(Verdict).set(None, _("Reading {count} files …").format(count=len(paths)))
        self._read(paths)

    @work(thread=True, exclusive=True, group="import", exit_on_error=False)
    def _read(self, paths: list[Path]) -> None:
        def progress(done: int, total: int, name: str) -> None:
            text = _("{done} of {total}: {name}").format(done=done, total=total, name=safe(name))
            self.app.call_from_thread(self.query_one(Verdict).set, None, text)

        receipts = self.desk.import_files(paths, progress)
        self.app.call_from_thread(self._landed, receipts)

    def _landed(self, receipts: list[FileReceipt]) -> None:
        self._show(receipts)
        refused = sum(receipt.refused is not None for receipt in receipts)
        if refused:
            self.query_one(Verdict).set(Severity.ACT, _("{count} refused, the others landed").format(count=refused))
        else:
            self.query_one("#paths", Input).value = ""
            self.query_one(Verdict).set(Severity.FINE, _("{count} landed").format(count=len(receipts)))
        self.query_one(DeskTable).focus()
        self.shopdesk.landed()

    def _show(self, receipts: list[FileReceipt]) -> None:
        self.receipts = receipts
        columns = [
            Column(_("File"), most=28),
            Column(_("Kind"), most=18),
            Column(_("Period")),
            Column(_("new"), right=True),
            Column(_("changed"), right=True),
            Column(_("same"), right=True),
            Column(_("rejected"), right=True),
        ]
        self.query_one(DeskTable).fill(columns, [_row(index, receipt) for index, receipt in enumerate(receipts)])

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        self.app.push_screen(ReceiptScreen(self.receipts[int(event.key)]))

    def on_desk_table_marked(self, event: DeskTable.Marked) -> None:
        self.query_one("#said", Prose).update(_said(self.receipts[int(event.key)]))

    def copy_text(self) -> str:
        return self.query_one(DeskTable).marked_text

    def leave_field(self) -> None:
        self.query_one(FileTree).focus()


class ReceiptScreen(Dialog[None]):
    """What became of one file, row by row where rows were rejected."""

    def __init__(self, receipt: FileReceipt) -> None:
        super().__init__(safe(Path(receipt.file).name))
        self.receipt = receipt

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        receipt = self.receipt
        if receipt.refused is not None:
            yield Content.assemble((_("refused"), "bold $text-error"), "  ", safe(receipt.refused))
            return
        figures = _("{read} rows read: {new} new, {changed} changed, {same} the same, {rejected} rejected")
        yield Content(
            figures.format(
                read=receipt.read, new=receipt.new, changed=receipt.changed, same=receipt.same, rejected=receipt.rejected
            )
        )
        for check in receipt.checks:
            sign, colour = ("✓", "$text-success") if check.agree else ("!", "$text-error")
            text = _("{what}: the file says {file}, its rows add up to {ours}")
            said = text.format(what=safe(check.what), file=safe(check.file_says), ours=safe(check.we_sum))
            yield Content.assemble((f"{sign} ", f"bold {colour}"), said)
        for note in receipt.notes:
            yield Content.styled(safe(note), MUTED)
        for problem in receipt.problems:
            place = _("row {row}, {column}").format(row=problem.row, column=safe(problem.column))
            yield Content.assemble((f"{place}  ", MUTED), safe(problem.reason), (f"  {safe(problem.value)}", MUTED))


def paths_of(text: str) -> Iterator[Path]:
    """The paths named in a line: separated by ; or line ends, quoted or escaped as terminals do; a folder means its tables."""
    for part in (part.strip() for line in text.splitlines() for part in line.split(";")):
        if not part:
            continue
        names = [part] if _path(part).exists() else _shell_words(part)
        for path in map(_path, names):
            if path.is_dir():
                yield from sorted(item for item in path.iterdir() if item.suffix.lower() in ENDINGS)
            else:
                yield path


def _path(name: str) -> Path:
    if name.startswith("file://"):
        name = unquote(urlparse(name).path)
    return Path(name).expanduser()


def _shell_words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return [text]


def _said(receipt: FileReceipt) -> Content:
    """Below the table: why the marked file was refused, or what is to be known of it."""
    if receipt.refused is not None:
        return Content.styled(safe(receipt.refused), "$text-error")
    lines = [Content(safe(note)) for note in receipt.notes]
    if receipt.problems:
        first = receipt.problems[0]
        text = _("{count} rows rejected; the first: row {row}, {reason}. Enter shows all.")
        lines.append(Content(text.format(count=receipt.rejected, row=first.row, reason=safe(first.reason).rstrip("."))))
    return Content("\n").join(lines)


def _row(index: int, receipt: FileReceipt) -> Row:
    name = Path(receipt.file).name
    if receipt.refused is not None:
        cells: list[str | Text] = [name, coloured(_("refused"), "error"), "", "", "", "", ""]
        return Row(str(index), cells)
    days = {receipt.period_from, receipt.period_to} - {None}
    period = " – ".join(f"{day:%m-%d}" for day in sorted(day for day in days if day is not None))
    counts = (receipt.new, receipt.changed, receipt.same, receipt.rejected)
    return Row(str(index), [name, receipt.kind or "", period, *map(number, counts)])
