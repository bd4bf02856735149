"""The year as the playbook knows it: the platforms' great days, and when each season's goods are listed and sell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopdesk.playbook import Words

_CHINESE = ("taobao", "tmall", "jd")


@dataclass(frozen=True)
class GreatDay:
    """`day` and `until` are (month, day). With `weekday` it is the first such weekday (1 Monday … 7 Sunday) from `day` on.

    `about`: the platform names the exact days each year. `platforms` empty: everyone's.
    `lead_days`: where it needs more than the playbook's threshold.
    """

    id: str
    words: Words
    day: tuple[int, int]
    until: tuple[int, int] | None
    weekday: int
    about: bool
    platforms: tuple[str, ...]
    lead_days: int

    def first(self, year: int) -> date:
        found = date(year, *self.day)
        return found + timedelta(days=(self.weekday - found.isoweekday()) % 7) if self.weekday else found

    def last(self, year: int) -> date:
        """Its last day, of the year after where it goes over New Year."""
        if self.until is None:
            return self.first(year)
        return date(year + (self.until < self.day), *self.until)

    def is_for(self, platform: str, currency: str) -> bool:
        """A shop whose platform is not known goes by its currency."""
        if not self.platforms or platform in self.platforms:
            return True
        return platform in ("", "other") and (currency == "CNY") == bool(set(_CHINESE) & set(self.platforms))


@dataclass(frozen=True)
class Season:
    """When a season's goods are listed, and from when to when they sell; (month, day) each. `titles`: words its titles have."""

    id: str
    words: Words
    names: tuple[str, ...]
    titles: tuple[str, ...]
    list_from: tuple[int, int]
    sells_from: tuple[int, int]
    sells_to: tuple[int, int]

    def window(self, day: date) -> tuple[date, date, date]:
        """(list from, sells from, sells to) of the round that `day` is in, or of the next one."""
        for year in (day.year - 1, day.year, day.year + 1):
            start = date(year, *self.list_from)
            sells = date(year + (self.sells_from < self.list_from), *self.sells_from)
            end = date(year + (self.sells_to < self.list_from), *self.sells_to)
            if end >= day:
                return start, sells, end
        raise AssertionError("a season comes every year")

    @property
    def all_year(self) -> bool:
        return self.sells_from == (1, 1) and self.sells_to == (12, 31)


@dataclass(frozen=True)
class Almanac:
    great_days: tuple[GreatDay, ...]
    seasons: tuple[Season, ...]

    def coming(self, first: date, last: date, platform: str, currency: str) -> Iterator[tuple[GreatDay, date, date]]:
        """The great days of the shop's platform that lie in `first` … `last`, in order, with their first and last day."""
        found = [
            (great.first(year), great.last(year), great)
            for great in self.great_days
            if great.is_for(platform, currency)
            for year in range(first.year - 1, last.year + 1)
        ]
        for starts, ends, great in sorted(found, key=lambda item: (item[0], item[2].id)):
            if ends >= first and starts <= last:
                yield great, starts, ends

    def seasons_of(self, words: str) -> tuple[Season, ...]:
        """The seasons that what the operator calls a season names: 冬装 one, 秋冬 two, an unknown word none."""
        said = words.casefold()
        return tuple(season for season in self.seasons if any(name in said for name in season.names))

    def season_of_title(self, title: str, listed_on: date) -> Season | None:
        """The season an item is for by its title; of several the one whose listing starts nearest to the day it was listed."""
        said = title.casefold()
        named = [season for season in self.seasons if any(word in said for word in season.titles)]
        return min(named, key=lambda season: _away(season, listed_on), default=None)


def _away(season: Season, day: date) -> int:
    return min(abs((date(year, *season.list_from) - day).days) for year in (day.year - 1, day.year, day.year + 1))


def of_tables(great_days: Mapping[str, Any], seasons: Mapping[str, Any]) -> Almanac:
    """From the playbook's tables. Raises KeyError or ValueError where one lacks something or holds no day."""
    from shopdesk.playbook import Words

    days = tuple(
        GreatDay(
            key,
            Words(item["zh"], item["en"]),
            _day(item["day"]),
            _day(item["until"]) if item.get("until") else None,
            int(item.get("weekday", 0)),
            bool(item.get("about", False)),
            tuple(item.get("platforms", ())),
            int(item.get("lead_days", 0)),
        )
        for key, item in great_days.items()
    )
    rounds = tuple(
        Season(
            key,
            Words(item["zh"], item["en"]),
            tuple(name.casefold() for name in item["names"]),
            tuple(word.casefold() for word in item["titles"]),
            _day(item["list_from"]),
            _day(item["sells_from"]),
            _day(item["sells_to"]),
        )
        for key, item in seasons.items()
    )
    return Almanac(days, rounds)


def _day(text: str) -> tuple[int, int]:
    """ "11-09" → (11, 9). ValueError where no year has that day; 02-29 is not taken, not every year has it."""
    month, day = (int(part) for part in text.split("-"))
    date(2026, month, day)
    return month, day
