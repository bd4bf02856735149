"""The decision journal: what the words did after they were raised, lowered, deleted or added (R176).

The day after the day judged is the one on which the bid changes; it belongs to neither side. Before are `ads.journal_days`
days up to the day judged, after as many days from the day after the change, once their orders are in. Promotion days stay out,
and for each a day of the same weekday on the other side; with less than a week left there is nothing to compare, and neither
is there where another step on the same word was taken meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shopdesk.analysis.effect import Grade
from shopdesk.analysis.journal import Record, Stretch, WordEffect, record, word_effect
from shopdesk.steps.ads import ACTS
from shopdesk.steps.briefing import Context, Why
from shopdesk.text import _, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.ads import Decision, WordDay
    from shopdesk.records.products import ProductInfo
    from shopdesk.steps.margins import Margin

DAY = timedelta(days=1)
SETTINGS = ("ads.journal_look", "ads.journal_days", "ads.journal_effect", "ads.growing_days", "ads.margin", "ads.confidence")


class Open(StrEnum):
    """Why a decision cannot be told yet, or never."""

    NO_STEP = "no_step"  # kept or watched: nothing was done
    ADDED = "added"  # a search term brought orders before it had a bid of its own
    TOO_SOON = "too_soon"
    CHANGED_AGAIN = "changed_again"
    PROMOTION = "promotion"
    NO_FIGURES = "no_figures"
    CHANCE = "chance"


@dataclass(frozen=True)
class Entry:
    """`change_minor` is profit a day, after less before; `until` the day from which a decision that is too young can be told."""

    decision: Decision
    grade: Grade
    open: Open | None
    change_minor: float | None = None
    low_minor: float | None = None
    high_minor: float | None = None
    before: Stretch | None = None
    after: Stretch | None = None
    until: date | None = None

    @property
    def followed(self) -> bool:
        """Whether the operator did what was advised."""
        return self.decision.decision == self.decision.proposed


@dataclass(frozen=True)
class Journal:
    entries: tuple[Entry, ...]  # the newest first
    record: Record
    advised: Record  # of the decisions that followed the advice
    days: int  # before and after


def journal(context: Context) -> Journal:
    """Not part of the briefing: it reads half a year of the decided words, which only its own screen asks for."""
    from shopdesk.records import ads, facts
    from shopdesk.records.products import products
    from shopdesk.steps.margins import margins

    db, shop, playbook = context.db, context.shop.id, context.playbook
    days = max(7, playbook.whole("ads.journal_days") // 7 * 7)
    made = ads.decisions(db, shop, context.day - timedelta(days=playbook.whole("ads.journal_look")), context.day)
    if not made:
        return Journal((), record(()), record(()), days)
    first = min(decision.decided_on for decision in made) - timedelta(days=days)
    known = ads.decided_word_days(db, shop, first, context.day)
    told = ads.reported_days(db, shop, [first + timedelta(days=n) for n in range((context.day - first).days + 1)])
    goods = products(db, shop)
    earned = margins(context, {decision.product_id for decision in made}, goods)
    promotions = set(facts.promotions(db, shop, first, context.day))
    book = _Book(context, days, made, known, promotions, told, goods, earned)
    entries = tuple(book.entries())
    return Journal(
        entries,
        record(entry.grade for entry in entries),
        record(entry.grade for entry in entries if entry.followed),
        days,
    )


@dataclass(frozen=True)
class _Book:
    context: Context
    days: int
    made: Sequence[Decision]
    known: Mapping[tuple[str, str], Mapping[date, WordDay]]
    promotions: set[date]
    told: set[date]  # the days that a report tells of
    products: Mapping[str, ProductInfo]
    earned: Mapping[str, Margin]

    def entries(self) -> Iterator[Entry]:
        for decision in self.made:
            yield self._entry(decision)

    def _entry(self, decision: Decision) -> Entry:
        if decision.decision not in ACTS:
            return Entry(decision, Grade.UNKNOWN, Open.NO_STEP)
        if decision.decision == "add":
            return Entry(decision, Grade.UNKNOWN, Open.ADDED)
        change = decision.decided_on + DAY
        last = change + timedelta(days=self.days)
        ripe = last + timedelta(days=self.context.playbook.whole("ads.growing_days"))
        if self._stepped_again(decision, last):
            return Entry(decision, Grade.UNKNOWN, Open.CHANGED_AGAIN)
        if ripe > self.context.day:
            return Entry(decision, Grade.UNKNOWN, Open.TOO_SOON, until=ripe)
        earlier, later = self._partners(decision.decided_on, change)
        if len(earlier) < 7:
            return Entry(decision, Grade.UNKNOWN, Open.PROMOTION)
        before, after = self._stretch(decision, earlier), self._stretch(decision, later)
        if before is None or after is None or not (before.clicks or after.clicks):
            return Entry(decision, Grade.UNKNOWN, Open.NO_FIGURES)
        return self._told(decision, before, after)

    def _stepped_again(self, decision: Decision, last: date) -> bool:
        word = (decision.product_id, decision.keyword)
        return any(
            (other.product_id, other.keyword) == word and other.decision in ACTS and decision.decided_on < other.decided_on < last
            for other in self.made
        )

    def _partners(self, decided: date, change: date) -> tuple[list[date], list[date]]:
        """As many days of each weekday on both sides, those nearest to the decision, without promotion days."""
        sides = (
            [decided - timedelta(days=n) for n in range(self.days)],
            [change + timedelta(days=n + 1) for n in range(self.days)],
        )
        kept: tuple[list[date], list[date]] = [], []
        for weekday in range(7):
            usable = [[day for day in side if day.weekday() == weekday and day not in self.promotions] for side in sides]
            for days, mine in zip(kept, usable, strict=True):
                days += mine[: min(map(len, usable))]
        return kept

    def _stretch(self, decision: Decision, days: Sequence[date]) -> Stretch | None:
        """A reported day without the word is one without clicks."""
        if not self.told.issuperset(days):
            return None
        word = self.known.get((decision.product_id, decision.keyword), {})
        figures = [(row.clicks or 0, row.orders, row.spend_minor, row.sales_minor) for day in days if (row := word.get(day))]
        if any(clicks and None in rest for clicks, *rest in figures):
            return None
        clicks, orders, spend, sales = (sum(figure[at] or 0 for figure in figures) for at in range(4))
        return Stretch(clicks, orders, spend, sales, len(days))

    def _told(self, decision: Decision, before: Stretch, after: Stretch) -> Entry:
        playbook, product = self.context.playbook, self.products.get(decision.product_id)
        found: WordEffect = word_effect(
            before,
            after,
            margin=self.earned[decision.product_id].rate,
            usual_spend_minor=product.price_minor if product else None,
            expected=playbook["ads.journal_effect"],
            confidence=playbook["ads.confidence"],
        )
        open_ = None if found.grade is not Grade.UNKNOWN else Open.NO_FIGURES if found.change_minor is None else Open.CHANCE
        change, interval = found.change_minor, found.interval
        return Entry(
            decision,
            found.grade,
            open_,
            None if change is None else change / before.days,
            None if interval is None else interval.low / before.days,
            None if interval is None else interval.high / before.days,
            before,
            after,
        )


# --- in words ------------------------------------------------------------------------------------------------------


def line(found: Journal) -> str:
    """What became of the operator's decisions, in one line."""
    if not found.entries:
        return _("No decision yet: Enter on a word notes one, and it is looked back on here.")
    if not found.record.judged:
        return _("None of {all} decisions can be judged yet.").format(all=number(len(found.entries)))
    text = _("Of {judged} decisions that can be judged {helped} helped and {worse} did harm").format(
        judged=number(found.record.judged), helped=number(found.record.helped), worse=number(found.record.worse)
    )
    if 0 < found.advised.judged < found.record.judged:
        text = _("{text}; of {advised} that followed the advice {right} helped").format(
            text=text, advised=number(found.advised.judged), right=number(found.advised.helped)
        )
    return text


def result(entry: Entry) -> str:
    """What a decision did, or why that cannot be told."""
    return {
        Open.NO_STEP: _("nothing was changed"),
        Open.ADDED: _("what its own bid adds cannot be told"),
        Open.TOO_SOON: _("can be told from {day}").format(day=f"{entry.until:%m-%d}" if entry.until else "–"),
        Open.CHANGED_AGAIN: _("changed again before it could be told"),
        Open.PROMOTION: _("too many promotion days"),
        Open.NO_FIGURES: _("its figures are missing"),
        Open.CHANCE: _("chance alone may do that"),
        None: {
            Grade.HELPED: _("helped"),
            Grade.WORSE: _("did harm"),
            Grade.NO_CHANGE: _("changed nothing"),
            Grade.UNKNOWN: "",
        }[entry.grade],
    }[entry.open]


def error_rate(found: Journal) -> str:
    """How often the operator was wrong, as far as that can be said."""
    if not found.record.judged:
        return _("none can be judged yet")
    bounds = found.record.error_interval
    return _("{rate} did harm (95 %: {low} to {high})").format(
        rate=percent(found.record.error_rate, 0), low=percent(bounds.low, 0), high=percent(bounds.high, 0)
    )


def record_why(found: Journal) -> Why:
    """What `?` says of all decisions together: the operator's own error rate."""
    return Why(
        line(found),
        _("harm / judged; a decision is judged by the word's profit in as many days before and after it"),
        (
            (_("decisions"), number(len(found.entries))),
            (_("judged"), number(found.record.judged)),
            (_("helped"), number(found.record.helped)),
            (_("did harm"), number(found.record.worse)),
            (_("followed the advice, judged"), number(found.advised.judged)),
            (_("of these helped"), number(found.advised.helped)),
        ),
        error_rate(found),
        rule="R176",
        settings=SETTINGS,
    )


def entry_why(entry: Entry, found: Journal, currency: str) -> Why:
    """What `?` says of one decision."""
    inputs = [(_("result"), result(entry))]
    for words, stretch in ((_("{n} days before"), entry.before), (_("{n} days after"), entry.after)):
        if stretch is not None:
            figures = _("{clicks} clicks, {orders} orders, spend {spend}, sales {sales}").format(
                clicks=number(stretch.clicks),
                orders=number(stretch.orders),
                spend=money(stretch.spend_minor, currency),
                sales=money(stretch.sales_minor, currency),
            )
            inputs.append((words.format(n=stretch.days), figures))
    if entry.change_minor is not None:
        inputs.append((_("profit a day"), money(entry.change_minor, currency, sign=True, cents=True)))
    inputs.append((_("your decisions so far"), error_rate(found)))
    interval = ""
    if entry.low_minor is not None and entry.high_minor is not None:
        interval = _("{low} to {high} a day").format(
            low=money(entry.low_minor, currency, sign=True, cents=True),
            high=money(entry.high_minor, currency, sign=True, cents=True),
        )
    return Why(
        safe(entry.decision.keyword),
        _("profit = orders × average spend × margin − ad cost, after less before; the interval is that of the orders"),
        tuple(inputs),
        interval,
        _("the same weekdays on both sides; season and other changes are not taken out"),
        "R176",
        SETTINGS,
    )
