"""Tasks, as they lie in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import Task
from shopdesk.records import fetch, table

TASK = table(Task)


@dataclass(frozen=True)
class TaskRow:
    id: int
    day: date  # the day judged when it was made
    role: str
    title: str
    why: str
    rule: str
    finding: str
    worth_minor: int | None
    state: str
    due: date | None
    done_on: date | None
    metric: str
    expect: str
    check_on: date | None
    their_view: str
    their_solution: str


_COLUMNS = [TASK.c[name] for name in TaskRow.__dataclass_fields__]


def of_day(db: sa.Connection, shop_id: int, day: date) -> list[TaskRow]:
    """What is still open, whenever it was made, what was made or finished on `day`, and what is to be checked then."""
    wanted = (TASK.c.state == "open") | (TASK.c.done_on == day) | (TASK.c.day == day) | (TASK.c.check_on == day)
    query = sa.select(*_COLUMNS).where(TASK.c.shop_id == shop_id, wanted).order_by(TASK.c.due.is_(None), TASK.c.due, TASK.c.id)
    return fetch(db, query, TaskRow)


def one(db: sa.Connection, shop_id: int, task_id: int) -> TaskRow | None:
    found = fetch(db, sa.select(*_COLUMNS).where(TASK.c.shop_id == shop_id, TASK.c.id == task_id), TaskRow)
    return found[0] if found else None


def open_for_finding(db: sa.Connection, shop_id: int, finding: str) -> int | None:
    """The open task that this finding made already, if there is one."""
    query = sa.select(TASK.c.id).where(TASK.c.shop_id == shop_id, TASK.c.finding == finding, TASK.c.state == "open")
    return db.execute(query).scalar()


def open_findings(db: sa.Connection, shop_id: int) -> frozenset[str]:
    """Keys of the findings that have an open task."""
    query = sa.select(TASK.c.finding).where(TASK.c.shop_id == shop_id, TASK.c.state == "open", TASK.c.finding != "")
    return frozenset(db.execute(query).scalars())
