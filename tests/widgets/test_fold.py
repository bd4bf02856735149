"""Chinese lines are filled to the edge and broken where a reader expects it."""

from __future__ import annotations

import pytest
from textual.content import Content

from shopdesk.text import width
from shopdesk.widgets.fold import fold

TEXT = "! 每天 −¥2,452  法式长裙女秋季气质收腰方领复古连衣裙：优选衣坊盗用我们的图，便宜 20 %（比平时）"


def test_chinese_fills_its_lines() -> None:
    lines = fold(Content(TEXT), 40).plain.split("\n")
    assert lines[0] == "! 每天 −¥2,452  法式长裙女秋季气质收腰方"
    assert all(width(line) <= 40 for line in lines) and "".join(lines).replace(" ", "") == TEXT.replace(" ", "")


@pytest.mark.parametrize("cells", range(4, 90))
def test_no_line_is_wider_and_none_begins_with_a_closing_mark(cells: int) -> None:
    lines = fold(Content(TEXT), cells).plain.split("\n")
    assert all(width(line) <= cells for line in lines)
    assert cells < 12 or not any(line.startswith(("，", "：", "）", "%")) for line in lines)


def test_words_stay_whole_and_lines_stay_lines() -> None:
    assert fold(Content("one two three\n\nfour"), 8).plain == "one two\nthree\n\nfour"
    assert fold(Content("abcdefghij"), 4).plain == "abcd\nefgh\nij"
    assert fold(Content(""), 10).plain == ""


def test_styles_stay_on_their_letters() -> None:
    folded = fold(Content.assemble("一二三四", ("五六七八", "bold")), 8)
    assert [folded.plain[span.start : span.end] for span in folded.spans] == ["五六七八"]


def test_a_name_and_what_it_is_stay_each_below_itself() -> None:
    text = Content("\n").join(
        [
            Content("R15 in one line of its own, over all"),
            Content("Formula\tas reported by the shop"),
            Content("a very long name\tx"),
        ]
    )
    assert fold(text, 25).plain.split("\n") == [
        "R15 in one line of its",
        "own, over all",
        "Formula     as reported",
        "            by the shop",
        "a very      x",
        "long name   ",
    ]
