"""Rows kept column by column, on disk where they would fill the memory: a million rows take no more of it than ten thousand."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, islice, repeat
from typing import Any, overload

from shopdesk.errors import IntakeError
from shopdesk.text import _

CHUNK = 1 << 14  # values of a column that lie in memory; smaller files never leave it
_MANY = 1 << 17  # hashes from which on sorting is worth an import

Record = dict[str, Any]  # a row: column name → value, and "row" (its number) and "sheet" (the sheet's name)


class Shelf:
    """A file without a name for values that are not needed now; it goes when nobody speaks of it any more."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the shelf
        weakref.finalize(self, self._file.close)

    def put(self, values: list[Any]) -> int:
        """Where they lie."""
        try:
            at = self._file.seek(0, 2)
            pickle.dump(values, self._file, pickle.HIGHEST_PROTOCOL)
        except OSError:
            raise IntakeError(
                _("No room"),
                _("The folder for temporary files ({folder}) is full; make room there and import the file again.").format(
                    folder=tempfile.gettempdir()
                ),
            ) from None
        return at

    def get(self, at: int) -> list[Any]:
        self._file.seek(at)
        found: list[Any] = pickle.load(self._file)
        return found


class Column(Sequence[Any]):
    """The values of a column, which can be walked any number of times; only the last chunk of them is in memory."""

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self._shelf: Shelf | None = None
        self._places: list[int] = []
        self._last: list[Any] = []
        self.extend(values)

    def extend(self, values: Iterable[Any]) -> None:
        rest = iter(values)
        while True:
            self._last.extend(islice(rest, CHUNK - len(self._last)))
            if len(self._last) < CHUNK:
                return
            self._shelf = self._shelf or Shelf()
            self._places.append(self._shelf.put(self._last))
            self._last = []

    def __len__(self) -> int:
        return len(self._places) * CHUNK + len(self._last)

    def __iter__(self) -> Iterator[Any]:
        if self._shelf is None:
            return iter(self._last)
        return chain.from_iterable(chain(map(self._shelf.get, self._places), [self._last]))

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice) or self._shelf is None:
            return list(self)[at]
        chunk, place = divmod(range(len(self))[at], CHUNK)
        return (self._shelf.get(self._places[chunk]) if chunk < len(self._places) else self._last)[place]


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
        self.columns: dict[str, Sequence[Any]] = {name: Column() for name in (*names, "row", "sheet")}

    def __len__(self) -> int:
        return len(self.columns["row"])

    def fill(self, name: str, value: object) -> None:
        """A column that says the same of every record, if there is no such column yet."""
        self.columns.setdefault(name, Same(value, len(self)))

    def extend(self, found: Mapping[str, Iterable[Any]]) -> None:
        """Add records, given by column."""
        for name, values in found.items():
            column = self.columns[name]
            assert isinstance(column, Column)
            column.extend(values)

    def keep(self, wanted: Sequence[int]) -> None:
        """Keep the records for which `wanted` has no 0."""
        self.columns = {name: Column(compress(column, wanted)) for name, column in self.columns.items()}

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
            return list(self)[at]
        return tuple(column[at] for column in self.columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return repr(list(self))


class Marks:
    """Hashes, eight bytes each, however many; which of them were met more than once is found out at the end."""

    def __init__(self, hashes: Iterable[int] = ()) -> None:
        self._all = array("q", hashes)

    def add(self, hashes: Iterable[int]) -> None:
        self._all.extend(hashes)

    def repeated(self) -> frozenset[int]:
        if len(self._all) < _MANY:
            counts = Counter(self._all)
            return frozenset(mark for mark, n in counts.items() if n > 1) if len(counts) < len(self._all) else frozenset()
        import numpy  # 0.1 s, but a set of a million would take 0.4 s and 90 MB

        marks = numpy.frombuffer(self._all, dtype=numpy.int64)
        marks.sort()
        return frozenset(marks[1:][marks[1:] == marks[:-1]].tolist())
