"""A form whose verb has the last word: what the verb refuses is said in the form, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.widgets import Input, Select, Static

from shopdesk.screens.attempts import Attempts
from shopdesk.screens.form import MOST, Field, FormScreen
from shopdesk.steps.checked import refused
from shopdesk.text import _


class CheckedForm(FormScreen, Attempts[dict[str, Any]]):
    """`save(values)` is called in a thread and raises ShopdeskError where something does not fit; the form answers with
    {"saved": its result}. `about(values typed so far)` stands above the fields."""

    CSS_PATH = "checked.tcss"

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
        super().__init__(title, fields, key, currency, today)
        self.save, self.about = save, about
        self._sent: dict[str, str] = {}

    def compose_dialog(self) -> ComposeResult:
        yield Static(id="about")
        yield from super().compose_dialog()
        yield Static(id="refused")

    def on_mount(self) -> None:
        self._tell()

    def _typed(self) -> dict[str, str]:
        editors = {field.name: self.query_one(f"#{field.name}") for field in self.fields}
        return {
            name: editor.value if isinstance(editor, (Input, Select)) and isinstance(editor.value, str) else ""
            for name, editor in editors.items()
        }

    def _tell(self) -> None:
        about = self.query_one("#about", Static)
        about.display = self.about is not None
        if self.about is not None:
            about.update(self.about(self._typed()))

    def on_input_changed(self, _event: Input.Changed) -> None:
        self._tell()

    def on_select_changed(self, _event: Select.Changed) -> None:
        self._tell()

    def action_save(self) -> None:
        self.query_one("#refused").display = False  # it was said of what stood there before
        super().action_save()

    def dismiss(self, result: dict[str, Any] | None = None) -> AwaitComplete:
        """Leave; but values go to the verb first, and the form stays where it refuses them."""
        if result is None:
            return super().dismiss(None)
        if not self.attempting:
            self._sent = {self._draft(field): text for field, text in zip(self.fields, self._typed().values(), strict=True)}
            self.attempt(partial(self.save, result), self._saved)
        return AwaitComplete()

    def _saved(self, result: Any) -> None:
        super().dismiss({"saved": result})

    def refuse(self, message: str) -> None:
        self._drafts.update(self._sent)
        super().refuse(message)


def whole(value: float | None, what: str) -> int | None:
    """A whole number or None. Raises UsageError, naming the field `what`."""
    if value is None:
        return None
    if not float(value).is_integer() or abs(value) > MOST:
        raise refused(_("{what} is a whole number, as in 12.").format(what=what))
    return int(value)
