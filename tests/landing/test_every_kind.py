"""Every kind lands, from a file with no more columns than it cannot do without (invented rows), and once more changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.intake.layout import Layout
from shopdesk.intake.reading import LAYOUTS
from shopdesk.landing import import_files
from shopdesk.store import Store
from tests.intake.files import least_file


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if not layout.mapped], ids=lambda layout: layout.id)
def test_the_least_columns_of_a_kind_land(store: Store, tmp_path: Path, layout: Layout) -> None:
    path = least_file(tmp_path, layout)
    (first,) = import_files(store, [path], shop_name="One", day=date(2024, 1, 2))
    assert first.refused is None and first.kind == layout.id, first.refused
    with path.open("ab") as file:
        file.write(b"\n")  # another file by its bytes
    (again,) = import_files(store, [path], day=date(2024, 1, 2))
    assert again.refused is None and not again.changed, again.notes
