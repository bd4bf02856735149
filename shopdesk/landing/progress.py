"""How far an import has come, for a bar: files done, and the part of the one at hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from shopdesk.text import clip, safe

Progress = Callable[[float, int, str], None]  # files done (with the part of the one at hand), files in all, its name
Share = Callable[[float], None]  # 0…1

EVERY = 0.1  # seconds: more often nobody sees
READING = 0.6  # of the time that a new file takes; the rest is its rows landing
_ROWS = 1_000
_CELLS = 20

Row = TypeVar("Row")


def share_of(progress: Progress | None, done: int, total: int, name: str) -> Share:
    """Tells `progress` of the file at hand: that it begins, then how far it has come, now and then."""
    if progress is None:
        return lambda share: None
    told = time.monotonic()
    progress(done, total, name)

    def tell(share: float) -> None:
        nonlocal told
        if (now := time.monotonic()) - told >= EVERY and share < 1:
            told = now
            progress(done + share, total, name)

    return tell


def within(tell: Share, start: float, end: float) -> Share:
    """The share of something that goes from `start` to `end` of the whole."""
    return lambda share: tell(start + share * (end - start))


def watched(rows: Iterable[Row], many: int, tell: Share | None) -> Iterable[Row]:
    """The rows; which part of them has gone by is told."""
    return _watched(rows, many, tell) if tell and many > _ROWS else rows


def _watched(rows: Iterable[Row], many: int, tell: Share) -> Iterator[Row]:
    for at, row in enumerate(rows):
        if not at % _ROWS:
            tell(at / many)
        yield row


def line(done: float, total: int, name: str, cells: int) -> str:
    """A line for a terminal of this width; the bar is that of the file at hand."""
    files = int(done)
    share = done - files
    bar = "▓" * int(share * _CELLS)
    return clip(f"{files}/{total} {bar:░<{_CELLS}} {share:4.0%} {safe(name)}", cells - 1)
