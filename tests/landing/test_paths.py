"""Which files are meant by names, patterns and folders."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from shopdesk.landing.paths import files_in, why_not


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def test_a_folder_stands_for_the_tables_in_it(tmp_path: Path) -> None:
    touch(tmp_path, "b.csv", "deep/a.XLS", "notes.docx", ".hidden.csv", ".git/x.csv", "~$b.xlsx", "c.zip", "__MACOSX/b.csv")
    assert files_in([tmp_path]) == [tmp_path / "b.csv", tmp_path / "c.zip", tmp_path / "deep" / "a.XLS"]


def test_a_pattern_that_the_shell_left_alone(tmp_path: Path) -> None:
    touch(tmp_path, "10月/a1.csv", "10月/a2.csv", "10月/b.xls", "11月/a3.csv")
    assert [path.name for path in files_in([tmp_path / "10月" / "a*.csv"])] == ["a1.csv", "a2.csv"]
    assert [path.name for path in files_in([tmp_path / "**" / "a?.csv"])] == ["a1.csv", "a2.csv", "a3.csv"]
    assert [path.name for path in files_in([tmp_path / "1?月"])] == ["a1.csv", "a2.csv", "b.xls", "a3.csv"]


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    touch(tmp_path, "report[1].csv", "report1.csv")
    assert files_in([tmp_path / "report[1].csv"]) == [tmp_path / "report[1].csv"]


def test_what_is_named_twice_counts_once_and_what_is_not_there_stays(tmp_path: Path) -> None:
    touch(tmp_path, "a.csv")
    assert files_in([tmp_path / "a.csv", tmp_path, tmp_path / "no*.csv"]) == [tmp_path / "a.csv", tmp_path / "no*.csv"]


def test_a_folder_without_tables_stays_to_be_refused(tmp_path: Path) -> None:
    touch(tmp_path, "notes.docx", "deep/x.csv")
    (tmp_path / "empty").mkdir()
    assert files_in([tmp_path / "empty", tmp_path / "deep"]) == [tmp_path / "empty", tmp_path / "deep" / "x.csv"]


def test_why_there_is_nothing_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.csv", "locked.csv", "broken.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "gone.csv")

    def opened(self: Path, *_mode: str) -> io.BytesIO:
        if self.name == "locked.csv":  # root may read everything, so the system is not asked
            raise PermissionError(13, "Permission denied")
        if self.name == "broken.csv":
            raise OSError(5, "Input/output error")
        return io.BytesIO()

    monkeypatch.setattr(Path, "open", opened)
    said = {
        "a.csv": None,
        "gone.csv": "no such file",
        "dangling.csv": "no such file",
        "x" * 300: "no such file",
        ".": "no csv, xls, xlsx or zip in this folder",
        "pipe.csv": "a device or a pipe",
        "locked.csv": "may not read",
        "broken.csv": "Input/output error",
    }
    for name, words in said.items():
        why = why_not(tmp_path / name)
        assert why is None if words is None else why is not None and words in why and (name == "." or name not in why), name
    assert "device" in (why_not(Path("/dev/null")) or "")
