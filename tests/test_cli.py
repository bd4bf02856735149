"""The command line and its JSON, as contract.md promises them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import date
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

from shopdesk import glance
from shopdesk.cli import main
from shopdesk.cli_words import print_json
from shopdesk.desk import Desk
from shopdesk.landing.secret import NAME as BUYERS_KEY

JUDGED = "2026-10-27"


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    shutil.copytree(demo_folder, folder)
    return folder


class Run:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: object, code: int = 0) -> str:
        assert main([str(word) for word in words]) == code, self.capsys.readouterr().err
        captured = self.capsys.readouterr()
        self.err = captured.err
        return captured.out

    def json(self, *words: object, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def test_no_number_keeps_the_rest_of_the_morning_from_a_script(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"score": -inf, "worth": nan, "visitors": 12})
    assert json.loads(capsys.readouterr().out) == {"score": None, "worth": None, "visitors": 12}


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == "shopdesk 0.1.0\n"


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["import"], ["brief", "--date", "yesterday"], ["brief", "--date", "9999-12-31"], ["tasks", "add", "x"]],
)
def test_wrong_use_is_2(words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--at", str(tmp_path), *words])
    assert stop.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("shopdesk") and line.endswith("--help says how.")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["import", "x", "--kind"], ["tasks", "add", "x"], ["imports", "undo", "x"], ["brief", "1", "2"]]
)
def test_wrong_use_speaks_the_operators_language(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--lang", "zh", *words])
    said = capsys.readouterr().err
    assert not {"argument", "arguments", "invalid", "choose", "required", "says"} & set(said.replace(":", " ").split()), said


# --- import --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "rows", "totals"),
    [
        (
            "jd_sz_shop_daily_400d.csv",
            "jd_shop_daily",
            400,
            {"visitors": 85_406_160, "page_views": 406_898_494, "orders": 10_366_183, "sales": "1050044696.68"},
        ),
        ("sycm_traffic_biff8.xls", "sycm_source", 22, {}),
        ("sycm_traffic_gb18030.csv", "sycm_source", 22, {}),
        ("sycm_traffic_csv_named.xls", "sycm_source", 22, {}),
        ("campaign_report_utf8.csv", "google_ads_campaign", 2, {"clicks": 867, "spend": "1164.09"}),
        ("sp_search_term_emptyheader.xlsx", "amazon_search_term", 50, {"clicks": 74, "spend": "42.99", "sales": "54.95"}),
        ("taobao_orders_gb18030.csv", "taobao_orders", 50, {}),
        ("jd_comments_scored_61.csv", "reviews", 61, {}),
    ],
)
def test_real_files_land_with_their_totals(
    run: Run, samples: Path, tmp_path: Path, name: str, kind: str, rows: int, totals: dict[str, object]
) -> None:
    (file,) = run.json("--at", tmp_path, "import", samples / name, "--date", "2024-01-01")["files"]
    assert (file["file"], file["kind"]) == (name, kind)
    assert file["rows"]["rejected"] == 0
    assert file["rows"]["read"] >= rows
    assert {key: file["totals"][key] for key in totals} == totals
    assert set(file) >= {"file", "kind", "shop", "period", "rows", "totals", "checks", "problems"}


def test_three_forms_of_the_same_table_land_the_same(run: Run, samples: Path, tmp_path: Path) -> None:
    read = []
    for name in ("sycm_traffic_biff8.xls", "sycm_traffic_gb18030.csv", "sycm_traffic_csv_named.xls"):
        folder = tmp_path / name
        run("--at", folder, "import", samples / name, "--date", "2024-01-01")
        sources = run.json("--at", folder, "brief", "shop", "--date", "2024-01-01")["sources"]
        read.append([(item["source"], item["visitors"], item["paying_buyers"]) for item in sources])
    assert read[0] == read[1] == read[2]
    assert len(read[0]) == 22


def test_a_refused_file_is_3_and_the_rest_lands(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.xlsx"
    good.write_text("日期,浏览量,访客数,成交客户数,成交金额\n2026/1/1,40,10,1,99.00\n", encoding="utf-8")
    bad.write_bytes(b"PK\x03\x04 cut off")
    files = run.json("--at", tmp_path / "desk", "import", bad, good, tmp_path / "none.csv", code=3)["files"]
    assert [("refused" in file) for file in files] == [True, False, True]
    assert "bad.xlsx" in run.err and "Traceback" not in run.err
    assert run.json("--at", tmp_path / "desk", "brief", "numbers", "--date", "2026-01-01")["facts"]["visitors"] == 10


def test_import_names_kind_and_shop(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("日期,浏览量,访客数,成交客户数,成交金额\n2026/1/1,40,10,1,99.00\n", encoding="utf-8")
    (file,) = run.json("--at", tmp_path / "desk", "import", path, "--shop", "小店")["files"]
    assert (file["shop"], file["period"]) == ("小店", {"from": "2026-01-01", "to": "2026-01-01"})
    assert "sycm_source" in run.json("--at", tmp_path / "desk", "import", path, "--kind", "novel", code=3)["files"][0]["refused"]


# --- trying, the inbox, taking back --------------------------------------------------------------------------------


def shop_file(folder: Path, name: str, *lines: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("日期,浏览量,访客数,成交客户数,成交金额\n" + "".join(lines), encoding="utf-8")
    return path


def test_a_dry_run_changes_nothing(run: Run, tmp_path: Path) -> None:
    desk, path = tmp_path / "desk", shop_file(tmp_path, "x.csv", "2026/1/1,40,10,1,99.00\n")
    tried = run.json("--at", desk, "import", path, "--dry-run", "--shop", "小店")
    assert (tried["dry_run"], tried["files"][0]["rows"]["new"]) == (True, 1)
    run("--at", desk, "brief", code=3)  # still no shop
    assert "what would happen" in run("--at", desk, "import", path, "--dry-run")
    assert run.json("--at", desk, "import", path, "--shop", "小店")["files"] == tried["files"]


def test_columns_are_named_once(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    for day in ("2026-01-01", "2026-01-02"):
        (tmp_path / f"erp {day}.csv").write_text("款号,仓里还有\nA-1,5\n", encoding="utf-8")
    first = ("--at", desk, "import", tmp_path / "erp 2026-01-01.csv")
    assert run.json(*first, code=3)["files"][0]["refused"]
    assert run("--at", desk, "import", tmp_path / "erp 2026-01-01.csv", "--map", "款号", code=2) == ""
    (file,) = run.json(*first, "--kind", "stock", "--map", "款号=sku,仓里还有=on_hand")["files"]
    (later,) = run.json("--at", desk, "import", tmp_path / "erp 2026-01-02.csv")["files"]
    assert [(item["kind"], item["rows"]["new"]) for item in (file, later)] == [("stock", 1), ("stock", 1)]


def test_imports_are_listed_and_taken_back(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    run("--at", desk, "import", shop_file(tmp_path, "a.csv", "2026/1/1,40,10,1,99.00\n"))
    run("--at", desk, "import", shop_file(tmp_path, "b.csv", "2026/1/1,40,10,1,88.00\n", "2026/1/2,40,10,1,88.00\n"))
    newest, oldest = run.json("--at", desk, "imports")["imports"]
    assert (newest["file"], newest["period"]) == ("b.csv", {"from": "2026-01-01", "to": "2026-01-02"})
    assert newest["rows"] == {"new": 1, "changed": 1, "same": 0, "rejected": 0}
    assert "a.csv" in run("--at", desk, "imports")
    run("--at", desk, "imports", "undo", oldest["id"], code=3)
    assert "undo that one first" in run.err
    assert run.json("--at", desk, "imports", "undo", newest["id"]) == {"file": "b.csv", "removed": 1, "restored": 1, "kept": 0}
    assert run.json("--at", desk, "brief", "numbers", "--date", "2026-01-01")["facts"]["sales"] == "99.00"
    assert "rows removed: 1" in run("--at", desk, "imports", "undo", oldest["id"])
    assert run.json("--at", desk, "imports")["imports"] == []
    run("--at", desk, "imports", "undo", oldest["id"], code=2)


def test_the_inbox(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    inbox = desk / "inbox"
    run("--at", desk, "import", "--inbox")
    assert "Nothing in the inbox" in run.err
    shop_file(inbox, "a.csv", "2026/1/1,40,10,1,99.00\n")
    shop_file(inbox, "b.csv.crdownload")
    (inbox / "c.csv").write_text("no,report\n1,2\n")
    tried = run.json("--at", desk, "import", "--inbox", "--dry-run", code=3)
    assert (len(tried["files"]), tried["moved"]) == (2, [])
    told = run.json("--at", desk, "import", "--inbox", code=3)
    assert [("refused" in file) for file in told["files"]] == [False, True]
    assert told["waiting"] == ["b.csv.crdownload"]
    assert "c.csv: " in run.err and "b.csv.crdownload is still being written" in run.err
    assert told["moved"] == [f"done/{date.today()}/a.csv"] and (inbox / told["moved"][0]).exists()
    with pytest.raises(SystemExit):
        main(["--at", str(desk), "import", "--inbox", "a.csv"])


def test_folders_and_quoted_patterns(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    for number in (1, 2):
        shop_file(tmp_path / "exports", f"a{number}.csv", f"2026/1/{number},40,10,1,99.00\n")
    assert len(run.json("--at", desk, "import", tmp_path / "exports" / "a?.csv")["files"]) == 2
    assert [file["rows"]["same"] for file in run.json("--at", desk, "import", tmp_path / "exports")["files"]] == [1, 1]


def test_files_that_are_none_are_told_apart(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    out = run("--at", tmp_path / "desk", "import", tmp_path / "gone.csv", tmp_path / "empty", "/dev/null", code=3)
    gone, empty, null, total = out.splitlines()
    assert gone == "✗ gone.csv: There is no such file; check its name and its folder."
    assert empty.startswith("✗ empty: There is no csv") and null.startswith("✗ null: This is a device")
    assert total == "3 files: 0 landed, 3 refused"


def test_many_files_are_summed_up_by_kind(run: Run, tmp_path: Path) -> None:
    desk, folder = tmp_path / "desk", tmp_path / "exports"
    for day in range(1, 21):
        shop_file(folder, f"a{day:02}.csv", f"2026/1/{day},40,10,1,99.00\n")
    shop_file(folder, "b.csv", "2026/1/21,40,10,1,99.00\n", "2026/1/22,x,10,1,9\n")
    (folder / "c.csv").write_text("no,report\n1,2\n")
    kind, file, row, refused, total = run("--at", desk, "import", folder, "--shop", "小店", code=3).splitlines()
    assert kind == "✓ 21 files: 京东商智 shop by day · 2026-01-01 – 21 · 21 new, 1 rejected"
    assert (file, row.strip().split(",")[0]) == ("  ! b.csv", "row 3")
    assert refused.startswith("✗ c.csv: ") and total == "22 files: 21 landed, 1 refused · 21 new, 1 rejected"
    assert (
        run("--at", desk, "import", folder, "--shop", "小店", code=3)
        .splitlines()[0]
        .endswith("nothing new, 21 the same, 1 rejected")
    )
    listed = run("--at", desk, "imports").splitlines()
    assert len(listed) == 21 and listed[-1] == "… and 1 earlier one; --all shows it."
    assert listed[0].endswith("b.csv: 京东商智 shop by day · 2026-01-21 · 1 new, 1 rejected")
    assert len(run("--at", desk, "imports", "--all").splitlines()) == 21


def test_a_receipt_stands_whatever_becomes_of_the_first_screen(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_desk: Desk) -> None:
        raise RuntimeError("a briefing that fails")

    monkeypatch.setattr(Desk, "look_ahead", broken)
    (file,) = run.json("--at", tmp_path / "desk", "import", shop_file(tmp_path, "a.csv", "2026/1/1,40,10,1,99.00\n"))["files"]
    assert file["rows"]["new"] == 1
    assert "a briefing that fails" in (tmp_path / "desk" / "logs" / "shopdesk.log").read_text(encoding="utf-8")


# --- shops ---------------------------------------------------------------------------------------------------------


def test_a_shop_made_without_a_name_is_renamed(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    assert "shopdesk import FILE --shop NAME" in run("--at", desk, "shops")
    out = run("--at", desk, "import", shop_file(tmp_path, "a.csv", "2026/1/1,40,10,1,99.00\n"))
    assert "The shop is called “My shop” for now; shopdesk shops rename “My shop” NAME gives it its own." in out
    (shop,) = run.json("--at", desk, "shops", "rename", "My shop", "花间小铺")["shops"]
    assert shop == {
        "name": "花间小铺", "platform": "jd", "currency": "CNY", "timezone": "Asia/Shanghai", "also": ["My shop"],
        "last_day": "2026-01-01",
    }  # fmt: skip
    assert "花间小铺  jd · CNY · Asia/Shanghai · until 2026-01-01" in run("--at", desk, "shops")
    assert run.json("--at", desk, "brief", "numbers", "--shop", "My shop", "--date", "2026-01-01")["facts"]["visitors"] == 10
    run("--at", desk, "shops", "rename", "nowhere", "x", code=2)
    run("--at", desk, "shops", "rename", "花间小铺", " ", code=2)


def test_the_first_screen_shows_a_new_name_at_once(run: Run, tmp_path: Path) -> None:
    run("--at", tmp_path, "import", shop_file(tmp_path / "in", "a.csv", "2026/1/1,40,10,1,99.00\n"), "--shop", "Old")
    run("--at", tmp_path, "shops", "rename", "Old", "New")
    kept = glance.read(tmp_path / "shopdesk.db", tmp_path / "playbook.toml", None, None)
    assert kept is None or kept.shop == "New"


def test_files_under_another_name_are_the_shops(run: Run, tmp_path: Path) -> None:
    desk, head = tmp_path / "desk", "统计日期,店铺名称,访客数,支付买家数,支付金额\n"
    path = tmp_path / "a.csv"
    path.write_text(head + "2026-01-01,花间小铺旗舰店,10,1,99.00\n", encoding="utf-8")
    run("--at", desk, "import", shop_file(tmp_path, "b.csv", "2026/1/1,40,10,1,99.00\n"), "--shop", "花间")
    run("--at", desk, "import", shop_file(tmp_path, "c.csv", "2026/1/1,40,10,1,99.00\n"), "--shop", "二店")
    refused = run.json("--at", desk, "import", path, "--shop", "花间", code=3)["files"][0]["refused"]
    assert "shopdesk shops also 花间 花间小铺旗舰店" in refused
    run("--at", desk, "shops", "also", "花间", "花间小铺旗舰店")
    assert "also called 花间小铺旗舰店" in run("--at", desk, "shops")
    run("--at", desk, "shops", "also", "二店", "花间小铺旗舰店", code=2)
    assert "what “花间” goes by" in run.err
    run("--at", desk, "shops", "rename", "二店", "花间", code=2)


def test_currency_platform_and_zone(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    run("--at", desk, "import", shop_file(tmp_path, "a.csv", "2026/1/1,40,10,1,99.00\n"), "--shop", "One")
    run("--at", desk, "shops", "currency", "One", "USD", code=3)
    assert "amounts in CNY" in run.err and "shop of their own" in run.err
    run("--at", desk, "shops", "currency", "One", "cny")
    run("--at", desk, "shops", "currency", "One", "XXX", code=2)
    run("--at", desk, "shops", "platform", "One", "ebay", code=2)
    assert "taobao, tmall, jd" in run.err
    assert run.json("--at", desk, "shops", "platform", "One", "Taobao")["shops"][0]["platform"] == "taobao"
    run("--at", desk, "shops", "timezone", "One", "Mars/Phobos", code=2)
    assert run.json("--at", desk, "shops", "timezone", "One", "Asia/Tokyo")["shops"][0]["timezone"] == "Asia/Tokyo"
    run("--at", desk, "imports", "undo", "1")
    assert run.json("--at", desk, "shops", "currency", "One", "usd")["shops"][0]["currency"] == "USD"
    head = "订单编号,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝总数量\n"
    orders = tmp_path / "orders.csv"
    orders.write_text(head + '="1",9.00,交易成功,2026-01-02 10:00:00,2026-01-02 10:01:00,1\n', encoding="gb18030")
    run("--at", desk, "import", orders, "--shop", "One")
    run("--at", desk, "shops", "timezone", "One", "Asia/Shanghai", code=3)
    assert "booked on the days of Asia/Tokyo" in run.err


# --- target, tasks, export -----------------------------------------------------------------------------------------


def test_targets(run: Run, demo: Path) -> None:
    assert run.json("--at", demo, "target", "2026-11", "570000")["targets"] == [{"period": "2026-11", "amount": "570000.00"}]
    listed = {item["period"]: item["amount"] for item in run.json("--at", demo, "target")["targets"]}
    assert listed["2026-11"] == "570000.00"
    assert listed["2026-10"] == "585000.00"
    run("--at", demo, "target", "2026-Q4", "2005000")
    run("--at", demo, "target", "2026-11", "950000")
    assert "2026-Q4: its parts ask for ¥170,000 more than the whole" in run("--at", demo, "target")
    run("--at", demo, "target", "2026-13", "5", code=2)
    assert "its share of 2026-11" in run("--at", demo, "target", "2026-11-11")
    assert run.json("--at", demo, "target", "2026-11-11")["targets"][0]["share_of"] == "2026-11"
    assert "No target yet" in run("--at", demo, "target", "2031-11-11")
    run("--at", demo, "target", "2026-11", "lots", code=2)


def test_a_task_from_the_command_line(run: Run, demo: Path) -> None:
    title = "换主图 [/b] =1+1"
    run("--at", demo, "tasks", "add", title, "--role", "design", "--due", "2026-10-30")
    tasks = run.json("--at", demo, "tasks", "--role", "design")["tasks"]
    (made,) = [task for task in tasks if task["title"] == title]
    assert set(made) >= {
        "id", "role", "title", "why", "rule", "state", "due", "carried_from", "metric", "expect", "check_on", "result",
    }  # fmt: skip
    assert (made["state"], made["due"], made["carried_from"]) == ("open", "2026-10-30", None)
    run("--at", demo, "tasks", "done", made["id"])
    assert [t["state"] for t in run.json("--at", demo, "tasks")["tasks"] if t["id"] == made["id"]] == ["done"]
    run("--at", demo, "tasks", "undo", made["id"])
    later = [t for t in run.json("--at", demo, "tasks", "--date", "2026-10-29")["tasks"] if t["id"] == made["id"]]
    assert [(t["state"], t["carried_from"]) for t in later] == [("open", JUDGED)]
    run("--at", demo, "tasks", "done", 999, code=2)
    run("--at", demo, "tasks", "add", "x", "--role", "boss", code=2)


@pytest.mark.parametrize("form", ["md", "xlsx", "csv", "html", "ics", "json"])
def test_the_plan_is_exported(run: Run, demo: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"plan.{form}"
    run("--at", demo, "export", "plan", "--date", JUDGED, "--format", form, "-o", target)
    assert target.stat().st_size > 200


def test_the_plan_goes_to_the_standard_output(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--at", str(demo), "export", "plan", "--date", JUDGED, "--format", "json", "-o", "-"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["date"] == JUDGED
    assert not list(tmp_path.glob("-*"))


# --- keeping -------------------------------------------------------------------------------------------------------


def test_doctor_backup_restore_locate(run: Run, demo: Path, tmp_path: Path) -> None:
    assert run.json("--at", demo, "doctor")["ok"] is True
    run("--at", demo, "backup", tmp_path / "copy.db")
    run("--at", demo, "backup", tmp_path / "copy.db", code=2)
    run("--at", demo, "target", "2026-12", "1")
    run("--at", demo, "restore", tmp_path / "copy.db")
    assert run.json("--at", demo, "target", "2026-12")["targets"] == [{"period": "2026-12", "amount": "640000.00"}]
    assert str(demo) in run("--at", demo, "locate")
    assert not list(demo.glob("shopdesk.db-*")), "every command closes its database"
    (demo / "shopdesk.db").write_bytes(b"not a database at all" * 300)
    assert run.json("--at", demo, "doctor", code=1)["ok"] is False
    run("--at", demo, "brief", code=3)
    assert "is damaged or was not written by shopdesk" in run.err


def test_sqlite_url_and_no_other(run: Run, demo: Path, tmp_path: Path) -> None:
    assert run.json("--db", f"sqlite:///{demo / 'shopdesk.db'}", "brief", "numbers")["facts"]["visitors"] == 4291
    run("--db", "postgresql://host/db", "brief", code=2)
    assert "SQLite URL" in run.err


def test_an_empty_desk_says_what_to_do(run: Run, tmp_path: Path) -> None:
    run("--at", tmp_path, "brief", code=3)
    assert "shopdesk import" in run.err


def test_a_playbook_with_an_unknown_key_is_named(run: Run, demo: Path) -> None:
    (demo / "playbook.toml").write_text('[thresholds]\n"page.spend_ration" = 1.4\n', encoding="utf-8")
    run("--at", demo, "brief", "page", code=2)
    assert "page.spend_ratio" in run.err and "playbook.toml" in run.err


# --- brief ---------------------------------------------------------------------------------------------------------


def test_the_whole_morning(run: Run, demo: Path) -> None:
    brief = run.json("--at", demo, "brief")
    assert (brief["shop"], brief["date"]) == ("花间小铺", JUDGED)
    assert [step["step"] for step in brief["steps"]] == [
        "numbers", "shop", "competitors", "ads", "activities", "listings", "page",
    ]  # fmt: skip
    for step in brief["steps"]:
        assert step["state"] == "ready"
        for finding in step["findings"]:
            assert set(finding) >= {"rule", "severity", "text", "evidence", "task"}
            assert finding["severity"] in ("act", "watch", "fine", "unknown")
            if finding["task"]:
                assert set(finding["task"]) == {"role", "title", "metric", "expect", "check_on"}
    text = run("--at", demo, "--lang", "zh", "brief", "--date", JUDGED)
    assert "花间小铺" in text


def test_steps_by_number_and_unknown(run: Run, demo: Path) -> None:
    assert run.json("--at", demo, "brief", "4")["step"] == "ads"
    run("--at", demo, "brief", "weather", code=2)


def test_brief_imports_no_interface(demo: Path) -> None:
    """`shopdesk brief` works where Textual is not installed; nothing heavy is imported before the command is known."""
    code = (
        "import sys; sys.modules['textual'] = None\n"
        "from shopdesk.cli import main\n"
        "assert not {'pandas', 'sqlmodel', 'sqlalchemy', 'plotext'} & set(sys.modules), 'heavy'\n"
        f"raise SystemExit(main(['--at', {str(demo)!r}, 'brief', '--json']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["date"] == date(2026, 10, 27).isoformat()


def test_a_day_far_ahead_is_told(run: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    run("--at", desk, "import", shop_file(tmp_path, "a.csv", "2026/1/1,40,10,1,99.00\n"), "--shop", "小店")
    near, far = (shop_file(tmp_path, f"{year}.csv", f"{year}/1/2,40,10,1,99.00\n") for year in (2026, 2062))
    assert "more than a year after" not in run("--at", desk, "import", near)
    assert "2062-01-02, is more than a year after 2026-01-02" in run("--at", desk, "import", far)


def test_a_restore_puts_a_damaged_database_aside(run: Run, demo: Path, tmp_path: Path) -> None:
    run("--at", demo, "backup", tmp_path / "copy.db")
    damaged = b"not a database at all" * 300
    (demo / "shopdesk.db").write_bytes(damaged)
    run("--at", demo, "brief", code=3)
    assert "bring back a backup with shopdesk restore FILE" in run.err
    said = run("--at", demo, "restore", tmp_path / "copy.db")
    (kept,) = (demo / "backups").glob("damaged-*.db")
    assert str(kept) in said and kept.read_bytes() == damaged
    assert run.json("--at", demo, "doctor")["ok"] is True
    (tmp_path / "no.db").write_bytes(damaged)
    run("--at", demo, "restore", tmp_path / "no.db", code=3)
    assert "name another file" in run.err
    assert run.json("--at", demo, "doctor")["ok"] is True


def test_a_task_added_is_said_in_the_language_of_the_desk(run: Run, demo: Path) -> None:
    assert run("--at", demo, "--lang", "zh", "tasks", "add", "换主图", "--role", "design").split()[1:] == [
        "未完成",
        "美工",
        "换主图",
    ]
    run("--at", demo, "tasks", "add", "x" * 501, "--role", "design", code=2)
    assert "shorten it" in run.err


def test_a_target_far_from_today_is_a_slip(run: Run, demo: Path) -> None:
    for period in ("0001", "1999-12", "2100", "9999-12-31"):
        run("--at", demo, "target", period, "5", code=2)
        assert "is not understood" in run.err


def test_a_backup_folder_gets_a_copy_named_by_the_moment(run: Run, demo: Path, tmp_path: Path) -> None:
    run("--at", demo, "backup", f"{tmp_path / 'backups'}/")
    (kept,) = (tmp_path / "backups").iterdir()
    assert kept.suffix == ".db" and kept.stat().st_size > 100_000
    run("--at", demo, "restore", kept)


def test_a_backup_says_that_the_buyers_key_is_not_in_it(run: Run, demo: Path, tmp_path: Path) -> None:
    key = (demo / BUYERS_KEY).read_bytes()
    assert str(demo / BUYERS_KEY) in run("--at", demo, "backup", tmp_path / "copy.db")
    assert key not in (tmp_path / "copy.db").read_bytes()
    (demo / BUYERS_KEY).unlink()
    assert "buyers" not in run("--at", demo, "backup", tmp_path / "copy2.db")


def test_a_folder_without_files_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no csv, xls, xlsx or zip in this folder" in run("--at", tmp_path / "desk", "import", tmp_path / "empty", code=3)


def test_shops_tells_the_newest_day_of_any_report(run: Run, demo: Path) -> None:
    from shopdesk import locations
    from shopdesk.models import Import
    from shopdesk.records import table
    from shopdesk.store import now

    said = {"file": "r.csv", "sha256": "x", "kind": "reviews", "receipt": "{}", "imported_at": now()}
    with closing(Desk(locations.at(demo))) as opened:
        opened.open()
        shop = opened.need_shop()
        with opened.store.write() as db:
            db.execute(table(Import).insert().values(shop_id=shop.id, period_to=date(2026, 11, 21), **said))
    assert run.json("--at", demo, "shops")["shops"][0]["last_day"] == "2026-11-21"


def test_a_wrong_role_or_step_is_answered_with_what_may_be_typed(run: Run, demo: Path) -> None:
    run("--at", demo, "--lang", "zh", "tasks", "--role", "boss", code=2)
    assert "operations（运营）、promotion（推广）" in run.err
    run("--at", demo, "brief", "9", code=2)
    assert "A step is 1 to 7, or one of numbers, shop" in run.err


def test_on_the_command_line_no_key_is_named(run: Run, tmp_path: Path, samples: Path) -> None:
    run("--at", tmp_path / "new", "import", samples / "jd_sz_shop_daily_400d.csv", "--shop", "Mine")
    said = run("--at", tmp_path / "new", "brief", "--date", "2023-02-04")
    assert re.search(r"shopdesk target 2023-02 [1-9]\d0+ sets one; the month before sold ¥", said)
    assert "(key " not in said and "press " not in said
