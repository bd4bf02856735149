"""Tasks: one a finding, back the next day with their age, and judged on their check date by what they were to move."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from shopdesk import plan
from shopdesk.errors import UsageError
from shopdesk.models import ProductDay, ShopDay, SourceDay
from shopdesk.plan import TaskView
from shopdesk.steps.briefing import Finding, Proposal, Severity
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
DONE = date(2026, 11, 3)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def finding(key: str = "numbers:visitors", check_on: date | None = None) -> Finding:
    proposal = Proposal("promotion", "Win back visitors", "visitors", "back to 5,310", check_on)
    return Finding(key, "R15", Severity.ACT, "Visitors fell", task=proposal, worth_minor=-364000)


def tasks(desk: Desk, day: date = DAY, role: str | None = None) -> tuple[TaskView, ...]:
    with desk.store.read() as db:
        return plan.tasks(db, desk.shop, day, role)


def test_one_finding_makes_one_task(desk: Desk) -> None:
    made = plan.add_finding(desk.store, desk.shop, DAY, finding())
    assert made is not None
    assert plan.add_finding(desk.store, desk.shop, DAY, finding()) is None
    plan.set_state(desk.store, desk.shop, made, "done", DAY)
    assert plan.add_finding(desk.store, desk.shop, DAY + timedelta(days=1), finding()) is not None  # the trouble is back
    (first, _second) = sorted(tasks(desk), key=lambda task: task.id)
    assert (first.role, first.why, first.rule, first.worth_minor) == ("promotion", "Visitors fell", "R15", -364000)


def test_unfinished_tasks_come_back_with_their_age(desk: Desk) -> None:
    kept = plan.add(desk.store, desk.shop, DAY, "Call the carrier", "service")
    done = plan.add(desk.store, desk.shop, DAY, "Change the picture", "design")
    plan.set_state(desk.store, desk.shop, done, "done", DAY)
    assert [task.id for task in tasks(desk)] == [done, kept]
    (back,) = tasks(desk, DAY + timedelta(days=3))
    assert (back.id, back.carried_from, back.age_days) == (kept, DAY, 3)
    assert tasks(desk, role="design")[0].id == done


def test_a_task_is_overdue_only_once_its_day_is_past(desk: Desk) -> None:
    """`DAY + n` is judged on the morning of DAY + n + 1."""
    kept = plan.add(desk.store, desk.shop, DAY, "Call the carrier", "service", due=DAY + timedelta(days=2))
    said = [plan.held_up(tasks(desk, DAY + timedelta(days=later))[0]) for later in range(4)]
    since = f"carried over since {DAY:%m-%d}"
    assert said == ["", since, "1 day overdue", "2 days overdue"]
    plan.set_state(desk.store, desk.shop, kept, "done", DAY + timedelta(days=3))
    assert plan.held_up(tasks(desk, DAY + timedelta(days=3))[0]) == since, "what is done is not overdue"


def test_undo_reopens_and_removes(desk: Desk) -> None:
    task = plan.add(desk.store, desk.shop, DAY, "Call the carrier", "service")
    plan.edit(desk.store, desk.shop, task, their_view="the carrier is slow", due=DAY)
    plan.set_state(desk.store, desk.shop, task, "done", DAY)
    desk.store.undo(desk.shop.id)
    assert [(t.state, t.their_view) for t in tasks(desk)] == [("open", "the carrier is slow")]
    desk.store.undo(desk.shop.id)
    desk.store.undo(desk.shop.id)
    assert tasks(desk) == ()


def test_wrong_words_are_refused(desk: Desk) -> None:
    with pytest.raises(UsageError):
        plan.add(desk.store, desk.shop, DAY, "  ", "design")
    with pytest.raises(UsageError):
        plan.add(desk.store, desk.shop, DAY, "x", "boss")
    task = plan.add(desk.store, desk.shop, DAY, "x", "design")
    with pytest.raises(UsageError):
        plan.edit(desk.store, desk.shop, task, state="done")
    with pytest.raises(UsageError):
        plan.set_state(desk.store, desk.shop, task + 1, "done", DAY)
    with pytest.raises(UsageError):
        tasks(desk, role="boss")


def judged(desk: Desk, key: str) -> str | None:
    made = plan.add_finding(desk.store, desk.shop, DONE - timedelta(days=1), finding(key, DAY))
    assert made is not None
    plan.set_state(desk.store, desk.shop, made, "done", DONE)
    (before,) = [task for task in tasks(desk, DAY - timedelta(days=1)) if task.id == made] or [None]
    assert before is None or before.result is None
    (task,) = [task for task in tasks(desk) if task.id == made]
    return task.result


@pytest.mark.parametrize(("after", "result"), [(5300, "helped"), (4000, "no_change"), (3000, "worse")])
def test_a_level_is_judged_against_its_weekday(desk: Desk, after: int, result: str) -> None:
    days = [DAY - timedelta(days=n) for n in range(80)]
    rows = [
        {"day": d, "origin": "sycm_shop_daily", "visitors": (after if d > DONE else 4000) + d.toordinal() % 5 * 20} for d in days
    ]
    desk.put(ShopDay, *rows)
    assert judged(desk, "numbers:visitors") == result


def test_a_source_is_judged_by_its_own_visitors(desk: Desk) -> None:
    days = [DAY - timedelta(days=n) for n in range(80)]
    rows = [
        {"day": d, "source": source, "attribution": "each", "device": "", "visitors": count + d.toordinal() % 5}
        for d in days
        for source, count in (("search", 900 if d > DONE else 600), ("other", 500))
    ]
    desk.put(SourceDay, *rows)
    assert judged(desk, "shop:source:search") == "helped"
    assert judged(desk, "shop:source:other") == "no_change"


@pytest.mark.parametrize(("visitors", "result"), [(900, "helped"), (3, "unknown")])
def test_a_rate_needs_enough_visitors(desk: Desk, visitors: int, result: str) -> None:
    rows = [
        {"day": DAY - timedelta(days=n), "product_id": "p", "visitors": visitors, "bounce_rate": 0.48 if n < 7 else 0.69}
        for n in range(30)
    ]
    desk.put(ProductDay, *rows)
    assert judged(desk, "shop:bounce:p") == result


def test_the_day_of_the_doing_and_those_before_it_are_no_success(desk: Desk) -> None:
    """The bounce was low in the days up to the change and is high after it."""
    rows = [
        {"day": d, "product_id": "p", "visitors": 900, "bounce_rate": 0.69 if d > DONE or d < DONE - timedelta(days=7) else 0.48}
        for d in (DAY - timedelta(days=n) for n in range(30))
    ]
    desk.put(ProductDay, *rows)
    assert judged(desk, "shop:bounce:p") == "worse"


def test_without_figures_it_cannot_be_told(desk: Desk) -> None:
    assert judged(desk, "numbers:conversion") == "unknown"
    assert judged(desk, "listings:review:1") is None
