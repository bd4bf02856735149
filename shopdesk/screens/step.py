"""The base of the seven step screens: verdict, the step's own figures, findings, checklist and, where wanted, the day's cause.

A step's screen is a subclass:

    class ShopScreen(StepScreen):
        NAME = "shop"                    # the step's id
        HELP = N_("…")                   # what F1 says about this screen
        CSS_PATH = "shop.tcss"

        def compose_figures(self): yield DeskTable(id="sources")
        def show(self, briefing): self.query_one("#sources", DeskTable).fill(…)   # briefing.details is the step's dataclass
        def selected_why(self): …        # optional: the Why of the marked figure while a figure has the focus
        def copy_line(self): …           # optional: what `y` copies while a figure has the focus
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Input, Label
from textual.worker import get_current_worker

from shopdesk import actions
from shopdesk.actions import N_
from shopdesk.screens.findings import FindingsScreen
from shopdesk.steps.briefing import Briefing, Finding, State
from shopdesk.text import _, safe
from shopdesk.widgets.checklist import Checklist
from shopdesk.widgets.findings import FindingsList
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.verdict import Verdict

if TYPE_CHECKING:
    from shopdesk.routine import StepState


class StepScreen(FindingsScreen):
    PLACES: ClassVar[tuple[str, ...]] = (actions.STEP,)
    HELP: ClassVar[str] = N_("A step of the morning: the verdict, its figures, what to do about it, and what is to be ticked.")
    ASKS_CAUSE: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.briefing: Briefing | None = None

    # --- what a subclass fills -----------------------------------------------------------------------------------

    def compose_figures(self) -> ComposeResult:
        yield from ()

    def show(self, briefing: Briefing) -> None:
        """Show the step's own figures; `briefing.details` is the dataclass of the step's module. Not called without data."""

    def lines(self, briefing: Briefing) -> tuple[Sequence[Finding], Sequence[str]]:
        """The findings to list, and what is said quietly behind each."""
        return briefing.findings, ()

    # --- layout --------------------------------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        with Vertical(id="body", classes="step"):
            yield Verdict(id="verdict")
            with Container(id="page"):
                with Vertical(id="main"):
                    yield Prose(id="needs", classes="needs")
                    with Vertical(id="figures"):
                        yield from self.compose_figures()
                with Vertical(id="side"):
                    yield Label(_("What to do"), classes="section")
                    yield FindingsList(id="findings")
                    if self.ASKS_CAUSE:
                        yield Label(_("Cause, needed to close the day"), id="of-cause", classes="section")
                        yield Input(placeholder=_("Why it went so; Enter keeps it"), id="cause", select_on_focus=False)
                    yield Label(_("To tick"), classes="section")
                    yield Checklist(id="checks")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#needs").display = False
        self.query_one(Verdict).wait()
        if self.briefing is not None:  # composed again, in another language
            self._show(self.briefing)

    # --- data ----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        if self.desk.shop is None:
            self.show_empty_desk()
            return
        cached = self.desk.cached(self.NAME)
        if cached is not None:
            self._show(cached)
        else:
            self._fetch()

    @work(thread=True, exclusive=True, group="briefing", exit_on_error=False)
    def _fetch(self) -> None:
        worker = get_current_worker()
        briefing = self.desk.briefing(self.NAME)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, briefing)

    def _show(self, briefing: Briefing) -> None:
        self.briefing = briefing
        if not self.is_mounted:
            return
        self.query_one(Verdict).set(briefing.severity, briefing.headline)
        self._show_needs(briefing)
        figures = self.query_one("#figures")
        figures.display = briefing.state != State.NO_DATA
        if figures.display:
            self.show(briefing)
        nothing = "" if briefing.state == State.READY else _("Not told yet: reports are missing.")
        lines, afters = self.lines(briefing)
        self.query_one(FindingsList).show(lines, briefing.currency, afters, nothing)
        self.frame_changed()
        self.shopdesk.seen(self.NAME)

    def _show_needs(self, briefing: Briefing) -> None:
        needs = self.query_one("#needs", Prose)
        needs.display = briefing.state != State.READY and bool(briefing.needs)
        press = _("Press {key} to import.").format(key=self.shopdesk.key("files"))
        said = briefing.headline
        lines = [Content.assemble(("~ ", "bold $text-warning"), safe(need.text)) for need in briefing.needs if need.text != said]
        needs.update(Content("\n").join([*lines, Content.styled(press, MUTED)]))

    def show_empty_desk(self) -> None:
        super().show_empty_desk()
        self.query_one("#figures").display = self.query_one("#side").display = False

    def frame_changed(self) -> None:
        state = self.state
        if state is not None:
            self.query_one(Checklist).show(state.checks)
        if self.ASKS_CAUSE and self.shopdesk.morning is not None:
            field, draft = self.query_one("#cause", Input), self.shopdesk.drafts.get(self._draft)
            if draft is None or not field.has_focus:  # else what is being typed stands in it already
                field.value = self._saved_cause if draft is None else draft
            self._name_cause()

    @property
    def state(self) -> StepState | None:
        morning = self.shopdesk.morning
        return next((step for step in morning.steps if step.id == self.NAME), None) if morning is not None else None

    # --- actions -------------------------------------------------------------------------------------------------

    @property
    def in_figures(self) -> bool:
        """True while one of the step's own widgets has the focus."""
        return self.focused is not None and self.query_one("#figures") in self.focused.ancestors

    def why_no_tick(self) -> str:
        return "" if self.query_one(Checklist).selected is not None else _("This step has nothing to tick.")

    def do_tick(self) -> None:
        check = self.query_one(Checklist).selected
        if check is not None:
            self.shopdesk.tick(self.NAME, check.id)

    # --- the day's cause -----------------------------------------------------------------------------------------

    @property
    def _draft(self) -> str:
        return f"cause:{self.desk.shop.id if self.desk.shop else 0}:{self.desk.day}"

    @property
    def _saved_cause(self) -> str:
        return safe(self.shopdesk.morning.cause) if self.shopdesk.morning is not None else ""

    def _name_cause(self) -> None:
        """Say whether the words in the field are kept already."""
        words = _("Cause, needed to close the day")
        if self._draft in self.shopdesk.drafts:
            saved = self._saved_cause
            words = _("Draft; kept is: {text}").format(text=saved) if saved else _("Draft, not kept yet: Enter keeps it")
        self.query_one("#of-cause", Label).update(Content(words))

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "cause" and event.input.has_focus:
            if event.value == self._saved_cause:
                self.shopdesk.drafts.pop(self._draft, None)
            else:
                self.shopdesk.drafts[self._draft] = event.value
            self._name_cause()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "cause":
            self.shopdesk.note_cause(event.value, self._draft)
            self.leave_field()
