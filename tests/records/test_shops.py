from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import DataError
from shopdesk.models import Budget, PageDay, ProductDay, Table
from shopdesk.records.shops import change_currency, has_money
from shopdesk.store import now
from tests.steps.build import Desk

DAY = {"day": date(2026, 10, 26)}
VIEWS = DAY | {"period_from": date(2026, 10, 26), "page": "/"}
COST = {"period": "2026-11", "amount_minor": 100, "set_at": now()}


@pytest.mark.parametrize(
    ("model", "row"),
    [(Budget, COST), (PageDay, VIEWS | {"sales_minor": 0}), (ProductDay, DAY | {"product_id": "1", "sales_minor": 1})],
)
def test_no_amount_is_read_in_another_currency(tmp_path: Path, model: type[Table], row: dict[str, object]) -> None:
    desk = Desk(tmp_path)
    desk.put(model, row)
    with pytest.raises(DataError):
        change_currency(desk.store, desk.shop, "USD")


def test_figures_without_amounts_hold_no_currency(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put(ProductDay, DAY | {"product_id": "1", "visitors": 3})
    with desk.store.read() as db:
        assert not has_money(db, desk.shop)
    assert change_currency(desk.store, desk.shop, "USD").currency == "USD"
