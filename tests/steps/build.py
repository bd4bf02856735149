"""A small invented shop in a store of its own: rows go in directly, no importer involved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shopdesk.models import Import, Table
from shopdesk.playbook import load
from shopdesk.records import shops, table
from shopdesk.steps import brief
from shopdesk.steps.briefing import Briefing, Context
from shopdesk.store import now, open_store


class Desk:
    """One shop, `desk.shop`, in `desk.store`."""

    def __init__(self, path: Path, name: str = "Invented shop", currency: str = "CNY") -> None:
        self.store = open_store(path / "shop.db")
        with self.store.write() as db:
            self.shop = shops.add(db, name, "taobao", currency)

    def put(self, model: type[Table], *rows: dict[str, Any]) -> None:
        """Insert rows of `model` for the shop; columns not given take the model's defaults."""
        fields = model.model_fields
        defaults = {
            name: field.get_default(call_default_factory=True)
            for name, field in fields.items()
            if name != "id" and not field.is_required()
        }
        full = [defaults | {"shop_id": self.shop.id} | row for row in rows]
        with self.store.write() as db:
            db.execute(sa.insert(table(model)), full)

    def report(self, kind: str, file: str, first: date, last: date) -> int:
        """An import that landed; its id for the rows' `import_id`."""
        values = {
            "shop_id": self.shop.id,
            "file": file,
            "sha256": file,
            "kind": kind,
            "period_from": first,
            "period_to": last,
            "imported_at": now(),
            "receipt": "{}",
        }
        with self.store.write() as db:
            key = db.execute(sa.insert(table(Import)).values(**values)).inserted_primary_key
        assert key is not None
        return int(key[0])

    @contextmanager
    def on(self, day: date) -> Iterator[Context]:
        with self.store.read() as db:
            yield Context(db, self.shop, day, load())

    def brief(self, step: str, day: date, **thresholds: float) -> Briefing:
        """`thresholds` differ from ours, by their names with __ for the dot."""
        with self.on(day) as context:
            for name, value in thresholds.items():
                context = replace(context, playbook=context.playbook.having(name.replace("__", "."), value))
            return brief(step, context)
