"""Judge simulated shops with the finished program, and count: first, among three, false alarms, coverage of the forecast."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

from shopdesk import locations
from shopdesk.desk import Desk
from shopdesk.steps import STEPS
from tests.simulator.database import Simulated, build, template
from tests.simulator.troubles import CAUSES, NAMES, QUIET, Trouble

QUIET_DAYS = 30  # successive days on which a shop without any trouble is judged
MONTH_DAYS = (5, 12, 19, 26)  # of the month, on which its forecast is held against its end


@dataclass(frozen=True)
class Judged:
    """A shop's top list on the day judged, by finding key, ranked; an empty one is a quiet day.

    Where an empty list is right, findings that are true all the same (a lost month, a word under its target) are left out.
    """

    seed: int
    trouble: Trouble
    top: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def first(self) -> bool:
        return self.trouble.quiet_is_right if not self.top else self.trouble.explains(self.top[0])

    @property
    def among_three(self) -> bool:
        return self.first or any(self.trouble.explains(key) for key in self.top[:3])

    @property
    def named_first(self) -> str:
        return ":".join(self.top[0].split(":")[:2]) if self.top else "quiet"


@dataclass(frozen=True)
class Quiet:
    """A shop without trouble on successive days: findings in the top list that are not true, each counted when it appears."""

    seed: int
    days: int
    false: tuple[str, ...]
    true: tuple[str, ...]  # routine that is right in the simulated world: a word under its target, a month that was lost


@dataclass(frozen=True)
class Month:
    """Whether a month ended within P10 and P90 as forecast on one of its days."""

    seed: int
    day: int
    below: bool
    above: bool


@dataclass
class Results:
    judged: list[Judged] = field(default_factory=list)
    quiet: list[Quiet] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)

    def share_first(self) -> float:
        return sum(one.first for one in self.judged) / len(self.judged)

    def share_three(self) -> float:
        return sum(one.among_three for one in self.judged) / len(self.judged)

    def false_alarms(self) -> float:
        """A month of 30 days."""
        return 30 * sum(len(one.false) for one in self.quiet) / sum(one.days for one in self.quiet)

    def coverage(self) -> float:
        return sum(not one.below and not one.above for one in self.months) / len(self.months)


# --- one shop ------------------------------------------------------------------------------------------------------


def judge(it: Simulated) -> Judged:
    """The top list of *today* on the day judged."""
    desk = _desk(it, it.last)
    try:
        top = _top(desk)
    finally:
        desk.close()
    if it.trouble.quiet_is_right:
        top = [(key, text) for key, text in top if not _is_true(it, key)]
    return Judged(it.seed, it.trouble, tuple(key for key, _text in top), tuple(text for _key, text in top))


def judge_quiet(it: Simulated) -> Quiet:
    """The top lists of QUIET_DAYS days; what stands there for several days is one alarm."""
    desk = _desk(it, it.last)
    false: list[str] = []
    true: list[str] = []
    try:
        before: set[str] = set()
        for t in range(it.last, it.last + QUIET_DAYS):
            desk.use_day(it.days[t])
            keys = [key for key, _text in _top(desk)]
            for key in keys:
                if key not in before:
                    (true if _is_true(it, key) else false).append(key)
            before = set(keys)
    finally:
        desk.close()
    return Quiet(it.seed, QUIET_DAYS, tuple(false), tuple(true))


def judge_months(it: Simulated) -> list[Month]:
    """The forecast on some days against the month's end."""
    desk = _desk(it, it.last)
    found = []
    try:
        for t in range(it.last, it.last + QUIET_DAYS):
            day = it.days[t]
            if day.day not in MONTH_DAYS:
                continue
            desk.use_day(day)
            forecast = desk.briefing("numbers").details.target.forecast
            if forecast.p10_minor is None:
                continue
            end = month_total(it, f"{day:%Y-%m}")
            found.append(Month(it.seed, day.day, end < forecast.p10_minor, end > forecast.p90_minor))
    finally:
        desk.close()
    return found


def _desk(it: Simulated, t: int) -> Desk:
    desk = Desk(locations.at(it.folder), day=it.days[t])
    desk.open()
    return desk


def _top(desk: Desk) -> list[tuple[str, str]]:
    for step in STEPS:
        desk.briefing(step)
    return [(cause.finding.key, cause.finding.text) for cause in desk.today_view().causes]


def month_total(it: Simulated, month: str) -> int:
    return sum(int(sales) for day, sales in zip(it.days, it.figures.sales, strict=True) if f"{day:%Y-%m}" == month)


def _is_true(it: Simulated, key: str) -> bool:
    """Whether a finding holds in the simulated world although nothing is wrong there."""
    kind = ":".join(key.split(":")[:2])
    if kind in ("ads:raise", "ads:lower", "ads:delete"):
        word = it.words.names.index(key.split(":", 3)[3])
        roi, target, line = it.words.roi[word], it.words.target[word], it.words.break_even[word]
        return bool({"ads:raise": roi > target, "ads:lower": roi < target, "ads:delete": roi < line}[kind])
    if kind == "numbers:month":
        month = key.split(":")[2]
        return month_total(it, month) < it.targets[month]
    return False


# --- many shops ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """A shop to build and how to judge it."""

    seed: int
    trouble: str
    what: str  # trouble · quiet · months


def orders(shops: int, seed: int, quiet: int, months: int) -> list[Order]:
    """`shops` in turns of every trouble; `quiet` of those without any are judged for a month, `months` for their forecast."""
    found = [Order(seed * 100_000 + n, NAMES[n % len(NAMES)], "trouble") for n in range(shops)]
    found += [Order(seed * 100_000 + 50_000 + n, "nothing", "quiet") for n in range(quiet)]
    found += [Order(seed * 100_000 + 70_000 + n, "nothing", "months") for n in range(months)]
    return found


def run(todo: Sequence[Order], workers: int = 2, progress: Callable[[int, int], None] = lambda done, total: None) -> Results:
    """Build and judge them all in throw-away folders."""
    results = Results()
    with TemporaryDirectory(prefix="simulator") as folder:
        empty = template(Path(folder) / "empty")
        work = [(order, Path(folder), empty) for order in todo]
        if workers == 1:
            answers: Iterable[Judged | Quiet | list[Month]] = map(_one, work)
            _collect(results, answers, len(work), progress)
        else:
            with Pool(workers) as pool:
                _collect(results, pool.imap_unordered(_one, work, chunksize=2), len(work), progress)
    results.judged.sort(key=lambda one: one.seed)
    results.quiet.sort(key=lambda one: one.seed)
    return results


def _one(work: tuple[Order, Path, Path]) -> Judged | Quiet | list[Month]:
    order, folder, empty = work
    place = folder / str(order.seed)
    shown = 0 if order.what == "trouble" else QUIET_DAYS
    ahead = 31 if QUIET in CAUSES[order.trouble] else 0  # to the end of the months judged
    try:
        it = build(place, empty, order.seed, order.trouble, shown, ahead)
        if order.what == "trouble":
            return judge(it)
        return judge_quiet(it) if order.what == "quiet" else judge_months(it)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _collect(
    results: Results, answers: Iterable[Judged | Quiet | list[Month]], total: int, progress: Callable[[int, int], None]
) -> None:
    for done, answer in enumerate(answers, 1):
        if isinstance(answer, Judged):
            results.judged.append(answer)
        elif isinstance(answer, Quiet):
            results.quiet.append(answer)
        else:
            results.months += answer
        progress(done, total)


# --- the table -----------------------------------------------------------------------------------------------------


def table(results: Results) -> str:
    """What was named first, by trouble; then alarms of quiet shops and the forecast's coverage."""
    lines = [f"{'trouble':<15}{'n':>4}{'first':>8}{'three':>8}  named first"]
    for name in NAMES:
        mine = [one for one in results.judged if one.trouble.name == name]
        if not mine:
            continue
        named = Counter(one.named_first for one in mine).most_common(5)
        first, three = (sum(getattr(one, what) for one in mine) / len(mine) for what in ("first", "among_three"))
        said = ", ".join(f"{key} {n}" for key, n in named)
        lines.append(f"{name:<15}{len(mine):>4}{first:>8.0%}{three:>8.0%}  {said}")
    if results.judged:
        lines.append(f"{'all':<15}{len(results.judged):>4}{results.share_first():>8.1%}{results.share_three():>8.1%}")
    if results.quiet:
        days = sum(one.days for one in results.quiet)
        false = Counter(":".join(key.split(":")[:2]) for one in results.quiet for key in one.false).most_common(8)
        true = Counter(":".join(key.split(":")[:2]) for one in results.quiet for key in one.true).most_common(4)
        lines.append(f"\nfalse alarms a month: {results.false_alarms():.2f} ({len(results.quiet)} shops, {days} days)")
        lines.append("  " + ", ".join(f"{key} {n}" for key, n in false))
        lines.append("  true routine: " + ", ".join(f"{key} {n}" for key, n in true))
    if results.months:
        below, above = (sum(getattr(one, what) for one in results.months) / len(results.months) for what in ("below", "above"))
        lines.append(
            f"\nmonths within P10–P90: {results.coverage():.1%} of {len(results.months)} (below {below:.1%}, above {above:.1%})"
        )
        for day in MONTH_DAYS:
            mine_of_day = [one for one in results.months if one.day == day]
            if mine_of_day:
                inside = sum(not one.below and not one.above for one in mine_of_day) / len(mine_of_day)
                lines.append(f"  on day {day}: {inside:.0%} of {len(mine_of_day)}")
    return "\n".join(lines)
