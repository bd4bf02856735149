"""What the platforms have renamed: a name of before and after means the same, or a trend shows a collapse that never was."""

from __future__ import annotations

import unicodedata

from shopdesk.intake.frame import Column, Frame
from shopdesk.text import _, listed

# 阿里妈妈 and 生意参谋 renamed their tools on 2024-02-19 (formats 1b).
RENAMED = {
    "直通车": "关键词推广",
    "引力魔方": "精准人群推广",
    "万相台": "智能场景",
}
_NOW = {**RENAMED, **{f"{new}(原{old})": new for old, new in RENAMED.items()}}


def current(name: str) -> str:
    """The name of a tool or source as the platform writes it now; width and the old name in brackets do not count."""
    return _NOW.get(unicodedata.normalize("NFKC", name).strip(), name)


def bring_up_to_date(frame: Frame, column: str) -> tuple[str, ...]:
    """Every name in the column as the platform writes it now; what a receipt says of those that it gave up."""
    names = {name: current(name) for name in set(frame.columns[column])}
    if any(name != now for name, now in names.items()):
        frame.columns[column] = Column(names[name] for name in frame.columns[column])
    old = sorted(names.keys() & RENAMED.keys())
    pairs = listed(f"{name} → {RENAMED[name]}" for name in old)
    return (_("Names the platform gave up are booked under those of today: {pairs}.").format(pairs=pairs),) if old else ()
