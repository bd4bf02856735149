"""A desk with an invented shop, without a database, for tests of the screens. Some of its texts are hostile on purpose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from shopdesk import locations, playbook
from shopdesk.desk import Desk
from shopdesk.errors import DataError, UsageError
from shopdesk.plan import ROLES, TaskView
from shopdesk.routine import CheckState, Morning, StepState, TodayView
from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Briefing, Finding, Need, Proposal, Severity, State, Why
from shopdesk.steps.numbers import Baseline, ComparisonView, EffectsView, Factor, Forecast, NumbersDetails, TargetView, TrendDay
from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.landing import FileReceipt

DAY = date(2026, 11, 10)
LONG = (
    "法式复古碎花连衣裙女夏季新款收腰显瘦气质小个子茶歇裙高级感温柔风长裙赠腰带七天无理由退换顺丰包邮现货速发官方旗舰店正品保证"[
        :60
    ]
)
HOSTILE = f"[/foo] [red]red[/red] SKU [A-1] [@click=app.quit]x[/] \x1b[31mesc\x1b]52;c;AA==\x07 \u202ebidi\u202c \x9b5m {LONG} 👗"


@dataclass(frozen=True)
class FakeShop:
    id: int
    name: str
    platform: str = "taobao"
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"


def numbers(day: date = DAY, state: State = State.READY) -> Briefing:
    trend = tuple(
        TrendDay(day - timedelta(days=29 - n), 1_400_000 + n * 37 % 11 * 80_000 if n != 12 else None, 1_900_000)
        for n in range(30)
    )
    baseline = Baseline("same_weekday_4w", (day - timedelta(days=7),), 5310, 177.4, 1_913_500)
    effects = EffectsView(-3640.0, -885.0, 165.0, -4360.0)
    factors = (
        Factor("visitors", 4291, 5310, -0.192, 0.11, True),
        Factor("conversion", 0.0317, 0.0334, -0.051, 0.09, None),
        Factor("average_spend", 108.64, 107.90, 0.007, 0.05, False),
    )
    details = NumbersDetails(
        verdict="missed",
        month_verdict="missed",
        target=TargetView(
            1_900_000, 57_000_000, 13_890_000, 2_155_500, 1_930_000, Forecast(45_500_000, 47_600_000, 49_800_000, 0.03, 0.05)
        ),
        baseline=baseline,
        effects=effects,
        factors=factors,
        trend=trend,
        month_share_gone=0.33,
        comparisons=(ComparisonView(baseline, effects, factors),),
    )
    needs = (
        (Need("taobao_orders", _("Import {report} of {day} (key i).").format(report="orders", day=day)),)
        if state != State.READY
        else ()
    )
    return Briefing(
        "numbers",
        day,
        state,
        f"Missed: ¥14,775 of ¥19,000 (78 %) {HOSTILE if state == State.NEEDS else ''}".strip(),
        Severity.ACT,
        details,
        findings("numbers"),
        needs,
        {"sales_minor": 1_477_500},
        {"visitors": Why("Visitors", "visitors ÷ usual − 1", (("visitors", "4,291"),), "−19.2 % ± 11 %", "3.5", "R15")},
    )


def findings(step: str) -> tuple[Finding, ...]:
    why = Why(HOSTILE, "a ÷ b", ((HOSTILE, HOSTILE),), "± 11 %", "3.5", "R15")
    return (
        Finding(
            f"{step}:visitors",
            "R15",
            Severity.ACT,
            "Visitors are 19 % under a usual Tuesday, beyond their ±11 %",
            {"visitors": 4291},
            Proposal("promotion", "Win back search visitors", "search visitors", "1,500", DAY + timedelta(days=4)),
            -490_000,
            why,
        ),
        Finding(f"{step}:hostile", "R31", Severity.UNKNOWN, HOSTILE, {"title": HOSTILE}, Proposal("design", HOSTILE), None, None),
        Finding(f"{step}:plain", "R7", Severity.WATCH, "The industry fell too", {}, None, None, None),
    )


def plain(step: str, day: date) -> Briefing:
    return Briefing(step, day, State.NEEDS, HOSTILE, Severity.WATCH, None, findings(step), (Need("stock", HOSTILE),))


class FakeDesk:
    """The interface of shopdesk.desk.Desk, as far as screens use it, over lists in memory; the verbs are FakeVerbs."""

    def __init__(self, folder: Path, *, empty: bool = False, fails: Exception | None = None, shop: str = "花间小铺") -> None:
        self.locations = locations.at(folder)
        self.playbook = playbook.load()
        self.fails, self.empty = fails, empty
        self.shop_name = shop
        self.opening = ""
        self.shop: Any = None
        self.shops: tuple[Any, ...] = ()
        self.day = DAY
        self.store = SimpleNamespace()
        self.made: dict[str, Briefing] = {}
        self.ticked: set[tuple[str, str]] = set()
        self.seen_steps: set[str] = set()
        self.cause = ""
        self.is_closed = False
        self.task_list: list[TaskView] = []
        self.imported: list[Path] = []
        self.exported: list[str] = []

    @property
    def today(self) -> date:
        return self.day + timedelta(days=1)

    def open(self) -> None:
        if self.fails is not None:
            raise self.fails
        if not self.empty:
            self.shop = FakeShop(1, self.shop_name)
            self.shops = (self.shop, FakeShop(2, HOSTILE))

    def use_day(self, day: date) -> None:
        self.day = day
        self.changed()

    def use_shop(self, name: str) -> None:
        self.shop = next(shop for shop in self.shops if shop.name == name)

    def briefing(self, step: str) -> Briefing:
        self.made.setdefault(step, numbers(self.day) if step == "numbers" else plain(step, self.day))
        return self.made[step]

    def cached(self, step: str) -> Briefing | None:
        return self.made.get(step)

    def notice(self) -> None:
        self.made.clear()

    def changed(self) -> None:
        self.made.clear()

    def explain(self, rule: str) -> str:
        return self.playbook.rule(rule)

    thresholds = Desk.thresholds

    def changed_elsewhere(self) -> bool:
        return False

    def morning(self) -> Morning:
        steps = []
        for number, (name, step) in enumerate(self.playbook.steps.items(), 1):
            checks = tuple(CheckState(c.id, str(c.words), c.rules, (name, c.id) in self.ticked) for c in step.checks)
            done = name in self.seen_steps and all(check.ticked for check in checks)
            made = self.made.get(name)
            act = made is not None and made.severity is Severity.ACT
            sign = "✓" if done else "!" if act else "·"
            severity = made.severity if made else None
            lacks = tuple(check.text for check in checks if not check.ticked)
            steps.append(
                StepState(name, number, str(step.words), sign, severity, True, name in self.seen_steps, done, checks, lacks)
            )
        lacks = () if self.cause else (_("Write why the day was met or missed, in step 1."),)
        done = sum(step.done for step in steps)
        missing = (Need("alimama_keyword", _("Import {report} of {day} (key i).").format(report="关键词报表", day=self.day)),)
        return Morning(tuple(steps), done, 7, 6, 7, missing, self.is_closed, lacks, self.cause)

    def today_view(self) -> TodayView:
        self.briefing("numbers")
        top = tuple((step, finding) for step in ("shop", "ads", "numbers") if step in self.made for finding in findings(step)[:1])
        lines = (
            "November: ¥138,900 of ¥570,000, 24 % – 33 % of the month gone.",
            "Likely end ¥455,000 – 498,000. Needs ¥21,555 a day.",
        )
        hostile = replace(top[0][1], text=HOSTILE)
        return TodayView(
            "Missed yesterday by ¥4,225.",
            False,
            lines,
            (("shop", hostile), *top[1:]),
            self.morning().missing,
            tuple(task for task in self.task_list if task.carried_from),
            len(self.made) < len(STEPS),
            1_477_500,
            1_900_000,
            "CNY",
        )

    def tasks(self, role: str | None = None) -> tuple[TaskView, ...]:
        return tuple(task for task in self.task_list if role in (None, task.role))

    def close_day(self) -> None:
        if not self.cause:
            raise DataError("The day cannot be closed yet", "Write why.")
        self.is_closed = True

    def export_plan(self, form: str, path: Path | None = None) -> Path:
        self.exported.append(form)
        return path or self.locations.exports / f"plan.{form}"

    def glance(self) -> None:
        """Nothing was kept of the last time."""

    def imports(self) -> list[Any]:
        return []

    def waiting(self) -> int:
        return 0

    def preview(self, paths: list[Path], progress: Any = None, said: Any = None) -> list[FileReceipt]:
        return [replace(receipt, path=path) for receipt, path in zip(self._receipts(paths), paths, strict=True)]

    def import_files(self, paths: list[Path], progress: Any = None, said: Any = None) -> list[FileReceipt]:
        for number, path in enumerate(paths, 1):
            if progress is not None:
                progress(number, len(paths), path.name)
            self.imported.append(path)
        self.open()
        return self._receipts(paths)

    def _receipts(self, paths: list[Path]) -> list[FileReceipt]:
        from shopdesk.landing import FileReceipt

        receipts = []
        for path in paths:
            if path.suffix == ".exe":
                receipts.append(FileReceipt(str(path), refused="This is no table."))
            else:
                receipts.append(FileReceipt(str(path), "sycm_shop_daily", HOSTILE, DAY, DAY, 1, 1, 0, 0, 0))
        return receipts


def task(number: int, role: str = "operations", title: str = "Win back search visitors", **fields: Any) -> TaskView:
    blank = TaskView(
        number,
        role,
        title,
        "Search visitors 1,640 → 619 since Sunday",
        "R14",
        "open",
        DAY,
        None,
        "search visitors",
        "back to 1,500",
        DAY + timedelta(days=4),
        None,
        -490_000,
        "",
        "",
        0,
    )
    return replace(blank, **fields)


def some_tasks() -> list[TaskView]:
    return [
        task(1),
        task(2, "promotion", HOSTILE, worth_minor=31_000, carried_from=DAY - timedelta(days=2), age_days=2),
        task(3, "promotion", f"删除关键词 {LONG}", state="done"),
        task(4, "design", "换主图", due=None, worth_minor=None, why=HOSTILE),
    ]


class FakeVerbs:
    """The verbs over a FakeDesk's lists; `log` is what was called."""

    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.log: list[tuple[Any, ...]] = []
        self.findings: set[str] = set()

    def see(self, step: str) -> None:
        self.desk.seen_steps.add(step)

    def tick(self, step: str, check: str) -> bool:
        self.log.append(("tick", step, check))
        self.desk.ticked ^= {(step, check)}
        return (step, check) in self.desk.ticked

    def note_cause(self, text: str, subject: str = "day", factor: str = "") -> None:
        self.log.append(("cause", text))
        self.desk.cause = text

    def close_day(self) -> None:
        self.log.append(("close",))
        self.desk.close_day()

    def reopen_day(self) -> None:
        self.log.append(("reopen",))
        self.desk.is_closed = False

    def undo(self) -> str | None:
        self.log.append(("undo",))
        return HOSTILE if self.desk.ticked else None

    def add_finding(self, finding: Finding) -> int | None:
        self.log.append(("finding", finding.key))
        if finding.key in self.findings:
            return None
        self.findings.add(finding.key)
        assert finding.task is not None
        self.desk.task_list.append(task(len(self.desk.task_list) + 1, finding.task.role, finding.task.title))
        return len(self.desk.task_list)

    def add_task(self, title: str, role: str, due: date | None, **fields: Any) -> int:
        assert role in ROLES
        if len(title) > 500:
            raise UsageError("This title is too long", "Shorten it.")
        self.log.append(("add", title, role, due))
        more = {"why": "", "worth_minor": None, **fields}
        self.desk.task_list.append(task(len(self.desk.task_list) + 1, role, title, due=due, **more))
        return len(self.desk.task_list)

    def edit_task(self, task: int, **fields: Any) -> None:
        self.log.append(("edit", task, fields))
        self._set(task, **fields)

    def set_task(self, task: int, state: str) -> None:
        self.log.append(("state", task, state))
        self._set(task, state=state)

    def _set(self, number: int, **fields: Any) -> None:
        self.desk.task_list = [replace(item, **fields) if item.id == number else item for item in self.desk.task_list]
