"""How signs, days and states look: the small words and colours that every screen shares."""

from __future__ import annotations

from datetime import date

from shopdesk.actions import N_
from shopdesk.steps.briefing import Severity
from shopdesk.text import _

MUTED = "$foreground 60%"  # $text-muted is "auto" and means nothing within a line
# Sign, colour, word. The doubtful is never red.
SIGNS = {Severity.ACT: "!", Severity.WATCH: "~", Severity.FINE: "✓", Severity.UNKNOWN: "~"}
COLOURS = {
    Severity.ACT: "$text-error",
    Severity.WATCH: "$text-warning",
    Severity.FINE: "$text-success",
    Severity.UNKNOWN: MUTED,
}
WORDS = {
    Severity.ACT: N_("act"),
    Severity.WATCH: N_("watch"),
    Severity.FINE: N_("fine"),
    Severity.UNKNOWN: N_("cannot tell yet"),
}
SIGN_COLOURS = {"!": "$text-error", "·": MUTED, "✓": "$text-success", "~": "$text-warning"}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    return _(WEEKDAYS[day.weekday()])


def day_text(day: date | None) -> str:
    """ "Tue 11-10"; "–" where unknown."""
    return "–" if day is None else f"{weekday(day)} {day:%m-%d}"


def bar(value: float | None, largest: float, cells: int) -> str:
    """A bar of eighths, `cells` wide where `value` is as large as `largest` (both taken without their sign)."""
    if not value or not largest:
        return ""
    eighths = round(min(abs(value) / abs(largest), 1) * cells * 8)
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def progress(done: int, total: int) -> str:
    return "▓" * done + "░" * max(total - done, 0)
