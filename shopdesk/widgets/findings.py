"""The findings of a step: sign, worth, sentence; one is marked, and `t`, `?` and Enter are about that one."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from shopdesk.actions import N_
from shopdesk.steps.briefing import Finding
from shopdesk.text import _, money, safe
from shopdesk.widgets.fold import fold
from shopdesk.widgets.show import COLOURS, MUTED, SIGNS


def finding_line(finding: Finding, currency: str, after: str = "") -> Content:
    """A finding as one line; `after` follows it quietly."""
    worth = f"{_('{money} a day').format(money=money(finding.worth_minor, currency, sign=True))}  " if finding.worth_minor else ""
    return Content.assemble(
        (f"{SIGNS[finding.severity]} ", f"bold {COLOURS[finding.severity]}"),
        (worth, "bold"),
        safe(finding.text),
        (f"  {safe(after)}" if after else "", MUTED),
    )


class PlainList(OptionList):
    """An option list at ease in a page: as high as its lines, without a frame, its mark visible without the focus."""

    DEFAULT_CSS = """
    PlainList {
        height: auto; max-height: 100%; border: none; padding: 0; background: transparent; scrollbar-size-vertical: 1;
        &:focus { border: none; background: transparent; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted { background: $surface-lighten-1; color: $foreground; text-style: none; }
        &:focus > .option-list--option-highlighted { background: $primary-muted; color: $foreground; text-style: none; }
        & > .option-list--option-disabled { color: $text-muted; }
    }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._unfolded: tuple[Content, ...] = ()
        self._empty = ""
        self._folded_for = 0

    def fill(self, lines: Iterable[Content], empty: str = "") -> None:
        """Show `lines`, the mark staying where it was; `empty` is said where there is none."""
        self._unfolded, self._empty = tuple(lines), empty
        self._fold()

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self._folded_for:
            self._fold()

    def _fold(self) -> None:
        before, empty = self.highlighted, self._empty
        self._folded_for = self.scrollable_content_region.width
        options = [Option(fold(line, self._folded_for - 2)) for line in self._unfolded]
        self.clear_options()
        if options:
            self.add_options(options)
            self.highlighted = min(before or 0, len(options) - 1)
        elif empty:
            self.add_option(Option(Content(empty), disabled=True))


class FindingsList(PlainList):
    """The findings of one briefing. Enter posts `Opened`."""

    HELP = N_(
        "Findings, the most valuable first where money can be named. ! asks for action, ~ is to be watched or cannot be told "
        "yet, ✓ is fine. t makes a task of the marked one, ? shows how it came about."
    )

    class Opened(Message):
        def __init__(self, finding: Finding) -> None:
            super().__init__()
            self.finding = finding

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.findings: tuple[Finding, ...] = ()

    def show(self, findings: Iterable[Finding], currency: str = "CNY", afters: Iterable[str] = (), nothing: str = "") -> None:
        self.findings = tuple(findings)
        after = (*afters, *[""] * len(self.findings))
        lines = [finding_line(finding, currency, note) for finding, note in zip(self.findings, after, strict=False)]
        self.fill(lines, nothing or _("Nothing here asks for action."))

    @property
    def selected(self) -> Finding | None:
        index = self.highlighted
        return self.findings[index] if index is not None and index < len(self.findings) else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.selected is not None:
            self.post_message(self.Opened(self.selected))
