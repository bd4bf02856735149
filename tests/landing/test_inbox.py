"""The inbox: finished files land and are put aside, never over another; the others stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from shopdesk.landing import InboxRun, import_inbox
from shopdesk.store import Store
from tests.landing.files import SHOP_HEADER, everything, write

TODAY = date(2026, 10, 28)


def day(number: int) -> str:
    return f"2026-10-{number},110,6,7,600.00\n"


def look(store: Store, inbox: Path, pause: Callable[[], None] = lambda: None) -> InboxRun:
    return import_inbox(store, inbox, TODAY, pause=pause)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_landed_is_put_aside_and_what_is_refused_stays(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write(inbox, "a.csv", SHOP_HEADER, day(20))
    write(inbox / "生意参谋", "b.csv", SHOP_HEADER, day(21))
    write(inbox, "c.csv", "no,report\n")
    run = look(store, inbox)
    assert [receipt.refused is None for receipt in run.receipts] == [True, False, True]
    assert names(inbox) == ["c.csv", "done/2026-10-28/a.csv", "done/2026-10-28/b.csv"]
    assert names(inbox / "done" / "2026-10-28") == sorted(path.name for path in run.moved)
    assert [receipt.file for receipt in look(store, inbox).receipts] == ["c.csv"]


def test_nothing_is_ever_overwritten(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for number in (20, 21, 22):
        path = write(inbox, "a.csv", SHOP_HEADER, day(number))
        look(store, inbox)
        assert not path.exists()
    done = inbox / "done" / "2026-10-28"
    kept = {name: (done / name).read_text("gb18030") for name in names(done)}
    assert kept == {"a.csv": SHOP_HEADER + day(20), "a (2).csv": SHOP_HEADER + day(21), "a (3).csv": SHOP_HEADER + day(22)}
    assert len(everything(store)["shopday"]) == 3


@pytest.mark.parametrize("name", ["a.csv.crdownload", "a.csv.part", "~$a.xlsx", "Unconfirmed 123.crdownload"])
def test_a_download_under_way_is_left_alone(store: Store, tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "inbox"
    write(inbox, name, SHOP_HEADER, day(20))
    assert look(store, inbox).receipts == ()
    assert names(inbox) == [name]


def test_a_file_beside_its_unfinished_part_is_left_alone(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    write(inbox, "a.csv", SHOP_HEADER)
    write(inbox, "a.csv.part", SHOP_HEADER)
    run = look(store, inbox)
    assert (run.receipts, len(run.waiting)) == ((), 2)


def test_a_file_that_grows_is_left_alone_until_it_is_whole(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    path = write(inbox, "a.csv", SHOP_HEADER, day(20))
    write(inbox, "b.csv", SHOP_HEADER, day(22))
    write(inbox, "empty.csv", "")

    def grow() -> None:
        path.write_text(SHOP_HEADER + day(20) + day(21), encoding="gb18030")

    run = look(store, inbox, grow)
    assert [receipt.file for receipt in run.receipts] == ["b.csv"]
    assert [path.name for path in run.waiting] == ["a.csv", "empty.csv"]
    assert [(receipt.file, receipt.new) for receipt in look(store, inbox).receipts] == [("a.csv", 2)]


def test_a_file_imported_before_is_put_aside_too(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for _time in range(2):
        write(inbox, "a.csv", SHOP_HEADER, day(20))
        run = look(store, inbox)
    assert [(receipt.new, receipt.same) for receipt in run.receipts] == [(0, 1)]
    assert len(run.moved) == 1


def test_an_empty_inbox_is_made_and_says_nothing(store: Store, tmp_path: Path) -> None:
    assert look(store, tmp_path / "deep" / "inbox") == InboxRun((), (), ())
    assert (tmp_path / "deep" / "inbox").is_dir()
