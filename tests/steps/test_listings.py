"""Step 6 on invented products, copies and reviews: what is looked at, what it asks for, and the verbs with their undo."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shopdesk.errors import UsageError
from shopdesk.models import Product, ProductDay, Review, Tick
from shopdesk.steps import copy_cases, listings, listings_findings, offers, review_cases
from shopdesk.steps.briefing import Briefing, Finding, Severity, State
from shopdesk.steps.causes import causes
from shopdesk.store import now
from tests.steps.build import Desk

DAY = date(2026, 10, 27)  # judged on the morning of 10-28
TODAY = date(2026, 10, 28)
TITLE = "法式长裙女秋季气质收腰方领复古连衣裙"
SHORT = "法式长裙女秋季气质收腰…"
PRODUCTS = ("main", "second", "third", "fourth", "fifth", "sixth")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    titles = {"main": TITLE, "second": "针织开衫女外搭短款"}
    desk.put(Product, *({"product_id": key, "title": titles.get(key, key), "is_main": key == "main"} for key in PRODUCTS))
    desk.put(
        ProductDay,
        *(
            {"product_id": key, "day": DAY, "visitors": 600 - 100 * n, "units": 2, "sales_minor": 17800}
            for n, key in enumerate(PRODUCTS)
        ),
    )
    return desk


def at(desk: Desk, day: date = DAY) -> Briefing:
    return desk.brief("listings", day)


def found(briefing: Briefing) -> dict[str, Finding]:
    return {finding.key: finding for finding in briefing.findings}


def copy(desk: Desk, **fields: Any) -> int:
    values = {"product_id": "main", "title": TITLE, "seller": "Copier"} | fields
    return copy_cases.add_copycat(desk.store, desk.shop, date(2026, 10, 18), **values)


def review(desk: Desk, key: str = "r", at: datetime | None = datetime(2026, 10, 27, 21, 40), **fields: Any) -> None:
    values = {"review_id": key, "product_id": "main", "stars": 1, "text": "快递太慢了，等了六天", "written_at": at}
    desk.put(Review, values | fields)


# --- the five with the most visitors ---------------------------------------------------------------------------------


def test_the_five_with_the_most_visitors_on_the_day_judged(desk: Desk) -> None:
    briefing = at(desk)
    assert [(row.product_id, row.is_main) for row in briefing.details.top_products] == [
        ("main", True),
        *((key, False) for key in PRODUCTS[1:5]),
    ]
    assert (briefing.facts["product_day"], briefing.facts["product_day_is_older"]) == (DAY, False)


@pytest.mark.parametrize(("later", "day"), [(6, DAY), (7, None)])
def test_without_figures_of_the_day_the_newest_of_a_week_stand_in_and_it_is_said(
    desk: Desk, later: int, day: date | None
) -> None:
    briefing = at(desk, DAY + timedelta(days=later))
    assert (briefing.facts["product_day"], briefing.facts["product_day_is_older"]) == (day, day is not None)
    assert ("sycm_product" in [need.kind for need in briefing.needs]) == (day is None)
    assert bool(briefing.details.top_products) == (day is not None)


def test_when_each_was_last_searched_for_copies(desk: Desk) -> None:
    assert found(at(desk))["listings:unchecked"].severity is Severity.WATCH
    desk.put(Tick, {"day": date(2026, 10, 25), "step": "listings", "check_id": "reviews", "ticked_at": now()})
    assert at(desk).details.top_products[0].checked_on is None
    desk.put(Tick, {"day": date(2026, 10, 25), "step": "listings", "check_id": "same_style", "ticked_at": now()})
    assert [row.checked_on for row in at(desk).details.top_products] == [date(2026, 10, 26), None, None, None, None]
    assert "listings:unchecked" in found(at(desk))
    key = copy(desk)
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 27))
    assert (at(desk).details.top_products[0].checked_on, at(desk).details.top_products[0].streak) == (date(2026, 10, 27), 2)
    assert "listings:unchecked" not in found(at(desk))
    offers.register(desk.store, desk.shop, TODAY, "main", (), 12)
    assert (at(desk).details.top_products[0].checked_on, at(desk).details.top_products[0].streak) == (TODAY, 3)


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_copy_with_what_it_costs(desk: Desk) -> None:
    desk.put(Product, {"product_id": "priced", "title": "Priced", "price_minor": 10000})
    copy(desk, product_id="priced")
    key = copy(desk, price_minor=7120, sales_shown=126)
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 27), sales_shown=374)
    row = at(desk).details.copycats[0]
    assert (row.id, row.our_price_minor, row.lost_orders) == (key, 8900, 248)  # ours: 17800 for two
    assert row.price_gap == pytest.approx(0.2)
    assert row.similarity == pytest.approx(1.0)
    finding = found(at(desk))[f"listings:copycat:{key}"]
    assert (finding.rule, finding.severity) == ("R47", Severity.ACT)
    at_most = round(248 / 9 * 8900)
    text = f"{TITLE}: Copier sells the same style, 20 % cheaper, 248 sold since 10-18; ¥2,452 a day lost at most"
    assert finding.text == text, "our conversion is not known"
    assert (finding.worth_minor, finding.evidence["lost_at_most_minor"]) == (None, at_most)
    assert at(desk).details.copycats[1].our_price_minor == 10000


def test_a_copy_is_a_loss_only_where_our_conversion_fell_with_it(desk: Desk) -> None:
    key = copy(desk, price_minor=7120, sales_shown=126)
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 27), sales_shown=374)
    seen = date(2026, 10, 18)
    before = [{"product_id": "main", "day": seen - timedelta(days=n), "visitors": 500, "paying_buyers": 20} for n in range(1, 8)]
    since = [{"product_id": "main", "day": seen + timedelta(days=n), "visitors": 500, "paying_buyers": 19} for n in range(7)]
    desk.put(ProductDay, *before, *since)
    finding = found(at(desk))[f"listings:copycat:{key}"]
    assert finding.worth_minor is None
    assert finding.text.endswith("; ¥2,452 a day lost at most, our conversion has not fallen beyond chance")


def test_a_later_look_is_not_told_of_an_earlier_day(desk: Desk) -> None:
    key = copy(desk, price_minor=7120, sales_shown=126)
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 22), sales_shown=200, price_minor=7000)
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 27), sales_shown=374, price_minor=6900)
    copy_cases.set_case_state(desk.store, desk.shop, key, "gone", day=date(2026, 10, 27))

    def known(day: date) -> tuple[object, ...]:
        (row,) = at(desk, day).details.copycats
        return row.lost_orders, row.price_minor, row.last_seen, row.state

    assert known(date(2026, 10, 26)) == (248, 6900, date(2026, 10, 27), "gone"), "judged on the morning of the 27th"
    assert known(date(2026, 10, 25)) == (74, 7000, date(2026, 10, 22), "seen")
    assert known(date(2026, 10, 20)) == (0, 7120, date(2026, 10, 18), "seen")
    copy_cases.set_case_state(desk.store, desk.shop, key, "seen", day=date(2026, 10, 29))
    assert known(DAY)[-1] == "gone", "what came of it a day later"


def test_a_stolen_picture_is_complained_about_and_nothing_else_is(desk: Desk) -> None:
    stolen = copy(desk, title="完全不同的标题", same_picture=True)
    look_alike = copy(desk, same_picture=False)
    rules = {key: finding.rule for key, finding in found(at(desk)).items()}
    assert rules[f"listings:copycat:{stolen}"] == "R50"
    assert rules[f"listings:copycat:{look_alike}"] == "R47"
    with pytest.raises(UsageError, match="stolen picture"):
        copy_cases.set_case_state(desk.store, desk.shop, look_alike, "complained", day=TODAY)
    copy_cases.set_case_state(desk.store, desk.shop, stolen, "complained", day=TODAY)
    assert f"listings:copycat:{stolen}" not in found(at(desk))
    copy_cases.set_case_state(desk.store, desk.shop, stolen, "refused", day=TODAY)
    assert found(at(desk))[f"listings:copycat:{stolen}"].rule == "R47"


def test_another_title_another_product_or_a_gone_copy_is_no_finding(desk: Desk) -> None:
    copy(desk, title="男士运动鞋网面透气")
    copy(desk, product_id="second", title="针织开衫女外搭短款")
    gone = copy(desk)
    copy_cases.set_case_state(desk.store, desk.shop, gone, "gone", day=TODAY)
    assert not [key for key in found(at(desk)) if key.startswith("listings:copycat")]
    assert [row.id for row in at(desk).details.copycats][-1] == gone


def test_a_copy_that_costs_nothing_yet_is_to_watch(desk: Desk) -> None:
    key = copy(desk, price_minor=9900)
    finding = found(at(desk))[f"listings:copycat:{key}"]
    assert finding.severity is Severity.WATCH and finding.text == f"{TITLE}: Copier sells the same style, 11 % dearer"
    copy_cases.edit_copycat(desk.store, desk.shop, key, price_minor=8000)
    assert found(at(desk))[f"listings:copycat:{key}"].severity is Severity.ACT


@pytest.mark.parametrize("title", ["复古连衣裙方领收腰气质秋季女法式长裙", "秋季女复古方领收腰裙子气质长款法式连衣裙"])
def test_our_words_in_another_order_are_to_look_at_where_cheaper_and_sold(desk: Desk, title: str) -> None:
    key = copy(desk, title=title, price_minor=5900, sales_shown=100)
    name = f"listings:copycat:{key}"
    assert at(desk).details.copycats[0].match == "look"
    assert name not in found(at(desk)), "nothing sold since first seen"
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 27), sales_shown=600)
    finding = found(at(desk))[name]
    assert (finding.rule, finding.severity, finding.worth_minor) == ("R47", Severity.WATCH, None)
    assert finding.text.startswith(f"{TITLE}: Copier may sell the same style, 34 % cheaper, 500 sold since 10-18")
    assert dict(at(desk).whys[f"copycat:{key}"].inputs)["words in common, in any order"].endswith(" %")
    copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 27), price_minor=9900)
    assert name not in found(at(desk)), "dearer than ours"


def test_another_model_in_the_same_words_is_not_to_look_at(desk: Desk) -> None:
    desk.put(Product, {"product_id": "phone", "title": "iPhone15 Pro手机壳磨砂防摔", "is_main": True, "price_minor": 8900})
    other = copy(desk, product_id="phone", title="iPhone15手机壳磨砂防摔", price_minor=5900, sales_shown=100)
    same = copy(desk, product_id="phone", title="iPhone 15 Pro手机壳磨砂防摔", price_minor=5900, sales_shown=100)
    for key in (other, same):
        copy_cases.edit_copycat(desk.store, desk.shop, key, day=date(2026, 10, 27), sales_shown=600)
    assert [key for key in (other, same) if f"listings:copycat:{key}" in found(at(desk))] == [same]


def test_a_complaint_without_an_answer_is_followed_up(desk: Desk) -> None:
    key = copy(desk, same_picture=True)
    copy_cases.set_case_state(desk.store, desk.shop, key, "complained", day=date(2026, 10, 21))
    assert f"listings:complaint:{key}" not in found(at(desk))
    later = found(at(desk, DAY + timedelta(days=1)))[f"listings:complaint:{key}"]
    assert later.severity is Severity.WATCH and "10-21" in later.text
    copy_cases.set_case_state(desk.store, desk.shop, key, "upheld", day=DAY)
    assert f"listings:complaint:{key}" not in found(at(desk, DAY + timedelta(days=1)))
    assert at(desk).details.copycats[0].since == DAY


def test_cases_move_sensibly(desk: Desk) -> None:
    key = copy(desk, same_picture=True)
    with pytest.raises(UsageError, match="can only become: complained, gone"):
        copy_cases.set_case_state(desk.store, desk.shop, key, "upheld", day=TODAY)
    for state in ("complained", "upheld", "gone"):
        copy_cases.set_case_state(desk.store, desk.shop, key, state, day=TODAY)
    desk.store.undo(desk.shop.id)
    assert at(desk).details.copycats[0].state == "upheld"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " "},
        {"product_id": ""},
        {"url": "javascript:alert(1)"},
        {"price_minor": -1},
        {"sales_shown": -1},
        {"seller": "x" * 81},
        {"url": "https://x.example/1"},
    ],
)
def test_a_copycat_that_does_not_fit_is_refused(desk: Desk, fields: dict[str, Any]) -> None:
    copy(desk, url="https://x.example/1")
    with pytest.raises(UsageError):
        copy(desk, **fields)
    assert len(at(desk).details.copycats) == 1


# --- reviews ---------------------------------------------------------------------------------------------------------


def test_a_bad_review_of_a_main_product_is_to_act_on_within_a_day(desk: Desk) -> None:
    review(desk, has_picture=True)
    briefing = at(desk)
    (row,) = briefing.details.reviews
    assert (row.branch, row.branch_proposed, row.due, row.overdue) == ("logistics", True, datetime(2026, 10, 28, 21, 40), False)
    finding = found(briefing)["listings:review:r"]
    assert (finding.rule, finding.severity) == ("R152", Severity.ACT)
    assert finding.task is not None and finding.task.role == "service"
    assert "due 10-28 21:40" in finding.text and "快递太慢了" in finding.text
    assert briefing.severity is Severity.ACT


@pytest.mark.parametrize(("written", "overdue"), [(datetime(2026, 10, 27, 9, 0), True), (datetime(2026, 10, 27, 9, 1), False)])
def test_the_clock_is_read_at_nine_on_the_morning(desk: Desk, written: datetime, overdue: bool) -> None:
    review(desk, at=written)
    assert at(desk).details.reviews[0].overdue == overdue
    review_cases.set_review(desk.store, desk.shop, "r", day=TODAY, state="handling")
    assert not at(desk).details.reviews[0].overdue


@pytest.mark.parametrize(("branch", "rule"), [("buyer", "R151"), ("logistics", "R152"), ("product", "R153"), ("service", "R154")])
def test_the_persons_branch_stands_above_the_proposal(desk: Desk, branch: str, rule: str) -> None:
    review(desk)
    review_cases.set_review(desk.store, desk.shop, "r", day=TODAY, branch=branch)
    (row,) = at(desk).details.reviews
    assert (row.branch, row.branch_proposed) == (branch, False)
    assert found(at(desk))["listings:review:r"].rule == rule


def test_a_review_without_known_words_is_read_by_the_person(desk: Desk) -> None:
    review(desk, text="嗯")
    assert at(desk).details.reviews[0].branch == ""
    assert found(at(desk))["listings:review:r"].rule == "R51"


def test_only_neutral_and_bad_ones_of_two_weeks_that_wait(desk: Desk) -> None:
    review(desk, "neutral", stars=3)
    review(desk, "good", stars=4)
    review(desk, "unknown", stars=None)
    review(desk, "first", at=datetime(2026, 10, 14, 0, 0))
    review(desk, "old", at=datetime(2026, 10, 13, 23, 59))
    review(desk, "later", at=datetime(2026, 10, 28, 9, 1))
    review(desk, "undated", at=None)
    review(desk, "solved", state="solved")
    review(desk, "aside", state="ignored")
    assert {row.id for row in at(desk).details.reviews} == {"neutral", "first", "undated"}
    assert at(desk).details.reviews[0].id == "first"  # overdue


def test_other_products_reviews_are_folded_away(desk: Desk) -> None:
    review(desk, "other", product_id="sixth", has_picture=True)
    review(desk, "main", stars=3)  # milder, but of a main product
    briefing = at(desk)
    assert [row.id for row in briefing.details.reviews] == ["main", "other"]
    assert (briefing.details.others, briefing.facts["bad_reviews"]) == (1, 1)
    assert "listings:review:other" not in found(briefing)


def test_a_review_names_its_product_by_title_or_code(desk: Desk) -> None:
    desk.put(Product, {"product_id": "coded", "title": "Coded", "seller_code": "HJ103", "is_main": True})
    review(desk, "by code", product_id="", product="HJ103-M")
    review(desk, "by title", product_id="", product=TITLE)
    review(desk, "by nothing", product_id="", product="HJ1")
    rows = {row.id: row for row in at(desk).details.reviews}
    assert {key: row.product_id for key, row in rows.items()} == {"by code": "coded", "by title": "main", "by nothing": ""}
    assert [key for key, row in rows.items() if not row.is_main] == ["by nothing"]


def test_without_main_products_no_review_is_left_aside(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    review(desk)
    briefing = at(desk)
    assert briefing.details.others == 0 and "listings:review:r" in found(briefing)
    assert (briefing.state, [need.kind for need in briefing.needs]) == (State.NEEDS, ["sycm_product"])


def test_three_of_a_topic_in_a_week_raise_an_alarm(desk: Desk) -> None:
    review(desk, "long ago", stars=5, text="好", at=datetime(2026, 8, 1, 9))  # since when reviews are known
    review(desk, "r0")
    review(desk, "r1", product_id="sixth")
    assert not [key for key in found(at(desk)) if key.startswith("listings:topic")]
    review(desk, "solved", state="solved")
    review_cases.set_review(desk.store, desk.shop, "r0", day=TODAY, state="handling")
    finding = found(at(desk))["listings:topic:late"]
    # chance (7 / 63) ** 3 = 0.0014: unusual for one topic, not for the best of fifteen looked at every day
    assert (finding.evidence["reviews"], finding.severity) == (3, Severity.WATCH)
    assert finding.text == f"late delivery: 3 bad reviews in 7 days ({SHORT} 2, sixth 1), usually none"
    assert finding.why is not None and "reviews.topic_chance" in finding.why.settings
    review(desk, "r2", state="handling")
    assert found(at(desk))["listings:topic:late"].severity is Severity.ACT
    assert at(desk, DAY + timedelta(days=7)).facts["topics"] == {}


def test_what_is_usual_of_a_product_raises_no_alarm(desk: Desk) -> None:
    for n in range(30):
        review(desk, f"before{n}", at=datetime(2026, 10, 20, 9) - timedelta(days=2 * n), state="solved")
    for n in range(4):
        review(desk, f"now{n}")
    assert at(desk).facts["topics"] == {}


def test_without_a_past_a_repeat_is_to_watch_and_of_other_products_too(desk: Desk) -> None:
    for n in range(3):
        review(desk, f"r{n}", state="handling")
    assert found(at(desk))["listings:topic:late"].severity is Severity.WATCH
    review(desk, "long ago", stars=5, text="好", at=datetime(2026, 8, 1, 9))
    for n in range(3):
        review(desk, f"smell{n}", product_id="sixth", text="有异味")
    finding = found(at(desk))["listings:topic:smell"]
    assert (finding.severity, finding.evidence["products"]) == (Severity.WATCH, ("sixth",))
    assert finding.text.startswith("smell: 3 bad reviews in 7 days (sixth 3)")


def test_a_topic_that_repeats_stands_for_its_reviews_under_complaints_and_above_the_rest(desk: Desk) -> None:
    late = datetime(2026, 10, 26, 9)
    review(desk, "courier", text="快递慢", at=late)
    for n in range(3):
        review(desk, f"size{n}", text="尺码偏小", at=late if n else datetime(2026, 10, 27, 20))
    review(desk, "both", text="尺码偏小，再不处理就打12315", product_id="sixth")
    briefing = at(desk)
    keys = [finding.key for finding in briefing.findings]
    topic = found(briefing)["listings:topic:size"]
    assert keys[:2] == ["listings:review:both", topic.key], "a complaint is due by the clock and above all"
    assert set(keys[2:5]) == {f"listings:review:size{n}" for n in range(3)} == set(topic.evidence["covers"])
    assert keys[5] == "listings:review:courier"
    assert topic.text == f"size: 4 bad reviews in 7 days ({SHORT} 3, sixth 1), 2 overdue"
    assert topic.severity is Severity.ACT, "what it stands for waits for an answer"
    lines, afters = listings_findings.folded(briefing.findings)
    assert [finding.key for finding in lines][:3] == ["listings:review:both", topic.key, "listings:review:courier"]
    assert afters[:3] == ["", "3 of them wait among the reviews", ""]
    (first, second, *_rest) = causes({"listings": briefing}, part=0.2)
    assert (first.finding.key, second.finding.key) == ("listings:review:both", topic.key)
    assert {finding.key for _step, finding in second.folded} == set(topic.evidence["covers"])


@pytest.mark.parametrize("text", ["还行", "一般般吧", "不好不坏", "", "质量还可以，快递挺快的"])
def test_a_neutral_review_without_a_complaint_is_only_watched_and_has_no_clock(desk: Desk, text: str) -> None:
    review(desk, "mild", stars=3, text=text, at=datetime(2026, 10, 20, 9))
    (row,) = at(desk).details.reviews
    assert (row.watch, row.due, row.overdue, row.level) == ("mild", None, False, "low")
    finding = found(at(desk))["listings:review:mild"]
    assert finding.severity is Severity.WATCH and "3★, no complaint recognised" in finding.text
    review_cases.set_review(desk.store, desk.shop, "mild", day=TODAY, branch="product")
    assert found(at(desk))["listings:review:mild"].severity is Severity.ACT, "the person says that there is one"


@pytest.mark.parametrize(
    ("stars", "text"), [(3, "不太值"), (3, "尺码偏小"), (2, "还行"), (3, "不行我要投诉"), (3, "穿了一天就开胶")]
)
def test_fewer_stars_or_any_complaint_keep_the_clock(desk: Desk, stars: int, text: str) -> None:
    review(desk, stars=stars, text=text)
    assert found(at(desk))["listings:review:r"].severity is Severity.ACT


def test_bad_words_under_five_stars_are_shown_to_watch(desk: Desk) -> None:
    review(desk, "bad", stars=5, text="差评，骗子店铺")
    review(desk, "good", stars=5, text="很满意，之前怕被骗，没有失望")
    review(desk, "other", stars=5, text="垃圾", product_id="sixth")
    review(desk, "answered", stars=5, text="垃圾", state="solved")
    review(desk, "old", stars=5, text="垃圾", at=datetime(2026, 10, 13, 12))
    briefing = at(desk)
    assert [(row.id, row.watch, row.due) for row in briefing.details.reviews] == [
        ("bad", "praised", None),
        ("other", "praised", None),
    ]
    finding = found(briefing)["listings:review:bad"]
    assert finding.severity is Severity.WATCH and finding.text == f"{SHORT} 5★, but in bad words: “差评，骗子店铺”"
    assert "listings:review:other" not in found(briefing)
    review(desk, "platform", stars=5, text="再不处理就打12315")
    assert found(at(desk))["listings:review:platform"].rule == "R157"


def test_a_review_is_due_in_business_hours_a_complaint_by_the_clock(desk: Desk) -> None:
    review(desk, "late", at=datetime(2026, 10, 26, 23, 30))
    review(desk, "complaint", at=datetime(2026, 10, 26, 23, 30), text="再不处理就投诉到12315")
    rows = {row.id: row for row in at(desk).details.reviews}
    assert (rows["late"].due, rows["late"].overdue) == (datetime(2026, 10, 27, 23, 0), True)
    assert (rows["complaint"].due, rows["complaint"].is_complaint) == (datetime(2026, 10, 27, 23, 30), True)


def test_a_complaint_is_never_left_aside(desk: Desk) -> None:
    review(desk, "other", product_id="sixth", text="一直没人处理，我要投诉", at=datetime(2026, 9, 30, 12))
    briefing = at(desk)
    (row,) = briefing.details.reviews
    assert (row.matters, row.is_main, row.overdue, briefing.details.others) == (True, False, True, 0), "older than two weeks, too"
    finding = found(briefing)["listings:review:other"]
    assert (finding.rule, finding.severity) == ("R157", Severity.ACT)
    with pytest.raises(UsageError, match="never left aside"):
        review_cases.set_review(desk.store, desk.shop, "other", day=TODAY, state="ignored")
    review_cases.set_review(desk.store, desk.shop, "other", day=TODAY, is_complaint=False)
    assert at(desk).details.reviews == ()
    review(desk, "said", product_id="sixth", text="嗯")
    review_cases.set_review(desk.store, desk.shop, "said", day=TODAY, is_complaint=True)
    assert found(at(desk))["listings:review:said"].rule == "R157"


def test_the_way_of_a_branch_step_by_step(desk: Desk) -> None:
    review(desk)
    done: list[str] = []
    while step := review_cases.next_step("logistics", tuple(done)):
        done.append(step)
        review_cases.set_review(desk.store, desk.shop, "r", day=TODAY, done=step)
    assert done == ["verify", "claim", "apologise", "make_good", "channel"]
    (row,) = at(desk).details.reviews
    assert (row.done, row.state) == (tuple(done), "handling")
    desk.store.undo(desk.shop.id)
    assert at(desk).details.reviews[0].done == tuple(done[:-1])
    assert review_cases.next_step("product", ("exchange", "explain")) == "pass_on"
    with pytest.raises(UsageError):
        review_cases.set_review(desk.store, desk.shop, "r", day=TODAY, done="pay")


def test_missing_reports_are_asked_for(tmp_path: Path) -> None:
    briefing = Desk(tmp_path).brief("listings", DAY)
    assert briefing.state is State.NO_DATA
    assert [need.kind for need in briefing.needs] == ["reviews", "sycm_product"]
    assert briefing.severity is Severity.UNKNOWN
    assert "2026-10-14 to 2026-10-27" in briefing.headline


def test_good_reviews_or_a_file_that_reaches_here_need_nothing(desk: Desk) -> None:
    assert [need.kind for need in at(desk).needs] == ["reviews"]
    desk.report("reviews", "reviews.csv", date(2026, 10, 1), date(2026, 10, 20))
    assert at(desk).needs == ()
    review(desk, stars=5)
    assert at(desk, DAY + timedelta(days=8)).details.reviews == ()
    assert at(desk, DAY + timedelta(days=1)).state is State.READY


def test_a_review_is_solved_with_its_outcome_and_undone(desk: Desk) -> None:
    review(desk)
    with pytest.raises(UsageError, match="outcome"):
        review_cases.set_review(desk.store, desk.shop, "r", day=TODAY, state="solved")
    review_cases.set_review(desk.store, desk.shop, "r", day=TODAY, owner="Xiao Li", outcome="New dress sent.", state="solved")
    assert at(desk).details.reviews == ()
    desk.store.undo(desk.shop.id)
    (row,) = at(desk).details.reviews
    assert (row.owner, row.outcome, row.state) == ("", "", "open")


@pytest.mark.parametrize("fields", [{"state": "handling"}, {"done": "verify"}, {"state": "solved", "outcome": "Sent anew."}])
def test_what_was_done_later_is_not_told_of_an_earlier_day(desk: Desk, fields: dict[str, str]) -> None:
    review(desk, at=datetime(2026, 10, 26, 9))
    before = at(desk)
    review_cases.set_review(desk.store, desk.shop, "r", day=TODAY + timedelta(days=1), **fields)
    assert at(desk) == before and before.details.reviews[0].overdue
    assert "listings:review:r" not in found(at(desk, DAY + timedelta(days=1)))


def test_bad_words_answered_later_were_there_on_an_earlier_day(desk: Desk) -> None:
    review(desk, stars=5, text="垃圾")
    review_cases.set_review(desk.store, desk.shop, "r", day=TODAY + timedelta(days=1), state="ignored")
    assert "listings:review:r" in found(at(desk)) and at(desk, DAY + timedelta(days=1)).details.reviews == ()


@pytest.mark.parametrize("fields", [{"branch": "weather"}, {"state": "lost"}, {"owner": "x" * 41}])
def test_a_case_that_does_not_fit_is_refused(desk: Desk, fields: dict[str, Any]) -> None:
    review(desk)
    with pytest.raises(UsageError):
        review_cases.set_review(desk.store, desk.shop, "r", day=TODAY, **fields)
    with pytest.raises(UsageError):
        review_cases.set_review(desk.store, desk.shop, "another", day=TODAY, state="handling")


def test_nobody_is_told_to_pay_for_another_review(desk: Desk) -> None:
    """Trap T10: in no branch, no text asks to compensate a buyer for changing a review."""
    for branch in (*review_cases.BRANCHES, ""):
        review(desk, f"r{branch}", branch=branch, text="嗯")
    said = " ".join(f"{f.text} {f.task.title if f.task else ''}" for f in at(desk).findings).lower()
    assert not [word for word in ("amend", "change the review", "compensat", "refund", "coupon", "red packet") if word in said]
    zh = (Path(listings.__file__).parents[1] / "locale/zh/LC_MESSAGES/outside.po").read_text(encoding="utf-8")
    assert not [word for word in ("改评", "修改评价", "返现", "红包", "好评", "赔偿") if word in zh]


def test_text_from_outside_is_made_harmless_in_sentences(desk: Desk) -> None:
    review(desk, text="\x1b]52;c;x\x07 [/foo] \u202e快递")
    copy(desk, seller="\x1b[31m")
    assert not {"\x1b", "\u202e"} & set("".join(finding.text for finding in at(desk).findings))
