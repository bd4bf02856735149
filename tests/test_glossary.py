"""The glossary names what the program names: every field in it exists in the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (?P<names>.+?) \| (?P<chinese>.+?) \|", re.MULTILINE)


def test_every_name_in_the_glossary_is_one_of_the_programs() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for folder in ("steps", "analysis", "records")
        for file in (ROOT / "shopdesk" / folder).glob("*.py")
    ) + "".join((ROOT / "shopdesk" / name).read_text(encoding="utf-8") for name in ("models.py", "plan.py"))
    rows = [row for row in ROW.finditer(text) if row["names"] != "field"]
    names = {name for row in rows for name in re.findall(r"\w+", row["names"])}
    assert len(names) > 80
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", code)) == []


def test_every_row_has_its_chinese() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [row for row in ROW.finditer(text) if row["names"] != "field" and "---" not in row["names"]]
    assert not [row["names"] for row in rows if not re.search("[\u4e00-\u9fff]", row["chinese"])]
