"""What docs/formats.md shows of each kind holds; and every kind's own headers are taken for no other kind's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.intake.layout import Layout
from shopdesk.intake.reading import LAYOUTS
from tests.intake.files import least_file, only
from tests.intake.proof import PROOFS, Real

A_DAY = date(2024, 1, 2)


def test_every_kind_has_its_proof() -> None:
    assert list(PROOFS) == [layout.id for layout in LAYOUTS]
    assert all(Path(__file__).with_name(f"{proof.tests}.py").exists() for proof in PROOFS.values())


@pytest.mark.parametrize(
    ("kind", "real"), [(kind, real) for kind, proof in PROOFS.items() for real in proof.real], ids=lambda value: str(value)[:40]
)
def test_real_files_yield_their_readmes_totals(samples: Path, kind: str, real: Real) -> None:
    day = date.fromisoformat(real.day) if real.day else None
    reading = only(samples / real.file, day=day, currency=real.currency)
    assert reading.kind == kind and real.totals.items() <= reading.totals.items(), reading.totals
    assert all(check.agree for check in reading.checks)


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if not layout.mapped], ids=lambda layout: layout.id)
def test_a_kinds_least_headers_are_its_own(tmp_path: Path, layout: Layout) -> None:
    assert only(least_file(tmp_path, layout), day=A_DAY).kind == layout.id
