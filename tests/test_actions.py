"""The records of the actions: unique, translatable, reachable; and the operator's keymap."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from shopdesk import actions
from shopdesk.app import PLACES, ShopdeskApp, _screen
from shopdesk.errors import UsageError

CONTRACT = {
    **{str(number): step for number, step in enumerate(PLACES[1:8], 1)},
    "0": "today", "home": "today", "n": "next", "p": "previous", "a": "afternoon", "space": "tick", "t": "task",
    "question_mark": "why", "f1": "help", "ctrl+p": "palette", "ctrl+z": "undo", "ctrl+q": "quit", "escape": "back",
}  # fmt: skip


def test_ids_are_unique() -> None:
    ids = [action.id for action in actions.ACTIONS]
    assert len(ids) == len(set(ids))


def test_the_contracts_keys() -> None:
    for key, name in CONTRACT.items():
        assert key in actions.find(name).key.split(","), name


@pytest.mark.parametrize("place", PLACES)
def test_no_two_actions_of_a_screen_share_a_key_and_each_has_its_method(place: str) -> None:
    screen = _screen(place)
    by_key = defaultdict(set)
    for action in screen.actions():
        does = action.id in PLACES or hasattr(screen, f"do_{action.id}") or hasattr(ShopdeskApp, f"do_{action.id}")
        assert does and (not action.guard or hasattr(screen, action.guard)), action.id
        for key in action.key.split(","):
            by_key[key].add(action.id)
    assert not {key: ids for key, ids in by_key.items() if len(ids) > 1}
    assert screen.actions()[0].id == "help"


def test_a_keymap_names_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    assert actions.read_keymap(path) == {}
    path.write_text('aftrnoon = "f6"')
    with pytest.raises(UsageError, match="afternoon"):
        actions.read_keymap(path)
    path.write_text("afternoon = 6")
    with pytest.raises(UsageError, match="quotes"):
        actions.read_keymap(path)
    path.write_text("afternoon = ")
    with pytest.raises(UsageError, match=r"keys\.toml"):
        actions.read_keymap(path)


def test_keys_as_a_person_reads_them() -> None:
    assert [actions.key_text(actions.find(name)) for name in ("help", "undo", "why", "back", "today")] == [
        "F1",
        "^Z",
        "?",
        "Esc",
        "0",
    ]
    assert actions.key_text(actions.find("undo"), {"undo": "f9"}) == "F9"
