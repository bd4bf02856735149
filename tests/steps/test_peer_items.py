"""Step 3 on invented lists of peers' items: what changed by itself, seasons by titles, our own new products."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shopdesk.errors import UsageError
from shopdesk.landing import import_files
from shopdesk.models import AdDay, IndexDay, PeerListing, Product, ProductDay
from shopdesk.steps import competitors
from shopdesk.steps.briefing import Briefing, Finding, Severity
from tests.intake.files import csv_file
from tests.steps.build import Desk

DAY = date(2026, 10, 27)  # judged on the morning of 10-28
TODAY = date(2026, 10, 28)


def follow(desk: Desk, count: int = 4) -> list[int]:
    return [competitors.add_peer(desk.store, desk.shop, f"Shop {n}", "bigger" if n < 2 else "alike") for n in range(count)]


def show(desk: Desk, peer: str, day: date, items: dict[str, tuple[str, int, int | None]], **more: Any) -> None:
    """`items`: id → title, price, sold."""
    desk.put(
        PeerListing,
        *(
            {"day": day, "peer": peer, "item": key, "title": title, "price_minor": price, "sales_shown": sold, **more}
            for key, (title, price, sold) in items.items()
        ),
    )


def at(desk: Desk, day: date = DAY) -> Briefing:
    return desk.brief("competitors", day)


def rule(briefing: Briefing, number: str) -> list[Finding]:
    return [finding for finding in briefing.findings if finding.rule == number]


BEFORE = {"1": ("Wool dress", 9900, 100), "2": ("Knit skirt", 7900, 50), "3": ("Linen shirt", 5900, 70)}
NOW = {
    "1": ("Wool dress", 7900, 130),
    "2": ("Knit skirt, long", 7900, 60),
    "3": ("Linen shirt", 5900, 70),
    "4": ("Cape", 19900, 1),
}


def test_two_lists_of_a_peer_are_compared_by_themselves(desk: Desk) -> None:
    follow(desk)
    show(desk, "shop 0", TODAY - timedelta(days=3), BEFORE)
    show(desk, "shop 0", TODAY, NOW)
    row = at(desk).details.competitors[0]
    assert row.changes == (
        "1 new item: “Cape”",
        "1 price cut: “Wool dress” ¥99 → ¥79 (−20 %)",
        "1 title changed: now “Knit skirt, long”",
    )
    assert (row.last_seen, row.new_items, row.lowest_minor, row.level_minor, row.items) == (TODAY, 1, 5900, 7900, 4)
    assert not row.stale
    (finding,) = [finding for finding in rule(at(desk), "R23") if "changed" in finding.key]
    assert finding.severity is Severity.WATCH and finding.why and "peers.same_title" in finding.why.settings
    told = at(desk).to_json()["competitors"][0]
    assert told["changes"][0] == "1 new item: “Cape”" and told["item_changes"]["prices"][0]["now"] == "79.00"


def test_a_first_list_and_another_page_claim_nothing(desk: Desk) -> None:
    follow(desk)
    show(desk, "shop 0", TODAY - timedelta(days=1), BEFORE)
    assert at(desk, DAY - timedelta(days=1)).details.competitors[0].changes == ()
    show(desk, "shop 0", TODAY, {str(n): (f"Other {n}", 5000, 1) for n in range(10, 20)})
    assert at(desk).details.competitors[0].changes == ()


def test_a_file_lands_for_the_peer_it_is_named_after_and_after_renaming_too(desk: Desk, tmp_path: Path) -> None:
    first = follow(desk)[0]
    rows = [["标题", "价格", "销量"], ["毛呢裙", "99", "10"]]
    (receipt,) = import_files(desk.store, [csv_file(tmp_path, rows, "Shop 0_2026-10-28.csv")])
    assert receipt.notes == ()
    assert receipt.refused is None and receipt.kind == "peer_items"
    assert at(desk).details.competitors[0].items == 1
    competitors.edit_peer(desk.store, desk.shop, first, name="New name")
    assert at(desk).details.competitors[0].items == 1


def test_a_file_of_a_shop_that_nobody_follows_says_so_and_is_shown_once_it_is_followed(desk: Desk, tmp_path: Path) -> None:
    follow(desk)
    rows = [["标题", "价格", "销量"], ["毛呢裙", "99", "10"]]
    (receipt,) = import_files(desk.store, [csv_file(tmp_path, rows, "Nobody_2026-10-28.csv")])
    assert receipt.new == 1 and len(receipt.notes) == 1 and "step 3 shows nothing of it: nobody." in receipt.notes[0]
    competitors.add_peer(desk.store, desk.shop, "Nobody", "alike")
    assert at(desk).details.competitors[-1].items == 1


def test_pasted_items_are_of_the_day_and_undone_in_one_go(desk: Desk) -> None:
    first = follow(desk)[0]
    text = "标题\t价格\t销量\t链接\n毛呢裙\t99\t10\thttps://x.example/i?id=1\n针织裙\t79\t20\thttps://x.example/i?id=2\n"
    assert competitors.note_items(desk.store, desk.shop, TODAY, first, text) == 2
    assert at(desk).details.competitors[0].items == 2
    desk.store.undo(desk.shop.id)
    assert at(desk).details.competitors[0].items is None
    with pytest.raises(UsageError, match="title"):
        competitors.note_items(desk.store, desk.shop, TODAY, first, "\n \n")
    with pytest.raises(UsageError, match="beside it price, sales or link"):
        competitors.note_items(desk.store, desk.shop, TODAY, first, "hello\nsomething else")


def test_a_shop_like_us_at_another_price_level_is_no_peer(desk: Desk) -> None:
    follow(desk)
    desk.put(Product, *({"product_id": str(n), "price_minor": 10_000 + n} for n in range(3)))
    for peer in ("shop 0", "shop 3"):
        show(desk, peer, TODAY, {"1": ("Wool dress", 25_000, 1)})
    (finding,) = rule(at(desk), "R20")
    assert finding.text == "Followed as alike, but at another price level: Shop 3 (¥250)"  # the bigger one may be dearer


def test_indices_are_shown_as_indices(desk: Desk) -> None:
    follow(desk)
    for day, value in ((TODAY - timedelta(days=1), 12_000.0), (TODAY, 12_600.0)):
        desk.put(IndexDay, {"day": day, "about": "shop", "subject": "女装 / Shop 1", "metric": "交易指数", "value": value})
    row = at(desk).details.competitors[1]
    assert [(index.metric, index.value, index.value_before) for index in row.indices] == [("交易指数", 12_600.0, 12_000.0)]
    assert "sales" not in str(at(desk).to_json()["competitors"][1]["indices"])


# --- when to list ----------------------------------------------------------------------------------------------------


def winter(desk: Desk, sold: int, price: int = 20_000, peers: int = 2) -> None:
    """Coats listed on 10-10; each peer's usual item sells 5 a day."""
    for n in range(peers):
        for day in (TODAY - timedelta(days=14), TODAY):
            on = (day - date(2026, 10, 10)).days
            coats = {f"c{k}": (f"Winter coat {k}", price if day == TODAY else 20_000, sold * on) for k in range(3)}
            show(desk, f"shop {n}", day, coats, listed_on=date(2026, 10, 10))
            usual = {f"u{k}": (f"Basic tee {k}", 5_000, 100 + (70 if day == TODAY else 0)) for k in range(5)}
            show(desk, f"shop {n}", day, usual)


def test_items_of_a_list_are_of_the_season_their_titles_name(desk: Desk) -> None:
    follow(desk)
    winter(desk, sold=10)
    (row,) = at(desk).details.listing
    assert (row.season, row.verdict) == ("winter", "list_now")
    assert row.text == "winter: list now, 2 of 4 peers have listed it, 6 of 6 items sell"
    assert (row.list_from, row.sells_to) == (date(2026, 9, 15), date(2027, 1, 31))
    assert rule(at(desk), "R27")[0].severity is Severity.ACT


def test_the_peers_own_median_item_is_the_line_and_cut_prices_are_late(desk: Desk) -> None:
    follow(desk)
    winter(desk, sold=2)
    assert at(desk).details.listing[0].verdict == "wait"


def test_cut_prices_on_most_items_are_late(desk: Desk) -> None:
    follow(desk)
    winter(desk, sold=10, price=15_000)
    assert at(desk).details.listing[0].verdict == "late"


def test_two_cut_prices_after_two_days_are_not_late(desk: Desk) -> None:
    follow(desk)
    for n in range(2):
        for day, price, sold in ((DAY, 10_000, 10), (TODAY, 9_500, 500)):
            show(desk, f"shop {n}", day, {"c": ("Winter coat", price, sold)}, listed_on=date(2026, 10, 26))
    (row,) = at(desk).details.listing
    assert row.text == "winter: wait, 2 of 4 peers have listed it, the oldest 2 days ago; 5 more days needed to tell"
    assert not row.evidence["certain"] and rule(at(desk), "R27") == []
    (row,) = at(desk, DAY + timedelta(days=5)).details.listing
    assert row.text.startswith("winter: wait, 2 of 4 peers") and row.evidence["discounted"] == 2


def test_once_ours_is_listed_list_now_presses_no_more(desk: Desk) -> None:
    follow(desk)
    winter(desk, sold=10)
    desk.put(Product, {"product_id": "w", "season": "冬装", "listed_on": TODAY - timedelta(days=2)})
    (finding,) = rule(at(desk), "R27")
    assert finding.severity is Severity.FINE and finding.text.endswith("; 1 of ours is listed")


def test_opening_days_are_left_out_where_somebody_looked_at_their_end(desk: Desk) -> None:
    peers = follow(desk)
    for peer in peers[:2]:
        for n in range(3):
            for day, sold in ((date(2026, 10, 13), 90), (TODAY, 100)):  # 90 in the opening days, 10 in the 15 after them
                competitors.note_peer_item(
                    desk.store, desk.shop, day, peer, "winter", f"Coat {n}", date(2026, 10, 10), sales_shown=sold, usual_daily=5
                )
    (row,) = at(desk).details.listing
    assert row.evidence["moving"] == 0 and row.verdict == "wait"


# --- our own new products --------------------------------------------------------------------------------------------


def trial(desk: Desk, season: str, poor: bool, day: date = DAY) -> None:
    desk.put(Product, {"product_id": "new", "title": "Linen dress", "season": season, "listed_on": day - timedelta(days=5)})
    desk.put(
        ProductDay,
        *(
            {"product_id": "old", "day": day - timedelta(days=n), "visitors": 1000, "favourites": 50, "cart_people": 80}
            for n in range(5)
        ),
        *(
            {
                "product_id": "new",
                "day": day - timedelta(days=n),
                "visitors": 300,
                "favourites": 4 if poor else 16,
                "cart_people": 22 if poor else 25,
            }
            for n in range(5)
        ),
    )
    desk.put(
        AdDay,
        {"day": day, "level": "product", "product_id": "old", "impressions": 50_000, "clicks": 2_000},
        {"day": day, "level": "product", "product_id": "new", "impressions": 5_000, "clicks": 100 if poor else 210},
        {"day": day, "level": "keyword", "product_id": "new", "impressions": 5_000, "clicks": 100 if poor else 210},
    )


def test_a_failed_test_at_the_wrong_season_is_to_be_made_again(desk: Desk) -> None:
    trial(desk, "summer", poor=True)
    (row,) = at(desk).details.launches
    assert (row.outcome, row.retest_on, row.in_season) == ("retest", date(2027, 4, 15), False)
    assert row.ctr == pytest.approx(0.02)
    (finding,) = rule(at(desk), "R25")
    assert finding.severity is Severity.WATCH and finding.task and finding.task.check_on == date(2027, 4, 15)
    assert "retest from 2027-04-15, do not drop it" in finding.text and "click rate 2.0 %, usually 4.0 %" in finding.text


def test_in_its_season_it_is_to_drop_and_without_a_season_it_is_asked_for(desk: Desk) -> None:
    trial(desk, "冬装", poor=True)
    assert at(desk).details.launches[0].outcome == "drop"
    assert rule(at(desk), "R25")[0].severity is Severity.ACT


def test_without_a_season_nothing_is_dropped(desk: Desk) -> None:
    trial(desk, "", poor=True)
    assert at(desk).details.launches[0].outcome == "season"
    assert rule(at(desk), "R25")[0].severity is Severity.UNKNOWN


def test_one_rate_that_surely_failed_is_not_passed(desk: Desk) -> None:
    trial(desk, "冬装", poor=False)
    desk.put(
        ProductDay, {"product_id": "new", "day": DAY - timedelta(days=5), "visitors": 5000, "favourites": 1, "cart_people": 400}
    )
    assert at(desk).details.launches[0].outcome == "unknown" and rule(at(desk), "R25") == []


def test_a_good_test_is_no_finding_but_a_start_out_of_season_is_wasted(desk: Desk) -> None:
    trial(desk, "秋冬", poor=False)
    assert at(desk).details.launches[0].outcome == "passed"
    assert [finding.key for finding in at(desk).findings if "launch" in finding.key] == []


def test_a_start_out_of_season_is_wasted(desk: Desk) -> None:
    trial(desk, "summer", poor=False)
    (finding,) = rule(at(desk), "R26")
    assert finding.text.startswith("Linen dress was listed out of season: its new-item days run out in 22 days")


def test_the_clock_of_a_new_product_ends(desk: Desk) -> None:
    for name, listed in (("new", TODAY - timedelta(days=27)), ("next", TODAY + timedelta(days=1))):
        desk.put(Product, {"product_id": name, "listed_on": listed})
    assert [row.days_left for row in at(desk).details.launches] == [1]
    assert at(desk, DAY + timedelta(days=1)).details.launches[0].product_id == "next"
