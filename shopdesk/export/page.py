"""The plan as one HTML page that needs nothing else: no script, no picture, no link. It prints on A4."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from shopdesk.export.document import Document, Item
from shopdesk.text import language

_STYLE = """
  body { font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
  body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; border-bottom: 1px solid; }
  ul { list-style: none; padding: 0; } li { margin: 0 0 .8rem; break-inside: avoid; }
  .done .title { opacity: .6; } .dropped .title { text-decoration: line-through; opacity: .6; }
  .marks { white-space: nowrap; margin-left: .6rem; font-size: .9em; }
  dl { margin: .2rem 0 0 1.6rem; display: grid; grid-template-columns: max-content 1fr; gap: 0 .8rem; font-size: .9em; }
  dt { opacity: .7; } dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
  @media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; } }
"""


def page(plan: Document) -> bytes:
    return ("\n".join(_lines(plan)) + "\n").encode()


def _lines(plan: Document) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{"zh-CN" if language() == "zh" else "en"}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(plan.title)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<h1>{escape(plan.title)}</h1>"
    yield f"<p>{escape(plan.summary)}</p>"
    for section in plan.sections:
        yield f"<h2>{escape(section.role)}</h2>"
        yield "<ul>"
        for item in section.items:
            yield from _task(item)
        yield "</ul>"
    yield "</body>"
    yield "</html>"


def _task(item: Item) -> Iterator[str]:
    box = {"done": "☑", "dropped": "☒"}.get(item.task.state, "☐")
    marks = "".join(f'<span class="marks">{escape(mark)}</span>' for mark in item.marks)
    yield f'<li class="{escape(item.task.state)}">{box} <strong class="title">{escape(item.title)}</strong>{marks}'
    if item.details:
        yield "<dl>"
        for label, text in item.details:
            yield f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>"
        yield "</dl>"
    yield "</li>"
