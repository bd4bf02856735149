from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import header_fingerprint, outline, read_file
from tests.intake.files import csv_file, only, rows_of, xls_file

ERP = [
    ["库存报表", "", "", "", ""],
    ["导出时间", "2024-01-09 08:00", "", "", ""],
    ["品号", "仓内 数", "收件人", "负责人号码", "商品ID"],
    ["A-1", "118", "林小满", "13800138000", "802914370337"],
    ["A-2", "0", "明月", "13900139000", "802914370338"],
]


def test_a_file_nobody_recognises_is_outlined_and_read_by_its_mapping(tmp_path: Path) -> None:
    path = csv_file(tmp_path, ERP, encoding="gb18030")
    with pytest.raises(IntakeError):
        read_file(path)
    found = outline(path)
    assert (found.row, [column.header for column in found.columns]) == (3, ["品号", "仓内 数", "收件人", "负责人号码", "商品ID"])
    assert [(column.samples, column.personal) for column in found.columns[:4]] == [
        (("A-1", "A-2"), False),
        (("118", "0"), False),
        (("•••", "••"), True),
        (("•" * 11, "•" * 11), True),
    ]
    assert not any(person in repr(found) for person in ("林小满", "明月", "13800138000"))
    kinds = {kind.id: kind for kind in found.kinds}
    assert set(kinds) == {"reviews", "stock", "service_log", "peer_items"}
    assert kinds["stock"].known == {"商品ID": "product_id"}
    groups = {field.name: field.group for field in kinds["stock"].fields}
    assert groups["on_hand"] == 0 and groups["product_id"] == groups["sku"] == 1 and groups["incoming"] is None
    mapping = {"品号": "sku", "仓内数": "on_hand"}
    rows = rows_of(only(path, kind="stock", day=date(2024, 1, 9), mapping=mapping), "stocklevel")
    assert rows[0]["sku"] == "A-1" and rows[0]["on_hand"] == 118


def test_every_field_has_a_label(tmp_path: Path) -> None:
    for kind in outline(csv_file(tmp_path, ERP)).kinds:
        assert all(field.label for field in kind.fields)


def test_workbooks_are_outlined_too(tmp_path: Path) -> None:
    assert outline(xls_file(tmp_path, ERP)).fingerprint == outline(csv_file(tmp_path, ERP)).fingerprint


def test_the_fingerprint_is_the_headers_own() -> None:
    ours = header_fingerprint(["品号", "仓内 数", "商品ID"])
    assert ours == header_fingerprint([" 商品Id", "", "品号 ", "仓内数"]) and len(ours) == 16
    assert ours != header_fingerprint(["品号", "商品ID"]) != header_fingerprint(["品号商品ID"])


def test_figures_alone_cannot_be_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="row of headers"):
        outline(csv_file(tmp_path, [["1", "2"], ["3", "4"]]))
