"""Import: name or pick export files, see what they would change, land them; and the imports so far, to be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import DirectoryTree, Input, Static
from textual.worker import get_current_worker

from shopdesk.actions import N_
from shopdesk.errors import ShopdeskError
from shopdesk.screens.ask import AskScreen
from shopdesk.screens.frame import FrameScreen
from shopdesk.screens.naming import FileTree, PathsInput, paths_of
from shopdesk.screens.receipts import ReceiptScreen, fill_imports, fill_receipts, in_short
from shopdesk.steps.briefing import Severity
from shopdesk.text import _, clip, ngettext, number, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.parts import Part, Parts
from shopdesk.widgets.room import Room
from shopdesk.widgets.show import MUTED, progress
from shopdesk.widgets.table import DeskTable
from shopdesk.widgets.verdict import Verdict

if TYPE_CHECKING:
    from shopdesk.intake import Outline
    from shopdesk.landing import FileReceipt, ImportInfo, Said, Undone

Result = TypeVar("Result")
PAST = 2  # the part of the imports so far


class FilesScreen(FrameScreen):
    NAME = "files"
    HELP: ClassVar[str] = N_(
        "Export files of the platforms: name them, or pick them in the tree. Enter shows what each would change, Enter once more "
        "lands them. A file lands whole or not at all; the newest export wins; nothing you noted is touched. c says what kind a "
        "file is, of which day and of which shop, m which of its columns is which. Tab leads to the imports so far: Enter shows "
        "what one did, Del takes it back as a whole."
    )
    CSS_PATH = "files.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.receipts: list[FileReceipt] = []
        self.imports: list[ImportInfo] = []
        self.said: dict[Path, Said] = {}
        self.stage: Literal["", "looked", "landed"] = ""
        self.named = ""  # the line whose files were looked at
        self.of_inbox = False  # what was looked at lies in the inbox
        self.busy = False

    # --- layout --------------------------------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        line = self.shopdesk.drafts.get("paths", "")
        field = PathsInput(value=line, id="paths", placeholder=_("Path of a file; several separated by ;"), select_on_focus=False)
        tree = FileTree(Path.home(), id="tree")
        receipts = DeskTable(id="receipts", empty=_("What the files would change is shown here."))
        imports = DeskTable(id="imports", empty=_("Nothing was imported yet."))
        with Vertical(id="body"):
            yield Verdict(id="verdict")
            with Room():
                yield Parts(
                    [
                        Part(_("Files"), field, Static(id="missing"), Static(id="inbox"), tree, id="choose"),
                        Part(_("What they change"), receipts, VerticalScroll(Prose(id="told"), can_focus=False), id="look"),
                    ],
                    [Part(_("Imports so far"), imports, id="past")],
                )

    def on_mount(self) -> None:
        super().on_mount()
        self._say_stage()
        self._fill()
        self.frame_changed()

    def on_room_changed(self) -> None:
        self._fill()

    def arrive(self) -> None:
        """To the field, for what is pasted or typed next is a path."""
        self.query_one(Parts).turn_to(0)

    def load(self) -> None:
        self._fetch()

    @work(thread=True, exclusive=True, group="imports", exit_on_error=False)
    def _fetch(self) -> None:
        worker = get_current_worker()
        imports = self.desk.imports() if self.desk.shop is not None else []
        waiting = self.desk.waiting()
        if not worker.is_cancelled:
            self.app.call_from_thread(self._fetched, imports, waiting)

    def _fetched(self, imports: list[ImportInfo], waiting: int) -> None:
        came_or_went = imports[:1] != self.imports[:1]
        self.imports = imports
        words = ngettext("{n} file waits in the inbox {folder}", "{n} files wait in the inbox {folder}", waiting)
        said = words.format(n=waiting, folder=clip(safe(self.desk.locations.inbox), 34))
        takes = _("{key} shows them").format(key=self.shopdesk.key("take_inbox"))
        line = Content.assemble((said, "$text-warning"), f"   {takes}") if waiting else Content.styled(said, MUTED)
        self.query_one("#inbox", Static).update(line)
        self._fill()
        if came_or_went:
            self.table("imports").grid.move_cursor(row=0)

    def frame_changed(self) -> None:
        morning = self.shopdesk.morning
        needs = morning.missing if morning is not None else ()
        lines = [Content.assemble(("~ ", "bold $text-warning"), safe(need.text)) for need in needs]
        self.query_one("#missing", Static).update(Content("\n").join(lines))

    def _fill(self) -> None:
        room = self.query_one(Room).cells or self.app.size.width
        fill_receipts(self.table("receipts"), self.receipts, room)
        fill_imports(self.table("imports"), self.imports, room)
        self.query_one("#look", Part).say(number(len(self.receipts)) if self.receipts else "")
        self.query_one("#past", Part).say(number(len(self.imports)) if self.imports else "")
        self.query_one(Parts).refresh_line()
        self._tell_marked()

    def _tell_marked(self) -> None:
        receipt = self.marked_file
        lines = list(in_short(receipt)) if receipt is not None else []
        if receipt is not None and receipt.refused is not None and self.stage == "looked":
            hint = _("{kind} says its kind, day or shop, {columns} which column is which.")
            keys = hint.format(kind=self.shopdesk.key("file_kind"), columns=self.shopdesk.key("file_columns"))
            lines.insert(0, Content.styled(keys, MUTED))
        self.query_one("#told", Prose).update(Content("\n").join(lines))

    def _say_stage(self) -> None:
        verdict = self.query_one(Verdict)
        refused = sum(receipt.refused is not None for receipt in self.receipts)
        good = len(self.receipts) - refused
        out = ngettext("{n} file is refused.", "{n} files are refused.", refused).format(n=refused) if refused else ""
        if self.stage == "looked":
            new, changed = (sum(getattr(receipt, name) for receipt in self.receipts) for name in ("new", "changed"))
            would = _("Nothing has landed yet. Rows that would be new: {new}, changed: {changed}.")
            lands = ngettext("Enter lands it: {n} file.", "Enter lands them: {n} files.", good).format(n=good) if good else ""
            severity = Severity.WATCH if refused else None
            verdict.set(severity, would.format(new=number(new), changed=number(changed)), _both(lands, out))
        elif self.stage == "landed":
            landed = ngettext("{n} file landed.", "{n} files landed.", good).format(n=good)
            verdict.set(Severity.ACT if refused else Severity.FINE, _both(landed, out))
        else:
            verdict.set(None, _("Import export files"))

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

    # --- looking, and landing ------------------------------------------------------------------------------------

    def do_import_now(self) -> None:
        """The first time show what the files named would change, the second time land them."""
        line = self.query_one("#paths", Input).value
        if self.stage == "looked" and line == self.named:
            self._land()
        elif paths := list(paths_of(line)):
            self.said.clear()
            self.of_inbox = False
            self._look(paths, line)
        else:
            self.shopdesk.say(_("Name a file first."), "warning")

    def _look(self, paths: list[Path], line: str) -> None:
        def looked(receipts: list[FileReceipt]) -> None:
            self.stage, self.named, self.receipts = "looked", line, receipts
            self._show_receipts()

        self._begin(partial(self.desk.preview, paths, self._progress, dict(self.said)), looked, _("Looking at the files …"))

    def _land(self) -> None:
        if all(receipt.refused is not None for receipt in self.receipts):
            self.shopdesk.say(_("None of these files can land; below each stands why."), "warning")
            return

        def landed(receipts: list[FileReceipt]) -> None:
            self.stage, self.receipts = "landed", receipts
            if all(receipt.refused is None for receipt in receipts):
                self.query_one("#paths", Input).value = ""
            self._show_receipts()
            self.shopdesk.read_anew()

        paths = list(dict.fromkeys(receipt.path for receipt in self.receipts if receipt.path is not None))
        if self.of_inbox:
            task = partial(self._land_inbox, paths)
        else:
            task = partial(self.desk.import_files, paths, self._progress, dict(self.said))
        self._begin(task, landed, _("Landing the files …"))

    def _land_inbox(self, paths: list[Path]) -> list[FileReceipt]:
        return list(self.desk.import_inbox(self._progress, paths, dict(self.said)).receipts)

    def _show_receipts(self) -> None:
        self._say_stage()
        self._fill()
        self.table("receipts").focus()

    def _progress(self, done: float, total: int, name: str) -> None:
        """Called in the thread that reads: a line for the file at hand, and a bar that grows within it, too."""
        cells = round(done / total * 20) if total else 0
        count = _("{done} of {total}: {name}").format(done=min(int(done) + 1, total), total=total, name=clip(safe(name), 50))
        self.app.call_from_thread(self._say_doing, f"{progress(cells, 20)} {count}")

    def _say_doing(self, words: str) -> None:
        for verdict in self.query(Verdict):  # none while the screen is composed anew, in another language
            verdict.wait(words)

    def _begin(self, task: Callable[[], Result], then: Callable[[Result], None], doing: str) -> None:
        """Do `task` in a thread, one at a time; a failure is said, and what is shown stays as it was."""
        if self.busy:
            self.shopdesk.say(_("The files are still being read."), "warning")
            return
        self.busy = True
        self.query_one(Verdict).wait(doing)

        def attempt() -> tuple[Result | None, Exception | None]:
            try:
                return task(), None
            except Exception as error:  # told in `done`, by the app's one dialog for it
                return None, error

        def done(answer: tuple[Any, Exception | None]) -> None:
            self.busy = False
            result, error = answer
            if error is None:
                then(result)
                return
            self._say_stage()
            self.load()
            self.shopdesk.trouble(error)

        self.shopdesk.write(attempt, done)

    # --- what the operator says of a file ------------------------------------------------------------------------

    @property
    def marked_file(self) -> FileReceipt | None:
        marked = self.table("receipts").marked
        return self.receipts[int(marked)] if marked is not None and int(marked) < len(self.receipts) else None

    def why_no_file(self) -> str:
        return "" if self.marked_file is not None else _("Look at some files first: name them and press Enter.")

    def do_why_file(self) -> None:
        if self.marked_file is not None:
            self.app.push_screen(ReceiptScreen(self.marked_file))

    def _path_to_tell_of(self) -> Path | None:
        receipt = self.marked_file
        if receipt is None or receipt.path is None or self.stage != "looked":
            self.shopdesk.say(_("This can be said before a file lands; take the import back first."), "warning")
            return None
        return receipt.path

    def do_file_kind(self) -> None:
        from shopdesk.intake import kinds
        from shopdesk.landing import Said
        from shopdesk.screens.form import Field, FormScreen

        if (path := self._path_to_tell_of()) is None:
            return
        said = self.said.get(path, Said())
        example = _("such as {day}, where the file has none").format(day=self.desk.day)
        shops = {shop.name: safe(shop.name) for shop in self.desk.shops}
        fields = [
            Field(
                "kind", _("Kind"), "choice", said.kind, {kind.id: kind.label for kind in kinds()}, hint=_("as it is found out")
            ),
            Field("day", _("Day"), "date", said.day, hint=example),
            Field("shop", _("Shop"), "choice", said.shop, shops, hint=_("as the file says")),
        ]

        def save(values: dict[str, Any]) -> Said:
            if values["day"] is not None and values["day"] > self.desk.today:
                text = _("{day} is still to come; write the day with its year.")
                raise ShopdeskError(_("No such day yet"), text.format(day=values["day"]))
            mapping = said.mapping if values["kind"] in (None, said.kind) else None
            return Said(values["kind"] or None, values["day"], mapping, values["shop"] or None)

        form = FormScreen(clip(safe(path.name), 60), fields, f"file:{path}", save, currency="CNY", today=self.desk.today)
        self.app.push_screen(form, lambda answer: self._tell(path, answer["saved"]) if answer else None)

    def do_file_columns(self) -> None:
        if (path := self._path_to_tell_of()) is not None:
            self._begin(partial(self.desk.outline, path), partial(self._choose_kind, path), _("Reading the headers …"))

    def _choose_kind(self, path: Path, outline: Outline) -> None:
        from shopdesk.screens.choose import ChooseScreen

        self._say_stage()
        kinds = {kind.id: kind.label for kind in sorted(outline.kinds, key=lambda kind: -len(kind.known))}
        choose = ChooseScreen(_("What does the file hold?"), kinds)
        self.app.push_screen(choose, lambda kind: self._choose_columns(path, outline, kind) if kind else None)

    def _choose_columns(self, path: Path, outline: Outline, kind: str) -> None:
        from shopdesk.landing import Said
        from shopdesk.screens.columns import ColumnsScreen

        def chosen(mapping: dict[str, str] | None) -> None:
            if mapping is not None:
                self._tell(path, replace(self.said.get(path, Said()), kind=kind, mapping=mapping))

        self.app.push_screen(ColumnsScreen(outline, next(item for item in outline.kinds if item.id == kind)), chosen)

    def _tell(self, path: Path, said: Said) -> None:
        """Look at the files again, knowing this of one of them."""
        self.said[path] = said
        self._look(list(dict.fromkeys(receipt.path for receipt in self.receipts if receipt.path is not None)), self.named)

    # --- inbox, and the imports so far ---------------------------------------------------------------------------

    def do_take_inbox(self) -> None:
        """The first time show what the files in the inbox would change, the second time land them."""
        if self.stage == "looked" and self.of_inbox:
            self._land()
            return

        def looked(receipts: list[FileReceipt]) -> None:
            if not receipts:
                self._say_stage()
                text = _("Nothing finished lies in the inbox {folder}.").format(folder=safe(self.desk.locations.inbox))
                self.shopdesk.say(text, "warning")
                return
            self.said.clear()
            self.of_inbox = True
            self.stage, self.named, self.receipts = "looked", self.query_one("#paths", Input).value, receipts
            self._show_receipts()

        self._begin(partial(self.desk.preview_inbox, self._progress), looked, _("Looking into the inbox …"))

    @property
    def marked_import(self) -> ImportInfo | None:
        marked = self.table("imports").marked if self.in_table("imports") else None
        return next((item for item in self.imports if str(item.id) == marked), None)

    def why_no_import(self) -> str:
        return "" if self.marked_import is not None else _("Mark an import under “Imports so far” first (Tab).")

    def do_take_back(self) -> None:
        item = self.marked_import
        if item is None:
            return
        question = _("What “{file}” brought goes, what it changed is as before. To have it again, import the file again.")
        ask = AskScreen(_("Take this import back?"), question.format(file=safe(item.file)))
        self.app.push_screen(ask, lambda agreed: self._take_back(item.id) if agreed else None)

    def _take_back(self, import_id: int) -> None:
        def gone(done: Undone) -> None:
            self.stage, self.receipts = "", []
            self._say_stage()
            words = _("“{file}” is taken back; rows removed: {removed}, rows as they were before: {restored}.")
            said = words.format(file=done.file, removed=number(done.removed), restored=number(done.restored))
            kept = _("Rows that stay, for your notes on them or for other reports: {n}.").format(n=done.kept) if done.kept else ""
            self.query_one(Verdict).set(Severity.FINE, said, kept)
            self.shopdesk.read_anew()

        self._begin(partial(self.desk.undo_import, import_id), gone, _("Taking the import back …"))

    # --- the tables ----------------------------------------------------------------------------------------------

    def on_desk_table_chosen(self, event: DeskTable.Chosen) -> None:
        if event.table.id == "imports":
            show = lambda receipt: self.app.push_screen(ReceiptScreen(receipt))  # noqa: E731
            self.open_with(partial(self.desk.import_receipt, int(event.key)), show)
        elif self.stage == "looked":
            self.do_import_now()
        else:
            self.do_why_file()

    def on_desk_table_marked(self, event: DeskTable.Marked) -> None:
        if event.table.id == "receipts":
            self._tell_marked()

    def copy_text(self) -> str:
        return self.table("imports" if self.query_one(Parts).open_part == PAST else "receipts").marked_text

    def leave_field(self) -> None:
        self.query_one(FileTree).focus()


def _both(said: str, how: str) -> str:
    """Two sentences, either of which may be missing."""
    return _("{said} {how}").format(said=said, how=how) if said and how else said + how
