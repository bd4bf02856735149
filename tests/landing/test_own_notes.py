"""What the operator noted of a day's service wins over the chat tool's report of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shopdesk.landing import imports, undo_import
from shopdesk.models import Log
from shopdesk.records import shops, table
from shopdesk.store import Store, now
from tests.landing.files import everything, land, the_shop, write

HEAD = "日期,咨询人数,询单成交人数\n"
DAY = date(2026, 10, 20)


@pytest.fixture
def named(store: Store) -> Store:
    with store.write() as db:
        shops.add(db, "One")
    return store


def note(store: Store, text: str, **figures: int) -> None:
    """As the desk's log form writes it."""
    shop = the_shop(store)
    with store.change(shop.id, "service log") as change:
        change.put(Log, shop_id=shop.id, day=DAY, kind="service", text=text, noted_at=now() + timedelta(minutes=1), **figures)


def noted(store: Store) -> list[tuple[Any, ...]]:
    columns = table(Log).c
    with store.read() as db:
        return [tuple(row) for row in db.execute(sa.select(columns.text, columns.enquiries, columns.deals).order_by(columns.day))]


def test_figures_noted_by_hand_stay_and_the_receipt_says_so(named: Store, tmp_path: Path) -> None:
    note(named, "大促值班", enquiries=30)
    receipt = land(named, write(tmp_path, "客服.csv", HEAD, "2026-10-20,34,9\n2026-10-21,50,5\n"))
    assert noted(named) == [("大促值班", 30, None), ("", 50, 5)]
    assert (receipt.new, receipt.changed, receipt.same) == (1, 0, 1)
    words = "people who asked 30 ≠ 34, of them, people who bought – ≠ 9"
    assert f"Your own note of 2026-10-20 stays (yours ≠ the file's): {words}." in receipt.notes


def test_a_day_noted_in_words_takes_the_files_figures_and_their_revision(named: Store, tmp_path: Path) -> None:
    note(named, "大促值班")
    land(named, write(tmp_path, "客服.csv", HEAD, "2026-10-20,34,9\n"))
    assert noted(named) == [("大促值班", 34, 9)]
    before = everything(named)
    revised = land(named, write(tmp_path, "客服2.csv", HEAD, "2026-10-20,36,9\n"))
    assert (revised.changed, noted(named)) == (1, [("大促值班", 36, 9)])
    undo_import(named, the_shop(named), imports(named, the_shop(named))[0].id)
    assert everything(named) == before
    again = land(named, write(tmp_path, "客服3.csv", HEAD, "2026-10-20,37,9\n"))
    assert (again.changed, noted(named)) == (1, [("大促值班", 37, 9)])


def test_an_imported_day_that_was_corrected_by_hand_stays(named: Store, tmp_path: Path) -> None:
    land(named, write(tmp_path, "客服.csv", HEAD, "2026-10-20,34,9\n"))
    note(named, "漏了两个", enquiries=36, deals=9)
    receipt = land(named, write(tmp_path, "客服2.csv", HEAD, "2026-10-20,35,9\n"))
    assert noted(named) == [("漏了两个", 36, 9)] and "36 ≠ 35" in str(receipt.notes)
    agreed = land(named, write(tmp_path, "客服3.csv", HEAD, "2026-10-20,36,9\n"))
    assert agreed.notes == () and agreed.same == 1
