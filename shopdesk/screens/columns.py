"""Which column is which: the headers of a file nobody recognises, each with a few of its values and a choice of field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Label, Select, Static

from shopdesk.actions import N_
from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, clip, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED

if TYPE_CHECKING:
    from shopdesk.intake.mapping import Outline, OutlineKind

MOST = 60  # columns shown; a file with more is mapped with `import --map`
_CELLS = 34


class ColumnsScreen(Dialog[dict[str, str]]):
    """Answers with {header: field}. What was chosen stays chosen when the dialog is left."""

    HELP = N_("For each column choose what it holds, or leave it out. Enter opens the choices, Tab goes on, ^S takes them all.")
    CSS_PATH = "columns.tcss"
    AUTO_FOCUS = "Select"
    BINDINGS = [("ctrl+s", "save")]
    READS = False

    def __init__(self, outline: Outline, kind: OutlineKind) -> None:
        super().__init__(safe(outline.file.rsplit("/", 1)[-1]))
        self.outline, self.kind = outline, kind
        self.columns = list({column.header: column for column in outline.columns}.values())[:MOST]

    def compose_dialog(self) -> ComposeResult:
        needed = "; ".join(_(" or ").join(self._labels[name] for name in group) for group in self._groups)
        yield Prose(Content(_("{kind}: needed are {fields}.").format(kind=safe(self.kind.label), fields=needed)))
        if len(self.columns) < len(self.outline.columns):
            text = _("These are the first {shown} of {all} columns; the others can be named with shopdesk import --map.")
            yield Prose(Content.styled(text.format(shown=len(self.columns), all=len(self.outline.columns)), MUTED))
        options = [
            (Content(safe(field.label) + (" *" if field.group is not None else "")), field.name) for field in self.kind.fields
        ]
        names = {field.name for field in self.kind.fields}
        for at, column in enumerate(self.columns):
            samples = clip(" · ".join(safe(sample) for sample in column.samples), _CELLS)
            label = Content.assemble((clip(safe(column.header), _CELLS), "bold"), "\n", (samples, MUTED))
            start = self.shopdesk.drafts.get(self._draft(column.header), self.kind.known.get(column.header, ""))
            chosen = {"value": start} if start in names else {}
            choice = Select[str](options, id=f"column{at}", compact=True, prompt=_("not used"), **chosen)  # type: ignore[arg-type]
            yield Horizontal(Label(label), choice, classes="column")
        yield Static(id="wrong")

    def hint(self) -> str:
        return _("^S takes them   Esc leaves, what was chosen stays")

    def _draft(self, header: str) -> str:
        return f"columns:{self.outline.fingerprint}:{self.kind.id}:{header}"

    def on_select_changed(self, event: Select.Changed) -> None:
        header = self.columns[int(str(event.select.id).removeprefix("column"))].header
        self.shopdesk.drafts[self._draft(header)] = event.value if isinstance(event.value, str) else ""

    def action_save(self) -> None:
        chosen = {
            column.header: value
            for at, column in enumerate(self.columns)
            if isinstance(value := self.query_one(f"#column{at}", Select).value, str)
        }
        wrong = self._wrong(list(chosen.values()))
        if not wrong:
            self.dismiss(chosen)
            return
        note = self.query_one("#wrong", Static)
        note.update(Content(wrong))
        note.display = True
        note.scroll_visible()

    def _wrong(self, names: list[str]) -> str:
        """What is chosen twice or missing, "" where all is well."""
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            return _("“{field}” is chosen for two columns; choose the one that counts.").format(field=self._labels[twice])
        for group in self._groups:
            if not set(group) & set(names):
                fields = _(" or ").join(self._labels[name] for name in group)
                return _("A column for {fields} is still needed.").format(fields=fields)
        return ""

    @property
    def _labels(self) -> dict[str, str]:
        return {field.name: safe(field.label) for field in self.kind.fields}

    @property
    def _groups(self) -> list[list[str]]:
        """The fields of which one of each group is needed."""
        groups: dict[int, list[str]] = {}
        for field in self.kind.fields:
            if field.group is not None:
                groups.setdefault(field.group, []).append(field.name)
        return list(groups.values())
