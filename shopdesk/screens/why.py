"""What `?` opens: formula, inputs, interval, threshold and the rule in our words; for a finding also what it asks to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from shopdesk.screens.choose import ChooseScreen
from shopdesk.screens.dialog import Dialog
from shopdesk.screens.threshold import ThresholdScreen, value_text
from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Finding, Why
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import COLOURS, MUTED, SIGNS, WORDS, day_text

if TYPE_CHECKING:
    from shopdesk.desk import Desk
    from shopdesk.playbook import Threshold

KEYS = "123456789abcdefghijklmnop"  # of the thresholds
ALL = "0"  # the key of all thresholds of the step
DIGITS = 9


class WhyScreen(Dialog[None]):
    """`why` is a figure's of the step; else `finding` with its own."""

    BINDINGS = [
        ("question_mark,enter", "leave"),
        ("y", "copy"),
        ("t", "task"),
        *((key, f"threshold({number})") for number, key in enumerate(KEYS)),
        (ALL, "all"),
    ]

    def __init__(self, why: Why | None, finding: Finding | None, desk: Desk, step: str) -> None:
        self.why = why or (finding.why if finding is not None else None)
        self.finding, self.desk, self.step = finding, desk, step
        rule = self.why.rule if self.why is not None and self.why.rule else finding.rule if finding is not None else ""
        self.rule, self.words = safe(rule), safe(desk.explain(rule)) if rule else ""
        self.thresholds = desk.thresholds(self.why, rule)[: len(KEYS)]
        if step not in STEPS:  # a screen that is no step judges by what it names
            self.step = desk.playbook.step_of(self.thresholds[0].id) if self.thresholds else ""
        super().__init__(safe(self.why.title) if self.why is not None else _("Why"))

    def compose_dialog(self) -> ComposeResult:
        yield Prose(Content("\n").join(self._lines()))
        if self.step:
            yield Prose(Content("\n").join(self._changeable()))

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
            yield Content.assemble((_("What to do"), "bold"), (f"  {self.desk.playbook.roles[task.role]}", MUTED))
            yield Content(safe(task.title))
            day = day_text(task.check_on) if task.check_on else ""
            yield from _named([(_("Metric"), task.metric), (_("Expect"), task.expect), (_("Check on"), day)])

    def _changeable(self) -> Iterator[Content]:
        yield Content("")
        few = len(self.thresholds) <= DIGITS
        said = _("A digit changes what it rests on") if few else _("A digit or letter changes what it rests on")
        if self.thresholds:
            yield Content.styled(said, "bold")
        for key, threshold in zip(KEYS, self.thresholds, strict=False):
            words, value = safe(threshold.words), value_text(threshold, threshold.value)
            yield Content.assemble((key, "bold $text-accent"), "\t", words, "  ", (value, "bold"))
        yield Content.assemble((ALL, "bold $text-accent"), "\t", (self._all(), MUTED))

    def _all(self) -> str:
        step = self.desk.playbook.steps[self.step]
        return _("all thresholds of the step {step}").format(step=safe(step.words))

    def hint(self) -> str:
        if self.finding is not None and self.finding.task is not None:
            return _("t makes a task   y copies   Esc closes")
        return _("y copies   Esc closes")

    def action_threshold(self, number: int) -> None:
        if number < len(self.thresholds):
            self._change(self.thresholds[number])

    def action_all(self) -> None:
        if not self.step:
            return
        every = {known.id: known for known in self.desk.playbook.of_step(self.step)}
        choices = {name: f"{known.words}  {value_text(known, known.value)}" for name, known in every.items()}

        def chosen(name: str | None) -> None:
            if name is not None:
                self._change(every[name])

        self.app.push_screen(ChooseScreen(self._all(), choices), chosen)

    def _change(self, threshold: Threshold) -> None:
        self.app.push_screen(ThresholdScreen(self.desk, self.step, threshold), self._kept)

    def _kept(self, kept: bool | None) -> None:
        if kept:  # what is explained here was judged with the value before
            self.dismiss(None)
            self.shopdesk.reload()

    def action_copy(self) -> None:
        changeable = self._changeable() if self.step else ()
        self.copy("\n".join(line.plain for line in (*self._lines(), *changeable)))

    def action_task(self) -> None:
        finding = self.finding
        if finding is not None and finding.task is not None:
            self.dismiss(None)
            self.shopdesk.make_task(finding)


def _named(pairs: Iterable[tuple[str, object]]) -> Iterator[Content]:
    """Names and values in two columns; what is empty is left out."""
    for name, value in pairs:
        if value not in (None, "", (), [], {}):
            yield Content.assemble((safe(name), MUTED), "\t", safe(value))
