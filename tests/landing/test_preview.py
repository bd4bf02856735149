"""A preview gives the receipts that the import then gives, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

from shopdesk.landing import import_files, preview
from shopdesk.store import Store
from tests.landing.files import ORDER_HEADER, SHOP_HEADER, everything, land, order, write

ALL: tuple[str, ...] = ()


def test_a_preview_says_what_the_import_does_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-19,100,5,6,500.00\n2026-10-20,110,6,7,600.00\n"))
    files = [
        write(tmp_path, "b.csv", SHOP_HEADER, "2026-10-20,110,6,7,612.00\n2026-10-21,90,4,4,400.00\n"),
        write(tmp_path, "c.csv", ORDER_HEADER, order(1, "2026-10-20 10:00:00", "480.00")),
        write(tmp_path, "d.csv", "no,report\n"),
        write(tmp_path, "e.csv", SHOP_HEADER, "2026-10-22,80,3,3,lots\n2026-10-23,80,3,3,300.00\n"),
    ]
    before = everything(store, ALL)
    tried = preview(store, files)
    assert everything(store, ALL) == before
    assert tried == import_files(store, files)
    assert [(r.new, r.changed, r.same, r.rejected) for r in tried] == [(1, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0), (1, 0, 0, 1)]
    assert tried[2].refused is not None
    assert any("480.00" in note for note in tried[1].notes)  # it sees the file before it in the same preview


def test_no_shop_is_left_behind(store: Store, tmp_path: Path) -> None:
    pair = [write(tmp_path, name, SHOP_HEADER, "2026-10-20,110,6,7,600.00\n") for name in ("a.csv", "a (1).csv")]
    assert [receipt.shop for receipt in preview(store, pair, shop_name="小店")] == ["小店", "小店"]
    assert [receipt.same for receipt in preview(store, pair)] == [0, 1]
    assert not any(everything(store, ALL).values())


def test_a_file_refused_for_its_shop_leaves_the_others_in_the_preview(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-20,110,6,7,600.00\n"), shop_name="花间小铺")
    theirs = write(tmp_path, "b.csv", "统计日期,店铺名称,访客数,支付金额\n2026-10-21,别家店,100,500.00\n")
    ours = write(tmp_path, "c.csv", SHOP_HEADER, "2026-10-21,110,6,7,600.00\n")
    refused, good = preview(store, [theirs, ours])
    assert refused.refused is not None and "别家店" in refused.refused
    assert (good.new, good.refused) == (1, None)


def test_what_a_refused_file_began_is_gone_for_the_next(store: Store, tmp_path: Path) -> None:
    jd = write(tmp_path, "a.csv", "日期,浏览量,访客数,成交客户数,成交金额\n2026-10-19,40,10,1,99.00\n")
    sycm = write(tmp_path, "b.csv", "统计日期,店铺名称,访客数,支付金额\n2026-10-21,别家店,100,500.00\n")
    again = write(tmp_path, "c.csv", "日期,浏览量,访客数,成交客户数,成交金额\n2026-10-20,40,10,1,99.00\n")
    tried = preview(store, [jd, sycm, again])
    assert [(receipt.shop, receipt.refused is None) for receipt in tried] == [("My shop", True), (None, False), ("My shop", True)]
