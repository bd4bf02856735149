"""What is asked of the store, by subject: functions of a connection (`Store.read()`, `.write()`) giving frozen dataclasses."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

Row = TypeVar("Row")


def fetch(db: sa.Connection, query: sa.Select[Any], into: type[Row]) -> list[Row]:
    """The query's rows as `into`, a dataclass whose fields are named like the columns selected."""
    return [into(**row) for row in db.execute(query).mappings()]


def table(model: Any) -> sa.Table:
    """The table of a model, for Core queries."""
    return model.__table__  # type: ignore[no-any-return]
