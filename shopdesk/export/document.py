"""The plan as people read it, before it takes a form: what every format says, in the same words and order.

Texts here are harmless to a terminal and carry no format's marks; each format escapes them in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shopdesk.text import _, aside, safe

if TYPE_CHECKING:
    from shopdesk.plan import TaskView
    from shopdesk.playbook import Playbook
    from shopdesk.records.shops import ShopInfo


@dataclass(frozen=True)
class Item:
    """A task. `marks` are short (worth, due, age); `details` are labels and texts, which may have several lines."""

    task: TaskView
    title: str
    marks: tuple[str, ...]
    details: tuple[tuple[str, str], ...]

    @property
    def done(self) -> bool:
        return self.task.state == "done"

    @property
    def dropped(self) -> bool:
        return self.task.state == "dropped"


@dataclass(frozen=True)
class Section:
    """The tasks of a role; never empty."""

    role: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Document:
    title: str
    summary: str
    sections: tuple[Section, ...]
    shop: str
    day: date
    currency: str


def document(tasks: Sequence[TaskView], shop: ShopInfo, day: date, playbook: Playbook) -> Document:
    """The plan of `day` by role, in the roles' order; tasks keep the order they come in."""
    from shopdesk.plan import ROLES

    items = [_item(task, shop.currency, playbook) for task in tasks]
    roles = {role: tuple(item for item in items if item.task.role == role) for role in ROLES}
    return Document(
        title=_("{shop}: plan of {day}").format(shop=safe(shop.name), day=day.isoformat()),
        summary=summary(tasks),
        sections=tuple(Section(str(playbook.roles[role]), found) for role, found in roles.items() if found),
        shop=safe(shop.name),
        day=day,
        currency=shop.currency,
    )


def summary(tasks: Sequence[TaskView]) -> str:
    """How many are open and how many done, in one line."""
    if not tasks:
        return _("No tasks yet.")
    return _("{open} open, {done} done").format(
        open=sum(task.state == "open" for task in tasks), done=sum(task.state == "done" for task in tasks)
    )


def marks(task: TaskView, currency: str) -> tuple[str, ...]:
    """What stands behind a task's title: its worth, when it is due, how long it is held up, whether it was dropped."""
    from shopdesk.plan import held_up, worth

    found = []
    if task.state == "dropped":
        found.append(_("dropped"))
    if task.worth_minor is not None:
        found.append(_("worth {money} a day").format(money=worth(task, currency)))
    if task.due is not None:
        found.append(_("due {day}").format(day=task.due.isoformat()))
    found.append(held_up(task))
    return tuple(filter(None, found))


def clean(text: str) -> str:
    """Text from outside without what a terminal obeys; its lines stay lines."""
    return "\n".join(safe(line).strip() for line in text.splitlines()).strip()


def result_words(result: str | None) -> str:
    """What came of a task, "" while it was not checked."""
    words = {
        "helped": _("it helped"),
        "no_change": _("no change"),
        "worse": _("it got worse"),
        "unknown": _("cannot be told"),
    }
    return words.get(result or "", "")


def _item(task: TaskView, currency: str, playbook: Playbook) -> Item:
    reason = clean(task.why) or playbook.rule(task.rule)
    details = (
        (_("Reason"), aside(reason, safe(task.rule)) if reason else safe(task.rule)),
        (_("Metric"), clean(task.metric)),
        (_("Expected"), clean(task.expect)),
        (_("Check on"), task.check_on.isoformat() if task.check_on else ""),
        (_("Result"), result_words(task.result)),
        (_("Their view"), clean(task.their_view)),
        (_("Their solution"), clean(task.their_solution)),
    )
    return Item(task, safe(task.title).strip(), marks(task, currency), tuple((label, text) for label, text in details if text))
