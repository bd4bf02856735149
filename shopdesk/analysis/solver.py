"""Visitors × conversion × average spend = sales: any one of the four from the others, each a value or a range (R112–R115)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

Factor = Literal["visitors", "conversion", "average_spend"]
Name = Factor | Literal["sales"]
FACTORS: tuple[Factor, ...] = ("visitors", "conversion", "average_spend")
NAMES: tuple[Name, ...] = (*FACTORS, "sales")


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both above 0; a plain value is both. ValueError for anything else."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (isfinite(self.low) and isfinite(self.high) and 0 < self.low <= self.high):
            raise ValueError("a range goes from a number above 0 to one that is not smaller")

    @classmethod
    def of(cls, value: float) -> Range:
        return cls(value, value)

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    def __mul__(self, other: Range) -> Range:
        return Range(self.low * other.low, self.high * other.high)

    def __truediv__(self, other: Range) -> Range:
        return Range(self.low / other.high, self.high / other.low)

    def within(self, other: Range) -> bool:
        return other.low <= self.low and self.high <= other.high

    def meets(self, other: Range) -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Solved:
    """`name` is what was asked for. Where all four were given nothing was: `value` is what the three factors make, and `closes`
    whether that meets the sales given (T1)."""

    name: Name
    value: Range
    closes: bool | None = None


def solve(
    visitors: Range | None = None, conversion: Range | None = None, average_spend: Range | None = None, sales: Range | None = None
) -> Solved:
    """The one that is None from the other three. ValueError where more than one is."""
    given: dict[Name, Range | None] = {
        "visitors": visitors,
        "conversion": conversion,
        "average_spend": average_spend,
        "sales": sales,
    }
    missing = [name for name, value in given.items() if value is None]
    if len(missing) > 1:
        raise ValueError("three of the four are needed")
    asked: Name = missing[0] if missing else "sales"
    product = Range.of(1.0)
    for name in FACTORS:
        if name != asked:
            product *= given[name] or Range.of(1.0)
    if asked == "sales":
        return Solved(asked, product, sales.meets(product) if sales is not None else None)
    assert sales is not None, "it is not what is missing"
    return Solved(asked, sales / product)
