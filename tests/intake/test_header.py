from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from shopdesk.intake.reading import LAYOUTS
from tests.intake.files import Table, csv_bytes, csv_file, only

ORDERS = ["Name", "Financial Status", "Paid at", "Currency", "Total", "Lineitem name", "Colour"]
ROW = ["#1", "paid", "2026-04-05 21:06:21 +0400", "USD", "88.00", "Oak box", "red"]


def test_a_row_that_slid_into_the_header_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(csv_bytes([ORDERS, ROW]))
    assert only(path, currency="USD").columns_unknown == ("Colour",)
    slid = csv_bytes([[*ORDERS, "Amira Invented", *ROW]])
    path.write_bytes(slid + csv_bytes([[*ROW, *[""] * 8]]))
    reading = only(path, currency="USD")
    assert "Amira" not in repr(reading) and len(reading.columns_unknown) == 8


# --- a file that is no report known here ---------------------------------------------------------------------------


def refusal(folder: Path, rows: Table, **options: str) -> str:
    with pytest.raises(IntakeError) as refused:
        read_file(csv_file(folder, rows), **options)  # type: ignore[arg-type]
    return refused.value.message


def test_the_nearest_kind_and_what_it_lacks_are_told(tmp_path: Path) -> None:
    said = refusal(tmp_path, [["统计日期", "商品ID", "商品名称", "商品浏览量"], ["2024-01-02", "1", "裙", "5"]])
    assert said.startswith("Nearest is 生意参谋 products by day, but 商品访客数 is missing (its headers: 统计日期, 商品ID, ")
    assert "--kind" in said and "--map" in said


def test_most_headers_make_the_nearest_kind(tmp_path: Path) -> None:
    """SKU alone is enough of a stock list; four headers of an order list are nearer."""
    said = refusal(tmp_path, [["订单编号", "买家会员名", "总金额", "订单状态", "SKU"], ["1", "x", "9.00", "好", "2"]])
    assert said.startswith("Nearest is 淘宝 / 天猫 orders, but ") and "买家实际支付金额" in said


def test_headers_of_no_kind_are_shown_and_the_kinds_are_not(tmp_path: Path) -> None:
    said = refusal(tmp_path, [["款号", "仓里还有", "路上", "甲", "乙", "丙"], ["A-1", "5", "2", "1", "1", "1"]])
    assert said.startswith("款号, 仓里还有, 路上, 甲, 乙 …: ") and "docs/formats.md" not in said
    assert len(said) < 200 and not any(layout.label() in said for layout in LAYOUTS)


def test_where_the_kind_was_said_only_the_columns_are_left_to_say(tmp_path: Path) -> None:
    rows = [["款号", "仓里还有"], ["A-1", "5"]]
    assert "--kind" not in refusal(tmp_path, rows, kind="stock") and "--map" in refusal(tmp_path, rows, kind="stock")


@pytest.mark.parametrize(
    "rows",
    [
        [["张三", "13800138000", "朝阳路"], ["李四", "13900139000", "海淀路"]],
        [["张三", "李四"], ["王五", "赵六"]],
        [["张三", "好评"], ["李四", "5"]],
        [["张三", "好评数"], ["张三", "5"]],
        [["有点小，退了，下次再也不来这家店买东西了真的很失望一点都不好", "张三"], ["好", "5"]],
    ],
)
def test_a_row_in_which_people_may_stand_is_not_shown(tmp_path: Path, rows: Table) -> None:
    said = refusal(tmp_path, rows)
    assert "张三" not in said and "None of the first 20 rows holds headers" in said
