"""The verdict: the first line of every screen, a coloured word and the sentence."""

from __future__ import annotations

from textual.content import Content

from shopdesk.steps.briefing import Severity
from shopdesk.text import _, safe
from shopdesk.widgets.fold import Prose
from shopdesk.widgets.show import MUTED, SIGNS, WORDS

_CHIPS = {
    Severity.ACT: "bold $text-error on $error-muted",
    Severity.WATCH: "bold $text-warning on $warning-muted",
    Severity.FINE: "bold $text-success on $success-muted",
    Severity.UNKNOWN: "bold $foreground on $panel",
}


class Verdict(Prose):
    """`set(severity, headline)`, no severity for what is no verdict; a second, quiet line may follow it."""

    DEFAULT_CSS = """
    Verdict { height: auto; padding: 0 1; }
    """

    def set(self, severity: Severity | None, headline: str, quiet: str = "") -> None:
        text = Content.styled(safe(headline), "bold")
        if severity is not None:
            text = Content.assemble((f" {SIGNS[severity]} {_(WORDS[severity])} ", _CHIPS[severity]), " ", text)
        self.update(Content.assemble(text, "\n", (safe(quiet), MUTED)) if quiet else text)

    def wait(self, doing: str = "") -> None:
        self.update(Content.styled(safe(doing) or _("Reading the figures …"), MUTED))
