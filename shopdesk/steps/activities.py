"""Step 5, activities: entries with state and deadline, own promotions, prices that must go back, announcements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CHANNELS = ("wangwang", "qq", "email", "wechat", "phone")
STATES = ("found", "applied", "in_review", "accepted", "rejected", "running", "reviewed")
KINDS = ("official", "gift", "straight_cut", "multi_buy", "live", "opening_discount")


@dataclass(frozen=True)
class EntryRow:
    id: int
    name: str
    kind: str
    state: str
    deadline: date | None
    days_left: int | None
    starts_on: date | None
    ends_on: date | None
    next: str  # what to do next, one sentence
    announced: tuple[str, ...]  # channels ticked
    note: str


@dataclass(frozen=True)
class RestoreRow:
    id: int
    product_id: str
    title: str
    price_minor: int | None
    restore_minor: int | None
    due: date
    overdue: bool
    days_over: int


@dataclass(frozen=True)
class ActivitiesDetails:
    entries: tuple[EntryRow, ...]
    restores: tuple[RestoreRow, ...]
