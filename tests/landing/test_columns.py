"""The columns of a file nobody recognises: said once, known again by the headers, taken back with ctrl+z."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.errors import UsageError
from shopdesk.landing import FileReceipt, Said, import_files, preview, read_mapping, receipt_of
from shopdesk.landing.undo import imports
from shopdesk.records import shops
from shopdesk.store import Store
from tests.landing.files import SHOP_HEADER, everything, land, the_shop, write

HEADER = "款号,仓里还有,路上\n"  # invented: an ERP that nobody knows
MAPPING = {"款号": "sku", "仓里还有": "on_hand", "路上": "incoming"}


def stock(folder: Path, name: str, *lines: str, header: str = HEADER) -> Path:
    return write(folder, name, header, *(lines or ("A-1,5,2\n", "B-2,0,1\n")))


def levels(store: Store) -> list[tuple[str, object, object]]:
    """day, on hand, incoming by SKU."""
    return [(str(row[1]), row[4], row[5]) for row in everything(store)["stocklevel"]]


@pytest.fixture
def taught(store: Store, tmp_path: Path) -> FileReceipt:
    return land(store, stock(tmp_path, "库存 2026-10-20.csv"), kind="stock", mapping=MAPPING, shop_name="小店")


def test_without_a_word_such_a_file_is_refused(store: Store, tmp_path: Path) -> None:
    assert land(store, stock(tmp_path, "库存 2026-10-20.csv")).refused is not None
    assert not any(everything(store, ()).values())


def test_what_was_said_once_holds_for_the_next_file(store: Store, tmp_path: Path, taught: FileReceipt) -> None:
    assert (taught.kind, taught.new, taught.refused) == ("stock", 2, None)
    moved = "路上,款号, 仓里还有\n"  # the same headers in another order
    later = land(store, stock(tmp_path, "库存 2026-10-21.csv", "7,A-1,9\n", header=moved))
    assert (later.kind, later.new, later.refused) == ("stock", 1, None)
    assert "Its columns were read as you said for such a file before." in later.notes
    assert sorted(levels(store)) == [("2026-10-20", 0, 1), ("2026-10-20", 5, 2), ("2026-10-21", 9, 7)]
    assert land(store, stock(tmp_path, "库存 2026-10-22.csv", header="款号,剩,路上\n")).refused is not None


def test_ctrl_z_forgets_it(store: Store, tmp_path: Path, taught: FileReceipt) -> None:
    assert store.undo(the_shop(store).id) == "which column is which"
    assert not everything(store)["mapping"] and len(levels(store)) == 2
    assert land(store, stock(tmp_path, "库存 2026-10-21.csv")).refused is not None


def test_a_preview_remembers_nothing(store: Store, tmp_path: Path) -> None:
    (tried,) = preview(store, [stock(tmp_path, "库存 2026-10-20.csv")], mapping=MAPPING)
    assert (tried.kind, tried.new) == ("stock", 2)
    assert not any(everything(store, ()).values())


def test_it_holds_for_one_shop_only(store: Store, tmp_path: Path, taught: FileReceipt) -> None:
    path = stock(tmp_path, "库存 2026-10-21.csv")
    assert land(store, path, shop_name="另一家").refused is not None
    assert land(store, path, shop_name="小店").refused is None


def test_it_holds_under_the_shops_other_name(store: Store, tmp_path: Path, taught: FileReceipt) -> None:
    shops.say_other_name(store, the_shop(store), "小店旗舰店")
    again = land(store, stock(tmp_path, "库存 2026-10-21.csv"), shop_name="小店旗舰店")
    assert (again.shop, again.kind, again.new) == ("小店", "stock", 2)


def test_a_refused_file_teaches_nothing(store: Store, tmp_path: Path) -> None:
    assert land(store, stock(tmp_path, "库存.csv"), mapping=MAPPING).refused is not None  # no day
    assert not everything(store)["mapping"]


def test_what_is_recognised_is_read_as_what_it_is(store: Store, tmp_path: Path, taught: FileReceipt) -> None:
    shop_day = write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-19,100,5,6,500.00\n")
    assert land(store, shop_day).kind == "sycm_shop_daily"
    assert land(store, stock(tmp_path, "库存 2026-10-21.csv"), kind="reviews").refused is not None


def test_a_second_word_on_the_same_file_counts(store: Store, tmp_path: Path, taught: FileReceipt) -> None:
    other = {"款号": "sku", "仓里还有": "incoming", "路上": "on_hand"}
    again = land(store, tmp_path / "库存 2026-10-20.csv", kind="stock", mapping=other)
    assert (again.changed, again.refused) == (2, None)
    assert sorted(levels(store)) == [("2026-10-20", 1, 0), ("2026-10-20", 2, 5)]
    third = land(store, tmp_path / "库存 2026-10-20.csv", kind="stock", mapping=other)
    assert (third.new, third.changed, third.same) == (0, 0, 2)


def test_each_file_can_have_its_own_word(store: Store, tmp_path: Path) -> None:
    from datetime import date

    one, two = stock(tmp_path, "a.csv"), write(tmp_path, "b.csv", SHOP_HEADER, "2026-10-19,100,5,6,500.00\n")
    said = {one: Said("stock", date(2026, 10, 20), MAPPING)}
    first, second = import_files(store, [one, two], said=said)
    assert (first.kind, first.path, second.kind, second.path) == ("stock", one, "sycm_shop_daily", two)
    assert [row[0] for row in levels(store)] == ["2026-10-20", "2026-10-20"]


def test_the_receipt_of_an_import_is_kept(store: Store, taught: FileReceipt) -> None:
    (made,) = imports(store, the_shop(store))
    assert receipt_of(store, the_shop(store), made.id) == taught
    with pytest.raises(UsageError, match="no import"):
        receipt_of(store, the_shop(store), made.id + 1)


def test_columns_as_words_or_as_a_file(tmp_path: Path) -> None:
    wanted = {"SKU": "product_id", "可用库存": "on_hand"}
    assert read_mapping("SKU=product_id， 可用库存 = on_hand,") == wanted
    assert read_mapping("a=b=on_hand") == {"a=b": "on_hand"}
    path = tmp_path / "erp.toml"
    path.write_text('SKU = "product_id"\n"可用库存" = "on_hand"\n', encoding="utf-8")
    assert read_mapping(str(path)) == wanted


@pytest.mark.parametrize("text", ["", "SKU", "=on_hand", "SKU=", "a=sku,a=on_hand", "a=sku,b=sku", "none.toml"])
def test_what_names_no_columns_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_mapping(text)


@pytest.mark.parametrize("text", ["可用库存 = 'on_hand'", "[columns]\nSKU = 'sku'", "SKU = 3", "", "\x00"])
def test_a_file_that_names_no_columns_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "erp.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_mapping(str(path))
