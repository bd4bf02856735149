"""The tables: what the platforms say (facts) and what the operator says (records).

Money is whole minor units (`*_minor`) in the shop's currency. Rates are floats between 0 and 1. Unknown is NULL, never 0.
Moments are UTC unless marked shop-local.
A fact's primary key is its natural key and starts with (shop_id, day), so that a day is one run of the index; an import
upserts facts and never touches the operator's records.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import NaiveDatetime
from sqlalchemy import Index, MetaData
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base of every table: one metadata, named constraints."""

    metadata = MetaData(naming_convention=NAMING)
    model_config = {"defer_build": True}  # rows are never validated by pydantic; building its schemas would double the start


_COMPACT: dict[str, Any] = {"sqlite_with_rowid": False}


def _shop() -> Any:
    return Field(foreign_key="shop.id", primary_key=True)


def _owner() -> Any:
    return Field(foreign_key="shop.id", index=True)


# --- the shop and what was imported for it -------------------------------------------------------------------------


class Shop(Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    platform: str = ""  # taobao · tmall · jd · shopify · amazon · other
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    created_at: datetime


class Import(Table, table=True):
    """One file, or one member of a zip, that landed. `receipt` is the JSON object of contract.md's import list.

    An id is never given twice: people undo an import by it, and windows tell by it that something changed.
    """

    __table_args__ = {"sqlite_autoincrement": True}
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    file: str
    sha256: str = Field(index=True)
    delivery: str = Field(default="", index=True)  # hash of the file as delivered, its name and what was asked of it
    parts: int = 1  # how many tables the delivery held
    kind: str
    period_from: date | None = None
    period_to: date | None = None
    imported_at: datetime
    receipt: str


class Replaced(Table, table=True):
    """A row as it was before an import changed it, so that the import can be undone."""

    __table_args__ = _COMPACT
    import_id: int = Field(foreign_key="import.id", primary_key=True)
    table_name: str = Field(primary_key=True)
    key: str = Field(primary_key=True)  # JSON list: the natural key without the shop
    old: str  # JSON object: what imports fill, and the import it came from


class Overlap(Table, table=True):
    """An import that speaks of rows of an earlier one, changed or the same; the earlier can only be undone after it."""

    __table_args__ = _COMPACT
    import_id: int = Field(foreign_key="import.id", primary_key=True)
    earlier_id: int = Field(primary_key=True)


class Mapping(Table, table=True):
    """Which column is which in a file no platform prints, as the operator said; `fingerprint` is of the file's headers."""

    shop_id: int = _shop()
    fingerprint: str = Field(primary_key=True)
    kind: str
    columns: str  # JSON: header → field


class ShopName(Table, table=True):
    """Another name under which files speak of a shop: what it was called before, or what its platform calls it."""

    __table_args__ = _COMPACT
    name: str = Field(primary_key=True)
    shop_id: int = _owner()


# --- facts ---------------------------------------------------------------------------------------------------------


class ShopDay(Table, table=True):
    """The shop's day as one report (`origin`, a file kind) tells it; records.facts ranks the origins."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    origin: str = Field(primary_key=True)
    visitors: int | None = None
    page_views: int | None = None
    paying_buyers: int | None = None
    orders: int | None = None
    units: int | None = None
    sales_minor: int | None = None
    placed_buyers: int | None = None
    placed_minor: int | None = None
    returning_visitors: int | None = None
    bounce_rate: float | None = None
    dwell_seconds: float | None = None
    refunds_minor: int | None = None
    import_id: int | None = None


class ProductDay(Table, table=True):
    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    product_id: str = Field(primary_key=True)
    visitors: int | None = None
    page_views: int | None = None
    dwell_seconds: float | None = None
    bounce_rate: float | None = None
    favourites: int | None = None
    cart_units: int | None = None
    cart_people: int | None = None
    placed_buyers: int | None = None
    placed_minor: int | None = None
    paying_buyers: int | None = None
    units: int | None = None
    sales_minor: int | None = None
    refunds_minor: int | None = None
    import_id: int | None = None


class SourceDay(Table, table=True):
    """Visitors by source. `source` is the path of level names joined by " / "; only leaves count, the rest are subtotals."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    device: str = Field(default="", primary_key=True)  # wireless · pc · ""
    attribution: str = Field(default="", primary_key=True)  # each · first · last · ""
    source: str = Field(primary_key=True)
    is_leaf: bool = True
    visitors: int | None = None
    placed_buyers: int | None = None
    placed_minor: int | None = None
    paying_buyers: int | None = None
    sales_minor: int | None = None
    import_id: int | None = None


class ProductSourceDay(Table, table=True):
    """Visitors of one product by source; `source` and `is_leaf` as in SourceDay."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    product_id: str = Field(primary_key=True)
    device: str = Field(default="", primary_key=True)
    attribution: str = Field(default="", primary_key=True)
    source: str = Field(primary_key=True)
    is_leaf: bool = True
    visitors: int | None = None
    page_views: int | None = None
    placed_buyers: int | None = None
    paying_buyers: int | None = None
    units: int | None = None
    sales_minor: int | None = None
    import_id: int | None = None


class IndexDay(Table, table=True):
    """A platform's index of a peer or a market: comparable with itself over days, never an amount, never added up.

    A range the platform shows instead of a figure stands in `low` and `high`, either of them open; `value` is then unknown.
    """

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    about: str = Field(primary_key=True)  # shop · product · keyword · source · brand · category
    subject: str = Field(primary_key=True)  # names joined by " / ", the peer first
    metric: str = Field(primary_key=True)  # as the platform names it: 交易指数, 流失人气 …
    value: float | None = None
    low: float | None = None
    high: float | None = None
    import_id: int | None = None


class AdDay(Table, table=True):
    """A day of paid ads. `level`: keyword · search_term · product · campaign · group · creative · crowd · scene, which show the
    same money each in its way, and content · region · city, which show parts of it and count in no sum (records.ads.VIEWS)."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    level: str = Field(primary_key=True)
    tool: str = Field(default="", primary_key=True)  # scene or product line, as the platform names it
    campaign_id: str = Field(default="", primary_key=True)
    group_id: str = Field(default="", primary_key=True)
    product_id: str = Field(default="", primary_key=True)
    word_type: str = Field(default="", primary_key=True)
    item_id: str = Field(default="", primary_key=True)  # keyword id, crowd id, creative id
    item: str = Field(default="", primary_key=True)  # keyword, crowd, creative
    campaign: str = ""
    group_name: str = ""
    impressions: int | None = None
    clicks: int | None = None
    spend_minor: int | None = None
    orders: int | None = None
    sales_minor: int | None = None
    carts: int | None = None
    favourites: int | None = None
    rank: float | None = None
    import_id: int | None = None


class OrderFact(Table, table=True):
    """One order; no name, phone or address. `order_id` is the platform's, or "row:<hash>" where a file has none."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    order_id: str = Field(primary_key=True)
    state: str = ""
    created_at: NaiveDatetime | None = None  # shop-local
    paid_at: NaiveDatetime | None = Field(default=None, index=True)  # shop-local
    total_minor: int | None = None
    paid_minor: int | None = None
    refund_minor: int | None = None
    units: int | None = None
    titles: str = ""
    buyer: str = ""  # a keyed hash, for repeat rates; "" where none was made
    import_id: int | None = None


class OrderItem(Table, table=True):
    """A line of an order, for units by product; `line` counts from 1 as the file lists them. Its day is the order's."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    order_id: str = Field(primary_key=True)
    line: int = Field(primary_key=True)
    product_id: str = Field(default="", index=True)
    seller_code: str = ""
    title: str = ""
    options: str = ""  # colour, size
    units: int | None = None
    price_minor: int | None = None  # of one unit
    state: str = ""
    import_id: int | None = None


class Refund(Table, table=True):
    """What a buyer asked back. `refund_minor` is what was paid back: 0 unless the refund has succeeded."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    refund_id: str = Field(primary_key=True)
    order_id: str = Field(default="", index=True)
    product_id: str = ""
    title: str = ""
    applied_at: NaiveDatetime | None = Field(default=None, index=True)  # shop-local
    finished_at: NaiveDatetime | None = None  # shop-local
    state: str = ""
    kind: str = ""  # money only, or money and goods, as the platform names it
    asked_minor: int | None = None
    refund_minor: int | None = None
    reason: str = ""
    import_id: int | None = None


class StockLevel(Table, table=True):
    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    product_id: str = Field(primary_key=True)
    sku: str = Field(default="", primary_key=True)
    on_hand: int | None = None
    incoming: int | None = None
    import_id: int | None = None


class PeerListing(Table, table=True):
    """A peer's item as its shop showed it on a day: from a listing file, or pasted."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    peer: str = Field(primary_key=True)  # the peer's name as the file says it, case folded
    item: str = Field(primary_key=True)  # the id in its link, else its title, case folded
    title: str = ""
    url: str = ""
    price_minor: int | None = None
    sales_shown: int | None = None
    listed_on: date | None = None
    import_id: int | None = None


class SearchWordDay(Table, table=True):
    """Visitors by what they searched, as the platform's report of search words tells it; no part of SourceDay.

    A search stands in it once for each `word_type`, and the types overlap: never add them up.
    """

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    device: str = Field(default="", primary_key=True)  # wireless · pc · ""
    attribution: str = Field(default="", primary_key=True)  # each · first · last · ""
    word_type: str = Field(default="", primary_key=True)  # 搜索词 · 长尾词 · 品牌词 …, or where it was searched: 手淘搜索
    word: str = Field(primary_key=True)
    impressions: int | None = None
    clicks: int | None = None
    visitors: int | None = None
    page_views: int | None = None
    placed_buyers: int | None = None
    paying_buyers: int | None = None
    units: int | None = None
    sales_minor: int | None = None
    bounce_rate: float | None = None
    import_id: int | None = None


class PageDay(Table, table=True):
    """Views and users of a page or landing path (GA4 and the like); a range file has `day` = its last day."""

    __table_args__ = _COMPACT
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    period_from: date = Field(primary_key=True)
    page: str = Field(primary_key=True)
    views: int | None = None
    users: int | None = None
    seconds: float | None = None
    sales_minor: int | None = None
    import_id: int | None = None


class Product(Table, table=True):
    """Title and status come from imports; the rest is the operator's and no import touches it."""

    shop_id: int = _shop()
    product_id: str = Field(primary_key=True)
    title: str = ""
    status: str = ""
    seller_code: str = ""
    url: str = ""
    import_id: int | None = None
    # the operator's
    is_main: bool | None = None  # 主推款; None: the five with the most visitors are taken
    tier: str = ""  # hit · profit · image
    price_minor: int | None = None
    cost_minor: int | None = None
    lead_days: int | None = None
    season: str = ""
    season_end: date | None = None
    listed_on: date | None = None


class ProductLink(Table, table=True):
    """The page of a product, a hit, leads to another, a profit item (R92); the operator's."""

    shop_id: int = _shop()
    product_id: str = Field(primary_key=True)
    linked_id: str = Field(primary_key=True)


class Review(Table, table=True):
    """A review as imported, and the case the operator makes of it."""

    __table_args__ = (Index("ix_review_written_at", "shop_id", "written_at"),)

    shop_id: int = _shop()
    review_id: str = Field(primary_key=True)  # the platform's, or "row:<hash>" where a file has none
    product_id: str = ""
    product: str = ""  # title or SKU as the file says it
    written_at: NaiveDatetime | None = None  # shop-local
    stars: int | None = None  # 1–5
    text: str = ""
    has_picture: bool | None = None
    order_id: str = ""
    import_id: int | None = None
    # the operator's
    branch: str = ""  # buyer · logistics · product · service; "" while only proposed
    owner: str = ""
    state: str = "open"  # open · handling · solved · ignored
    handled_at: datetime | None = None
    outcome: str = ""
    is_complaint: bool | None = None  # None while only proposed from its words
    done: str = ""  # the steps of its branch that are done: "verify,claim"


# --- the operator's records ----------------------------------------------------------------------------------------


class Target(Table, table=True):
    shop_id: int = _shop()
    period: str = Field(primary_key=True)  # 2026 · 2026-Q4 · 2026-11 · 2026-11-11
    amount_minor: int
    set_at: datetime


class PromotionDay(Table, table=True):
    """A planned promotion day and how many usual days it is worth."""

    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    name: str = ""
    multiplier: float = 1.0


class Budget(Table, table=True):
    """What promotion may cost in a period (R86): the whole, or one of its tools (R107)."""

    shop_id: int = _shop()
    period: str = Field(primary_key=True)  # as in Target
    tool: str = Field(default="", primary_key=True)  # as the platform names it; "" is the whole
    amount_minor: int
    set_at: datetime


class Day(Table, table=True):
    """The operator's working day, by the day judged."""

    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class StepSeen(Table, table=True):
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    step: str = Field(primary_key=True)
    seen_at: datetime


class Tick(Table, table=True):
    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    step: str = Field(primary_key=True)
    check_id: str = Field(primary_key=True)
    ticked_at: datetime


class Cause(Table, table=True):
    """Why a day was met or missed (subject "day"), or why a source fell (subject "source:…")."""

    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    verdict: str = ""  # met · missed · fell · rose
    factor: str = ""  # visitors · conversion · average_spend · ""
    text: str
    noted_at: datetime


class Log(Table, table=True):
    """The day's promotion log and service log (R8)."""

    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    kind: str = Field(primary_key=True)  # promotion · service
    text: str
    spend_minor: int | None = None
    enquiries: int | None = None
    deals: int | None = None
    reply_seconds: float | None = None
    noted_at: datetime
    import_id: int | None = None  # of the service team's figures, where a file brought them


class Task(Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    day: date = Field(index=True)  # the day judged when it was made
    role: str  # operations · promotion · design · service · content
    title: str
    why: str = ""
    rule: str = ""
    finding: str = Field(default="", index=True)  # the finding's key, so that one finding makes one task
    worth_minor: int | None = None  # a day
    state: str = "open"  # open · done · dropped
    due: date | None = None
    done_on: date | None = None  # the day judged when it was done or dropped
    metric: str = ""
    expect: str = ""
    check_on: date | None = None
    their_view: str = ""
    their_solution: str = ""
    created_at: datetime


class Competitor(Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    name: str
    kind: str = "alike"  # bigger · alike
    url: str = ""
    note: str = ""
    listed_as: str = ""  # an earlier name, under which its listing files still come
    removed_at: datetime | None = None


class CompetitorDay(Table, table=True):
    """What was seen at a peer on a day (R23)."""

    shop_id: int = _shop()
    day: date = Field(primary_key=True)
    competitor_id: int = Field(foreign_key="competitor.id", primary_key=True)
    new_items: int | None = None
    lowest_minor: int | None = None
    sales_shown: int | None = None
    activity: str = ""
    note: str = ""


class PeerItem(Table, table=True):
    """A peer's new-season item, for the listing verdict (R27)."""

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    competitor_id: int = Field(foreign_key="competitor.id")
    season: str
    title: str
    listed_on: date
    seen_on: date
    sales_shown: int | None = None
    opening_sales: int | None = None  # of these, in its opening days
    usual_daily: float | None = None  # the peer's own median item, pieces a day
    discounting: bool = False


class Activity(Table, table=True):
    """An official activity, an own promotion, or a new item's opening discount (R35–R42)."""

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    name: str
    kind: str  # official · gift · straight_cut · multi_buy · live · opening_discount · push
    state: str = "found"  # found · applied · in_review · accepted · rejected · running · reviewed
    deadline: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    product_id: str = ""
    price_minor: int | None = None  # the discount price
    restore_minor: int | None = None  # the price to go back to
    restored_on: date | None = None
    note: str = ""
    audience: str = ""  # whom it is for; without it nothing is announced (R172)
    cost_minor: int | None = None  # what it cost: fees, prizes, coupons
    survey: str = ""  # the plan (R44): what customers were asked, the prize, the wording, the topic, the article
    prize: str = ""
    wording: str = ""
    topic: str = ""
    article: str = ""


class Announcement(Table, table=True):
    shop_id: int = _shop()
    activity_id: int = Field(foreign_key="activity.id", primary_key=True)
    channel: str = Field(primary_key=True)  # wangwang · qq · email · wechat · phone
    announced_at: datetime


class Copycat(Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    product_id: str
    title: str
    url: str = ""
    seller: str = ""
    price_minor: int | None = None
    sales_first: int | None = None  # sales shown when first seen
    sales_shown: int | None = None  # sales shown when last looked
    first_seen: date
    last_seen: date
    same_picture: bool | None = None
    state: str = "seen"  # seen · complained · upheld · refused · gone


class CopycatEvent(Table, table=True):
    """What was seen of a copycat on a day, or what became of its case: the dates that a complaint names."""

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    copycat_id: int = Field(foreign_key="copycat.id", index=True)
    day: date
    state: str = ""  # the state it came to; "" where it was only looked at
    price_minor: int | None = None
    sales_shown: int | None = None


class CopySearch(Table, table=True):
    """Copies of a product were searched for on that morning, whether any was found or not."""

    shop_id: int = _shop()
    product_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    offers: int = 0  # how many offers were compared


class Picture(Table, table=True):
    """The fingerprints of a picture: our own of a product (copycat_id 0) or a copycat's. The file lies in the evidence folder."""

    shop_id: int = _shop()
    product_id: str = Field(primary_key=True)
    copycat_id: int = Field(default=0, primary_key=True)
    hashes: str  # of the whole, its centres and their mirrors, 16 hex digits each
    file: str  # under the evidence folder
    sha256: str
    added_on: date


class Phrase(Table, table=True):
    """An answer of the operator's own phrase book."""

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    branch: str = ""  # as a review's; "" for any
    title: str
    text: str


class PageChange(Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    day: date
    text: str


class KeywordMark(Table, table=True):
    """The operator's word on a keyword: protected, and the last decision with its date (cool-down)."""

    shop_id: int = _shop()
    product_id: str = Field(default="", primary_key=True)
    keyword: str = Field(primary_key=True)
    protected: bool = False
    decision: str = ""
    decided_on: date | None = None


class KeywordDecision(Table, table=True):
    """The decision journal: every decision on a keyword, what was advised, and what the word had done until then (R176)."""

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    product_id: str = ""
    keyword: str
    decided_on: date  # the day judged
    decision: str  # raise · lower · delete · add · keep · watch
    proposed: str = ""  # the verdict it was shown with
    clicks: int | None = None  # of the days looked at, as of then
    orders: int | None = None
    spend_minor: int | None = None
    sales_minor: int | None = None


class Undo(Table, table=True):
    """What a verb changed, so that ctrl+z can put it back: rows before and after, as JSON."""

    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = _owner()
    window: str  # of whom it was, for ctrl+z takes back one's own only
    label: str
    tables: str  # the tables changed, in order, separated by commas
    changes: str
    done_at: datetime
    undone_at: datetime | None = None


class Setting(Table, table=True):
    key: str = Field(primary_key=True)
    value: str
