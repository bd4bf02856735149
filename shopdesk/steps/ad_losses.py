"""The crowds, places, pictures … that surely lose money, as findings: the worst few, each money told once.

A tool's words and its crowds, groups or regions are the same money seen in different ways. What its groups, campaigns and
products lose is told by the words already; what a crowd loses is not, and is said to be the same money.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.steps.breakdown import Breakdown, Line, breakdown, explain_line, running
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.text import _, money, number, safe

if TYPE_CHECKING:
    from shopdesk.steps.ads import AdsDetails

SUMS = ("product", "group", "campaign")  # of words, where the tool has any
CHECK_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Loss:
    level: str
    line: Line
    a_day_minor: int  # negative
    of_words: bool  # the money of words, seen another way


def losses(context: Context, word_tools: Collection[str], days: int) -> tuple[Loss, ...]:
    """The lines that surely lose and still run, the worst first, `ads.lines` at most. `days`: those with ads."""
    found = breakdown(context)
    losing = [(level, line) for level, lines in found.levels.items() for line in lines if line.verdict == "loses"]
    if not losing or not days:
        return ()
    still = running(context)
    ways: dict[tuple[str, ...], dict[str, list[Loss]]] = defaultdict(lambda: defaultdict(list))
    for level, line in losing:
        of_words = not line.tools or not set(line.tools).isdisjoint(word_tools)
        told, stopped = of_words and level in SUMS, level in still and line.key not in still[level]
        if told or stopped or not (profit := line.profit_minor):
            continue
        ways[() if of_words else line.tools][level].append(Loss(level, line, round(profit / days), of_words))
    worst = [loss for levels in ways.values() for loss in min(levels.values(), key=_whole)]
    return tuple(sorted(worst, key=lambda loss: loss.a_day_minor)[: context.playbook.whole("ads.lines")])


def _whole(found: list[Loss]) -> int:
    return sum(loss.a_day_minor for loss in found)


def findings(context: Context, details: AdsDetails) -> Iterator[Finding]:
    currency = context.shop.currency
    for loss in details.losses:
        line, what = loss.line, _named(loss)
        words = _("Loses money: {what}, {spend} spent at an ROI of {roi} (at most {high}), break-even is {line}")
        text = words.format(
            what=what,
            spend=money(line.spend_minor, currency),
            roi=number(line.roi, 1),
            high=number(line.roi_high, 1),
            line=number(line.break_even_roi, 1),
        )
        if loss.of_words:
            text = _("{text} (the words' money, seen another way)").format(text=text)
        yield Finding(
            ":".join(("ads:line", loss.level, *line.key)),
            "R32",
            Severity.ACT,
            text,
            {
                "level": loss.level,
                "name": line.name,
                **{name: getattr(line, name) for name in ("clicks", "orders", "spend_minor", "sales_minor", "roi", "roi_high")},
                "of_words": loss.of_words,
            },
            Proposal(
                "promotion",
                _("Switch off {what}, or bid less for it").format(what=what),
                _("ROI of {what}").format(what=what),
                _("saves {amount} a day").format(amount=money(-loss.a_day_minor, currency)),
                context.today + CHECK_AFTER,
            ),
            loss.a_day_minor,
            _why(details, loss, currency),
        )


def _named(loss: Loss) -> str:
    return {
        "crowd": _("the crowd “{name}”"),
        "product": _("the product “{name}”"),
        "creative": _("the picture “{name}”"),
        "group": _("the group “{name}”"),
        "campaign": _("the campaign “{name}”"),
        "scene": _("the scene “{name}”"),
        "region": _("the region “{name}”"),
        "city": _("the city “{name}”"),
        "content": _("the video or live room “{name}”"),
    }[loss.level].format(name=safe(loss.line.name))


def _why(details: AdsDetails, loss: Loss, currency: str) -> Why:
    assert details.window_from is not None and details.window_to is not None
    why = explain_line(Breakdown(details.window_from, details.window_to, {}, details.confidence), loss.level, loss.line, currency)
    same = _("what the words cost, seen another way: never add the two up") if loss.of_words else ""
    told = ((_("profit of it a day"), money(loss.a_day_minor, currency, sign=True)), (_("the same money as"), same))
    return replace(why, inputs=(*why.inputs, *told), settings=(*why.settings, "ads.lines"))
