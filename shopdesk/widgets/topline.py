"""The two lines above every screen, and the rail that the second becomes where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from shopdesk.text import _, clip, from_minor, money, number, pad, percent, safe, width
from shopdesk.widgets.show import MUTED, SIGN_COLOURS

if TYPE_CHECKING:
    from shopdesk.routine import Morning, StepState, TodayView


@dataclass(frozen=True)
class Heading:
    """What the top line says; `morning` and `today` are None until they are read."""

    shop: str = ""
    day: str = ""
    morning: Morning | None = None
    today: TodayView | None = None
    opening: bool = True


class TopLine(Widget):
    """Shop, day judged, reports in, progress of the morning, sales against target."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TopLine { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """
    heading: reactive[Heading] = reactive(Heading())

    def render(self) -> Content:
        head = self.heading
        right = Content("   ").join(self._figures(head))
        day = f" · {head.day}" if head.day else ""
        name = head.shop or (_("Opening the desk …") if head.opening else _("No shop yet"))
        room = self.content_size.width - right.cell_length - 2
        name = clip(name, max(room - width(day), 4))
        gap = max(self.content_size.width - width(name) - width(day) - right.cell_length, 1)
        return Content.assemble((name, "bold $text-primary"), day, " " * gap, right)

    @staticmethod
    def _figures(head: Heading) -> list[Content]:
        parts: list[Content] = []
        if (morning := head.morning) is not None:
            lacking = morning.reports_in < morning.reports_total
            reports = _("reports {count}/{total}").format(count=morning.reports_in, total=morning.reports_total)
            parts.append(Content.styled(reports, "$text-warning" if lacking else ""))
            if morning.closed:
                parts.append(Content.styled(_("day closed ✓"), "$text-success"))
            else:
                parts.append(Content(_("morning {done}/{total}").format(done=morning.done, total=morning.total)))
        if (today := head.today) is not None and today.sales_minor is not None:
            parts.append(Content.assemble(*_sales(today)))
        return parts


def _sales(today: TodayView) -> list[str | tuple[str, str]]:
    sales = money(today.sales_minor, today.currency)
    target = today.day_target_minor
    if not target or today.sales_minor is None:
        return [(sales, "bold")]
    colour = "$text-success" if today.verdict_met else "$text-error"
    share = percent(today.sales_minor / target, 0)
    return [(sales, "bold"), f" / {number(float(from_minor(target, today.currency)))}  ", (share, f"bold {colour}")]


def _clickable(content: Content, action: str) -> Content:
    return content.stylize(Style.from_meta({"@click": f"app.do('{action}')"}))


# gap between steps, before the sign, cells of a title, and whether Today is among them
_WAYS_TO_FIT = (
    ("   ", " ", 20, True),
    ("  ", " ", 20, True),
    (" ", " ", 20, True),
    (" ", "", 20, True),
    (" ", "", 20, False),
    (" ", "", 8, False),
    (" ", "", 4, False),
)


class StepLine(Widget):
    """The steps with their signs in one line, the current one marked; shortened until it fits."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    StepLine { height: 1; padding: 0 1; background: $surface; }
    """
    steps: reactive[tuple[StepState, ...]] = reactive(())

    def __init__(self, current: str) -> None:
        super().__init__()
        self.current = current

    def render(self) -> Content:
        room = self.content_size.width
        line = Content("")
        for gap, space, title_cells, with_today in _WAYS_TO_FIT:
            line = Content(gap).join(self._items(space, title_cells)[not with_today :])
            if line.cell_length <= room:
                return line
        return line

    def _items(self, space: str, title_cells: int) -> list[Content]:
        items = [self._item("0", _("Today"), "", "today", title_cells, "")]
        for step in self.steps:
            items.append(self._item(str(step.number), step.title, step.sign, step.id, title_cells, space))
        items.append(self._item("a", _("Plan"), "", "afternoon", title_cells, ""))
        return items

    def _item(self, key: str, title: str, sign: str, action: str, title_cells: int, space: str) -> Content:
        here = action == self.current
        text = f"{key} {clip(safe(title), title_cells)}"
        name = Content.styled(text, "bold $foreground on $primary-muted" if here else "$foreground 80%")
        mark = Content.styled(f"{space}{sign}", f"bold {SIGN_COLOURS[sign]}") if sign else Content("")
        return _clickable(Content.assemble(name, mark), action)


class StepRail(Widget):
    """The steps one under the other, with what of each checklist is ticked."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    StepRail { width: 24; height: 100%; padding: 1 1; background: $surface; }
    """
    steps: reactive[tuple[StepState, ...]] = reactive(())

    def __init__(self, current: str) -> None:
        super().__init__()
        self.current = current

    def render(self) -> Content:
        lines = [self._line("0", _("Today"), "", "today", ""), Content("")]
        for step in self.steps:
            ticked = sum(check.ticked for check in step.checks)
            count = f"{ticked}/{len(step.checks)}" if step.checks and step.due else ""
            lines.append(self._line(str(step.number), safe(step.title), step.sign, step.id, count))
        lines += [Content(""), self._line("a", _("Plan"), "", "afternoon", ""), self._line("i", _("Import"), "", "files", "")]
        return Content("\n").join(lines)

    def _line(self, key: str, title: str, sign: str, action: str, count: str) -> Content:
        room = self.content_size.width - 9
        here = action == self.current
        text = f" {key} {pad(title, room)}"
        return _clickable(
            Content.assemble(
                (text, "bold $foreground on $primary-muted" if here else "$foreground 80%"),
                (f" {sign or ' '} ", f"bold {SIGN_COLOURS.get(sign, '')}".strip()),
                (count, MUTED),
            ),
            action,
        )
