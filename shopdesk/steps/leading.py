"""What the eye meets first of a step: the worst of its findings."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.steps.briefing import Finding, Severity
from shopdesk.text import _


def severity(findings: Sequence[Finding]) -> Severity:
    """The worst of the findings' severities; FINE where there are none."""
    return min((finding.severity for finding in findings), key=list(Severity).index, default=Severity.FINE)


def headline(findings: Sequence[Finding], otherwise: str) -> str:
    """The first of the worst findings, with how many more are as bad; `otherwise` where nothing was found."""
    worst = [finding for finding in findings if finding.severity == severity(findings)]
    if not worst:
        return otherwise
    if len(worst) == 1:
        return worst[0].text
    return _("{text} (and {more} more)").format(text=worst[0].text, more=len(worst) - 1)


def sentences(first: str, second: str) -> str:
    """`first`, and `second` after it where there is one."""
    return _("{first} {second}.").format(first=first, second=second) if second else first
