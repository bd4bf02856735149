"""The first screen kept from last time: shown only while everything it was made of is still so."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from shopdesk import glance, locations
from shopdesk.desk import Desk
from shopdesk.records.targets import set_target
from shopdesk.text import speaking


@pytest.fixture
def desk(demo_folder: Path, tmp_path: Path) -> Desk:
    shutil.copytree(demo_folder, tmp_path / "desk")
    desk = Desk(locations.at(tmp_path / "desk"))
    desk.open()
    desk.today_view()
    return desk


def kept(desk: Desk, **options: object) -> glance.Glance | None:
    return Desk(desk.locations, **options).glance()  # type: ignore[arg-type]


def test_what_is_kept_is_what_was_shown(desk: Desk) -> None:
    found, shown = kept(desk), desk.today_view()
    assert found is not None
    assert (found.shop, found.day) == ("花间小铺", "2026-10-27")
    view = found.view()
    assert (view.headline, view.lines, view.sales_minor, view.day_target_minor, view.verdict_met) == (
        shown.headline,
        shown.lines,
        shown.sales_minor,
        shown.day_target_minor,
        shown.verdict_met,
    )
    assert view.pending


def test_a_tick_or_a_task_keeps_it(desk: Desk) -> None:
    from shopdesk import plan, routine

    shop = desk.need_shop()
    routine.tick(desk.store, shop, desk.day, "numbers", "month_pace")
    plan.add(desk.store, shop, desk.day, "Call the carrier", "service")
    assert kept(desk) is not None


def test_anything_that_counts_drops_it(desk: Desk, tmp_path: Path) -> None:
    shop = desk.need_shop()
    assert kept(desk, day=date(2026, 10, 26)) is None
    assert kept(desk, shop_name="another") is None
    with speaking("zh"):
        assert kept(desk) is None
    set_target(desk.store, shop, "2026-10", 60_000_000)
    assert kept(desk) is None
    desk.store.undo(shop.id)
    assert kept(desk) is None
    desk.today_view()
    assert kept(desk) is not None
    export = tmp_path / "newer.csv"
    export.write_text("统计日期,访客数,支付买家数,支付金额\n2026-10-27,4300,137,15000.00\n", encoding="utf-8")
    (receipt,) = desk.import_files([export])
    assert receipt.refused is None and receipt.changed == 1
    assert kept(desk) is None
    desk.look_ahead()
    assert (found := kept(desk)) is not None and "15,000" in found.headline
    desk.locations.playbook.write_text('[thresholds]\n"page.spend_ratio" = 1.4\n', encoding="utf-8")
    assert kept(desk) is None


def test_no_database_or_a_strange_one_has_no_glance(tmp_path: Path) -> None:
    assert Desk(locations.at(tmp_path)).glance() is None
    (tmp_path / "shopdesk.db").write_bytes(b"not a database " * 100)
    assert Desk(locations.at(tmp_path)).glance() is None
    assert (tmp_path / "shopdesk.db").read_bytes() == b"not a database " * 100


def test_reading_it_loads_nothing_heavy(desk: Desk) -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom shopdesk import locations\nfrom shopdesk.desk import Desk\nfrom shopdesk.text import use_language\n"
        f"use_language('en')\nassert Desk(locations.at({str(desk.locations.data)!r})).glance().view().headline\n"
        "assert not {'sqlalchemy', 'sqlmodel', 'pandas', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
