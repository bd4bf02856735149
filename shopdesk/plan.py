"""The afternoon: findings become tasks by role, unfinished ones come back with their age, done ones leave.

A task belongs to the day judged on the morning it was made; `--date` means that day everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from shopdesk.errors import UsageError
from shopdesk.text import _, money, ngettext

if TYPE_CHECKING:
    import sqlalchemy as sa

    from shopdesk.analysis.effect import TaskEffect
    from shopdesk.records.shops import ShopInfo
    from shopdesk.records.tasks import TaskRow
    from shopdesk.steps.briefing import Finding
    from shopdesk.store import Store

ROLES = ("operations", "promotion", "design", "service", "content")
STATES = ("open", "done", "dropped")
MOST_TITLE = 500  # characters; a finding's longest is well below
EDITABLE = {"title", "role", "due", "why", "metric", "expect", "check_on", "their_view", "their_solution"}


@dataclass(frozen=True)
class TaskView:
    id: int
    role: str
    title: str
    why: str
    rule: str
    state: str
    due: date | None
    carried_from: date | None  # the day it was made, where that is an earlier one
    metric: str
    expect: str
    check_on: date | None
    result: str | None
    worth_minor: int | None
    their_view: str
    their_solution: str
    age_days: int  # since the day whose plan it was first in
    overdue_days: int = 0  # of an open task on the morning after the day judged


def tasks(db: sa.Connection, shop: ShopInfo, day: date, role: str | None = None) -> tuple[TaskView, ...]:
    """The plan of `day`: open tasks and those made or finished then, the most money first within a role."""
    from shopdesk.outcomes import effect
    from shopdesk.records.tasks import of_day

    if role is not None and role not in ROLES:
        raise _unknown_role()
    rows = [row for row in of_day(db, shop.id, day) if role in (None, row.role)]
    rows.sort(key=lambda row: (ROLES.index(row.role), row.state != "open", -abs(row.worth_minor or 0)))
    return tuple(_view(row, day, effect(db, shop.id, row, day)) for row in rows)


def _view(row: TaskRow, day: date, effect: TaskEffect | None) -> TaskView:
    earlier = row.day < day
    return TaskView(
        row.id,
        row.role,
        row.title,
        row.why,
        row.rule,
        row.state,
        row.due,
        row.day if earlier else None,
        row.metric,
        row.expect,
        row.check_on,
        effect.grade.value if effect else None,
        row.worth_minor,
        row.their_view,
        row.their_solution,
        (day - row.day).days if earlier else 0,
        max((day - row.due).days + 1, 0) if row.due is not None and row.state == "open" else 0,
    )


# --- verbs ---------------------------------------------------------------------------------------------------------


def add(
    store: Store,
    shop: ShopInfo,
    day: date,
    title: str,
    role: str,
    due: date | None = None,
    **more: Any,
) -> int:
    """A task by hand; its id. Raises UsageError for an empty title or an unknown role."""
    from shopdesk.models import Task
    from shopdesk.store import now

    _check(title=title, role=role)
    with store.change(shop.id, _("new task")) as change:
        return change.add(Task, shop_id=shop.id, day=day, role=role, title=title.strip(), due=due, created_at=now(), **more)


def add_finding(store: Store, shop: ShopInfo, day: date, finding: Finding) -> int | None:
    """The task that a finding suggests; None where it has an open one already, or suggests none."""
    from shopdesk.records.tasks import open_for_finding

    proposal = finding.task
    if proposal is None:
        return None
    with store.read() as db:
        if open_for_finding(db, shop.id, finding.key) is not None:
            return None
    return add(
        store,
        shop,
        day,
        proposal.title,
        proposal.role,
        why=finding.text,
        rule=finding.rule,
        finding=finding.key,
        worth_minor=finding.worth_minor,
        metric=proposal.metric,
        expect=proposal.expect,
        check_on=proposal.check_on,
    )


def edit(store: Store, shop: ShopInfo, task_id: int, **fields: Any) -> None:
    """Set fields of a task. Raises UsageError for an unknown task, field or value."""
    from shopdesk.models import Task

    unknown = set(fields) - EDITABLE
    if unknown:
        raise UsageError(_("Not a field of a task"), ", ".join(sorted(unknown)) + ".")
    _check(**fields)
    _need(store, shop, task_id)
    with store.change(shop.id, _("task changed")) as change:
        change.put(Task, id=task_id, **fields)


def set_state(store: Store, shop: ShopInfo, task_id: int, state: str, day: date) -> None:
    """Tick off, drop or reopen a task; `day` is the day judged."""
    from shopdesk.models import Task

    if state not in STATES:
        raise UsageError(_("Unknown state"), _("A task is open, done or dropped."))
    _need(store, shop, task_id)
    labels = {"open": _("task reopened"), "done": _("task done"), "dropped": _("task dropped")}
    with store.change(shop.id, labels[state]) as change:
        change.put(Task, id=task_id, state=state, done_on=None if state == "open" else day)


def _need(store: Store, shop: ShopInfo, task_id: int) -> None:
    from shopdesk.records.tasks import one

    with store.read() as db:
        if one(db, shop.id, task_id) is None:
            raise UsageError(_("No such task"), _("There is no task {id}; see them with shopdesk tasks.").format(id=task_id))


def _check(**fields: Any) -> None:
    if "title" in fields and not str(fields["title"]).strip():
        raise UsageError(_("A task needs a title"), _("Say in a few words what is to be done."))
    if len(str(fields.get("title", ""))) > MOST_TITLE:
        raise UsageError(
            _("This title is too long"), _("A task's title takes {most} characters at most; shorten it.").format(most=MOST_TITLE)
        )
    if "role" in fields and fields["role"] not in ROLES:
        raise _unknown_role()


def _unknown_role() -> UsageError:
    return UsageError(_("Unknown role"), _("A role is one of operations, promotion, design, service, content."))


def state_name(state: str) -> str:
    """What a task's state is called."""
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}[state]


def held_up(task: TaskView) -> str:
    """By how much it is overdue, else since which day's plan it is carried over; "" where neither is so."""
    if task.overdue_days:
        return ngettext("{n} day overdue", "{n} days overdue", task.overdue_days).format(n=task.overdue_days)
    return _("carried over since {day}").format(day=f"{task.carried_from:%m-%d}") if task.carried_from is not None else ""


def worth(task: TaskView, currency: str) -> str:
    """What the task is worth a day, for the eye; "" where that cannot be said."""
    return "" if task.worth_minor is None else money(task.worth_minor, currency, sign=True)
