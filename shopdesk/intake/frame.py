"""Rows kept column by column: a million of them take little room, and a column is read and added up at one go."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, overload

Record = dict[str, Any]  # a row: column name → value, and "row" (its number) and "sheet" (the sheet's name)


class Same(Sequence[Any]):
    """A column that says the same in every row."""

    def __init__(self, value: object, rows: int) -> None:
        self.value, self.rows = value, rows

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> Iterator[Any]:
        return repeat(self.value, self.rows)

    def __getitem__(self, at: int | slice) -> Any:
        return [self.value] * len(range(self.rows)[at]) if isinstance(at, slice) else self.value


class Frame:
    """Records of the same columns. `columns`: name → its values, all of the same length; "row" and "sheet" among them."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.columns: dict[str, Sequence[Any]] = {**{name: [] for name in names}, "row": array("q"), "sheet": []}

    def __len__(self) -> int:
        return len(self.columns["row"])

    def fill(self, name: str, value: object) -> None:
        """A column that says the same of every record, if there is no such column yet."""
        self.columns.setdefault(name, Same(value, len(self)))

    def extend(self, found: Mapping[str, Iterable[Any]]) -> None:
        """Add records, given by column."""
        for name, values in found.items():
            column = self.columns[name]
            assert isinstance(column, list | array)
            column.extend(values)

    def keep(self, places: Sequence[int]) -> None:
        """Keep the records at these places only."""
        for name, column in self.columns.items():
            kept = map(column.__getitem__, places)
            self.columns[name] = array("q", kept) if isinstance(column, array) else list(kept)

    def records(self) -> list[Record]:
        return [dict(zip(self.columns, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]


class Across(Sequence[tuple[object, ...]]):
    """Columns of the same length seen as rows, which are made when they are asked for."""

    def __init__(self, columns: Sequence[Sequence[object]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        return zip(*self.columns, strict=True)

    @overload
    def __getitem__(self, at: int) -> tuple[object, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[object, ...]]: ...
    def __getitem__(self, at: int | slice) -> tuple[object, ...] | list[tuple[object, ...]]:
        if isinstance(at, slice):
            return list(zip(*(column[at] for column in self.columns), strict=True))
        return tuple(column[at] for column in self.columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return repr(list(self))
