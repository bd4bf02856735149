"""The plan as Markdown: a task list by role that chat tools and wikis show with boxes to tick."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shopdesk.export.document import Document, Item
from shopdesk.text import _

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def markdown(plan: Document) -> bytes:
    return ("\n".join(_lines(plan)) + "\n").encode()


def _lines(plan: Document) -> Iterator[str]:
    yield f"# {escaped(plan.title)}"
    yield ""
    yield escaped(plan.summary)
    for section in plan.sections:
        yield ""
        yield f"## {escaped(section.role)}"
        yield ""
        for item in section.items:
            yield from _task(item)


def _task(item: Item) -> Iterator[str]:
    title = f"**{escaped(item.title)}**"
    if item.dropped:
        title = f"~~{title}~~"
    box = " " if item.task.state == "open" else "x"
    yield " · ".join([f"- [{box}] {title}", *map(escaped, item.marks)])
    for label, text in item.details:
        yield "  - " + _("{label}: {text}").format(label=escaped(label), text=escaped(text))


def escaped(text: str) -> str:
    """Text that Markdown takes as it is, on one line. It never stands at a line's beginning, where more would be special."""
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " / "))
