"""A threshold of the playbook: what it decides, what another value would have flagged on the days past, and keeping it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from shopdesk.actions import N_
from shopdesk.playbook import between
from shopdesk.screens.attempts import Attempts
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED, day_text

if TYPE_CHECKING:
    from shopdesk.desk import Desk
    from shopdesk.playbook import Threshold
    from shopdesk.whatif import DayTried

SENTENCES = 5  # of those that come or go, the newest first


def value_text(threshold: Threshold, value: float) -> str:
    """A value as it is typed: 14, 3.5, 0.15."""
    return str(round(value)) if threshold.whole else f"{value:g}"


class ThresholdScreen(Attempts[bool]):
    """Answers True where another value was kept."""

    HELP = N_(
        "A number the verdicts rest on. Enter tries another value on the last sixty days: how many findings there would have "
        "been. ^S keeps it in your own playbook, ^R goes back to ours; Esc changes nothing."
    )
    AUTO_FOCUS = "Input"
    BINDINGS = [("ctrl+s", "save"), ("ctrl+r", "ours")]
    READS = False

    def __init__(self, desk: Desk, step: str, threshold: Threshold) -> None:
        super().__init__(safe(threshold.words))
        self.desk, self.step, self.threshold = desk, step, threshold
        self.days: list[DayTried] = []

    def compose_dialog(self) -> ComposeResult:
        known = self.threshold
        rule = safe(self.desk.explain(known.rule))
        if rule:
            yield Prose(Content.assemble((f"{known.rule}  ", "bold $text-accent"), rule))
        yield Static(Content.styled(self._standing(), MUTED), classes="standing")
        yield Input(value=value_text(known, known.value), id="value")
        yield Static(id="wrong", classes="wrong")
        yield Static(id="refused")
        yield Prose(id="tried")

    def _standing(self) -> str:
        known = self.threshold
        ours = _("Ours: {value}.").format(value=value_text(known, known.ours))
        own = _("Yours: {value}.").format(value=value_text(known, known.value)) if known.own else ""
        return "  ".join(part for part in (ours, own, known.id) if part)

    def hint(self) -> str:
        keys = [_("Enter tries it"), _("^S keeps it"), _("^R takes ours back") if self.threshold.own else "", _("Esc leaves")]
        return "   ".join(key for key in keys if key)

    # --- what is typed -------------------------------------------------------------------------------------------

    def _value(self) -> float | None:
        """What stands in the field; None, and said so, where it cannot be the threshold."""
        text = self.query_one("#value", Input).value.strip().replace("，", ".").replace(",", ".")
        share = text.endswith(("%", "％"))
        try:
            value = float(text.rstrip("%％ ")) / (100 if share else 1)
        except ValueError:
            value = math.nan
        wrong = ""
        if not math.isfinite(value):
            wrong = _("Type a number such as {value}.").format(value=value_text(self.threshold, self.threshold.ours))
        elif self.threshold.whole and not value.is_integer():
            wrong = _("This counts whole things; type a whole number.")
        elif not self.threshold.least <= value <= self.threshold.most:
            wrong = between(self.threshold)
        self.query_one("#wrong", Static).update(Content.styled(wrong, "$text-error"))
        return None if wrong else value

    def on_input_changed(self) -> None:
        self.query_one("#wrong", Static).update("")

    def on_input_submitted(self) -> None:
        value = self._value()
        if value is not None:
            self.days = []
            self._tell(trying=True)
            self._try(value)

    # --- trying it -----------------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="tried", exit_on_error=False)
    def _try(self, value: float) -> None:
        worker = get_current_worker()
        for day in self.desk.try_threshold(self.step, self.threshold.id, value):
            if worker.is_cancelled:
                return
            self.app.call_from_thread(self._day_tried, day)
        self.app.call_from_thread(self._tell)

    def _day_tried(self, day: DayTried) -> None:
        self.days.append(day)
        self._tell(trying=True)

    def _tell(self, trying: bool = False) -> None:
        if not self.is_mounted:
            return
        lines = [Content(line) for line in self._summary(trying)]
        changed = [("+", text, day) for day in self.days for text in day.more]
        changed += [("−", text, day) for day in self.days for text in day.fewer]
        changed.sort(key=lambda item: item[2].day, reverse=True)
        for sign, text, day in changed[:SENTENCES]:
            lines.append(Content.assemble((f"{sign} {day_text(day.day)}  ", MUTED), safe(text)))
        if len(changed) > SENTENCES:
            lines.append(Content.styled(_("and {n} more").format(n=len(changed) - SENTENCES), MUTED))
        self.query_one("#tried", Prose).update(Content("\n").join(lines))

    def _summary(self, trying: bool) -> list[str]:
        if not self.days:
            return [_("Looking at the days past …") if trying else _("No day past has data for this step.")]
        said = _("{days} days past: {before} findings with the value that holds, {after} with this one.").format(
            days=len(self.days), before=sum(day.before for day in self.days), after=sum(day.after for day in self.days)
        )
        different = sum(bool(day.more or day.fewer) for day in self.days)
        how = _("Different on {n} of them.").format(n=different) if different else _("The same findings on all of them.")
        return [f"{said} {how}" + (" …" if trying else "")]

    # --- keeping it ----------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        value = self._value()
        if value is not None:
            self._keep(None if value == self.threshold.ours else value)

    def action_ours(self) -> None:
        if self.threshold.own:
            self._keep(None)

    def _keep(self, value: float | None) -> None:
        self.attempt(partial(self.desk.set_threshold, self.threshold.id, value), self._kept)

    def _kept(self, _none: None) -> None:
        self.shopdesk.say(_("Kept; the morning is judged anew."))
        self.dismiss(True)
