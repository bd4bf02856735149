"""The command tasks: what is in the plan, and how it is changed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from shopdesk import plan
from shopdesk.cli_words import print_json
from shopdesk.export import plan_json, plan_text
from shopdesk.text import safe

if TYPE_CHECKING:
    from shopdesk.desk import Desk


def show(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk tasks`: those of the day, of one role or of all."""
    tasks = desk.tasks(arguments.role)
    if arguments.json:
        print_json(plan_json(tasks, desk.day, desk.need_shop().currency))
    else:
        print(plan_text(tasks, desk.need_shop(), desk.day, desk.playbook))
    return 0


def add(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk tasks add`."""
    made = plan.add(desk.store, desk.need_shop(), desk.day, arguments.title, arguments.role, arguments.due)
    return _say(desk, made, arguments)


def set_state(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk tasks done` and `undo`."""
    plan.set_state(desk.store, desk.need_shop(), arguments.id, arguments.state, desk.day)
    return _say(desk, arguments.id, arguments)


def _say(desk: Desk, task_id: int, arguments: argparse.Namespace) -> int:
    tasks = tuple(task for task in desk.tasks() if task.id == task_id)
    if arguments.json:
        print_json(plan_json(tasks, desk.day, desk.need_shop().currency))
    for task in () if arguments.json else tasks:
        print(f"{task.id}  {plan.state_name(task.state)}  {desk.playbook.roles[task.role]}  {safe(task.title)}")
    return 0
