"""Which search words took a fallen 手淘搜索 with them, where the reports of search words tell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from shopdesk.steps.briefing import Context
from shopdesk.text import _, clip, listed, number, safe

SEARCH = "手淘搜索"
_SHOWN = 5
_LETTERS = 30


@dataclass(frozen=True)
class LostWord:
    word: str
    visitors: int | None  # None: not in the day's report
    usual: float

    @property
    def lost(self) -> float:
        return self.usual - (self.visitors or 0)


def lost_words(context: Context, fell: Collection[str], base_days: Sequence[date], least: int) -> tuple[LostWord, ...]:
    """The words beyond `source.noise` under their usual weekday, the largest loss first; () unless 手淘搜索 is among the sources
    that `fell`, and the day and `least` of the usual days have reports of words."""
    if not any(source.rpartition(" / ")[2] == SEARCH for source in fell):
        return ()
    from shopdesk.records.search_words import word_days

    days = word_days(context.db, context.shop.id, [context.day, *base_days])
    today = days.pop(context.day, {})
    if not today or len(days) < least:
        return ()
    known: dict[str, list[int]] = {}
    for words in days.values():
        for word, visitors in words.items():
            known.setdefault(word, []).append(visitors)
    found = [LostWord(word, today.get(word), fmean(seen)) for word, seen in known.items() if len(seen) >= least]
    lost = [word for word in found if word.lost > context.playbook["source.noise"] * word.usual]
    return tuple(sorted(lost, key=lambda word: -word.lost)[:_SHOWN])


def clause(words: Sequence[LostWord]) -> str:
    """The first two in half a sentence, "" where none is known."""
    return listed(map(_told, words[:2]))


def _told(word: LostWord) -> str:
    name, usual = clip(safe(word.word), _LETTERS), number(word.usual)
    if word.visitors is None:
        return _("{word} not in the report instead of {usual}").format(word=name, usual=usual)
    return _("{word} {now} instead of {usual}").format(word=name, now=number(word.visitors), usual=usual)


def inputs(words: Sequence[LostWord]) -> list[tuple[str, str]]:
    """What `?` says of them."""
    return [
        (
            _("search word {word}").format(word=clip(safe(word.word), _LETTERS)),
            _("{now}, usually {usual}").format(
                now=_("not in the report") if word.visitors is None else number(word.visitors), usual=number(word.usual)
            ),
        )
        for word in words
    ]
