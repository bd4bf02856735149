"""Every step is judged on an invented shop of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steps.build import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
