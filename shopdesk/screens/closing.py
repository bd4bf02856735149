"""Closing the day judged, and opening it again: what hinders it, what is asked before, what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shopdesk.screens.ask import AskScreen
from shopdesk.text import _, listed, ngettext
from shopdesk.widgets.show import day_text

if TYPE_CHECKING:
    from shopdesk.app import ShopdeskApp
    from shopdesk.routine import Morning, TodayView


def hindrance(morning: Morning | None) -> str:
    """Why the day can be neither closed nor opened again now; "" where one of the two can be done."""
    if morning is None:
        return _("The morning is still being read.")
    return "" if morning.closed else " ".join(morning.lacks)


def left_open(morning: Morning, today: TodayView | None) -> str:
    """What is not done though the day can be closed: steps not walked, findings without a task; "" where nothing is left."""
    left = []
    if morning.done < morning.total:
        left.append(_("{done} of {total} steps walked").format(done=morning.done, total=morning.total))
    causes = today.causes if today is not None else ()
    if n := sum(cause.finding.task is not None and not cause.planned for cause in causes):
        left.append(ngettext("{n} finding without a task", "{n} findings without a task", n).format(n=n))
    return listed(left)


def close_or_open(app: ShopdeskApp) -> None:
    """Close the day, asking first where something is left; a closed one is opened again, asking always."""
    morning, day = app.morning, day_text(app.desk.day)
    assert morning is not None, "the guard asks for it"
    if morning.closed:
        question = _("{day} is closed. Open it again?").format(day=day)
        _ask(app, _("Open the day again"), question, app.verbs.reopen_day, _("The day is open again."))
    elif left := left_open(morning, app.today):
        question = _("{left}: close {day} all the same?").format(left=left, day=day)
        _ask(app, _("Close the day"), question, app.verbs.close_day, _("The day is closed. Well done."))
    else:
        app.change(app.verbs.close_day, lambda _none: _("The day is closed. Well done."))


def _ask(app: ShopdeskApp, title: str, question: str, verb: Callable[[], None], said: str) -> None:
    app.push_screen(AskScreen(title, question), lambda agreed: app.change(verb, lambda _none: said) if agreed else None)
