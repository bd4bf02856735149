"""Step 3, competitors: three to five peers, what changed there, and whether it is time to list the new season."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal


@dataclass(frozen=True)
class PeerRow:
    id: int
    name: str
    kind: Literal["bigger", "alike"]
    url: str
    last_seen: date | None
    new_items: int | None
    lowest_minor: int | None
    sales_shown: int | None
    activity: str
    note: str
    changes: tuple[str, ...]  # since the snapshot before, one sentence each


@dataclass(frozen=True)
class ListingRow:
    season: str
    verdict: Literal["too_early", "wait", "list_now", "late"]
    evidence: dict[str, Any]
    text: str


@dataclass(frozen=True)
class CompetitorsDetails:
    competitors: tuple[PeerRow, ...]
    listing: tuple[ListingRow, ...]
