"""What a step hands to whoever shows it: facts, verdicts, findings, and the reason behind each figure.

A step is `brief(context) -> Briefing`. Its own figures lie in `details`, a frozen dataclass of the step's module; in JSON they
stand beside `facts` and `findings`. A field named `*_minor` is money in minor units and becomes a decimal string without
the suffix in its name; dates become ISO text, None becomes null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from shopdesk.text import from_minor

if TYPE_CHECKING:
    import sqlalchemy as sa

    from shopdesk.playbook import Playbook
    from shopdesk.records.shops import ShopInfo


class Severity(StrEnum):
    ACT = "act"
    WATCH = "watch"
    FINE = "fine"
    UNKNOWN = "unknown"


class State(StrEnum):
    READY = "ready"
    NEEDS = "needs"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Context:
    """What a step may look at: one state of the database, one shop, one day."""

    db: sa.Connection
    shop: ShopInfo
    day: date  # the day judged
    playbook: Playbook

    @property
    def today(self) -> date:
        """The morning on which `day` is judged."""
        return self.day + timedelta(days=1)


@dataclass(frozen=True)
class Why:
    """What `?` opens: how a figure or verdict came about, in our words."""

    title: str
    formula: str
    inputs: tuple[tuple[str, str], ...] = ()  # (what, value), each value with its report and day where it has one
    interval: str = ""
    threshold: str = ""
    rule: str = ""  # "R57"; the playbook has the rule in our words
    settings: tuple[str, ...] = ()  # the playbook's thresholds behind the verdict: "page.spend_ratio"


@dataclass(frozen=True)
class Proposal:
    """The task a finding suggests."""

    role: str
    title: str
    metric: str = ""
    expect: str = ""
    check_on: date | None = None


@dataclass(frozen=True)
class Finding:
    key: str  # stable over days while the trouble lasts: "ads:delete:<product>:<keyword>"
    rule: str
    severity: Severity
    text: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    task: Proposal | None = None
    worth_minor: int | None = None  # money a day at stake, negative is lost; None where it cannot be said
    why: Why | None = None


@dataclass(frozen=True)
class Need:
    """A report that is missing: its kind as in `shopdesk import --kind`, and the sentence that asks for it."""

    kind: str
    text: str


@dataclass(frozen=True)
class Briefing:
    step: str
    day: date
    state: State
    headline: str  # the verdict in one line: what the eye meets first
    severity: Severity  # the step's sign in the top line
    details: Any
    findings: tuple[Finding, ...] = ()
    needs: tuple[Need, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    whys: Mapping[str, Why] = field(default_factory=dict)  # by the name of the figure
    currency: str = "CNY"

    def __post_init__(self) -> None:
        """A finding without a Why of its own has that of the figure it is about ("shop:stock:7" → "stock:7")."""
        explained = (replace(found, why=found.why or self._figure(found)) for found in self.findings)
        object.__setattr__(self, "findings", tuple(explained))

    def _figure(self, finding: Finding) -> Why | None:
        return self.whys.get(finding.key.removeprefix(f"{self.step}:"))

    def to_json(self) -> dict[str, Any]:
        """The step's object of the contract."""
        details = plain(self.details, self.currency)
        return {
            "step": self.step,
            "state": self.state.value,
            "needs": [need.kind for need in self.needs],
            "facts": plain(self.facts, self.currency),
            **details,
            "findings": [
                {
                    "rule": finding.rule,
                    "severity": finding.severity.value,
                    "text": finding.text,
                    "evidence": plain(finding.evidence, self.currency),
                    "task": plain(finding.task, self.currency),
                    "worth": plain({"worth_minor": finding.worth_minor}, self.currency)["worth"],
                    "key": finding.key,
                }
                for finding in self.findings
            ],
        }


_AS_IS = frozenset({type(None), str, int, bool})


def plain(value: Any, currency: str = "CNY") -> Any:
    """`value` as JSON types, by the rules at the head of this module; a number without end is none JSON could hold: null."""
    if type(value) in _AS_IS:  # most values, and a morning of 20,000 words has half a million
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, (str, int)) and not isinstance(value, Enum):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(inner, currency) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            said: _amount(inner, currency) if is_money else inner if type(inner) in _AS_IS else plain(inner, currency)
            for name, said, is_money in _columns(type(value))
            for inner in (getattr(value, name),)
        }
    if isinstance(value, Mapping):
        named = ((_column(str(key)), inner) for key, inner in value.items())
        return {said: _amount(inner, currency) if is_money else plain(inner, currency) for (_n, said, is_money), inner in named}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


@cache
def _columns(kind: type) -> tuple[tuple[str, str, bool], ...]:
    return tuple(_column(item.name) for item in fields(kind) if item.metadata.get("json", True))


def _column(name: str) -> tuple[str, str, bool]:
    """The name of a field, what it is called in JSON, and whether it is money."""
    said = name.removesuffix("_minor")
    return name, said, said != name


def _amount(minor: Any, currency: str) -> Any:
    known = isinstance(minor, (int, float)) and isfinite(minor)
    return str(from_minor(round(minor), currency)) if known else plain(minor, currency)
