"""The three values of every verdict."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What a judgement says; UNKNOWN always comes with what is still missing."""

    ACT = "act"
    FINE = "fine"
    UNKNOWN = "unknown"
