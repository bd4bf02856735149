"""What `?` opens: formula, inputs, interval, threshold and the rule in our words; for a finding also what it asks to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.app import ComposeResult
from textual.content import Content

from shopdesk.actions import N_
from shopdesk.screens.dialog import Dialog
from shopdesk.steps.briefing import Finding, Why
from shopdesk.text import _, pad, safe, width
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import COLOURS, MUTED, SIGNS, WORDS, day_text

ROLES = {
    "operations": N_("operations"),
    "promotion": N_("promotion"),
    "design": N_("design"),
    "service": N_("service"),
    "content": N_("content"),
}


class WhyScreen(Dialog[None]):
    """`why` is a figure's; else `finding` with its own. `explain` gives a rule in our words."""

    BINDINGS = [("question_mark,enter", "leave"), ("y", "copy"), ("t", "task")]

    def __init__(self, why: Why | None, finding: Finding | None, explain: Callable[[str], str]) -> None:
        self.why = why or (finding.why if finding is not None else None)
        self.finding = finding
        rule = self.why.rule if self.why is not None and self.why.rule else finding.rule if finding is not None else ""
        self.rule, self.words = safe(rule), safe(explain(rule)) if rule else ""
        super().__init__(safe(self.why.title) if self.why is not None else _("Why"))

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content("\n").join(self._lines()))

    def _lines(self) -> Iterator[Content]:
        finding, why = self.finding, self.why
        if finding is not None:
            chip = f"{SIGNS[finding.severity]} {_(WORDS[finding.severity])}  "
            yield Content.assemble((chip, f"bold {COLOURS[finding.severity]}"), (safe(finding.text), "bold"))
            yield Content("")
        if why is not None:
            yield from _named(
                [
                    (_("Formula"), why.formula),
                    *why.inputs,
                    (_("Interval"), why.interval),
                    (_("Threshold"), why.threshold),
                ]
            )
        elif finding is not None:
            yield from _named((key.replace("_", " "), value) for key, value in finding.evidence.items())
        if self.rule:
            yield Content("")
            yield Content.assemble((f"{self.rule}  ", "bold $text-accent"), self.words)
        if finding is not None and finding.task is not None:
            task = finding.task
            yield Content("")
            yield Content.assemble((_("What to do"), "bold"), (f"  {_(ROLES.get(task.role, 'operations'))}", MUTED))
            yield Content(safe(task.title))
            day = day_text(task.check_on) if task.check_on else ""
            yield from _named([(_("Metric"), task.metric), (_("Expect"), task.expect), (_("Check on"), day)])

    def hint(self) -> str:
        if self.finding is not None and self.finding.task is not None:
            return _("t makes a task   y copies   Esc closes")
        return _("y copies   Esc closes")

    def action_copy(self) -> None:
        self.app.copy_to_clipboard("\n".join(line.plain for line in self._lines()))
        self.app.notify(_("Copied."), markup=False)

    def action_task(self) -> None:
        finding = self.finding
        self.dismiss(None)
        if finding is not None and finding.task is not None:
            self.app.make_task(finding)  # type: ignore[attr-defined]


def _named(pairs: object) -> Iterator[Content]:
    """Names and values in two columns; what is empty is left out."""
    rows = [(safe(name), safe(value)) for name, value in pairs if value not in (None, "", (), [], {})]  # type: ignore[attr-defined]
    room = min(max((width(name) for name, _value in rows), default=0), 24)
    for name, value in rows:
        yield Content.assemble((pad(name, room), MUTED), "  ", value)
