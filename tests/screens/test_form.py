"""What a form understands, and what it does while its verb works."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from shopdesk.screens.typed import read_date, read_money, read_number
from tests.screens.visit import visiting

TODAY = date(2026, 11, 11)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.5", "CNY", 123450),
        ("¥1,234.50", "CNY", 123450),
        ("−3", "CNY", -300),
        ("1200", "JPY", 1200),
        ("0", "CNY", 0),
        ("１２元", "CNY", 1200),
        ("HK$ 5", "HKD", 500),
    ],
)
def test_money(text: str, currency: str, minor: int) -> None:
    assert read_money(text, currency) == minor


@pytest.mark.parametrize("text", ["", "abc", "1.234", "1.2.3", "12.5x5.", "-", "about 5", "1e5", "nan", "9" * 25])
def test_money_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        read_money(text, "CNY")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-30", date(2026, 11, 30)),
        ("2026/1/2", date(2026, 1, 2)),
        ("11-30", date(2026, 11, 30)),
        ("1-5", date(2027, 1, 5)),
        ("+3", date(2026, 11, 14)),
    ],
)
def test_date(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["soon", "13-01", "2026-02-30", "+", "1", "1-2-3-4", "+99999999999", "0001-01-01", "9999-12-31", "+99999"]
)
def test_date_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        read_date(text, TODAY)


def test_number() -> None:
    assert read_number("1,200") == 1200 and isinstance(read_number("3.0"), int) and read_number("3.5") == 3.5
    for text in ("x", "nan", "inf", "1e300", ""):
        with pytest.raises(ValueError, match="number"):
            read_number(text)


@pytest.mark.parametrize("key", ["escape", "f1"])
async def test_impatient_keys_lose_no_answer(tmp_path: Path, key: str) -> None:
    async with visiting(tmp_path, "a", "e") as visit:
        await visit.write("Call the supplier", "title")
        with visit.app._writing:  # the verb has to wait
            await visit.pilot.press("ctrl+s", key, "ctrl+s")
        await visit.settle()
        assert [entry[:2] for entry in visit.verbs.log] == [("add", "Call the supplier")]
        assert visit.said == ["Added to the plan. ^Z takes it back."] and len(visit.app.screen_stack) == 1


async def test_a_refusal_is_read_in_the_form_though_escape_was_pressed(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "e") as visit:
        await visit.write("x" * 600, "title")
        with visit.app._writing:
            await visit.pilot.press("ctrl+s", "escape")
        await visit.settle()
        assert "Shorten it." in visit.text and "x" * 40 in visit.text
        await visit.press("escape", "e")
        assert "x" * 40 in visit.text and "Shorten it." not in visit.text


async def test_the_interface_waits_for_no_briefing_being_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`changed` waits for whoever makes a briefing, so it is called in threads only."""
    async with visiting(tmp_path, "0") as visit:
        called = []
        monkeypatch.setattr(visit.desk, "changed", lambda: called.append(threading.current_thread()))
        await visit.press("l")
        assert called and threading.main_thread() not in called


async def test_only_what_was_changed_is_a_draft(tmp_path: Path) -> None:
    async with visiting(tmp_path, "a", "enter", "escape") as visit:
        assert visit.app.drafts == {}
        await visit.press("enter")
        await visit.write("!", "title")
        await visit.press("escape")
        assert list(visit.app.drafts) == ["form:1:task:1:title"]
        await visit.press("enter", "backspace", "escape")
        assert visit.app.drafts == {}
