"""A shop's desk on one day, for whoever shows it: briefings made once, the state of the morning, imports and exports.

Knows no interface. Made cheaply; `open` does what is slow. Safe to call from several threads: a lock keeps one briefing from
being made twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from shopdesk import glance
from shopdesk.errors import DataError
from shopdesk.locations import Locations, database_path
from shopdesk.steps import STEPS, brief
from shopdesk.steps.briefing import Briefing, Context, Why
from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.intake import Outline
    from shopdesk.landing import FileReceipt, ImportInfo, InboxRun, Said, Undone
    from shopdesk.plan import TaskView
    from shopdesk.playbook import Playbook, Threshold
    from shopdesk.records.shops import ShopInfo
    from shopdesk.routine import Morning, TodayView
    from shopdesk.store import Store
    from shopdesk.whatif import DayTried

Result = TypeVar("Result")


class Desk:
    def __init__(
        self,
        locations: Locations,
        *,
        url: str | None = None,
        shop_name: str | None = None,
        day: date | None = None,
        today: date | None = None,
        demo: bool = False,
    ) -> None:
        """`day` is the day judged (default: the day before `today`); `url` a database in another place than `locations`.

        With `demo`, an empty database is filled with the invented shop on opening.
        """
        self.locations = locations
        self.url = url
        self.shop_name = shop_name
        self._day = day
        self._today = today
        self._demo = demo
        self._glance = ""  # the mark of the first screen kept last
        self.opening = ""  # how far `open` is, while it works
        self.shop: ShopInfo | None = None
        self.shops: tuple[ShopInfo, ...] = ()
        self._store: Store | None = None
        self._playbook: Playbook | None = None
        self._briefings: dict[str, Briefing] = {}
        self._made_of: object = None
        self._last_change: object = None
        self._lock = threading.RLock()

    # --- opening ---------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open or make the database and find the shop. Raises ShopdeskError. Slow: it imports SQLModel (0.5 s)."""
        from shopdesk.store import open_store

        self._playbook = self._load_playbook()
        with self._lock:
            if self._store is None:
                self._store = open_store(self._database)
            if self._demo:
                self._build_demo()
            self._find_shop()
        self.opening = ""

    @property
    def _database(self) -> Path:
        return database_path(self.url) if self.url else self.locations.database

    def _build_demo(self) -> None:
        from shopdesk import demo

        def progress(done: float, total: int, _name: str) -> None:
            self.opening = _("Building the invented shop: {done} of {total} files").format(done=int(done), total=total)

        demo.build(self.store, progress)

    def _find_shop(self) -> None:
        from shopdesk.records import settings, shops

        with self.store.read() as db:
            fixed = settings.get(db, "today")
            if fixed and self._today is None:
                self._today = date.fromisoformat(fixed)
            self.shops = tuple(shops.shops(db))
            name = self.shop_name
            if not self.shops:
                self.shop = None
            elif name is None:
                self.shop = self.shops[0]
            else:
                self.shop = shops.find(db, name)

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    @property
    def store(self) -> Store:
        if self._store is None:
            raise RuntimeError("open the desk first")
        return self._store

    def _load_playbook(self) -> Playbook:
        from shopdesk import playbook

        return playbook.load(self.locations.playbook)

    @property
    def playbook(self) -> Playbook:
        if self._playbook is None:
            self._playbook = self._load_playbook()
        return self._playbook

    @property
    def today(self) -> date:
        """The morning on which the day is judged."""
        if self._day is not None:
            return self._day + timedelta(days=1)
        return self._today or glance.local_today(self.shop.timezone if self.shop else None)

    @property
    def day(self) -> date:
        """The day judged."""
        return self.today - timedelta(days=1)

    def use_day(self, day: date) -> None:
        self._day = day
        self.changed()

    def use_shop(self, name: str) -> None:
        self.shop_name = name
        self._find_shop()
        self.changed()

    def need_shop(self) -> ShopInfo:
        """The shop. Raises DataError where there is none yet."""
        if self.shop is None:
            raise DataError(_("No shop yet"), _("Import an export file first: shopdesk import FILE --shop NAME."))
        return self.shop

    # --- what is shown ---------------------------------------------------------------------------------------------

    @contextmanager
    def context(self) -> Iterator[Context]:
        """One state of the data for the shop and day."""
        with self.store.read() as db:
            yield Context(db, self.need_shop(), self.day, self.playbook)

    def briefing(self, step: str) -> Briefing:
        """The step's briefing, made once until something changes (here or in another window)."""
        with self._lock, self.context() as context:
            self._forget_if_changed(context)
            if step not in self._briefings:
                self._briefings[step] = brief(step, context)
            return self._briefings[step]

    def cached(self, step: str) -> Briefing | None:
        return self._briefings.get(step)

    def morning(self) -> Morning:
        with self.context() as context:
            from shopdesk import routine

            self._last_change = context.db.exec_driver_sql(glance.CHANGE_MARK).scalar_one()
            return routine.morning(context, dict(self._briefings))

    def changed_elsewhere(self) -> bool:
        """Whether something was noted or imported since the morning was read last: in another window, or on the command line."""
        with self.context() as context:
            return bool(context.db.exec_driver_sql(glance.CHANGE_MARK).scalar_one() != self._last_change)

    def today_view(self) -> TodayView:
        """The first screen. Makes the numbers' briefing only; findings of steps not made yet come later."""
        self.briefing("numbers")
        with self.context() as context:
            from shopdesk import routine

            view = routine.today(context, dict(self._briefings))
            data = str(context.db.exec_driver_sql(glance.DATA_MARK).scalar_one())
        self._keep_glance(view, data)
        return view

    def glance(self) -> glance.Glance | None:
        """The first screen as it was shown last, if it still holds; before `open`, within milliseconds."""
        return glance.read(self._database, self.locations.playbook, self.shop_name, self._day)

    def look_ahead(self) -> None:
        """Make the first screen after an import, so that the next start shows it at once."""
        self._find_shop()
        if self.shop is not None:
            self.today_view()

    def _keep_glance(self, view: TodayView, data: str) -> None:
        from shopdesk.records import settings

        shop = self.need_shop()
        made_of = glance.mark(data, shop.id, self.day, self.locations.playbook)
        if made_of == self._glance:
            return
        try:
            with self.store.write() as db:
                settings.put(db, f"{glance.KEY}:{shop.id}", glance.keep(view, shop.name, self.day, made_of))
        except DataError:  # another window is writing, or the disk is full: the next start is slower, that is all
            return
        self._glance = made_of

    def tasks(self, role: str | None = None) -> tuple[TaskView, ...]:
        from shopdesk import plan

        with self.context() as context:
            return plan.tasks(context.db, context.shop, context.day, role)

    def explain(self, rule: str) -> str:
        """A rule in our words, "" where the playbook has none."""
        return self.playbook.rule(rule)

    def thresholds(self, why: Why | None, rule: str) -> tuple[Threshold, ...]:
        """The playbook's thresholds that a verdict rests on: those it names, else those of its rule."""
        known = self.playbook.thresholds
        if why is not None and why.settings:
            return tuple(known[name] for name in why.settings)
        return tuple(threshold for threshold in known.values() if threshold.rule == rule)

    def try_threshold(self, step: str, threshold: str, value: float) -> Iterator[DayTried]:
        """What another value would have flagged in this step on the days past, the newest first."""
        from shopdesk.whatif import try_threshold

        with self.context() as context:
            yield from try_threshold(context, step, self.playbook.having(threshold, value))

    def set_threshold(self, threshold: str, value: float | None) -> None:
        """Keep a threshold in the operator's playbook; None takes ours back. It can be undone. Raises ShopdeskError."""
        known = self.playbook.thresholds[threshold]
        text = _("“{threshold}” back to ours") if value is None else _("“{threshold}” changed to {value}")
        label = text.format(threshold=known.words, value="" if value is None else f"{value:g}")
        with self.store.change(self.need_shop().id, label) as change:
            change.outside(threshold, known.value if known.own else None, value)
            self._write_threshold(threshold, value)

    def _write_threshold(self, threshold: str, value: float | None) -> None:
        from shopdesk import playbook

        playbook.set_threshold(self.locations.playbook, threshold, value)
        with self._lock:
            self._playbook = None
            self._briefings.clear()

    def undo(self) -> str | None:
        """Take back this window's newest change; what it was, None where nothing is left. Raises DataError."""
        return self.store.undo(self.need_shop().id, self._threshold_back)

    def _threshold_back(self, image: dict[str, Any]) -> bool:
        known = self._load_playbook().thresholds[image["key"]]
        if (known.value if known.own else None) != image["after"]:
            return False
        self._write_threshold(known.id, image["before"])
        return True

    def changed(self) -> None:
        """Forget the briefings: they speak another language now, or of another day."""
        with self._lock:
            self._briefings.clear()

    def notice(self) -> None:
        """Forget the briefings if the data changed, here or in another window."""
        if self.shop is not None:
            with self._lock, self.context() as context:
                self._forget_if_changed(context)

    def _forget_if_changed(self, context: Context) -> None:
        stamp = (self.day, context.shop.id, context.db.exec_driver_sql(glance.DATA_MARK).scalar_one())
        if stamp != self._made_of:
            self._briefings.clear()
            self._made_of = stamp

    # --- what is done ----------------------------------------------------------------------------------------------

    def close_day(self) -> None:
        """Close the day. Raises DataError naming what is missing."""
        for step in STEPS[:2]:  # the falling sources are part of what may be missing
            self.briefing(step)
        from shopdesk import routine

        routine.close_day(self.store, self.need_shop(), self.day, self.morning().lacks)

    def import_files(
        self,
        paths: Sequence[Path],
        progress: Callable[[float, int, str], None] | None = None,
        said: Mapping[Path, Said] | None = None,
    ) -> list[FileReceipt]:
        """Land export files for this desk's shop (or the shop that they name, where there is none yet).

        `said` is what the operator said of single files.
        """
        from shopdesk import landing

        receipts = landing.import_files(
            self.store, paths, shop_name=self._named_shop(), shop_said=False, said=said, progress=progress
        )
        self.note_faults(receipts)
        return self._landed(receipts)

    def preview(
        self,
        paths: Sequence[Path],
        progress: Callable[[float, int, str], None] | None = None,
        said: Mapping[Path, Said] | None = None,
    ) -> list[FileReceipt]:
        """The receipts that `import_files` would give; nothing is changed."""
        from shopdesk import landing

        receipts = landing.preview(self.store, paths, shop_name=self._named_shop(), shop_said=False, said=said, progress=progress)
        self.note_faults(receipts)
        return receipts

    def outline(self, path: Path) -> Outline:
        """The headers of a file nobody recognises, and what they may be. Raises IntakeError where it has none."""
        from shopdesk import intake

        return intake.outline(path)

    def preview_inbox(self, progress: Callable[[float, int, str], None] | None = None) -> list[FileReceipt]:
        """The receipts of what lies finished in the inbox; nothing is changed."""
        from shopdesk import landing

        return self.preview(list(landing.inbox_files(self.locations.inbox)[0]), progress)

    def import_inbox(
        self,
        progress: Callable[[float, int, str], None] | None = None,
        files: Collection[Path] | None = None,
        said: Mapping[Path, Said] | None = None,
    ) -> InboxRun:
        """Land what lies finished in the inbox (`locations.inbox`), or only these files of it, and put it aside there."""
        from shopdesk import landing

        run = landing.import_inbox(
            self.store,
            self.locations.inbox,
            glance.local_today(self.shop.timezone if self.shop else None),
            shop_name=self._named_shop(),
            shop_said=False,
            said=said,
            files=files,
            progress=progress,
        )
        self.note_faults(run.receipts)
        return self._landed(run)

    def note_faults(self, receipts: Iterable[FileReceipt]) -> None:
        """Log what went wrong in the program itself."""
        from shopdesk.logs import record

        for receipt in receipts:
            if receipt.fault is not None:
                record(self.locations.logs, receipt.fault)

    def waiting(self) -> int:
        """How many finished files lie in the inbox; 0 where it cannot be read."""
        from shopdesk import landing

        try:
            return len(landing.inbox_files(self.locations.inbox, lambda: None)[0])
        except OSError:
            return 0

    def imports(self) -> list[ImportInfo]:
        """What was imported for the shop, the newest first."""
        from shopdesk import landing

        return landing.imports(self.store, self.need_shop())

    def import_receipt(self, import_id: int) -> FileReceipt:
        """What became of the file of an import."""
        from shopdesk import landing

        return landing.receipt_of(self.store, self.need_shop(), import_id)

    def undo_import(self, import_id: int) -> Undone:
        """Take an import back as a whole. Raises DataError where a later one builds on it, which it names."""
        from shopdesk import landing

        return self._landed(landing.undo_import(self.store, self.need_shop(), import_id))

    def _named_shop(self) -> str | None:
        """The shop that files are for unless they say so themselves: one that was chosen among several."""
        return self.shop_name if len(self.shops) > 1 else None

    def _landed(self, what: Result) -> Result:
        self._find_shop()
        self.changed()
        return what

    def export_plan(self, form: str, path: Path | None = None) -> Path:
        """Write the afternoon plan as md, xlsx, csv, html, ics or json; where it lies. Never half a file."""
        from shopdesk.export import plan_file

        target = path or self.locations.exports / f"plan-{self.day.isoformat()}.{form}"
        return plan_file(self.tasks(), self.need_shop(), self.day, self.playbook, form, target)

    def plan_bytes(self, form: str) -> bytes:
        """What `export_plan` writes."""
        from shopdesk.export import plan_bytes

        return plan_bytes(self.tasks(), self.need_shop(), self.day, self.playbook, form)
