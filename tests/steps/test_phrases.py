from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.analysis.phrases import forbidden
from shopdesk.errors import UsageError
from shopdesk.steps import phrases
from shopdesk.steps.phrases import PhraseView
from shopdesk.steps.review_cases import BRANCHES
from shopdesk.text import speaking
from tests.steps.build import Desk


def book(desk: Desk) -> tuple[PhraseView, ...]:
    with desk.store.read() as db:
        return phrases.phrase_book(db, desk.shop)


def test_own_phrases_are_kept_changed_removed_and_undone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ours = book(desk)
    assert {phrase.branch for phrase in ours} == {*BRANCHES, ""} and all(phrase.id is None for phrase in ours)
    key = phrases.save_phrase(desk.store, desk.shop, None, branch="logistics", title="催件", text="已联系快递，今天回复您。")
    phrases.save_phrase(desk.store, desk.shop, key, branch="", title="催件", text="已联系快递。")
    assert book(desk)[0] == PhraseView(key, "", "催件", "已联系快递。")
    phrases.drop_phrase(desk.store, desk.shop, key)
    assert book(desk) == ours
    desk.store.undo(desk.shop.id)
    desk.store.undo(desk.shop.id)
    assert book(desk)[0].text == "已联系快递，今天回复您。"


def test_a_reward_for_a_review_is_not_saved(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with pytest.raises(UsageError, match="“返现” together with “好评”"):
        phrases.save_phrase(desk.store, desk.shop, None, branch="", title="好评", text="截图给您返现3元")
    for fields in ({"title": ""}, {"text": " "}, {"branch": "weather"}, {"text": "x" * 501}):
        with pytest.raises(UsageError):
            phrases.save_phrase(desk.store, desk.shop, None, **({"branch": "", "title": "t", "text": "x"} | fields))
    with pytest.raises(UsageError, match="not there any more"):
        phrases.drop_phrase(desk.store, desk.shop, 7)
    assert all(phrase.id is None for phrase in book(desk))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_phrases_pass_the_check(tmp_path: Path, lang: str) -> None:
    with speaking(lang):
        assert not [phrase for phrase in book(Desk(tmp_path)) if forbidden(f"{phrase.title} {phrase.text}")]
