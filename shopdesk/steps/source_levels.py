"""Fell, rose or as usual: a source's visitors against its weekday, its own swing, and what is worth following up (R14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Literal

from shopdesk.analysis.rates import Side, judge_rate
from shopdesk.analysis.traffic import Level, level, shared_limit
from shopdesk.playbook import Playbook
from shopdesk.steps.special_days import SpecialDays

SourceVerdict = Literal["fell", "rose", "usual", "unknown"]
SETTINGS = ("source.noise", "source.noise_visitors", "source.noise_share", "unusual.z")
_OTHERS = 3  # sources without which no common movement is told from a single one
_NEARLY = 0.7  # of the limit: from here on the next day may tell, so "usual" would say too much


def takes_place(visitors: int, usual: float) -> bool:
    """Whether a source not seen before brings about what one usually did that is gone: a new name, no new visitors."""
    return 0.5 < visitors / usual < 2 if usual else False


class Judge:
    """Judges the sources of one day. `series` are visitors by source and day, `base` the mean visitors of the usual weekday,
    `now` those of the day. `common` is what the middle source kept of its usual visitors, 1 at most."""

    def __init__(
        self,
        playbook: Playbook,
        day: date,
        series: Mapping[str, Mapping[date, int | None]],
        base: Mapping[str, float],
        special: SpecialDays,
        now: Mapping[str, int | None],
    ) -> None:
        self.playbook, self.day, self.series, self.base, self.special = playbook, day, series, base, special
        self.now = now
        self.known = {
            source: (visitors, base[source]) for source, visitors in now.items() if visitors is not None and base.get(source)
        }
        self.common = min(_middle(self.known), 1.0)
        least = max(playbook["source.noise_visitors"], playbook["source.noise_share"] * sum(base.values()))
        self.least = least
        looked_at = sum(visitors > least for visitors in base.values())
        self.limit = shared_limit(playbook["unusual.z"], looked_at)

    def noise(self, source: str) -> float:
        """Visitors within which nothing is followed up."""
        return max(self.playbook["source.noise"] * self.base.get(source, 0.0), self.least)

    def level(self, source: str) -> Level:
        return level(self.series.get(source, {}), self.day, self.special.left_out)

    def swing(self, source: str) -> float | None:
        """How far a usual day lies from its weekday's median; None for a source too small to follow up."""
        if self.base.get(source, 0.0) <= self.least:
            return None
        return level(self.series.get(source, {}), self.day, self.special.left_out, together=1).swing

    def verdict(self, source: str, visitors: int | None, known_days: int) -> SourceVerdict:
        """Fell or rose only beyond the noise *and* beyond the source's own swing; what it lost with all others is not its own
        unless all of them fell beyond theirs."""
        base = self.base.get(source)
        if visitors is not None and base is None and self._new(visitors):
            return "rose"
        if visitors is None or base is None or not known_days:
            return "unknown"
        difference = visitors - base
        if abs(difference) <= self.noise(source):
            return "usual"
        z = self.level(source).z
        if z is None:
            return self._by_chance(visitors, base, known_days)
        if z * difference < 0 or abs(z) < _NEARLY * self.limit:
            return "usual"
        if abs(z) <= self.limit:
            return "unknown"
        if difference > 0:
            return "rose"
        return "fell" if visitors <= self._with_others(source) * base - self.noise(source) or source in self.alike else "usual"

    def _new(self, visitors: int) -> bool:
        """A source that no usual day names, beyond the noise, and in no other's place."""
        gone = [usual for source, usual in self.base.items() if source not in self.now]
        return bool(self.base) and visitors > self.least and not any(takes_place(visitors, usual) for usual in gone)

    def _by_chance(self, visitors: int, base: float, known_days: int) -> SourceVerdict:
        """While its swing is not known: a large move only, and beyond the chance of a count. Of all visitors of the day and its
        baseline days, a day like the others brings 1 in known_days + 1."""
        if abs(visitors - base) <= self.playbook["source.noise_early"] * base:
            return "unknown"
        side = judge_rate(visitors, visitors + base * known_days, 1 / (known_days + 1)).side
        if side is Side.UNKNOWN:
            return "unknown"
        return "fell" if side is Side.BELOW else "rose"

    def _with_others(self, source: str) -> float:
        """What the middle of the other sources kept, 1 at most, and 1 where there are too few to say."""
        others = {name: pair for name, pair in self.known.items() if name != source}
        return min(_middle(others), 1.0) if len(others) >= _OTHERS else 1.0

    @cached_property
    def alike(self) -> frozenset[str]:
        """The sources that fell together, beyond what all of them swing together; empty where the day's visitors did not fall as
        a whole. A source far below the common fall is not among them: it has trouble of its own."""
        noise, known = self.playbook["source.noise"], self.known
        together = {source for source, (visitors, usual) in known.items() if visitors >= self.common * usual * (1 - noise)}
        largest = max(together, key=lambda source: known[source][1] - known[source][0], default="")
        others = together - {largest}
        came, usual = sum(known[source][0] for source in others), sum(known[source][1] for source in others)
        if len(others) < 2 or came >= usual * (1 - noise):
            return frozenset()
        whole: dict[date, int] = {}
        for source in together:
            for day, visitors in self.series.get(source, {}).items():
                whole[day] = whole.get(day, 0) + (visitors or 0)
        z = level(whole, self.day, self.special.left_out).z
        return frozenset(together) if z is not None and z < -self.playbook["unusual.z"] else frozenset()


def _middle(known: Mapping[str, tuple[int, float]]) -> float:
    """The median of visitors over usual, each source weighing as much as it usually brings."""
    ratios = sorted((visitors / usual, usual) for visitors, usual in known.values())
    half, passed = sum(usual for _ratio, usual in ratios) / 2, 0.0
    for ratio, usual in ratios:
        passed += usual
        if passed >= half:
            return ratio
    return 1.0


def down_run(
    series: Mapping[date, int | None], days: Sequence[date], base_days: Mapping[date, Sequence[date]], noise: float
) -> dict[date, tuple[int, float]]:
    """The `days` (newest first) on which a source was down beyond `noise` (a share): visitors and what is usual.

    A day that is not known does not end the run."""
    run: dict[date, tuple[int, float]] = {}
    for day in days:
        visitors = series.get(day)
        known = [value for d in base_days[day] if (value := series.get(d)) is not None]
        usual = sum(known) / len(known) if known else 0.0
        if visitors is None or not usual:
            continue
        if visitors > usual * (1 - noise):
            break
        run[day] = (visitors, usual)
    return run
