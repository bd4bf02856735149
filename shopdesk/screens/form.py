"""A form: labelled fields in a dialog, checked when it is saved; what was typed is kept when it is left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Select, Static

from shopdesk.actions import N_
from shopdesk.screens.dialog import Dialog
from shopdesk.text import DECIMALS, _, from_minor, safe, to_minor

MOST = 10**12  # more is a slip of the keyboard


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


class FormScreen(Dialog[dict[str, Any]]):
    """Answers with {name: value}, None where it was left. Money comes back in minor units of `currency`, what is empty as None.

    `key` names the form's drafts: the same key finds what was typed before.
    """

    HELP = N_("Tab or Enter goes to the next field, ^S saves. Esc leaves; what was typed is there again next time.")
    AUTO_FOCUS = "Input, Select"
    BINDINGS = [("ctrl+s", "save")]
    READS = False

    def __init__(self, title: str, fields: Sequence[Field], key: str, currency: str = "CNY", today: date | None = None) -> None:
        super().__init__(title)
        self.fields, self.key, self.currency = tuple(fields), key, currency
        self.today = today or date.today()

    def compose_dialog(self) -> ComposeResult:
        for field in self.fields:
            star = " *" if field.required else ""
            yield Horizontal(Label(Content(safe(field.label) + star)), self._editor(field), classes="field")
            yield Static(id=f"wrong-{field.name}", classes="wrong")

    def _editor(self, field: Field) -> Widget:
        draft = self._drafts.get(self._draft(field))
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

    @property
    def _drafts(self) -> dict[str, str]:
        return cast("dict[str, str]", self.app.drafts)  # type: ignore[attr-defined]

    def _draft(self, field: Field) -> str:
        return f"form:{self.key}:{field.name}"

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.has_focus:
            self._drafts[f"form:{self.key}:{event.input.id}"] = event.value

    def on_select_changed(self, event: Select.Changed) -> None:
        """A choice is a draft only where it differs from the field's value."""
        field = next(field for field in self.fields if field.name == event.select.id)
        if isinstance(event.value, str) and event.value != field.value:
            self._drafts[self._draft(field)] = event.value
        else:
            self._drafts.pop(self._draft(field), None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == [field.name for field in self.fields if field.choices is None][-1]:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
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
            return
        for field in self.fields:
            self._drafts.pop(self._draft(field), None)
        self.dismiss(values)

    def _read(self, field: Field) -> Any:
        """The field's value. Raises ValueError with a sentence."""
        editor = self.query_one(f"#{field.name}")
        if isinstance(editor, Select):
            text = editor.value if isinstance(editor.value, str) else ""
        else:
            text = cast(Input, editor).value.strip()
        if not text:
            if field.required:
                raise ValueError(_("This is needed."))
            return "" if field.kind == "text" else None
        if field.kind == "money":
            return read_money(text, self.currency)
        if field.kind == "number":
            return read_number(text)
        return read_date(text, self.today) if field.kind == "date" else text


def read_money(text: str, currency: str) -> int:
    """ "¥1,234.5" → 123450. Raises ValueError with a sentence."""
    digits = re.sub(r"(?:JP|HK|NT|US)?[¥￥$€£₹]|元|[\s,，]", "", text.replace("−", "-"))
    if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)", digits):
        raise ValueError(_("An amount is needed, as in 1234.50."))
    amount = Decimal(digits)
    if abs(amount) > MOST or -amount.as_tuple().exponent > DECIMALS.get(currency, 2):  # type: ignore[operator]
        raise ValueError(_("An amount is needed, as in 1234.50."))
    return to_minor(amount, currency)


def read_number(text: str) -> float:
    """A figure, whole ones as int. Raises ValueError with a sentence."""
    try:
        value = float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        raise ValueError(_("A number is needed, as in 12 or 3.5.")) from None
    if not abs(value) <= MOST:  # nan neither
        raise ValueError(_("A number is needed, as in 12 or 3.5."))
    return int(value) if value.is_integer() else value


def read_date(text: str, today: date) -> date:
    """ "2026-11-30", "11-30" (the next one from `today`) or "+3". Raises ValueError with a sentence."""
    try:
        found = _date(text, today)
        if not 2000 <= found.year < 2100:  # a slip of the keyboard; as for --date
            raise ValueError(text)
        return found
    except (ValueError, OverflowError):
        raise ValueError(_("A day is needed, as in 11-30, 2026-11-30 or +3.")) from None


def _date(text: str, today: date) -> date:
    if text.startswith("+"):
        return today + timedelta(days=int(text[1:]))
    parts = [int(part) for part in re.split(r"[-/.]", text)]
    if len(parts) == 3:
        return date(*parts)
    month, day = parts
    found = date(today.year, month, day)
    return found if found >= today - timedelta(days=31) else date(today.year + 1, month, day)
