"""How far an import has come is told within a long file, too, and never backwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.cli import main
from shopdesk.intake import plain
from shopdesk.landing import import_files, line, preview, progress
from shopdesk.store import Store
from shopdesk.text import width
from tests.landing.files import SHOP_HEADER, write

KEYWORDS = "日期,计划ID,关键词,展现量,点击量,花费\n"


def long_file(folder: Path) -> Path:
    return write(folder, "b.csv", KEYWORDS, "".join(f"2026-10-20,{n},裙,10,1,1.00\n" for n in range(5_000)))


@pytest.fixture(autouse=True)
def always_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    monkeypatch.setattr(plain, "_STEP", 10_000)


def test_a_bar_grows_within_a_long_file(store: Store, tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-20,100,5,6,500.00\n"), long_file(tmp_path)]
    told: list[tuple[float, int, str]] = []
    for run in (preview, import_files):
        told.clear()
        run(store, paths, progress=lambda *said: told.append(said))
        shares = [done for done, _total, _name in told]
        assert shares == sorted(shares) and told[0] == (0, 2, "a.csv") and told[-1] == (2, 2, "")
        within = [done for done, _total, name in told if name == "b.csv"]
        assert within[0] == 1 and sum(done < 1 + progress.READING for done in within) > 5
        assert sum(done > 1 + progress.READING for done in within) >= 3 and max(within) < 2


def test_the_line_fits_the_terminal() -> None:
    assert line(0.5, 3, "报表\x1b[2J.csv", 80) == "0/3 ▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░  50% 报表␛[2J.csv"
    assert [width(line(0.25, 1, "关键词报表" * 9, cells)) for cells in (20, 40, 41)] == [19, 39, 39]


@pytest.mark.parametrize(("terminal", "more", "shown"), [(True, [], True), (False, [], False), (True, ["--json"], False)])
def test_the_line_stands_on_terminals_only(
    terminal: bool,
    more: list[str],
    shown: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal, raising=False)
    assert main(["--at", str(tmp_path / "desk"), "import", str(long_file(tmp_path)), *more]) == 0
    said = capsys.readouterr()
    assert ("░" in said.err and "b.csv" in said.err) == shown and "░" not in said.out
    assert not said.err or said.err.endswith("\r\x1b[K")
