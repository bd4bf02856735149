"""A form: labelled fields in a dialog. Its verb has the last word, and what was typed stays until that has taken it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Select, Static

from shopdesk.actions import N_
from shopdesk.screens.attempts import Attempts
from shopdesk.screens.typed import read_date, read_money, read_number
from shopdesk.text import _, from_minor, safe


@dataclass(frozen=True)
class Field:
    """One field. `label` and `hint` are translated already. `value` is a str, int (money: minor units), float or date by kind."""

    name: str
    label: str
    kind: Literal["text", "money", "number", "date", "choice"] = "text"
    value: Any = None
    choices: Mapping[str, str] | None = None  # value → what is read, translated already
    required: bool = False
    hint: str = ""


class FormScreen(Attempts[dict[str, Any]]):
    """`save(values)` is called in a thread and raises ShopdeskError where something does not fit; the form answers with
    {"saved": its result}. Money is given to it in minor units of `currency`, what is empty as None.

    `key` names the form's drafts: the same key finds what was typed before. `about(texts typed so far)` stands above the fields.
    """

    HELP = N_("Tab or Enter goes to the next field, ^S saves. Esc leaves; what was typed is there again next time.")
    AUTO_FOCUS = "Input, Select"
    BINDINGS = [("ctrl+s", "save")]
    READS = False

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        key: str,
        save: Callable[[dict[str, Any]], Any],
        *,
        currency: str,
        today: date,
        about: Callable[[Mapping[str, str]], Content] | None = None,
    ) -> None:
        super().__init__(title)
        self.fields, self.key, self.save, self.about = tuple(fields), key, save, about
        self.currency, self.today = currency, today

    def compose_dialog(self) -> ComposeResult:
        if self.about is not None:
            yield Static(id="about")
        for field in self.fields:
            star = " *" if field.required else ""
            yield Horizontal(Label(Content(safe(field.label) + star)), self._editor(field), classes="field")
            yield Static(id=f"wrong-{field.name}", classes="wrong")
        yield Static(id="refused")

    def on_mount(self) -> None:
        self._tell()

    def _editor(self, field: Field) -> Widget:
        draft = self.shopdesk.drafts.get(self._draft(field))
        if field.choices is not None:
            options = [(Content(safe(text)), value) for value, text in field.choices.items()]
            start = draft if draft is not None else field.value
            if start in field.choices:
                return Select[str](
                    options, value=start, allow_blank=not field.required, id=field.name, compact=True, prompt=field.hint or "–"
                )
            return Select[str](options, allow_blank=not field.required, id=field.name, compact=True, prompt=field.hint or "–")
        value = draft if draft is not None else self._shown(field)
        return Input(value=value, placeholder=field.hint or self._hint(field), id=field.name, select_on_focus=False)

    def _shown(self, field: Field) -> str:
        if field.value is None:
            return ""
        if field.kind == "money":
            return str(from_minor(field.value, self.currency))
        return safe(field.value)

    def _hint(self, field: Field) -> str:
        return {"date": _("11-30, 2026-11-30 or +3 for in three days"), "money": "0.00", "number": "0"}.get(field.kind, "")

    def hint(self) -> str:
        return _("^S saves   Esc leaves, what was typed stays")

    def _draft(self, field: Field) -> str:
        return f"form:{self.key}:{field.name}"

    def _named(self, name: str | None) -> Field:
        return next(field for field in self.fields if field.name == name)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._remember(self._named(event.input.id))

    def on_select_changed(self, event: Select.Changed) -> None:
        self._remember(self._named(event.select.id))

    def _remember(self, field: Field) -> None:
        """Only what differs from the field's value is a draft."""
        text = self._typed(field)
        if text != self._shown(field):
            self.shopdesk.drafts[self._draft(field)] = text
        else:
            self.shopdesk.drafts.pop(self._draft(field), None)
        self._tell()

    def _typed(self, field: Field) -> str:
        editor = self.query_one(f"#{field.name}")
        return editor.value if isinstance(editor, (Input, Select)) and isinstance(editor.value, str) else ""

    def _tell(self) -> None:
        if self.about is not None:
            texts = {field.name: self._typed(field) for field in self.fields}
            self.query_one("#about", Static).update(self.about(texts))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == [field.name for field in self.fields if field.choices is None][-1]:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        self.query_one("#refused").display = False  # it was said of what stood there before
        values: dict[str, Any] = {}
        first_wrong: str | None = None
        for field in self.fields:
            try:
                values[field.name] = self._read(field)
                wrong = ""
            except ValueError as error:
                wrong = str(error)
                first_wrong = first_wrong or field.name
            note = self.query_one(f"#wrong-{field.name}", Static)
            note.update(Content(wrong))
            note.display = bool(wrong)
        if first_wrong is not None:
            self.query_one(f"#{first_wrong}").focus()
        else:
            self.attempt(partial(self.save, values), self._saved)

    def _saved(self, result: Any) -> None:
        for field in self.fields:
            self.shopdesk.drafts.pop(self._draft(field), None)
        self.dismiss({"saved": result})

    def _read(self, field: Field) -> Any:
        """The field's value. Raises ValueError with a sentence."""
        text = self._typed(field).strip()
        if not text:
            if field.required:
                raise ValueError(_("This is needed."))
            return "" if field.kind == "text" else None
        if field.kind == "money":
            return read_money(text, self.currency)
        if field.kind == "number":
            return read_number(text)
        return read_date(text, self.today) if field.kind == "date" else text
