"""The Chinese catalogs: whole, without mistakes, and compiled as they stand. Broken ones are refused loudly."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest

from scripts import catalogs
from scripts.catalogs import Texts

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


def po(folder: Path, name: str, *entries: str) -> None:
    (folder / name).write_text(HEAD + "\n\n".join(entries) + "\n", encoding="utf-8")


def entry(text: str, translation: str) -> str:
    return f'msgid "{text}"\nmsgstr "{translation}"'


# --- ours ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours() -> Texts:
    return catalogs.in_catalogs()


@pytest.fixture(scope="module")
def code() -> Texts:
    return catalogs.in_code()


def test_our_catalogs_have_no_mistakes(ours: Texts) -> None:
    assert ours.mistakes == ()


def test_our_code_marks_plain_texts_only(code: Texts) -> None:
    assert code.mistakes == ()


def test_the_compiled_catalog_is_fresh(ours: Texts) -> None:
    assert catalogs.COMPILED.read_bytes() == catalogs.compiled(ours.found), "run scripts/catalogs.py"


def test_every_text_is_translated(ours: Texts, code: Texts) -> None:
    translated = ours.found
    assert not {key: place for key, place in code.found.items() if key not in translated}


def test_no_translation_is_left_over(ours: Texts, code: Texts) -> None:
    assert not set(ours.found) - set(code.found)


# --- broken ones ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([entry("Undo", "")], "“Undo” has no translation"),
        ([entry("Undo", "   ")], "“Undo” has no translation"),
        (["#, fuzzy\n" + entry("Undo", "撤销")], "“Undo” is marked fuzzy"),
        ([entry("{n} files", "几个文件")], "“{n} files” needs the placeholders {n}; its translation has none"),
        ([entry("{n} files", "{count} 个文件")], "needs the placeholders {n}; its translation has {count}"),
        ([entry("{n} files", "{n 个文件")], "“{n} files” has a brace that is not closed"),
        ([entry("  row", "行")], "“  row” begins or ends with other spaces"),
        ([entry("Undo", "撤销"), entry("Undo", "撤回")], "“Undo” stands here twice"),
        (['msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "天"'], "“{n} day” needs the placeholders {n}"),
        (['msgid "Undo\nmsgstr "撤销"'], "room.po:6: a line that is neither comment nor quoted text"),
        ([entry("“Undo”", 'a " b')], "room.po:7: a line that is neither comment nor quoted text"),
    ],
)
def test_a_broken_catalog_is_refused(tmp_path: Path, entries: list[str], said: str) -> None:
    po(tmp_path, "room.po", *entries)
    mistakes = catalogs.in_catalogs(tmp_path).mistakes
    assert any(said in mistake for mistake in mistakes), mistakes


def test_two_rooms_must_agree(tmp_path: Path) -> None:
    po(tmp_path, "a.po", entry("Undo", "撤销"), entry("Help", "帮助"))
    po(tmp_path, "b.po", entry("Undo", "撤回"), entry("Help", "帮助"))
    assert catalogs.in_catalogs(tmp_path).mistakes == ("b.po: “Undo” is translated differently in a.po",)


def test_texts_are_found_in_code_however_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text(
        '_("one " "text")\nx = f"{_(\'inside\')}"\nLABEL = N_("later")\n_(LABEL)\nngettext("{n} day", "{n} days", 2)\n',
        encoding="utf-8",
    )
    texts = catalogs.in_code(tmp_path)
    assert set(texts.found) == {("one text",), ("inside",), ("later",), ("{n} day", "{n} days")}
    assert texts.mistakes == ()


@pytest.mark.parametrize("code", ['_(f"{n} files")', '_("a" + b)', "N_(name)", '_("")', 'ngettext(one, "many", 2)'])
def test_a_text_that_cannot_be_translated_is_a_mistake(tmp_path: Path, code: str) -> None:
    (tmp_path / "room.py").write_text(code, encoding="utf-8")
    assert len(catalogs.in_code(tmp_path).mistakes) == 1


def test_the_compiled_catalog_is_the_same_every_time_and_gettext_reads_it() -> None:
    one, other = {("b",): "乙", ("{n} day", "{n} days"): "{n} 天"}, {("{n} day", "{n} days"): "{n} 天", ("b",): "乙"}
    assert catalogs.compiled(one) == catalogs.compiled(other)
    read = gettext.GNUTranslations(io.BytesIO(catalogs.compiled(one)))
    assert read.gettext("b") == "乙"
    assert [read.ngettext("{n} day", "{n} days", n).format(n=n) for n in (1, 2)] == ["1 天", "2 天"]
