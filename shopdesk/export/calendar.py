"""The plan as an iCalendar file (RFC 5545): an all-day event on the day a task is due, and one on the day it is checked.

Events rather than VTODO, because the calendars of phones and of the large providers drop tasks on import. An event's UID is the
same on every export, so importing a newer file moves it instead of doubling it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from shopdesk.errors import DataError
from shopdesk.export.document import Document, Item
from shopdesk.text import _, language, listed

_STATUS = {"open": "CONFIRMED", "done": "CONFIRMED", "dropped": "CANCELLED"}


def calendar(plan: Document) -> bytes:
    """Raises DataError for a plan without tasks: a calendar without an event is no valid file."""
    if not plan.sections:
        raise DataError(
            _("Nothing for the calendar"),
            _("The plan of {day} has no task yet; make one first, or choose another format.").format(day=plan.day.isoformat()),
        )
    return b"".join(folded(line) for line in _lines(plan))


def _lines(plan: Document) -> Iterator[str]:
    stamp = f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//shopdesk//plan//{language().upper()}"
    yield "CALSCALE:GREGORIAN"
    yield f"X-WR-CALNAME:{escaped(plan.title)}"
    for section in plan.sections:
        for item in section.items:
            on = item.task.due or plan.day + timedelta(days=1)  # without a day of its own: the afternoon it is planned
            title = f"✓ {item.title}" if item.done else item.title
            yield from _event(plan, section.role, item, "due", on, title, stamp)
            if item.task.check_on is not None and not item.dropped:
                check = _("Check: {task}").format(task=item.title)
                yield from _event(plan, section.role, item, "check", item.task.check_on, check, stamp)
    yield "END:VCALENDAR"


def _event(plan: Document, role: str, item: Item, what: str, on: date, title: str, stamp: str) -> Iterator[str]:
    details = [listed(item.marks), *(_("{label}: {text}").format(label=label, text=text) for label, text in item.details)]
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid.uuid5(uuid.NAMESPACE_OID, f'shopdesk {plan.shop} {item.task.id} {what}')}"
    yield stamp
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(title)}"
    if any(details):
        yield f"DESCRIPTION:{escaped(chr(10).join(filter(None, details)))}"
    yield f"CATEGORIES:{escaped(role)}"
    yield f"STATUS:{_STATUS[item.task.state]}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A content line of at most 75 octets a row (RFC 5545, 3.1), no character cut in two."""
    rows, row = [], b""
    for character in line:
        octets = character.encode()
        if len(row) + len(octets) > 75:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"
