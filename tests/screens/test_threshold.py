"""`?`, then a digit: another value of a threshold is tried on the days past, kept in the operator's playbook, taken back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.screens.driver import VIEWS
from tests.screens.walk import walking

WORDS = {
    "en": ("A digit changes", "60 days past: 0 findings with the value that holds, 60 with this one.", "Yours: 1.5."),
    "zh": ("按数字键", "过去 60 天：按现在的标准提醒 0 条，按这个数提醒 60 条。", "现在 1.5。"),
}


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_another_value_is_tried_kept_and_taken_back(
    demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str
) -> None:
    offer, tried, yours = WORDS[lang]
    own = tmp_path / "desk" / "playbook.toml"
    async with walking(demo_folder, tmp_path, "7", "question_mark", size=size, lang=lang) as desk:
        assert offer in desk.flat and "1.3" in desk.flat
        await desk.press("1")
        await desk.write("1.5", "value")
        await desk.press("enter")
        assert tried in desk.flat
        desk.assert_aligned()
        assert not own.exists()  # only tried
        await desk.press("ctrl+s")
        assert tomllib.loads(own.read_text(encoding="utf-8")) == {"thresholds": {"page.spend_ratio": 1.5}}
        assert "≥ 1.5" in desk.text  # the page is judged anew
        await desk.press("question_mark", "1")
        assert yours in desk.flat
        await desk.press("ctrl+r")
        assert "page.spend_ratio" not in own.read_text(encoding="utf-8") and "≥ 1.3" in desk.text


async def test_a_letter_reaches_what_the_digits_do_not(demo_folder: Path, tmp_path: Path) -> None:
    """A word's verdict rests on more thresholds than there are digits."""
    async with walking(demo_folder, tmp_path, "4", "question_mark", size=(140, 40)) as desk:
        assert "A digit or letter changes" in desk.flat
        await desk.press("c")
        assert "newest days left out" in desk.flat and "ads.growing_days" in desk.flat
        desk.assert_aligned()


async def test_what_is_no_threshold_is_said_and_not_kept(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "7", "question_mark", "1") as desk:
        for wrong in ("", "abc", "nan", "1e999", "[red]1"):
            await desk.write(wrong, "value")
            await desk.press("ctrl+s")
            assert "Type a number such as 1.3." in desk.flat
        await desk.write("-1", "value")
        await desk.press("ctrl+s")
        assert "it has to be at least 0." in desk.flat
        await desk.press("escape")
        assert not (tmp_path / "desk" / "playbook.toml").exists()


async def test_a_playbook_that_cannot_be_written_is_said(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "7", "question_mark", "1") as desk:
        (tmp_path / "desk" / "playbook.toml.part").mkdir()
        await desk.write("1.5", "value")
        await desk.press("ctrl+s")
        assert "Nothing was changed." in desk.flat
        assert not (tmp_path / "desk" / "playbook.toml").exists()


async def test_a_changed_threshold_is_undone_like_any_change(demo_folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "desk" / "playbook.toml"
    async with walking(demo_folder, tmp_path, "7") as desk:
        for value in ("1.5", "1.6"):
            await desk.press("question_mark", "1")
            await desk.write(value, "value")
            await desk.press("ctrl+s")
        assert "≥ 1.6" in desk.text
        await desk.press("ctrl+z")
        assert "≥ 1.5" in desk.text and any("changed to 1.6" in said for said in desk.said)
        await desk.press("ctrl+z")
        assert "≥ 1.3" in desk.text and "page.spend_ratio" not in own.read_text(encoding="utf-8")
        await desk.press("question_mark", "1")
        await desk.write("1.4", "value")
        await desk.press("ctrl+s")
        own.write_text('[thresholds]\n"page.spend_ratio" = 1.7\n', encoding="utf-8")  # by hand, since
        await desk.press("ctrl+z")
        assert "change it by hand instead" in desk.flat and "1.7" in own.read_text(encoding="utf-8")


@pytest.mark.parametrize(("size", "lang"), VIEWS)
async def test_every_threshold_of_the_step_can_be_changed(
    demo_folder: Path, tmp_path: Path, size: tuple[int, int], lang: str
) -> None:
    """page.every_days is behind no figure."""
    own = tmp_path / "desk" / "playbook.toml"
    async with walking(demo_folder, tmp_path, "7", "question_mark", size=size, lang=lang) as desk:
        assert {"en": "all thresholds of the step Page", "zh": "“页面”这一步的全部标准"}[lang] in desk.flat
        await desk.press("0", "end", "enter")
        assert {"en": "days between two page checks", "zh": "几天看一次页面"}[lang] in desk.flat
        await desk.write("5", "value")
        await desk.press("ctrl+s")
        assert tomllib.loads(own.read_text(encoding="utf-8")) == {"thresholds": {"page.every_days": 5}}
        desk.assert_aligned()


async def test_the_plan_too_offers_what_it_rests_on(demo_folder: Path, tmp_path: Path) -> None:
    async with walking(demo_folder, tmp_path, "T", "question_mark", size=(140, 40)) as desk:
        assert "past days of a holiday" in desk.flat and "all thresholds of the step Numbers" in desk.flat
        await desk.press("1", "enter")
        assert "days past" in desk.flat
