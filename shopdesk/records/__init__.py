"""What is asked of the store, by subject: functions of a connection (`Store.read()`, `.write()`) giving frozen dataclasses."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import sqlalchemy as sa

Row = TypeVar("Row")


def fetch(db: sa.Connection, query: sa.Select[Any], into: type[Row]) -> list[Row]:
    """The query's rows as `into`, a dataclass whose fields are named like the columns selected."""
    found = db.execute(query)
    if tuple(found.keys()) == tuple(item.name for item in fields(into)):  # type: ignore[arg-type]
        return [into(*row) for row in found.all()]  # half the time of names, which counts with thousands of rows
    return [into(**row) for row in found.mappings()]


def table(model: Any) -> sa.Table:
    """The table of a model, for Core queries."""
    return model.__table__  # type: ignore[no-any-return]
