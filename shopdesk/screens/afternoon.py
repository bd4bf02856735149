"""The afternoon: the plan by role. A task a line; the marked one is open below, with the team's view and solution."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantBlur, Resize
from textual.style import Style
from textual.widgets import Input, Label, OptionList, Static
from textual.worker import get_current_worker

from shopdesk.actions import N_
from shopdesk.plan import ROLES, held_up
from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.form import Field
from shopdesk.screens.noting import Noting
from shopdesk.steps.briefing import Severity, Why
from shopdesk.text import _, clip, money, safe, width
from shopdesk.widgets.findings import PlainList
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED, day_text
from shopdesk.widgets.verdict import Verdict

if TYPE_CHECKING:
    from shopdesk.plan import TaskView

FORMS = {
    "md": N_("Markdown, to paste into a chat"),
    "xlsx": N_("Excel workbook"),
    "csv": N_("CSV table"),
    "html": N_("HTML page, to print"),
    "ics": N_("Calendar with the due days"),
    "json": N_("JSON for programs"),
}
BOXES = {"open": ("[ ]", "bold"), "done": ("[✓]", "$text-success"), "dropped": ("[–]", MUTED)}
RESULTS = {"helped": N_("it helped"), "no_change": N_("no change"), "worse": N_("it got worse"), "unknown": N_("cannot tell yet")}


class TaskList(PlainList):
    HELP = N_(
        "A role's tasks. ← → go to another role, space marks one done, Enter changes it, e adds one, Del drops one, x exports."
    )

    def __init__(self, role: str) -> None:
        super().__init__(id=f"tasks-{role}")
        self.role = role
        self.tasks: tuple[TaskView, ...] = ()

    def show(self, tasks: tuple[TaskView, ...], currency: str, one_line: bool) -> None:
        """`one_line` keeps each task in one line of the terminal; else a title takes three lines of a column at most."""
        kept = self.selected.id if self.selected is not None else None
        self.tasks = tasks
        room = self.app.size.width - 4 if one_line else None
        self.fill((_task_line(task, currency, room) for task in tasks), _("nothing"))
        self.highlighted = next((n for n, task in enumerate(tasks) if task.id == kept), 0 if tasks else None)

    @property
    def selected(self) -> TaskView | None:
        index = self.highlighted
        return self.tasks[index] if index is not None and index < len(self.tasks) else None

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        await self.run_action("app.do('edit')")


class RoleLine(Static):
    auto_links = False


class AfternoonScreen(Noting):
    NAME = "afternoon"
    HELP: ClassVar[str] = N_(
        "The plan of the afternoon, by role. Findings become tasks here with t; what is not done comes back tomorrow with "
        "its age. Below the list lies the marked task: why, what it should change, when that is checked, the team's view and "
        "solution."
    )
    CSS_PATH = "afternoon.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.role = "operations"
        self.tasks: tuple[TaskView, ...] | None = None
        self._room = 0  # the width that the lists were last clipped for

    # --- layout --------------------------------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        with Vertical(id="body"):
            yield Verdict(id="verdict")
            yield RoleLine(id="roles")
            with Horizontal(id="columns"):
                for role in ROLES:
                    with Vertical(classes="column", id=f"column-{role}"):
                        yield Label(classes="head")
                        yield TaskList(role)
            with Vertical(id="opened"):
                yield Prose(id="about")
                with Horizontal(id="views"):
                    with Horizontal():
                        yield Label(_("Their view"))
                        yield Input(id="their_view", select_on_focus=False, placeholder=_("What the team sees"))
                    with Horizontal():
                        yield Label(_("Their solution"))
                        yield Input(id="their_solution", select_on_focus=False, placeholder=_("What the team will do"))

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Verdict).wait()
        self.query_one("#opened").display = False
        self._show_role()
        if self.tasks is not None:
            self._show(self.tasks)

    def on_resize(self, event: Resize) -> None:
        if self.tasks is not None and event.size.width != self._room:
            self._room = event.size.width
            self.call_after_refresh(self._show, self.tasks)

    def load(self) -> None:
        if self.desk.shop is None:
            self.show_empty_desk()
        else:
            self._fetch()

    @work(thread=True, exclusive=True, group="tasks", exit_on_error=False)
    def _fetch(self) -> None:
        worker = get_current_worker()
        tasks = self.desk.tasks()
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, tasks)

    def _show(self, tasks: tuple[TaskView, ...]) -> None:
        first = self.tasks is None
        self.tasks = tasks
        for role in ROLES:
            own = tuple(task for task in tasks if task.role == role)
            self._list(role).show(own, self.currency, not self.has_class("-wide"))
            self.query_one(f"#column-{role} .head", Label).update(Content(self._head(role)))
        if first and not any(task.role == self.role for task in tasks):
            self.role = next((task.role for task in tasks), self.role)
        open_tasks = sum(task.state == "open" for task in tasks)
        late = sum(task.state == "open" and task.due is not None and task.due < self.desk.today for task in tasks)
        text = _("{open} open, {done} done").format(open=open_tasks, done=sum(task.state == "done" for task in tasks))
        if late:
            text += " · " + _("{count} late").format(count=late)
        severity = Severity.ACT if late else Severity.WATCH if open_tasks else Severity.FINE
        if not tasks:
            text = _("No tasks yet: t on a finding makes one, {key} writes your own.").format(key=self.shopdesk.key("add"))
        self.query_one(Verdict).set(severity, text)
        self._show_role(focus=not self.typing)

    def _head(self, role: str) -> str:
        count = sum(task.role == role and task.state == "open" for task in self.tasks or ())
        return f"{self.desk.playbook.roles[role]} {count}"

    def _show_role(self, focus: bool = False) -> None:
        for role in ROLES:
            self.query_one(f"#column-{role}").set_class(role == self.role, "-current")
        self.query_one("#roles", Static).update(Content("  ").join(self._role_names()))
        if focus:
            self._list(self.role).focus()
        self._open_selected()

    def _role_names(self) -> Iterator[Content]:
        for role in ROLES:
            style = "bold $foreground on $primary-muted" if role == self.role else MUTED
            yield Content.styled(f" {self._head(role)} ", style).stylize(Style.from_meta({"@click": f"screen.role('{role}')"}))

    def _list(self, role: str) -> TaskList:
        return self.query_one(f"#tasks-{role}", TaskList)

    # --- the marked task -----------------------------------------------------------------------------------------

    @property
    def selected(self) -> TaskView | None:
        return self._list(self.role).selected

    def _open_selected(self) -> None:
        task = self.selected
        self.query_one("#opened").display = task is not None
        if task is None:
            return
        self.query_one("#about", Prose).update(Content("\n").join(_about(task)))
        for name in ("their_view", "their_solution"):
            field = self.query_one(f"#{name}", Input)
            if not field.has_focus:
                field.value = self.shopdesk.drafts.get(f"{name}:{task.id}", safe(getattr(task, name)))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if isinstance(event.option_list, TaskList) and event.option_list.role == self.role:
            self._open_selected()

    def on_descendant_focus(self) -> None:
        if isinstance(self.focused, TaskList) and self.focused.role != self.role:
            self.role = self.focused.role
            self._show_role()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.has_focus and self.selected is not None:
            self.shopdesk.drafts[f"{event.input.id}:{self.selected.id}"] = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self._save_view(event.input)
        self.leave_field()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        if isinstance(event.widget, Input):
            self._save_view(event.widget)

    def _save_view(self, field: Input) -> None:
        """Keep what the team said, where it is not kept yet."""
        task, name = self.selected, field.id or ""
        if task is None or self.shopdesk.drafts.pop(f"{name}:{task.id}", None) is None or field.value == getattr(task, name):
            return
        self.shopdesk.change(partial(self.shopdesk.verbs.edit_task, task.id, **{name: field.value}), lambda _none: _("Kept."))

    # --- actions -------------------------------------------------------------------------------------------------

    def why_no_selection(self) -> str:
        return "" if self.selected is not None else _("Mark a task first.")

    def action_role(self, role: str) -> None:
        self.role = role
        self._show_role(focus=True)

    def do_role_next(self) -> None:
        self._role_by(1)

    def do_role_before(self) -> None:
        self._role_by(-1)

    def _role_by(self, steps: int) -> None:
        self.action_role(ROLES[(ROLES.index(self.role) + steps) % len(ROLES)])

    def do_toggle(self) -> None:
        if (task := self.selected) is not None:
            self._set_state(task, "open" if task.state == "done" else "done")

    def do_drop(self) -> None:
        if (task := self.selected) is not None:
            self._set_state(task, "dropped")

    def _set_state(self, task: TaskView, state: Literal["open", "done", "dropped"]) -> None:
        said = {"done": _("Done."), "dropped": _("Dropped."), "open": _("Open again.")}[state]
        self.note(partial(self.shopdesk.verbs.set_task, task.id, state), said)

    def do_add(self) -> None:
        self._form(_("A task of your own"), None)

    def do_edit(self) -> None:
        if self.selected is not None:
            self._form(_("Change the task"), self.selected)

    def _form(self, title: str, task: TaskView | None) -> None:
        roles = {role: str(words) for role, words in self.desk.playbook.roles.items()}
        fields = [
            Field(
                "title",
                _("Task"),
                value=task.title if task else None,
                required=True,
                hint=_("what is to be done, in a few words"),
            ),
            Field("role", _("Role"), "choice", task.role if task else self.role, roles, required=True),
            Field("due", _("Due"), "date", task.due if task else None),
            Field("why", _("Why"), value=task.why if task else None),
            Field("metric", _("Metric"), value=task.metric if task else None, hint=_("the figure it should change")),
            Field("expect", _("Expect"), value=task.expect if task else None),
            Field("check_on", _("Check on"), "date", task.check_on if task else None),
        ]
        said = _("Changed.") if task else _("Added to the plan.")
        self.fill_in(title, fields, f"task:{task.id if task else 'new'}", partial(self._save, task), said)

    def _save(self, task: TaskView | None, values: dict[str, Any]) -> None:
        if task is None:
            self.shopdesk.verbs.add_task(**values)
        else:
            self.shopdesk.verbs.edit_task(task.id, **values)
        self.role = values["role"]

    def do_export(self) -> None:
        forms = {form: f"{form:5} {_(words)}" for form, words in FORMS.items()}
        self.app.push_screen(ChooseScreen(_("Export the plan as"), forms), self._export)

    def _export(self, form: str | None) -> None:
        if form is not None:
            said = lambda path: self.shopdesk.say(_("The plan is in {file}").format(file=safe(path)))  # noqa: E731
            self.shopdesk.write(partial(self.desk.export_plan, form, None), said)

    def do_why_task(self) -> None:
        if (task := self.selected) is not None:
            result = _(RESULTS.get(task.result or "", ""))
            named = [(_("Why"), task.why), (_("Metric"), task.metric), (_("Expect"), task.expect), (_("Result"), result)]
            self.shopdesk.explain(Why(task.title, "", tuple(pair for pair in named if pair[1]), rule=task.rule), None)

    def copy_text(self) -> str:
        return safe(self.selected.title) if self.selected is not None else ""

    def leave_field(self) -> None:
        self._list(self.role).focus()


def _task_line(task: TaskView, currency: str, room: int | None) -> Content:
    """Box, worth, title, and what there is of due day, age and result; in `room` cells, or with a title of 60."""
    box, style = BOXES.get(task.state, BOXES["open"])
    worth = f"{money(task.worth_minor, currency, sign=True)}  " if task.worth_minor else ""
    marks = []
    if task.due is not None:
        marks.append(day_text(task.due))
    if said := held_up(task):
        marks.append(said)
    if task.result is not None:
        marks.append(_(RESULTS.get(task.result, "cannot tell yet")))
    end = "  " + " · ".join(marks) if marks else ""
    title_room = 60 if room is None else max(room - width(f"{box} {worth}{end}"), 12)
    return Content.assemble(
        (f"{box} ", style),
        (worth, "bold" if task.state == "open" else MUTED),
        (clip(safe(task.title), title_room), "" if task.state == "open" else MUTED),
        (end, "$text-warning" if task.carried_from is not None else MUTED),
    )


def _about(task: TaskView) -> Iterator[Content]:
    yield Content.styled(safe(task.title), "bold")
    rule = f"  ({safe(task.rule)})" if task.rule else ""
    if task.why:
        yield Content.assemble((f"{_('Why')}  ", MUTED), safe(task.why), (rule, MUTED))
    parts = [(_("Metric"), safe(task.metric)), (_("Expect"), safe(task.expect))]
    parts.append((_("Check on"), day_text(task.check_on) if task.check_on else ""))
    shown = [Content.assemble((f"{name}  ", MUTED), value) for name, value in parts if value]
    if shown:
        yield Content("   ").join(shown)
