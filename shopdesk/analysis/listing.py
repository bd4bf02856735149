"""When to list a new season's items (R27): what the peers' own new items do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from shopdesk.analysis.rates import Interval, wilson
from shopdesk.analysis.verdict import Verdict

_MOST_ITEMS = 1000


class Choice(Enum):
    TOO_EARLY = "too_early"
    WAIT = "wait"
    LIST_NOW = "list_now"
    LATE = "late"


class ListingReason(Enum):
    NO_PEERS = "no_peers"  # nobody is followed
    NONE_LISTED = "none_listed"
    FEW_PEERS = "few_peers"  # too few peers have listed
    FEW_DAYS = "few_days"  # listed, but only just
    NOT_MOVING = "not_moving"  # surely less than half of the items move
    MOVING = "moving"
    OPEN = "open"  # the share of moving items is still anywhere
    DISCOUNTING = "discounting"  # surely most items are discounted
    PERHAPS_LATE = "perhaps_late"  # most of those seen are, which may be chance


class ListingNeeds(Enum):
    """The unit of `ListingVerdict.needs`."""

    NOTHING = "nothing"
    PEERS = "peers"
    DAYS = "days"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class ListingThresholds:
    peers: int = 2
    days: int = 7
    opening_days: int = 3  # the first days, sold at an opening discount
    moving_upper: float = 0.50
    moving_lower: float = 0.30
    discounting: float = 0.50


DEFAULTS = ListingThresholds()


@dataclass(frozen=True, slots=True)
class NewItem:
    """A peer's new-season item as last seen. `sales_shown`: pieces since listing; `opening_sales`: of these, in its
    first three days, where somebody looked; `usual_daily`: pieces a day of the peer's own median item."""

    peer: str
    listed_on: date
    seen_on: date
    sales_shown: int | None = None
    usual_daily: float | None = None
    discounting: bool = False
    opening_sales: int | None = None


@dataclass(frozen=True, slots=True)
class ListingVerdict:
    """`moving` of `judged` items move; `share` is the interval of that share; `days` the longest any item was watched.
    `discounted` of all `items` cost less than they did, `cheaper` is the interval of that share."""

    verdict: Verdict
    choice: Choice
    reason: ListingReason
    peers_listed: int
    items: int
    judged: int
    moving: int
    share: Interval
    discounted: int
    cheaper: Interval
    days: int
    needs: int
    needs_unit: ListingNeeds


def moves(item: NewItem, thresholds: ListingThresholds = DEFAULTS) -> bool | None:
    """Does the item sell like its peer's median item? None while it is in its first days or figures are missing.

    Days 1–3 are left out where their sales are known; where they are not, the mean since listing has to do.
    """
    days = (item.seen_on - item.listed_on).days
    if item.sales_shown is None or not item.usual_daily or days <= thresholds.opening_days:
        return None
    sold = item.sales_shown
    if item.opening_sales is not None:
        sold, days = sold - item.opening_sales, days - thresholds.opening_days
    return sold / days >= item.usual_daily


def judge_listing(peers_followed: int, items: Sequence[NewItem], thresholds: ListingThresholds = DEFAULTS) -> ListingVerdict:
    """Too early, wait, list now or late, from the items of one season at the peers followed."""
    t = thresholds
    peers = len({item.peer for item in items})
    days = max(((item.seen_on - item.listed_on).days for item in items), default=0)
    found = [moving for moving in (moves(item, t) for item in items) if moving is not None]
    share = wilson(sum(found), len(found))
    discounted = sum(item.discounting for item in items)
    cheaper = wilson(discounted, len(items))

    def result(
        verdict: Verdict,
        choice: Choice,
        reason: ListingReason,
        needs: int = 0,
        unit: ListingNeeds = ListingNeeds.NOTHING,
    ) -> ListingVerdict:
        seen = (len(items), len(found), sum(found), share, discounted, cheaper, days)
        return ListingVerdict(verdict, choice, reason, peers, *seen, needs, unit)

    if not items and peers_followed <= 0:
        return result(Verdict.UNKNOWN, Choice.TOO_EARLY, ListingReason.NO_PEERS, t.peers, ListingNeeds.PEERS)
    if not items:
        return result(Verdict.FINE, Choice.TOO_EARLY, ListingReason.NONE_LISTED)
    if peers < t.peers:
        return result(Verdict.UNKNOWN, Choice.WAIT, ListingReason.FEW_PEERS, t.peers - peers, ListingNeeds.PEERS)
    if days < t.days:
        return result(Verdict.UNKNOWN, Choice.WAIT, ListingReason.FEW_DAYS, t.days - days, ListingNeeds.DAYS)
    if cheaper.low > t.discounting:
        return result(Verdict.ACT, Choice.LATE, ListingReason.DISCOUNTING)
    if share.high < t.moving_upper:
        return result(Verdict.FINE, Choice.WAIT, ListingReason.NOT_MOVING)
    if discounted > t.discounting * len(items):
        needs = _more_items(discounted, len(items), lambda seen: seen.low > t.discounting)
        return result(Verdict.UNKNOWN, Choice.WAIT, ListingReason.PERHAPS_LATE, needs, ListingNeeds.ITEMS)
    if share.low >= t.moving_lower:
        return result(Verdict.ACT, Choice.LIST_NOW, ListingReason.MOVING)
    needs = _more_items(sum(found), len(found), lambda seen: seen.low >= t.moving_lower or seen.high < t.moving_upper)
    return result(Verdict.UNKNOWN, Choice.WAIT, ListingReason.OPEN, needs, ListingNeeds.ITEMS)


def _more_items(part: int, whole: int, settles: Callable[[Interval], bool]) -> int:
    """Items still missing if the share stays as seen (a half where none was seen), at most a thousand: where the two lines
    were set so that they do not overlap, a share between them settles neither."""
    rate = part / whole if whole else 0.5
    for n in range(whole + 1, whole + _MOST_ITEMS):
        if settles(wilson(rate * n, n)):
            return n - whole
    return _MOST_ITEMS
