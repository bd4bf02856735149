"""What a receipt says of its own accord: changed figures, reports that disagree, files that look like another shop's."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.landing import import_files
from shopdesk.store import Store
from shopdesk.text import speaking
from tests.landing.files import (
    AD_HEADER,
    ORDER_HEADER,
    PRODUCT_HEADER,
    REVIEW_HEADER,
    SHOP_HEADER,
    ads,
    land,
    order,
    products,
    the_shop,
    write,
)

# --- figures that changed ------------------------------------------------------------------------------------------


def test_a_changed_figure_is_shown(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-20,110,6,7,17106.00\n"))
    changed = land(store, write(tmp_path, "b.csv", SHOP_HEADER, "2026-10-20,110,6,7,17206.99\n"))
    assert changed.notes == ("1 row says something else than before: 2026-10-20 sales 17,106.00 → 17,206.99.",)
    with speaking("zh"):
        (note,) = land(store, write(tmp_path, "c.csv", SHOP_HEADER, "2026-10-20,110,6,7,17000.00\n")).notes
    assert "2026-10-20 支付金额 17,206.99 → 17,000.00" in note


def test_a_changed_keyword_is_named_and_a_changed_text_is_not_quoted(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", AD_HEADER, ads(800, 2)))
    (note,) = land(store, write(tmp_path, "b.csv", AD_HEADER, ads(800, 2).replace(",16.00", ",17.50"))).notes
    assert note == "2 rows say something else than before, such as 2026-10-20 连衣裙0 spend 16.00 → 17.50."
    land(store, write(tmp_path, "c.csv", REVIEW_HEADER, "1,800,1,2026-10-20 10:00:00,太小\n"))
    receipt = land(store, write(tmp_path, "d.csv", REVIEW_HEADER, "1,800,1,2026-10-20 10:00:00,打我电话 13800000000\n"))
    assert receipt.changed == 1
    assert "13800000000" not in str(receipt)


def test_the_very_same_bytes_say_so(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-20,110,6,7,600.00\n2026-10-21,x,6,7,600.00\n")
    first, again = land(store, path), land(store, path)
    assert again.notes == ("This very file had been imported before; nothing changed.",)
    assert (again.new, again.changed, again.same, again.rejected) == (0, 0, 1, 1)
    assert (again.totals, again.checks, again.problems, again.period_to) == (
        first.totals, first.checks, first.problems, first.period_to,
    )  # fmt: skip


def test_the_very_same_bytes_are_not_read_again(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-20,110,6,7,600.00\n")
    land(store, path)
    monkeypatch.setattr("shopdesk.landing.landing.read_file", None)
    assert land(store, path).same == 1


def test_the_same_bytes_for_another_day_or_shop_are_another_import(store: Store, tmp_path: Path) -> None:
    from datetime import date

    sources = "一级来源,二级来源,访客数,支付买家数,支付金额\n淘内免费,手淘搜索,50,2,200.00\n"
    path = write(tmp_path, "a.csv", sources)
    kind = "sycm_source"
    assert land(store, path, kind=kind, day=date(2026, 10, 20), shop_name="One").new > 0
    assert land(store, path, kind=kind, day=date(2026, 10, 21), shop_name="One").new > 0
    assert land(store, path, kind=kind, day=date(2026, 10, 20), shop_name="Two").new > 0
    assert land(store, path, kind=kind, day=date(2026, 10, 20), shop_name="Two").new == 0
    for name in ("来源_2026-10-22.csv", "来源_2026-10-23.csv"):
        assert land(store, write(tmp_path, name, sources), kind=kind, shop_name="One").new > 0


# --- reports that disagree -----------------------------------------------------------------------------------------


def test_two_reports_that_differ_are_shown_and_the_shop_report_counts(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-20,110,6,1,17206.99\n2026-10-21,110,6,1,600.00\n"))
    orders = write(
        tmp_path, "b.csv", ORDER_HEADER, order(1, "2026-10-20 10:00:00", "17000.00"), order(2, "2026-10-21 10:00:00", "595.00")
    )
    assert land(store, orders).notes == (
        "sales of 2026-10-20: 生意参谋 shop by day 17,206.99, the order list 17,000.00; 生意参谋 shop by day counts.",
    )


def test_the_newer_file_tells_whichever_it_is_and_days_are_counted(store: Store, tmp_path: Path) -> None:
    bought = [order(n, f"2026-10-{19 + n} 10:00:00", "100.00") for n in (1, 2, 3)]
    assert land(store, write(tmp_path, "a.csv", ORDER_HEADER, *bought), shop_name="One").notes == ()
    shop = write(tmp_path, "b.csv", SHOP_HEADER, *(f"2026-10-{19 + n},110,6,1,200.00\n" for n in (1, 2, 3)))
    (note,) = [note for note in land(store, shop).notes if "sales" in note]
    assert note.startswith("sales of 2026-10-22: ") and note.endswith("2 days more differ.")


# --- another shop's file -------------------------------------------------------------------------------------------


def test_an_ad_report_without_one_of_our_products_is_refused(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", PRODUCT_HEADER, products(800, 6)))
    assert land(store, write(tmp_path, "ours.csv", AD_HEADER, ads(805, 6))).refused is None
    strange = write(tmp_path, "theirs.csv", AD_HEADER, ads(700, 6))
    assert "None of its 6 products" in (land(store, strange).refused or "")
    assert land(store, strange, shop_name=the_shop(store).name).refused is None


def test_a_few_unknown_products_get_a_word(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", PRODUCT_HEADER, products(800, 6)))
    (note,) = land(store, write(tmp_path, "b.csv", AD_HEADER, ads(900, 2))).notes
    assert "None of its 2 products is known" in note
    assert land(store, write(tmp_path, "c.csv", AD_HEADER, ads(901, 1).replace("连衣裙", "新词"))).notes == ()  # known by now


@pytest.mark.parametrize(
    ("visitors", "sales", "words"), [(2300, "600.00", "visitors"), (110, "20.00", "sales"), (2100, "600.00", "")]
)
def test_figures_far_from_the_usual_get_a_word(store: Store, tmp_path: Path, visitors: int, sales: str, words: str) -> None:
    usual = [f"2026-10-{day},110,6,7,600.00\n" for day in range(10, 17)]
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, *usual))
    notes = land(store, write(tmp_path, "b.csv", SHOP_HEADER, f"2026-10-17,{visitors},6,7,{sales}\n")).notes
    assert [note.split()[0] for note in notes] == ([words] if words else [])
    assert all("another shop" in note for note in notes)


def test_orders_and_products_are_held_against_the_usual_sales(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, *(f"2026-10-{day},110,6,7,600.00\n" for day in range(10, 17))))
    files = [
        write(tmp_path, "b.csv", ORDER_HEADER, order(1, "2026-10-18 10:00:00", "17000.00")),
        write(tmp_path, "c.csv", PRODUCT_HEADER, products(800, 6, amount="9900.00")),
    ]
    for receipt in import_files(store, files):
        assert [note for note in receipt.notes if "usually 600.00 here" in note], receipt
