"""The plan as a file for the team, and plan and briefing as text or JSON for the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopdesk.errors import UsageError
from shopdesk.export.document import document
from shopdesk.export.files import write
from shopdesk.export.text import briefing_text, plan_text
from shopdesk.steps.briefing import plain
from shopdesk.text import _, listed, safe

if TYPE_CHECKING:
    from shopdesk.export.document import Document
    from shopdesk.plan import TaskView
    from shopdesk.playbook import Playbook
    from shopdesk.records.shops import ShopInfo

__all__ = ["FORMS", "briefing_text", "plan_bytes", "plan_file", "plan_json", "plan_text"]

# Each form's module and the function in it that makes the bytes; loaded when asked for (XlsxWriter alone costs 120 ms).
_MAKERS = {
    "md": ("markdown", "markdown"),
    "xlsx": ("sheet", "workbook"),
    "csv": ("sheet", "table"),
    "html": ("page", "page"),
    "ics": ("calendar", "calendar"),
}
FORMS = (*_MAKERS, "json")


def plan_file(tasks: Sequence[TaskView], shop: ShopInfo, day: date, playbook: Playbook, form: str, target: Path) -> Path:
    """Write the plan of `day` to `target` in one of FORMS, in the current language; where it lies.

    A folder as `target` gets a file named by the day. A file already there is replaced, whole or not at all.
    Raises UsageError for an unknown form or a target that is no file, DataError where it cannot be written.
    """
    data = plan_bytes(tasks, shop, day, playbook, form)
    if target.is_dir():
        target = target / f"plan-{day.isoformat()}.{form}"
    return write(target, data)


def plan_bytes(tasks: Sequence[TaskView], shop: ShopInfo, day: date, playbook: Playbook, form: str) -> bytes:
    """What `plan_file` writes."""
    if form not in FORMS:
        raise UsageError(_("Unknown format"), _("“{form}” is none of {forms}.").format(form=safe(form), forms=listed(FORMS)))
    if form == "json":
        import json

        return json.dumps(plan_json(tasks, day, shop.currency), ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"
    module, function = _MAKERS[form]
    make: Callable[[Document], bytes] = getattr(import_module(f"shopdesk.export.{module}"), function)
    return make(document(tasks, shop, day, playbook))


def plan_json(tasks: Sequence[TaskView], day: date, currency: str = "CNY") -> dict[str, Any]:
    """The contract's `tasks` object: money as decimal strings of `currency`, dates as ISO text, unknown as None."""
    return {"date": day.isoformat(), "tasks": [plain(task, currency) for task in tasks]}
