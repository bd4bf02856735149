"""The generated documents say what the code says; the README's links lead somewhere."""

from __future__ import annotations

import re
import runpy

from tests.conftest import ROOT


def test_keys_and_formats_are_fresh() -> None:
    documents = runpy.run_path(str(ROOT / "scripts" / "docs.py"))
    assert documents["stale"]() == []


def test_links_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            assert link.startswith("http") or (document.parent / link).exists(), f"{document.name}: {link}"


def test_every_table_that_files_fill_is_read_again() -> None:
    """A report that nobody looks at would be read for nothing."""
    from shopdesk import models
    from shopdesk.intake.outcome import KEYS

    names = {model.__tablename__: name for name, model in vars(models).items() if hasattr(model, "__tablename__")}
    records = "".join(path.read_text("utf-8") for path in (ROOT / "shopdesk" / "records").glob("*.py"))
    assert not {table for table in KEYS if f"table({names[table]})" not in records}
