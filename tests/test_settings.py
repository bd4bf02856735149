"""What a key set is found again tomorrow; a broken file is no reason not to open."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk import cli, settings
from shopdesk.text import language


def test_the_language_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.toml"
    assert settings.language(file) is None
    settings.remember(file, language="zh")
    assert settings.language(file) == "zh"
    assert [item.name for item in file.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"language = ", b'language = "fr"', b"language = 3"])
def test_a_broken_file_is_ignored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    assert settings.language(tmp_path / "settings.toml") is None


def test_the_command_line_speaks_it_unless_told_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.remember(tmp_path / "settings.toml", language="zh")
    cli.main(["--at", str(tmp_path), "locate"])
    assert language() == "zh"
    cli.main(["--at", str(tmp_path), "--lang", "en", "locate"])
    assert language() == "en"
