"""The alert economy: all steps' findings become few causes, each with what follows from it, ranked by the money at stake.

Pure over briefings. A finding that another one explains is folded into it, with the reason; what is left asks for action of its
own. First comes a hole in the figures, for nothing can be judged by them; then what costs money, what may earn some, and
last a month without a target. A month out of reach is part of what makes it so, where that is found, else a loss of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Briefing, Finding, Severity, plain
from shopdesk.text import _, clip, listed, ngettext, number, safe

_OF_SOURCES = ("shop:source", "shop:gone:", "shop:mix", "shop:alike", "shop:subtotal:")
_FACTORS = ("numbers:visitors", "numbers:conversion", "numbers:average_spend", "numbers:month", "ads:roi")


@dataclass(frozen=True)
class Found:
    """A finding and the step it comes from."""

    step: str
    finding: Finding

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def worth(self) -> int | None:
        return self.finding.worth_minor

    def about(self, *starts: str) -> bool:
        return self.key.startswith(starts)

    def tells(self, name: str) -> str:
        """A field of the evidence as text, "" where there is none."""
        return str(self.finding.evidence.get(name) or "")

    @property
    def change(self) -> float:
        """By how much its figure moved, as a rate; 0 where that is not known."""
        value = self.finding.evidence.get("change")
        return float(value) if isinstance(value, (int, float)) else 0.0


@dataclass(frozen=True)
class Cause:
    """What to act on. `folded` follows from it; `why` says so in one sentence, "" where nothing does.

    `worth_minor` is its own money a day, or where it has none that of the largest finding folded into it. `planned`: its finding
    has an open task.
    """

    step: str
    finding: Finding
    folded: tuple[tuple[str, Finding], ...] = ()
    why: str = ""
    worth_minor: int | None = None
    planned: bool = False


def to_json(ranked: Sequence[Cause], currency: str) -> list[dict[str, Any]]:
    """The causes as `brief --json` lists them, under `top`: what each explains by the findings' keys."""
    return [
        {
            "step": cause.step,
            "key": cause.finding.key,
            "text": cause.finding.text,
            "worth": plain({"worth_minor": cause.worth_minor}, currency)["worth"],
            "explains": [finding.key for _step, finding in cause.folded],
        }
        for cause in ranked
    ]


class _Rank(IntEnum):
    FIGURES = 0  # do not hold: nothing else can be told
    LOSS = 1
    GAIN = 2
    TARGET = 3


Folds = Callable[[Found, Found], bool]


def causes(briefings: Mapping[str, Briefing], taken: Collection[str] = (), *, part: float) -> tuple[Cause, ...]:
    """What asks for action in these briefings, the most urgent first; findings in `taken` have their task and come last.

    `part`: the share of a factor's change that a cause must be worth to explain it, where both are priced ("causes.part").
    A day that misses its target for no cause that stands out is in the verdict already and no cause of its own.
    """
    found = [Found(step, finding) for step in STEPS if step in briefings for finding in briefings[step].findings]
    found = [one for one in found if one.finding.severity in (Severity.ACT, Severity.WATCH) or _explains_anyway(one)]
    owner: dict[str, str] = {}  # a finding's key → the key of what explains it
    for explains, folds, least in _RULES:
        for head in sorted(filter(explains, found), key=_money, reverse=True):
            if head.key in owner:
                continue
            for one in found:
                if one is not head and one.key not in owner and folds(head, one) and _large_enough(head, one, least * part):
                    owner[one.key] = head.key
    folded: dict[str, list[Found]] = {}
    for one in found:
        if one.key in owner:
            folded.setdefault(_root(one.key, owner), []).append(one)
    asks = [one for one in found if one.key not in owner and _asks(one, folded.get(one.key, ()))]
    ranked = [(one, _cause(one, folded.get(one.key, ()), one.key in taken)) for one in asks]
    ranked.sort(key=lambda pair: (pair[0].key in taken, _rank(pair[0]), -abs(pair[1].worth_minor or 0)))
    return tuple(cause for _one, cause in ranked)


def _root(key: str, owner: Mapping[str, str]) -> str:
    while key in owner:
        key = owner[key]
    return key


def _money(one: Found) -> int:
    return abs(one.worth or 0)


def _cause(one: Found, folded: Sequence[Found], planned: bool) -> Cause:
    worth = one.worth
    if worth is None:
        worth = min((part.worth for part in folded if part.worth is not None), default=None)
    parts = tuple((part.step, part.finding) for part in folded)
    return Cause(one.step, one.finding, parts, _why(one, folded), worth, planned)


def _asks(one: Found, folded: Sequence[Found]) -> bool:
    """Whether it belongs on the first screen: it asks for action itself, or explains something that does."""
    if one.about("numbers:missed") or (_settled(one) and one.finding.severity is Severity.FINE):
        return False
    return one.finding.severity is Severity.ACT or any(part.finding.severity is Severity.ACT for part in folded)


def _rank(one: Found) -> _Rank:
    if _gap(one):
        return _Rank.FIGURES
    if one.about("numbers:no_target"):
        return _Rank.TARGET
    return _Rank.GAIN if _raised(one) or one.about("page:spend_ratio") else _Rank.LOSS


# --- what explains what --------------------------------------------------------------------------------------------


def _explains_anyway(one: Found) -> bool:
    """A source that rose is no trouble, but may be one's cause; a promotion's end or a holiday is none, and settles what it
    explains."""
    return one.about("shop:source:", "shop:mix") or _settled(one)


def _gap(one: Found) -> bool:
    return one.about("shop:gap:") or (one.about("shop:sources_sum") and one.finding.severity is Severity.ACT)


def _counted(gap: Found, one: Found) -> bool:
    """What rests on the visitors of a day that were not counted."""
    if gap.about("shop:sources_sum", "shop:gap:source"):
        return one.about(*_OF_SOURCES, "shop:gap:")
    starts = ("numbers:visitors", "numbers:conversion", "numbers:missed", "shop:bounce", "shop:product")
    return one.about(*starts, *_OF_SOURCES, "page:gate", "page:visit_depth", "page:bounce")


def _promotion_end(one: Found) -> bool:
    return "promotion_end" in one.key or "after_promotion" in one.key


def _fell_after(_end: Found, one: Found) -> bool:
    """Everything a promotion lifted falls back when it is over."""
    fell = one.about("numbers:visitors", "numbers:conversion", "numbers:average_spend", "shop:source:", "shop:product:")
    return one.about("numbers:missed", "shop:alike") or (fell and one.change < 0)


def _holiday(one: Found) -> bool:
    return one.about("shop:holiday", "shop:before_holiday", "shop:after_holiday")


def _fewer_about(_holiday: Found, one: Found) -> bool:
    """Fewer come in a holiday and about it; a source that lost more than that is told by itself."""
    return one.about("numbers:missed") or (one.about("numbers:visitors") and one.change < 0)


def _settled(one: Found) -> bool:
    return _promotion_end(one) or _holiday(one)


def _stock_out(one: Found) -> bool:
    return one.about("shop:sold_out:") or (one.about("shop:stock:") and one.tells("state") == "out")


def _price(one: Found) -> bool:
    return one.about("shop:price")


def _same_product(head: Found, one: Found) -> bool:
    """What happens to a product on its own page: visitors leave, fewer buy."""
    product = head.tells("product_id")
    shown = one.about("shop:bounce:", "shop:price", "shop:product:", "shop:conversion:")
    return bool(product) and shown and one.tells("product_id") == product


def _page(one: Found) -> bool:
    return one.about("page:broken", "page:gate")


def _seen_on_page(_page: Found, one: Found) -> bool:
    return one.about("shop:bounce:", "page:", "ads:gate", "numbers:missed") or _fewer_buy(_page, one)


def _spends_otherwise(price: Found, one: Found) -> bool:
    """A new price moves the average spend its own way, whatever it costs."""
    before, after = (price.finding.evidence.get(name) for name in ("before_minor", "after_minor"))
    if not isinstance(before, int) or not isinstance(after, int) or not one.change:
        return False
    return one.about("numbers:average_spend") and (after < before) == (one.change < 0)


def _dearer(price: Found, one: Found) -> bool:
    """The main product's higher price alone lowers what the shop's average spend is over it."""
    before, after = (price.finding.evidence.get(name) for name in ("before_minor", "after_minor"))
    dearer = isinstance(before, int) and isinstance(after, int) and after > before
    return dearer and one.about("page:spend_ratio") and one.tells("product_id") == price.tells("product_id")


def _shift(one: Found) -> bool:
    return one.about("shop:mix")


def _many_strangers(one: Found) -> bool:
    """One source sends many visitors more than it did."""
    return one.about("shop:source:") and one.finding.evidence.get("strangers") is True


def _mixed(shift: Found, one: Found) -> bool:
    """A shift between the sources is told by what it did; the source that grew is named in it."""
    return _diluted(shift, one) or (_many_strangers(one) and one.tells("source") == shift.tells("source"))


def _diluted(_source: Found, one: Found) -> bool:
    """What visitors do who are not the usual ones; not where the page's step found that the usual ones do so, too."""
    lower = one.about("numbers:conversion", "shop:product:", "shop:conversion:") and one.change <= 0
    page = one.about("page:bounce", "page:visit_depth", "page:gate", "page:broken")
    rates = one.about("shop:bounce:") or (page and one.finding.evidence.get("page_itself") is not True)
    return rates or lower or one.about("numbers:missed") or (one.about("numbers:visitors") and one.change > 0)


def _source_fell(one: Found) -> bool:
    """One, or all alike."""
    return one.about("shop:gone:", "shop:alike") or (one.about("shop:source:") and one.change < 0)


def _fewer_came(_source: Found, one: Found) -> bool:
    return one.about("numbers:missed") or (one.about("numbers:visitors") and one.change < 0)


def _looked_for_it(out: Found, one: Found) -> bool:
    """The sources lost the visitors of a product that is out of stock."""
    return _source_fell(one) and bool(out.tells("product_id")) and one.tells("out_of_stock") == out.tells("product_id")


def _holds_back(one: Found) -> bool:
    """What makes the shop sell less today than it did."""
    fell = one.about("numbers:visitors", "numbers:conversion", "numbers:average_spend") and one.change < 0
    return fell or _source_fell(one) or _stock_out(one) or one.about("page:broken", "shop:price", "shop:bounce:", "shop:product:")


def _month_out_of_reach(head: Found, one: Found) -> bool:
    return one.about("numbers:month") and (head.worth or 0) < 0


def _product_trouble(one: Found) -> bool:
    """A copy only where it is known to take sales; what it takes is then held against what the shop lost."""
    copied = one.about("listings:copycat:") and bool(one.worth)
    shown = one.about("shop:bounce:", "shop:product:", "shop:conversion:", "listings:topic")
    return _stock_out(one) or _price(one) or copied or shown


def _fewer_buy(_trouble: Found, one: Found) -> bool:
    moved = one.about("numbers:conversion", "numbers:average_spend") and one.change < 0
    return one.about("numbers:missed") or moved


def _large_enough(head: Found, one: Found, part: float) -> bool:
    """A factor's change, the month and the ROI of all ads have many causes: one must be worth a part of them to be theirs."""
    return not one.about(*_FACTORS) or not head.worth or not one.worth or abs(head.worth) >= part * abs(one.worth)


def _repeats(one: Found) -> bool:
    return one.about("listings:topic", "listings:burst")


def _says_the_same(alarm: Found, one: Found) -> bool:
    """A complaint stays its own: it is due by the clock."""
    topics = one.finding.evidence.get("topics")
    return (
        not one.finding.evidence.get("is_complaint")
        and one.about("listings:review:")
        and isinstance(topics, (tuple, list))
        and alarm.tells("topic") in topics
    )


def _raised(one: Found) -> bool:
    return one.about("ads:raise:", "ads:add:")


def _another_raise(head: Found, one: Found) -> bool:
    """Words that may earn more are one piece of work."""
    return head.key != one.key and _raised(one)


def _losing_word(one: Found) -> bool:
    return one.about("ads:delete:", "ads:lower:", "ads:line:")


def _paid_at_all(_word: Found, one: Found) -> bool:
    return one.about("ads:roi")


# In this order: a head is folded into an earlier one's cause and takes its own parts along. 1: what has many causes is folded
# only where the head is worth a part of it; 0: whatever the head is worth.
_RULES: tuple[tuple[Callable[[Found], bool], Folds, Literal[0, 1]], ...] = (
    (_gap, _counted, 0),
    (_promotion_end, _fell_after, 0),
    (_holiday, _fewer_about, 0),
    (_shift, _mixed, 0),
    (_many_strangers, _diluted, 0),
    (_stock_out, _same_product, 0),
    (_price, _same_product, 0),
    (_price, _spends_otherwise, 0),
    (_price, _dearer, 0),
    (_page, _seen_on_page, 1),
    (_source_fell, _fewer_came, 1),
    (_stock_out, _looked_for_it, 0),
    (_product_trouble, _fewer_buy, 1),
    (_source_fell, _fewer_buy, 1),
    (_repeats, _says_the_same, 0),
    (_losing_word, _paid_at_all, 1),
    (_raised, _another_raise, 0),
    (_holds_back, _month_out_of_reach, 1),
)


# --- in words ------------------------------------------------------------------------------------------------------


def _why(one: Found, folded: Sequence[Found]) -> str:
    """What else it explains."""
    if not folded:
        return ""
    if _raised(one):
        n = len(folded)
        return ngettext("and {n} more word like it", "and {n} more words like it", n).format(n=number(n))
    names = list(dict.fromkeys(_names(folded)))
    if len(names) > 3:
        return _("explains {these} and {n} more").format(these=listed(names[:2]), n=number(len(names) - 2))
    return _("explains {these}").format(these=listed(names)) if names else ""


def _names(folded: Sequence[Found]) -> Iterator[str]:
    for one in folded:
        if one.about("shop:source:", "shop:gone:"):
            yield clip(safe(one.tells("source").split(" / ")[-1]), 16)
            continue
        name = next((name for start, name in _named().items() if one.about(start)), "")
        if name:
            yield name


def _named() -> dict[str, str]:
    return {
        "numbers:visitors": _("the visitors"),
        "numbers:conversion": _("the conversion"),
        "numbers:average_spend": _("the average spend"),
        "numbers:month": _("part of the month's shortfall"),
        "shop:bounce:": _("the bounce rate"),
        "shop:price": _("the price paid"),
        "shop:product:": _("the product's sales"),
        "page:": _("the page's measures"),
        "listings:review:": _("the single reviews"),
        "ads:roi": _("the ROI of all ads"),
    }
