"""What the first screen said last, kept with a mark of the data it was made of, and shown at once while the data is still that.

Reading it takes Python's own sqlite3 and 5 ms; making it anew takes SQLModel and half a second. Where anything that counts has
changed since (an import, a record, the day, the language, the playbook, the program), there is nothing to show and the desk
makes its figures as ever.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shopdesk import __version__
from shopdesk.text import language

if TYPE_CHECKING:
    from shopdesk.routine import TodayView

KEY = "glance"
_IMPORTS = "(SELECT coalesce(max(id), 0) || '-' || count(*) || '-' || coalesce(max(imported_at), '') FROM import)"
_NOTES = "(SELECT coalesce(max(id), 0) || '-' || count(undone_at) FROM undo WHERE {which})"
CHANGE_MARK = f"SELECT {_IMPORTS} || '/' || {_NOTES.format(which='1')}"  # whatever was imported or noted
# What a briefing depends on: the imports and the operator's records. Ticks and tasks change no figure.
DATA_MARK = f"SELECT {_IMPORTS} || '/' || " + _NOTES.format(which="tables NOT IN ('task', 'tick')")


@dataclass(frozen=True)
class Glance:
    """The first screen's figures, without findings and without the frame's states."""

    mark: str
    shop: str
    day: str  # ISO
    headline: str
    verdict_met: bool | None
    lines: list[str]
    sales_minor: int | None
    day_target_minor: int | None
    currency: str

    def view(self) -> TodayView:
        from shopdesk.routine import TodayView

        return TodayView(
            headline=self.headline,
            verdict_met=self.verdict_met,
            lines=tuple(self.lines),
            top=(),
            missing=(),
            carried=(),
            pending=True,
            sales_minor=self.sales_minor,
            day_target_minor=self.day_target_minor,
            currency=self.currency,
        )


def mark(data: str, shop_id: int, day: date, playbook: Path) -> str:
    """What figures of this shop and day were made of; `data` is DATA_MARK's answer."""
    stamp = playbook.stat().st_mtime_ns if playbook.exists() else 0
    return f"{__version__} {shop_id} {day.isoformat()} {language()} {stamp} {data}"


def keep(view: TodayView, shop: str, day: date, made_of: str) -> str:
    """The glance as it is kept in the store."""
    glance = Glance(
        made_of,
        shop,
        day.isoformat(),
        view.headline,
        view.verdict_met,
        list(view.lines),
        view.sales_minor,
        view.day_target_minor,
        view.currency,
    )
    return json.dumps(asdict(glance), ensure_ascii=False)


def read(database: Path, playbook: Path, shop_name: str | None, day: date | None) -> Glance | None:
    """What was kept of the first screen, if it still holds for this shop and day (None: the day before today)."""
    import sqlite3

    try:
        with sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2) as db:
            shops = db.execute("SELECT id, name, timezone FROM shop ORDER BY id").fetchall()
            found = next((shop for shop in shops if shop_name in (None, shop[1])), None)
            if found is None:
                return None
            kept = db.execute("SELECT value FROM setting WHERE key = ?", (f"{KEY}:{found[0]}",)).fetchone()
            fixed = db.execute("SELECT value FROM setting WHERE key = 'today'").fetchone()
            data = db.execute(DATA_MARK).fetchone()[0]
        if kept is None:
            return None
        glance = Glance(**json.loads(kept[0]))
        judged = day or (date.fromisoformat(fixed[0]) if fixed else local_today(found[2])) - timedelta(days=1)
        return glance if glance.mark == mark(data, found[0], judged, playbook) else None
    except (sqlite3.Error, OSError, ValueError, TypeError):  # no database yet, or one of another version: the desk will say
        return None
    finally:
        if "db" in locals():
            db.close()


def local_today(timezone: str | None) -> date:
    """Today in the shop's time zone; here, where that is unknown."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        zone = ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    return datetime.now(zone).date()
