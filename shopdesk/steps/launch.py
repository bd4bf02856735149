"""Our own new products: how long the platform still favours them (R26), and what their test says in its season (R25, R175)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.launch import Measure, Measured, Outcome, TestVerdict, judge_test
from shopdesk.analysis.rates import Side
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.text import _, clauses, clip, listed, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.products import ProductInfo
    from shopdesk.records.trials import Trials

SETTINGS = ("launch.poor", "launch.test_days", "launch.new_days")


@dataclass(frozen=True)
class LaunchRow:
    """`in_season` is None where nobody said which season it is for; `retest_on` where the test has to be made again."""

    product_id: str
    title: str
    listed_on: date
    days_left: int  # of its favoured start, this morning among them
    season: str
    in_season: bool | None
    wasted: bool  # not even listed yet in its season's own time
    next_season: date | None  # where it is out of season: when it sells again
    ctr: float | None
    favourite_rate: float | None
    cart_rate: float | None
    visitors: int | None
    outcome: Literal["passed", "drop", "retest", "season", "unknown"]
    needs: int | None
    retest_on: date | None
    verdict: TestVerdict


def outcome_name(outcome: str) -> str:
    return {
        "passed": _("passed"),
        "drop": _("drop it"),
        "retest": _("retest"),
        "season": _("which season?"),
        "unknown": _("cannot tell yet"),
    }[outcome]


def launches(context: Context) -> tuple[LaunchRow, ...]:
    """The products listed within the playbook's new-item days, the newest first."""
    from shopdesk.records import trials
    from shopdesk.records.products import products

    book, today = context.playbook, context.today
    days = book.whole("launch.new_days")
    new = [
        product
        for product in products(context.db, context.shop.id).values()
        if product.listed_on is not None and today - timedelta(days=days) < product.listed_on <= today
    ]
    if not new:
        return ()
    first = context.day - timedelta(days=book.whole("launch.test_days") - 1)
    wanted = [product.product_id for product in new]
    tried = trials.trials(context.db, context.shop.id, first, context.day, wanted)
    rows = [_row(product, tried, context, days) for product in new]
    return tuple(sorted(rows, key=lambda row: (row.listed_on, row.product_id), reverse=True))


def _row(product: ProductInfo, tried: Trials, context: Context, days: int) -> LaunchRow:
    assert product.listed_on is not None
    mine = tried.of(product.product_id)
    measures = (
        Measure("ctr", mine.clicks, mine.impressions, tried.usual_ctr),
        Measure("favourites", mine.favourites, mine.visitors, tried.usual_favourites),
        Measure("carts", mine.cart_people, mine.visitors, tried.usual_carts),
    )
    in_season, again = season_state(product, context)
    seasons = context.playbook.almanac.seasons_of(product.season) if product.season else ()
    wasted = in_season is False and all(season.window(context.today)[0] > context.today for season in seasons)
    verdict = judge_test(measures, in_season, context.playbook["launch.poor"])
    return LaunchRow(
        product_id=product.product_id,
        title=product.title or product.product_id,
        listed_on=product.listed_on,
        days_left=days - (context.today - product.listed_on).days,
        season=product.season,
        in_season=in_season,
        wasted=wasted,
        next_season=again,
        ctr=measures[0].rate,
        favourite_rate=measures[1].rate,
        cart_rate=measures[2].rate,
        visitors=mine.visitors,
        outcome=verdict.outcome.value,
        needs=verdict.needs,
        retest_on=again if verdict.outcome is Outcome.RETEST else None,
        verdict=verdict,
    )


def season_state(product: ProductInfo, context: Context) -> tuple[bool | None, date | None]:
    """Whether the product is in its season this morning (None: nobody said which it is), and if not, when it is next."""
    today = context.today
    seasons = context.playbook.almanac.seasons_of(product.season) if product.season else ()
    windows = [season.window(today) for season in seasons]
    over = product.season_end is not None and product.season_end < today
    if not over and (any(sells <= today for _list, sells, _end in windows)):
        return True, None
    if not windows:
        return (False, None) if over else (None, None)
    later = [sells for _list, sells, _end in windows if sells > today]
    # the season the operator says is over comes again with its next round
    later += [
        season.window(end + timedelta(days=1))[1]
        for season, (_list, sells, end) in zip(seasons, windows, strict=True)
        if sells <= today
    ]
    return False, min(later)


def findings(rows: Sequence[LaunchRow], context: Context) -> list[Finding]:
    """A test that failed in season is to act on; one that failed out of it, and a start wasted out of it, are to be watched."""
    reasons = whys(rows, context)
    found = []
    for row in rows:
        told = _told(row)
        if told is None:
            continue
        rule, severity, text, task = told
        found.append(
            Finding(
                key=f"competitors:launch:{row.product_id}",
                rule=rule,
                severity=severity,
                text=text.format(**_words(row)),
                evidence={
                    "product_id": row.product_id,
                    "season": row.season,
                    "in_season": row.in_season,
                    "ctr": row.ctr,
                    "favourite_rate": row.favourite_rate,
                    "cart_rate": row.cart_rate,
                    "retest_on": row.retest_on,
                },
                task=Proposal(
                    "design" if row.outcome == "drop" else "operations",
                    task.format(**_words(row)),
                    metric=_("click rate, favourites, carts"),
                    expect=_("as good as the other products"),
                    check_on=row.next_season or context.today + timedelta(days=context.playbook.whole("launch.test_days")),
                ),
                why=reasons[f"launch:{row.product_id}"],
            )
        )
    return sorted(found, key=lambda finding: finding.severity is not Severity.ACT)


def _told(row: LaunchRow) -> tuple[str, Severity, str, str] | None:
    """(rule, severity, sentence, task) where there is something to say."""
    if row.outcome == "drop":
        text = _("{title} failed its test in its season: {poor}")
        return "R25", Severity.ACT, text, _("{title}: change its first picture once and test again, else drop it")
    if row.outcome == "retest":
        text = _("{title} failed its test out of season ({poor}): retest from {day}, do not drop it")
        return "R25", Severity.WATCH, text, _("Test {title} again from {day}")
    if row.outcome == "season":
        text = _("{title} failed its test ({poor}); note its season to tell whether to drop or retest it")
        return "R25", Severity.UNKNOWN, text, _("Note the season of {title}")
    if row.wasted and row.next_season is not None:
        text = _("{title} was listed out of season: its new-item days run out in {left} days, its season begins {day}")
        return "R26", Severity.WATCH, text, _("Take {title} back until {day}, or find out why it was listed now")
    return None


def _words(row: LaunchRow) -> dict[str, object]:
    return {
        "title": clip(safe(row.title), 40),
        "poor": listed(
            _("{name} {rate}, usually {usual}").format(
                name=measure_name(found.measure.name),
                rate=percent(found.measure.rate),
                usual=percent(found.measure.usual),
            )
            for found in row.verdict.measured
            if found.side is Side.BELOW
        ),
        "day": row.next_season or _("its season"),
        "left": row.days_left,
    }


def measure_name(name: str) -> str:
    return {"ctr": _("click rate"), "favourites": _("favourites"), "carts": _("carts")}[name]


def whys(rows: Sequence[LaunchRow], context: Context) -> dict[str, Why]:
    """By "launch:<product>"."""
    book = context.playbook
    return {
        f"launch:{row.product_id}": Why(
            title=_("Test of {title}").format(title=clip(safe(row.title), 40)),
            formula=_(
                "clicks / impressions, people who kept it / visitors, people who put it in the cart / visitors, each against the "
                "same rate of the other products; two that surely lie under the line fail it"
            ),
            inputs=(
                (_("listed on"), str(row.listed_on)),
                (_("days of its start left"), number(row.days_left)),
                (_("season"), safe(row.season) or _("not noted")),
                *(_input(found) for found in row.verdict.measured),
            ),
            interval=clauses(
                _("{name} {low} – {high}").format(
                    name=measure_name(found.measure.name), low=percent(found.interval.low), high=percent(found.interval.high)
                )
                for found in row.verdict.measured
                if found.interval is not None
            ),
            threshold=_("under {part} of the others' rate, last {days} days").format(
                part=percent(book["launch.poor"], 0), days=book.whole("launch.test_days")
            ),
            rule="R25",
            settings=SETTINGS,
        )
        for row in rows
    }


def _input(found: Measured) -> tuple[str, str]:
    measure = found.measure
    if measure.rate is None:
        return measure_name(measure.name), _("not known")
    return measure_name(measure.name), _("{part} of {whole}, {rate}; others {usual}").format(
        part=number(measure.successes), whole=number(measure.trials), rate=percent(measure.rate), usual=percent(measure.usual)
    )
