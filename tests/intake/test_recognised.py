"""Reports the desk knows and does not keep: each is refused with what to export instead, and never taken for another kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from shopdesk.intake.recognised import RECOGNISED
from shopdesk.text import speaking
from tests.intake.files import csv_file

HEAD = ["统计日期", "店铺名称"]
METRICS = ["访客数", "浏览量", "支付买家数", "支付金额"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ([*HEAD, "统计小时", *METRICS], "整体"),
        ([*HEAD, "来源类型", *METRICS], "整体"),
        (["日期", "计划ID", "小时", "展现量", "点击量", "花费"], "计划报表"),
        ([*HEAD, "人群类型", *METRICS], "人群报表"),
        ([*HEAD, "一级流量来源", "人群类型", *METRICS], "人群报表"),
        ([*HEAD, "时间类型", "退款场景", "成功退款金额", "退款率"], "退款管理"),
        ([*HEAD, "时间类型", "退款原因", "成功退款金额"], "退款管理"),
        ([*HEAD, "时间类型", "退款场景", "流失竞店名称", "流失人数"], "流失竞店"),
        ([*HEAD, "商品ID", "商品名称", "SKU ID", "支付件数", "支付金额"], "宝贝报表"),
        ([*HEAD, "商品ID", "关键词", *METRICS], "手淘搜索"),
    ],
)
def test_what_to_export_instead(tmp_path: Path, header: list[str], words: str) -> None:
    with pytest.raises(IntakeError, match="Recognised") as refused:
        read_file(csv_file(tmp_path, [["生意参谋"], header, ["2026-10-26", *"123456789"[: len(header) - 1]]]))
    assert words in str(refused.value)


def test_every_sentence_has_both_languages() -> None:
    for language in ("en", "zh"):
        with speaking(language):
            assert all(report.label() and report.instead() for report in RECOGNISED)
