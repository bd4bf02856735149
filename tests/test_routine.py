"""The verbs that move the day on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk import routine
from shopdesk.errors import DataError
from shopdesk.records import days, shops
from shopdesk.store import open_store

DAY = date(2026, 11, 10)


def test_a_day_is_closed_opened_again_and_undone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "shop.db")
    with store.write() as db:
        shops.add(db, "Invented")
        shop = shops.find(db, "Invented")

    def closed() -> bool:
        with store.read() as db:
            return days.closed(db, shop.id, DAY)

    with pytest.raises(DataError, match="Write why"):
        routine.close_day(store, shop, DAY, ("Write why.",))
    assert not closed()
    routine.close_day(store, shop, DAY, ())
    assert closed()
    routine.reopen_day(store, shop, DAY)
    assert not closed()
    assert store.undo(shop.id) == "day opened again" and closed()
    assert store.undo(shop.id) == "day closed" and not closed()
    store.close()
