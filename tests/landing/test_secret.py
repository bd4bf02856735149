"""A buyer is kept as a hash that only this shop can make, or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import sqlalchemy as sa

from shopdesk.landing import preview
from shopdesk.landing.secret import secret
from shopdesk.models import OrderFact
from shopdesk.records import table
from shopdesk.store import Store, open_store
from tests.landing.files import ORDER_HEADER, land, order, write


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = secret(tmp_path, make=True)
    assert len(key) == 32
    assert secret(tmp_path, make=True) == secret(tmp_path, make=False) == key
    assert [path.name for path in tmp_path.iterdir()] == ["buyers.key"]
    assert stat.S_IMODE((tmp_path / "buyers.key").stat().st_mode) == 0o600


def test_a_preview_makes_no_key(store: Store, tmp_path: Path) -> None:
    preview(store, [write(tmp_path, "a.csv", ORDER_HEADER, order(1, "2026-10-19 10:00:00", "100.00"))])
    assert not (store.path.parent / "buyers.key").exists()


def test_the_same_buyer_is_told_again_in_this_shop_only(store: Store, tmp_path: Path) -> None:
    lines = [order(n, "2026-10-19 10:00:00", "100.00").replace("某某,100", "买家甲,100") for n in (1, 2)]
    path = write(tmp_path, "a.csv", ORDER_HEADER, *lines)
    elsewhere = open_store(tmp_path / "elsewhere" / "shop.db")
    hashes = []
    for place in (store, elsewhere):
        land(place, path)
        with place.read() as db:
            first, second = db.execute(sa.select(table(OrderFact).c.buyer)).scalars()
        assert first == second
        hashes.append(first)
    assert hashes[0] != hashes[1]
    assert "买家甲" not in str(hashes)
