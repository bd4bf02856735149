"""Why a source moved: one of the causes known under each factor, a few words of one's own, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, OptionList, Static

from shopdesk.actions import N_
from shopdesk.screens.dialog import Dialog
from shopdesk.text import _, safe
from shopdesk.widgets.findings import PlainList

# The trade's own lists (R165–R167): where visitors come from, what moves conversion, what moves average spend.
CAUSES: dict[str, tuple[str, tuple[str, ...]]] = {
    "visitors": (N_("Traffic"), (N_("on-site"), N_("off-site"), N_("offline"), N_("old customers"))),
    "conversion": (
        N_("Conversion"),
        (N_("price"), N_("time on page"), N_("bounce"), N_("page description"), N_("navigation"), N_("cross-links")),
    ),
    "average_spend": (
        N_("Average spend"),
        (N_("visit depth"), N_("promotions"), N_("bundles"), N_("service quality"), N_("members")),
    ),
}


@dataclass(frozen=True)
class CauseNote:
    """`factor` is "" where no cause of the lists was chosen; an empty `text` takes the cause back."""

    text: str
    factor: str


class CauseScreen(Dialog[CauseNote]):
    """Answers with what is to be noted, None where it was left. `drafts` keeps under `key` what was typed and not sent. `worths`
    says by factor what it moved in money, so that the eye finds the list to choose from."""

    HELP = N_(
        "Mark a cause under one of the three factors and press Enter, or just write. The words are kept with the source and the "
        "day; a falling source without a cause keeps the day from being closed."
    )
    CSS_PATH = "cause.tcss"
    BINDINGS = [("ctrl+s", "save"), ("up", "to_causes"), ("left", "column(-1)"), ("right", "column(1)")]

    def __init__(
        self, title: str, about: str, text: str, drafts: dict[str, str], key: str, worths: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(title)
        self.worths = worths or {}
        self.about, self.text, self.drafts, self.key = about, text, drafts, key
        self.factor, self.cause = "", ""

    def compose_dialog(self) -> ComposeResult:
        if self.about:
            yield Static(Content(safe(self.about)), classes="quiet about")
        with Horizontal(classes="causes"):
            for factor, (title, _causes) in CAUSES.items():
                with Vertical():
                    worth = self.worths.get(factor, "")
                    yield Label(Content.assemble(_(title), f" {worth}" if worth else ""), classes="section")
                    yield PlainList(id=f"cause-{factor}")
        yield Input(
            value=self.drafts.get(self.key, safe(self.text)),
            placeholder=_("In your own words; Enter keeps it"),
            id="words",
            select_on_focus=False,
        )

    def on_mount(self) -> None:
        for factor in CAUSES:
            self._list(factor).highlighted = None
        self._draw()
        self.query_one("#words", Input).focus()

    def _list(self, factor: str) -> PlainList:
        return self.query_one(f"#cause-{factor}", PlainList)

    def _draw(self) -> None:
        for factor, (_title, causes) in CAUSES.items():
            self._list(factor).fill(
                Content(f"{'●' if (factor, cause) == (self.factor, self.cause) else '○'} {_(cause)}") for cause in causes
            )

    def hint(self) -> str:
        return _("Write, Enter keeps   ↑ goes to the causes, Enter marks one   ^S keeps   Esc leaves, what was typed stays")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        factor = (event.option_list.id or "").removeprefix("cause-")
        cause = CAUSES[factor][1][event.option_index]
        chosen = (factor, cause) != (self.factor, self.cause)
        self.factor, self.cause = (factor, cause) if chosen else ("", "")
        self._draw()
        if chosen:
            self.query_one("#words", Input).focus()

    def action_to_causes(self) -> None:
        self._list("visitors").focus()

    def action_column(self, by: int) -> None:
        order = list(CAUSES)
        here = next((at for at, factor in enumerate(order) if self._list(factor).has_focus), None)
        if here is not None:
            self._list(order[(here + by) % len(order)]).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.has_focus:
            self.drafts[self.key] = event.value

    def on_input_submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        words = self.query_one("#words", Input).value.strip()
        cause = _(self.cause)
        both = _("{cause}: {words}").format(cause=cause, words=words)
        self.drafts.pop(self.key, None)
        self.dismiss(CauseNote(both if cause and words else cause or words, self.factor))
