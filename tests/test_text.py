"""Words as each language sets them, and who is spoken to."""

from __future__ import annotations

from shopdesk.text import aside, clauses, either, speaking, titled, use_keys


def test_brackets_clauses_and_titles_are_the_languages_own() -> None:
    assert (aside("4,291", "shop.xls"), aside("4,291", "")) == ("4,291 (shop.xls)", "4,291")
    assert clauses(["a", "", "b"]) == "a; b"
    assert titled("Which shop?", "Name one.") == "Which shop? Name one."
    assert titled("No such shop", "Name one.") == "No such shop: Name one."
    with speaking("zh"):
        assert aside("4,291", "shop.xls") == "4,291（shop.xls）"
        assert clauses(["a", "b"]) == "a；b"
        assert titled("是哪家店？", "请指明。") == "是哪家店？请指明。"


def test_the_desk_is_told_of_keys_and_the_command_line_of_options() -> None:
    assert either("press c", "--shop") == "--shop"
    use_keys(True)
    assert either("press c", "--shop") == "press c"
