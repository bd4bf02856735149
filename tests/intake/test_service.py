from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import csv_file, only, rows_of

LOG = ["日期", "客服昵称", "咨询人数", "询单成交人数", "平均响应时间(秒)", "询单转化率"]


def test_agents_of_a_day_add_up(tmp_path: Path) -> None:
    rows = [
        LOG,
        ["2024-01-09", "小满invented", "30", "9", "20", "30%"],
        ["2024-01-09", "大暑invented", "10", "1", "0:01:00", "10%"],
        ["2024-01-10", "小满invented", "5", "-", "-", "-"],
        ["合计", "", "45", "10", "", ""],
    ]
    reading = only(csv_file(tmp_path, rows, encoding="gb18030"))
    first, second = rows_of(reading, "log")
    assert first == {
        "day": date(2024, 1, 9),
        "kind": "service",
        "text": "",
        "enquiries": 40,
        "deals": 10,
        "reply_seconds": 30.0,
    }
    assert (second["enquiries"], second["deals"], second["reply_seconds"]) == (5, None, None)
    assert (reading.kind, reading.totals) == ("service_log", {"days": 2, "enquiries": 45, "deals": 10})
    assert "invented" not in repr(reading)


def test_agents_alike_are_two_agents(tmp_path: Path) -> None:
    rows = [["日期", "咨询人数", "成交人数"], ["2024-01-09", "3", "1"], ["2024-01-09", "3", "1"]]
    (row,) = rows_of(only(csv_file(tmp_path, rows)), "log")
    assert (row["enquiries"], row["deals"], "reply_seconds" in row) == (6, 2, False)


def test_replies_of_unknown_weight_are_averaged(tmp_path: Path) -> None:
    rows = [["日期", "客服", "咨询人数", "平均响应"], ["2024-01-09", "a", "0", "20"], ["2024-01-09", "b", "0", "40"]]
    assert rows_of(only(csv_file(tmp_path, rows)), "log")[0]["reply_seconds"] == 30.0


def test_a_log_with_headers_of_its_own(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["Tag", "Anfragen", "Käufe", "访客数"], ["2024-01-09", "3", "1", "900"]])
    with pytest.raises(IntakeError):
        read_file(path)
    mapping = {"Tag": "day", "Anfragen": "enquiries", "Käufe": "deals"}
    for kind in (None, "service_log"):
        assert rows_of(only(path, kind=kind, mapping=mapping), "log")[0]["enquiries"] == 3
