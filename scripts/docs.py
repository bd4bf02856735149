"""Writes docs/keys.md from the actions and docs/formats.md from the readers; `--check` only says whether they are fresh."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from shopdesk import actions
from shopdesk.intake import kinds
from shopdesk.intake.recognised import RECOGNISED
from shopdesk.playbook import load
from shopdesk.text import _, speaking

DOCS = Path(__file__).parents[1] / "docs"
PLACES = {
    actions.EVERYWHERE: "Everywhere, 随处",
    actions.FRAME: "On every screen, 每个页面",
    actions.STEP: "On a step, 例行步骤",
    "today": "Today, 今天",
    "afternoon": "The afternoon, 下午计划",
}


def keys() -> str:
    """docs/keys.md: every action by place, in both languages."""
    steps = load().steps
    lines = [
        "# Keys",
        "",
        "Made from `shopdesk/actions.py` by `python scripts/docs.py`. Where something is being typed, letters type.",
        'A `keys.toml` in your configuration folder (`shopdesk locate` says where) renames a key: `afternoon = "f4"`.',
    ]
    for place in dict.fromkeys(action.place for action in actions.ACTIONS):
        title = PLACES.get(place) or f"{steps[place].words.en}, {steps[place].words.zh}" if place in {*PLACES, *steps} else place
        lines += ["", f"## {title}", "", "| key | id | what | |", "|---|---|---|---|"]
        for action in actions.at(place):
            words = []
            for language in ("en", "zh"):
                with speaking(language):
                    words.append(_(action.tooltip))
            shown = ", ".join(f"`{key}`" for key in action.key.split(","))
            lines.append(f"| {shown} | {action.id} | {words[0]} | {words[1]} |")
    return "\n".join(lines) + "\n"


def formats() -> str:
    """docs/formats.md: every kind that is read, in both languages; what is known and not kept; what proves the readers."""
    with speaking("zh"):
        chinese = {kind.id: kind for kind in kinds()}
    with speaking("en"):
        english = {kind.id: kind for kind in kinds()}
    lines = [
        "# The files shopdesk reads",
        "",
        "Made from the readers by `python scripts/docs.py`. What a file is follows from its content, not from its name or",
        "ending; `--kind` overrules it. Columns may come in any order, and others may stand between them.",
    ]
    for name, kind in english.items():
        lines += [
            "",
            f"## {kind.label} · {chinese[name].label}",
            "",
            f"- kind: `{name}`",
            f"- where: {kind.where} · {chinese[name].where}",
            f"- feeds: {kind.feeds} · {chinese[name].feeds}",
            f"- columns: {', '.join(kind.columns)}",
        ]
    lines += _recognised() + _proofs({name: f"{kind.label} · {chinese[name].label}" for name, kind in english.items()})
    return "\n".join(lines) + "\n"


def _recognised() -> list[str]:
    """The reports that are known and not kept, and what each refusal says to export instead."""
    lines = [
        "",
        "# Recognised, but not kept",
        "",
        "These are refused in one sentence that says what to export instead; they are never taken for another report.",
        "",
        "| report | instead |",
        "|---|---|",
    ]
    for report in RECOGNISED:
        words = []
        for language in ("en", "zh"):
            with speaking(language):
                words.append((report.label(), report.instead()))
        lines.append(f"| {words[0][0]} · {words[1][0]} | {words[0][1]} · {words[1][1]} |")
    return lines


def _proofs(labels: Mapping[str, str]) -> list[str]:
    """What each kind is proved by, from tests/intake/proof.py, which tests/intake/test_proof.py holds against the files."""
    proofs = runpy.run_path(str(DOCS.parent / "tests" / "intake" / "proof.py"))["PROOFS"]
    lines = [
        "",
        "# What the readers are proved by",
        "",
        "*Known* is what a layout is known from: **A** the bytes of a real file, **B** two or more importers that read exactly",
        "these headers, **C** one of them; – stands for lists of any form. A real file is a public export whose own figures",
        "the reader must reach (`tests/intake/test_proof.py`; they may not be copied into the repository, so those tests are",
        "skipped where they are not at hand). Every kind has files in the platform's layout with invented figures, in the",
        "tests named, and its least headers are held against all other kinds.",
        "",
        "| report | kind | known | real file read, its totals right (✓) | made files tested |",
        "|---|---|---|---|---|",
    ]
    for kind, proof in proofs.items():
        real = "; ".join(f"{found.file}: {_figures(found.totals)} ✓" for found in proof.real) or "no"
        lines.append(f"| {labels[kind]} | `{kind}` | {proof.known} | {real} | `{proof.tests}.py` |")
    return lines


def _figures(totals: Mapping[str, int | str]) -> str:
    return ", ".join(f"{name} {Decimal(value):,}" for name, value in totals.items())


def stale() -> list[str]:
    """The documents that no longer say what the code says."""
    return [name for name, text in _all().items() if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != text]


def _all() -> dict[str, str]:
    return {"keys.md": keys(), "formats.md": formats()}


if __name__ == "__main__":
    if "--check" in sys.argv:
        if stale():
            raise SystemExit(f"stale: {', '.join(stale())}; run python scripts/docs.py")
    else:
        for name, text in _all().items():
            (DOCS / name).write_text(text, encoding="utf-8")
