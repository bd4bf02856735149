"""Search words land in a table of their own: no sum counts them, another shop's are noticed, an undo takes them back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from shopdesk.landing import imports, undo_import
from shopdesk.models import SearchWordDay, SourceDay
from shopdesk.records import facts, search_words, table
from shopdesk.store import Store
from tests.landing.files import SHOP_HEADER, everything, land, the_shop, write

DAY = date(2026, 10, 26)
HEADER = "统计日期,店铺名称,关键词,关键词类型,访客数,支付金额\n"
NAME = "无线店铺三级流量来源详情-2026-10-26_2026-10-26.csv"
DETAILS = "来源名称,访客数,支付买家数,支付金额\n"


def test_words_are_no_sources_and_stand_by_themselves(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "日报.csv", SHOP_HEADER, "2026-10-26,300,60,70,6000.00\n"), shop_name="One")
    receipt = land(store, write(tmp_path, NAME, DETAILS, "碎花连衣裙,180,9,880.00\n茶歇裙,20,-,-\n"))
    assert (receipt.kind, receipt.new) == ("sycm_search_word", 2)
    before = facts_of(store)
    typed = "2026-10-26,One,碎花连衣裙,搜索词,185,880.00\n2026-10-26,One,裙,品类词,280,1.00\n"
    land(store, write(tmp_path, "取数.csv", HEADER, typed))
    assert facts_of(store) == before
    with store.read() as db:
        assert not db.execute(sa.select(table(SourceDay))).all()
        words = search_words.word_days(db, the_shop(store).id, [DAY])
    assert words == {DAY: {"碎花连衣裙": 185, "茶歇裙": 20}}  # a root such as 裙 is no search; of two reports the fuller counts


def facts_of(store: Store) -> object:
    with store.read() as db:
        return facts.shop_days(db, the_shop(store).id, DAY, DAY)


def test_missing_stays_missing_and_a_newer_file_wins(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, NAME, DETAILS, "茶歇裙,20,-,-\n"), shop_name="One")
    again = land(store, write(tmp_path, "a" + NAME, DETAILS, "茶歇裙,21,0,0\n"))
    assert (again.new, again.changed) == (0, 1)
    with store.read() as db:
        (row,) = db.execute(sa.select(table(SearchWordDay))).all()
    assert (row.visitors, row.paying_buyers, row.sales_minor, row.impressions) == (21, 0, 0, None)


def test_a_word_above_the_whole_shop_is_another_shops(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "日报.csv", SHOP_HEADER, "2026-10-26,110,6,7,600.00\n"), shop_name="One")
    theirs = write(tmp_path, NAME, DETAILS, "碎花连衣裙,900,9,880.00\n")
    said = land(store, theirs).refused
    assert said is not None and "one search word alone has 900 visitors, the whole shop 110" in said


def test_a_file_that_names_another_shop_asks(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "日报.csv", SHOP_HEADER, "2026-10-26,300,6,7,600.00\n"), shop_name="One")
    receipt = land(store, write(tmp_path, "取数.csv", HEADER, "2026-10-26,别家,碎花连衣裙,搜索词,18,8.00\n"))
    assert receipt.refused is not None and "别家" in receipt.refused


def test_an_undo_takes_them_back(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, NAME, DETAILS, "茶歇裙,20,1,88\n"), shop_name="One")
    before = everything(store)
    land(store, write(tmp_path, "a" + NAME, DETAILS, "茶歇裙,21,0,0\n裙子,3,0,0\n"))
    assert everything(store) != before
    undo_import(store, the_shop(store), max(found.id for found in imports(store, the_shop(store))))
    assert everything(store) == before
