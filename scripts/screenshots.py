"""Writes docs/*.png: the demo desk as a person sees it, in both languages. Needs Debian's chromium and fonts-noto-cjk.

python scripts/screenshots.py [--to DIR] [--size 140x40] [--lang en] [SCREEN …]
"""

from __future__ import annotations

import argparse
import asyncio
import html
import re
import subprocess
import tempfile
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from shopdesk import locations
from shopdesk.app import ShopdeskApp
from shopdesk.desk import Desk
from shopdesk.steps import STEPS
from shopdesk.text import use_language

SCREENS = {
    "today": "0",
    **{step: str(number) for number, step in enumerate(STEPS, 1)},
    "afternoon": "a",
    "files": "i",
    "help": "f1",
}


FONTS = "font-family: 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
CELL = 12.2  # width of a cell in the SVG export


async def shoot(folder: Path, language: str, size: tuple[int, int], names: list[str], target: Path) -> None:
    use_language(language)
    desk = Desk(locations.at(folder), demo=True)
    app = ShopdeskApp(desk)
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        for name in names:
            await pilot.press(SCREENS[name])
            await settled(app, pilot)
            save(app.export_screenshot(title="shopdesk"), target / f"{name}-{language}.png")
            if name in ("help",):
                await pilot.press("escape")
    desk.close()


async def settled(app: ShopdeskApp, pilot: Pilot[int]) -> None:
    """Until our workers are done, and those that they start; a file tree's own worker never is."""
    quiet = 0
    while quiet < 3:
        ours = [worker for worker in app.workers if "_loader" not in (worker.name, worker.group) and not worker.is_finished]
        quiet = 0 if ours else quiet + 1
        if ours:
            await app.workers.wait_for_complete(ours)
        await pilot.pause(0.1)


def save(svg: str, target: Path) -> None:
    """The SVG as a picture, with fonts that this machine has."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace", FONTS).replace("font-family: Fira Code", FONTS)
    svg = re.sub(r'textLength="[\d.]+"([^>]*)>([^<]*)<', _in_cells, svg)
    width, height = (round(float(n)) for n in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        page.write_text(f'<meta charset="utf-8"><body style="margin:0;background:#000">{svg}</body>', encoding="utf-8")
        subprocess.run(
            [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking",
                "--disable-sync", "--disable-component-update", f"--user-data-dir={scratch}/profile",
                f"--window-size={width},{height}", f"--screenshot={target}", page.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


def _in_cells(found: re.Match[str]) -> str:
    """The text's length in cells: the export counts characters, and a Chinese one takes two cells."""
    return f'textLength="{cell_len(html.unescape(found[2])) * CELL:.1f}"{found[1]}>{found[2]}<'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parents[1] / "docs")
    parser.add_argument("--size", default="140x40")
    parser.add_argument("--lang", choices=("zh", "en"))
    parser.add_argument("screens", nargs="*", choices=[*SCREENS, []])
    arguments = parser.parse_args()
    columns, lines = map(int, arguments.size.split("x"))
    arguments.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for language in [arguments.lang] if arguments.lang else ["en", "zh"]:
            names = arguments.screens or list(SCREENS)
            asyncio.run(shoot(Path(folder), language, (columns, lines), names, arguments.to))


if __name__ == "__main__":
    main()
