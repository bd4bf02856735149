"""Which files are meant by names, patterns and folders."""

from __future__ import annotations

from pathlib import Path

from shopdesk.landing.paths import files_in


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
