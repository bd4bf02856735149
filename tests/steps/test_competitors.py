"""Step 3 on invented peers: how many and which, what changed, when to list, and the verbs with their undo."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shopdesk.errors import UsageError
from shopdesk.models import Competitor, CompetitorDay
from shopdesk.steps import competitors
from shopdesk.steps.briefing import Briefing, Finding, Severity, State
from tests.steps.build import Desk

DAY = date(2026, 10, 27)  # judged on the morning of 10-28
TODAY = date(2026, 10, 28)


def follow(desk: Desk, *kinds: str) -> list[int]:
    return [
        competitors.add_peer(desk.store, desk.shop, f"Shop {n}", kind, f"https://x.example/{n}") for n, kind in enumerate(kinds)
    ]


def look(desk: Desk, peer: int, day: date = TODAY, **seen: Any) -> None:
    competitors.note_snapshot(desk.store, desk.shop, day, peer, **seen)


def at(desk: Desk, day: date = DAY) -> Briefing:
    return desk.brief("competitors", day)


def rule(briefing: Briefing, number: str) -> list[Finding]:
    return [finding for finding in briefing.findings if finding.rule == number]


def test_no_peers_says_which_key_to_press(desk: Desk) -> None:
    briefing = at(desk)
    assert briefing.state is State.NO_DATA and "in the desk" in briefing.headline
    assert briefing.details.competitors == ()


def test_too_few_peers_says_what_to_add(desk: Desk) -> None:
    follow(desk, "bigger", "alike")
    (finding,) = rule(at(desk), "R19")
    assert finding.text == "2 of 3 to 5 peers followed: add 1 bigger than us, 1 like us"
    assert finding.severity is Severity.WATCH


@pytest.mark.parametrize(
    ("kinds", "add"),
    [
        (("bigger", "bigger", "alike", "alike"), None),
        (("bigger", "bigger", "bigger", "alike", "alike"), None),
        (("bigger", "bigger", "bigger", "alike"), "1 like us"),
        (("alike", "alike", "alike"), "2 bigger than us"),
    ],
)
def test_the_mix_is_two_bigger_and_two_alike(desk: Desk, kinds: tuple[str, ...], add: str | None) -> None:
    follow(desk, *kinds)
    found = rule(at(desk), "R21")
    assert [finding.text.partition(": add ")[2] for finding in found] == ([add] if add else [])


def test_a_sixth_peer_is_blocked_unless_meant(desk: Desk) -> None:
    follow(desk, "bigger", "bigger", "bigger", "alike", "alike")
    with pytest.raises(UsageError, match="5 peers already"):
        competitors.add_peer(desk.store, desk.shop, "Sixth", "alike", "")
    competitors.add_peer(desk.store, desk.shop, "Sixth", "alike", "", override=True)
    assert len(at(desk).details.competitors) == 6


@pytest.mark.parametrize(("days_ago", "stale"), [(0, False), (2, False), (3, True)])
def test_a_peer_nobody_looked_at_for_more_than_two_days(desk: Desk, days_ago: int, stale: bool) -> None:
    (peer,) = follow(desk, "bigger")
    look(desk, peer, TODAY - timedelta(days=days_ago))
    briefing = at(desk)
    assert briefing.details.competitors[0].stale == stale
    assert bool(rule(briefing, "R23")) == stale


def test_a_peer_never_looked_at_is_overdue(desk: Desk) -> None:
    follow(desk, "alike")
    (finding,) = rule(at(desk), "R23")
    assert finding.text == "Not looked at lately: Shop 0 (never)"


def test_changes_since_the_look_before(desk: Desk) -> None:
    (peer,) = follow(desk, "bigger")
    look(desk, peer, date(2026, 10, 26), lowest_minor=9900, activity="")
    look(desk, peer, date(2026, 10, 27), new_items=3, lowest_minor=8900, activity="Live show")
    row = at(desk).details.competitors[0]
    assert row.changes == ("3 new items", "lowest price ¥99.00 → ¥89.00", "new activity: Live show")
    (finding,) = rule(at(desk), "R23")
    assert finding.severity is Severity.WATCH and finding.text.startswith("Shop 0: 3 new items, lowest price")


def test_an_old_change_is_no_news(desk: Desk) -> None:
    (peer,) = follow(desk, "bigger")
    look(desk, peer, date(2026, 10, 25), new_items=3)
    assert [finding.key for finding in rule(at(desk), "R23")] == ["competitors:stale"]


def test_no_change_is_no_finding_and_an_unknown_price_is_no_change(desk: Desk) -> None:
    (peer,) = follow(desk, "bigger")
    look(desk, peer, date(2026, 10, 26), lowest_minor=9900, sales_shown=100, activity="Live show")
    look(desk, peer, date(2026, 10, 27), new_items=0, sales_shown=150, activity="Live show")
    assert at(desk).details.competitors[0].changes == ()


def test_a_later_look_is_unknown_to_an_earlier_day(desk: Desk) -> None:
    (peer,) = follow(desk, "bigger")
    look(desk, peer, date(2026, 10, 20), lowest_minor=9900)
    look(desk, peer, TODAY, lowest_minor=8900)
    row = at(desk, date(2026, 10, 20)).details.competitors[0]
    assert (row.last_seen, row.lowest_minor, row.changes) == (date(2026, 10, 20), 9900, ())


def items(desk: Desk, peers: list[int], each: int, sales: int, listed: date, **more: Any) -> None:
    for peer in peers:
        for n in range(each):
            competitors.note_peer_item(
                desk.store, desk.shop, TODAY, peer, "winter", f"Coat {n}", listed, sales_shown=sales, usual_daily=10, **more
            )


def test_list_now_when_the_peers_items_sell(desk: Desk) -> None:
    items(desk, follow(desk, "bigger", "bigger", "alike", "alike")[:3], 3, 200, date(2026, 10, 14))
    briefing = at(desk)
    (row,) = briefing.details.listing
    assert (row.season, row.verdict) == ("winter", "list_now")
    assert row.text == "winter: list now, 3 of 4 peers have listed it, 9 of 9 items sell"
    assert row.evidence["share_low"] >= 0.30
    assert briefing.findings[0].rule == "R27" and briefing.severity is Severity.ACT
    assert briefing.whys["listing:winter"].rule == "R27"


def test_wait_when_they_do_not_move_and_late_when_they_are_discounted(desk: Desk) -> None:
    peers = follow(desk, "bigger", "bigger", "alike", "alike")
    items(desk, peers[:2], 5, 20, date(2026, 10, 14))
    assert at(desk).details.listing[0].verdict == "wait"
    assert rule(at(desk), "R27") == []
    items(desk, peers[:2], 5, 20, date(2026, 10, 14), discounting=True)  # the same titles, looked at again
    (row,) = at(desk).details.listing
    assert (row.verdict, row.evidence["items"]) == ("late", 10)
    assert rule(at(desk), "R27")[0].severity is Severity.WATCH


def test_one_peer_or_few_days_are_too_little_to_tell(desk: Desk) -> None:
    peers = follow(desk, "bigger", "bigger")
    items(desk, peers[:1], 3, 200, date(2026, 10, 14))
    assert at(desk).details.listing[0].text == "winter: wait, only 1 of 2 peers has listed it; 1 more peer needed to tell"
    items(desk, peers, 3, 200, date(2026, 10, 24))
    assert (
        at(desk).details.listing[0].text
        == "winter: wait, 2 of 2 peers have listed it, the oldest 4 days ago; 3 more days needed to tell"
    )


def test_items_noted_later_are_unknown_to_an_earlier_morning(desk: Desk) -> None:
    items(desk, follow(desk, "bigger", "bigger", "alike", "alike")[:3], 3, 500, date(2026, 10, 5))  # noted on 10-28
    assert at(desk, date(2026, 10, 4)).details.listing == ()
    assert at(desk, DAY - timedelta(days=1)).details.listing == ()
    (row,) = at(desk).details.listing
    assert (row.verdict, row.evidence["days"]) == ("list_now", 23)


def test_removed_peers_leave_and_come_back_with_undo(desk: Desk) -> None:
    peers = follow(desk, "bigger", "bigger", "alike")
    items(desk, peers[:1], 1, 200, date(2026, 10, 14))
    competitors.remove_peer(desk.store, desk.shop, peers[0])
    assert [row.id for row in at(desk).details.competitors] == peers[1:]
    assert at(desk).details.listing == ()
    with pytest.raises(UsageError):
        look(desk, peers[0])
    desk.store.undo(desk.shop.id)
    assert len(at(desk).details.competitors) == 3


def test_editing_keeps_what_is_not_given(desk: Desk) -> None:
    first, _second = follow(desk, "bigger", "alike")
    competitors.edit_peer(desk.store, desk.shop, first, note="buttons like ours")
    competitors.edit_peer(desk.store, desk.shop, first, kind="alike")
    row = at(desk).details.competitors[0]
    assert (row.name, row.kind, row.url, row.note) == ("Shop 0", "alike", "https://x.example/0", "buttons like ours")
    with pytest.raises(UsageError, match="already"):
        competitors.edit_peer(desk.store, desk.shop, first, name="shop 1")


@pytest.mark.parametrize(
    ("name", "kind", "url"),
    [
        ("", "alike", ""),
        ("x" * 81, "alike", ""),
        ("A", "smaller", ""),
        ("A", "alike", "javascript:alert(1)"),
        ("A", "alike", "javascript://x.example/%0aalert(1)"),
        ("A", "alike", "ftp://x.example/"),
        ("A", "alike", "file:///etc/passwd"),
        ("A", "alike", "https://"),
        ("A", "alike", "https://x.example/a b"),
        ("A", "alike", "https://x.example/\x1b]52;c;x\x07"),
        ("A", "alike", "https://[x"),
        ("A", "alike", "x.example"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(desk: Desk, name: str, kind: str, url: str) -> None:
    with pytest.raises(UsageError):
        competitors.add_peer(desk.store, desk.shop, name, kind, url)
    assert at(desk).details.competitors == ()


def test_figures_under_zero_and_items_from_the_future_are_refused(desk: Desk) -> None:
    (peer,) = follow(desk, "bigger")
    with pytest.raises(UsageError):
        look(desk, peer, new_items=-1)
    with pytest.raises(UsageError):
        competitors.note_peer_item(desk.store, desk.shop, DAY, peer, "winter", "Coat", TODAY)


def test_names_from_outside_are_made_harmless_in_sentences(desk: Desk) -> None:
    desk.put(Competitor, {"id": 7, "name": "\x1b]52;c;x\x07", "kind": "bigger"})
    desk.put(CompetitorDay, {"competitor_id": 7, "day": TODAY, "activity": "\u202egnp", "new_items": 1})
    assert not {"\x1b", "\u202e"} & set("".join(finding.text for finding in at(desk).findings))
