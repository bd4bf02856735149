"""A reason to doubt that a file is the shop's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shopdesk.text import _


@dataclass(frozen=True)
class Doubt:
    """A sentence without its full stop. `sure`: a shop's own file cannot be so."""

    text: str
    sure: bool


def sentences(found: Sequence[Doubt]) -> list[str]:
    """The doubts as a receipt tells them."""
    words = _("{why}; is it another shop's file?")
    return [words.format(why=doubt.text) for doubt in found]
