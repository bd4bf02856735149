"""The Textual app: modes, actions, workers, palette, theme. It shows what desk.py knows and does what screens/verbs.py can."""

from __future__ import annotations

import sys
import threading
from asyncio import Lock, to_thread
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from rich.text import Text
from textual import work
from textual.app import App, SystemCommand
from textual.content import Content
from textual.events import Event, Paste
from textual.screen import Screen
from textual.worker import Worker, WorkerState, get_current_worker

from shopdesk import actions, settings
from shopdesk.logs import record
from shopdesk.screens.frame import FrameScreen
from shopdesk.screens.trouble import TroubleScreen, words_for
from shopdesk.screens.verbs import Verbs
from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Finding, Why
from shopdesk.text import _, language, pasted, safe, use_keys, use_language
from shopdesk.themes import DAY, NIGHT
from shopdesk.widgets.fold import fold
from shopdesk.widgets.show import day_text
from shopdesk.widgets.topline import Heading

if TYPE_CHECKING:
    from shopdesk.desk import Desk
    from shopdesk.glance import Glance
    from shopdesk.records.shops import ShopInfo
    from shopdesk.routine import Morning, TodayView

Result = TypeVar("Result")
LOOK_SECONDS = 3
PLACES = ("today", *STEPS, "afternoon", "files", "targets")


def _screen(name: str) -> Screen[Any]:
    """The screen of a mode, imported when it is first shown."""
    module = import_module(f"shopdesk.screens.{name}")
    screen: Screen[Any] = getattr(module, f"{name.capitalize()}Screen")()
    return screen


class ShopdeskApp(App[int]):
    TITLE = "shopdesk"
    CSS_PATH = ["screens/frame.tcss", "screens/step.tcss"]
    MODES = {name: partial(_screen, name) for name in PLACES}
    DEFAULT_MODE = "today"
    BINDINGS = actions.bindings(actions.EVERYWHERE)

    def __init__(self, desk: Desk, verbs: Verbs | None = None) -> None:
        super().__init__()
        self.register_theme(NIGHT)
        self.register_theme(DAY)
        self.set_reactive(ShopdeskApp.theme, NIGHT.name)  # known before the stylesheets are read, they are read once
        self.desk = desk
        self.verbs = verbs or Verbs(desk)
        self.keys = actions.read_keymap(desk.locations.keymap)
        use_keys(True, {action: self.key(action) for action in self.keys})
        self.is_open = False
        self.morning: Morning | None = None
        self.today: TodayView | None = None
        self.glance: Glance | None = None  # what the first screen said last, until the desk is open
        self.drafts: dict[str, str] = {}  # what was typed and not sent, by field
        self._came_from: list[str] = []
        self._seen: set[tuple[str, ShopInfo | None, date]] = set()
        self._styled_with: dict[str, str] = {}
        self._writing = threading.Lock()  # verbs run in the order they were called
        self._rebuilding = Lock()

    # --- opening -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.set_keymap(self.keys)
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Show what the first screen said last, if it still holds; then open, whose imports would hold up the paint."""
        self.glance = self.desk.glance()
        if self.glance is not None:
            self.today = self.glance.view()
            if isinstance(screen := self.base_screen, FrameScreen) and screen.is_mounted:
                screen.show_frame()
                screen.frame_changed()
        self.call_after_refresh(self._open)

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def _open(self) -> None:
        self.desk.open()
        self.call_from_thread(self._opened)

    def _opened(self) -> None:
        self.is_open = True
        self.reload()
        self.set_interval(LOOK_SECONDS, self.look_elsewhere)

    @work(thread=True, group="elsewhere", exit_on_error=False)
    def look_elsewhere(self) -> None:
        """Show what another window or the command line did meanwhile."""
        if self.morning is not None and self.desk.changed_elsewhere():
            self.desk.notice()
            self.call_from_thread(self.reload)

    def reload(self) -> None:
        """Read everything anew: the frame and the screen that is shown."""
        if isinstance(screen := self.base_screen, FrameScreen) and screen.is_mounted:  # else it loads when it is
            screen.show_frame()
            screen.load()
        if self.desk.shop is not None:
            self.read_morning()

    def read_anew(self) -> None:
        """Files landed, or it is another shop or day: nothing read before holds any more."""
        self.morning = self.today = None
        self._seen.clear()
        self.reload()

    @property
    def base_screen(self) -> Screen[Any]:
        """The screen of the current mode, whatever dialog lies over it."""
        return self.screen_stack[0]

    @work(thread=True, exclusive=True, group="morning", exit_on_error=False)
    def read_morning(self) -> None:
        """Read the frame's figures; make the briefings not made yet, so that every step has its sign."""
        worker, known = get_current_worker(), self.morning

        def take(morning: Morning, today: TodayView | None) -> None:
            if not worker.is_cancelled:  # else it is of another day or shop by now
                self.call_from_thread(self._take, morning, today)

        if known is None:
            take(self.desk.morning(), self.desk.today_view())
        else:  # what was noted shows at once; the signs stay until the steps are looked through again
            take(replace(self.desk.morning(), steps=known.steps), None)
        for step in STEPS:
            if worker.is_cancelled:
                return
            self.desk.briefing(step)
            import_module(f"shopdesk.screens.{step}")  # up to 100 ms, which its first visit need not wait for
        today = self.desk.today_view()
        take(self.desk.morning(), today)

    @work(thread=True, exclusive=True, group="ticks", exit_on_error=False)
    def _read_ticks(self) -> None:
        self.call_from_thread(self._take, self.desk.morning(), None)

    def _take(self, morning: Morning, today: TodayView | None) -> None:
        self.morning, self.today = morning, today or self.today
        if isinstance(screen := self.base_screen, FrameScreen) and screen.is_mounted:  # else it reads them when it is
            screen.show_frame()
            screen.frame_changed()

    @property
    def heading(self) -> Heading:
        shop = self.desk.shop
        if not self.is_open and self.glance is not None:
            return Heading(safe(self.glance.shop), day_text(date.fromisoformat(self.glance.day)), None, self.today, True)
        return Heading(
            safe(shop.name) if shop else "",
            day_text(self.desk.day) if self.is_open and shop else "",
            self.morning,
            self.today,
            not self.is_open,
        )

    # --- actions -------------------------------------------------------------------------------------------------

    def key(self, action: str) -> str:
        """The key of an action, as a person reads it."""
        return actions.key_text(actions.find(action), self.keys)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys taken before the widgets are letters to a field, and ctrl+z is its own where it takes back its typing."""
        if action != "do" or self.focused is None:
            return True
        wanted = actions.find(str(parameters[0]))
        if wanted.id == "undo" and hasattr(self.focused, "action_undo"):
            return False
        return not (wanted.before_widgets and self.focused.check_consume_key("a", "a"))

    def action_do(self, name: str) -> None:
        """Do the action of this id: the screen's, else the app's, else to the place of this name; or say why not."""
        action = actions.find(name)
        screen = self.screen
        reason = screen.why_not(action) if isinstance(screen, FrameScreen) else ""
        if reason:
            self.say(reason, "warning")
        elif name in PLACES:
            self.go(name)
        else:
            (getattr(screen, f"do_{name}", None) or getattr(self, f"do_{name}"))()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        if isinstance(screen, FrameScreen):
            for action in screen.actions():
                if action.id != "palette":
                    title = f"{_(action.label)} · {_(action.tooltip)}"
                    yield SystemCommand(title, self.key(action.id), partial(self.action_do, action.id))
        yield SystemCommand(_("Light or dark"), _("Change the colours"), self._change_theme)

    def refresh_css(self, animate: bool = True) -> None:
        """Textual asks for this twice when a screen is first shown, and would read every stylesheet again each time: 120 ms."""
        variables = self.get_css_variables()
        if variables != self._styled_with:
            self._styled_with = variables
            super().refresh_css(animate)
        elif self.screen._css_update_count != self._css_update_count:
            self.stylesheet.update(self.screen, animate=animate)
            self.screen._css_update_count = self._css_update_count

    def _change_theme(self) -> None:
        self.theme = DAY.name if self.theme == NIGHT.name else NIGHT.name

    async def on_event(self, event: Event) -> None:
        """Signs that nobody sees stay out of what is pasted; a file's name may hold them."""
        if isinstance(event, Paste) and not event.is_forwarded and self.current_mode != "files":
            event = Paste(pasted(event.text))
        await super().on_event(event)

    def say(self, text: str, severity: str = "information") -> None:
        """A short message, gone soon, for it hides the keys; the same one is not said twice at once. Never markup."""
        text = fold(Content(text), min(self.size.width - 6, 96)).plain
        latest = max(self._notifications, key=lambda note: note.raised_at, default=None)
        if latest is not None and latest.message == text:
            self._unnotify(latest, refresh=False)
        self.notify(text, severity=severity, markup=False, timeout=4)  # type: ignore[arg-type]

    def go(self, place: str) -> None:
        if place == self.current_mode:
            return
        self._came_from.append(str(self.current_mode))
        self._show_place(place)

    def _show_place(self, place: str) -> None:
        self.switch_mode(place)
        if isinstance(screen := self.base_screen, FrameScreen) and screen.is_mounted:
            screen.arrive()

    def go_back(self) -> None:
        while self._came_from:
            place = self._came_from.pop()
            if place != self.current_mode:
                self._show_place(place)
                return
        if self.current_mode != "today":
            self._show_place("today")

    def do_next(self) -> None:
        self._go_by(1)

    def do_previous(self) -> None:
        self._go_by(-1)

    def _go_by(self, steps: int) -> None:
        order = ("today", *STEPS)
        here = order.index(str(self.current_mode)) if self.current_mode in order else 0
        self.go(order[(here + steps) % len(order)])

    def do_palette(self) -> None:
        self.action_command_palette()

    def do_quit(self) -> None:
        self.exit(0)

    def do_help(self) -> None:
        from shopdesk.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def do_language(self) -> None:
        use_language("en" if language() == "zh" else "zh")
        settings.remember(self.desk.locations.settings, language=language())
        self.morning = None
        self.run_worker(self._speak_anew(), group="language", exit_on_error=False)

    async def _speak_anew(self) -> None:
        async with self._rebuilding:  # a screen composed by halves stays broken
            await to_thread(self.desk.changed)  # which waits where a briefing is being made
            here, others = self.base_screen, [place for place in PLACES if place != self.current_mode]
            gone = [self.remove_mode(place) for place in others]
            for place in others:
                self.add_mode(place, self.MODES[place])
            for removed in gone:
                await removed
            await here.recompose()
            here.on_mount()  # type: ignore[attr-defined]
            self.reload()

    def do_choose_shop(self) -> None:
        from shopdesk.screens.choose import ChooseScreen

        names = {str(number): shop.name for number, shop in enumerate(self.desk.shops)}
        if len(names) < 2:
            self.say(_("This database has one shop only."))
            return
        self.push_screen(ChooseScreen(_("Which shop?"), names), self._use_shop)

    def _use_shop(self, choice: str | None) -> None:
        if choice is not None:
            self._move(partial(self.desk.use_shop, self.desk.shops[int(choice)].name))

    def do_day_before(self) -> None:
        self._shift_day(-1)

    def do_day_after(self) -> None:
        self._shift_day(1)

    def _shift_day(self, days: int) -> None:
        self._move(lambda: self.desk.use_day(self.desk.day + timedelta(days=days)))  # reckoned in turn, however fast the keys

    def _move(self, where: Callable[[], None]) -> None:
        """Do what leads to another shop or day, and read that one."""
        self.write(where, lambda _none: self.read_anew())

    # --- verbs ---------------------------------------------------------------------------------------------------

    @work(thread=True, group="write", exit_on_error=False)
    def write(self, verb: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Call a verb in a thread, in the order of calls, then `then(result)` on the interface's side."""
        with self._writing:
            result = verb()
            self.desk.notice()
        self.call_from_thread(then, result)

    def change(self, verb: Callable[[], Result], done: Callable[[Result], str | None]) -> None:
        """Call a verb that changes what briefings say; `done(result)` is the message, if any. Everything shown is read anew."""

        def then(result: Result) -> None:
            message = done(result)
            if message:
                self.say(message)
            self.reload()

        self.write(verb, then)

    def seen(self, step: str) -> None:
        """Note once that the operator looked at a step."""
        here = (step, self.desk.shop, self.desk.day)
        if here not in self._seen:
            self._seen.add(here)
            self.write(partial(self.verbs.see, step), lambda _none: self._read_ticks())

    def tick(self, step: str, check: str) -> None:
        self.write(partial(self.verbs.tick, step, check), lambda _ticked: self._read_ticks())

    def make_task(self, finding: Finding) -> None:
        title = safe(finding.task.title) if finding.task else ""

        def done(task: int | None) -> str:
            if task is None:
                return _("This finding has an open task already.")
            return _("In the plan: {title}. {key} takes it back.").format(title=title, key=self.key("undo"))

        self.change(partial(self.verbs.add_finding, finding), done)

    def note_cause(self, text: str, draft: str) -> None:
        def done(_none: None) -> str:
            self.drafts.pop(draft, None)
            if self.morning is not None:
                self.morning = replace(self.morning, cause=text.strip())
            return _("The cause is noted.") if text.strip() else _("The cause is taken back.")

        self.change(partial(self.verbs.note_cause, text), done)

    def do_undo(self) -> None:
        nothing = _("This window has nothing left to undo.")
        if self.desk.shop is None:
            self.say(nothing, "warning")
        else:
            self.change(self.verbs.undo, lambda what: _("Undone: {what}.").format(what=safe(what)) if what else nothing)

    # --- dialogs -------------------------------------------------------------------------------------------------

    def explain(self, why: Why | None, finding: Finding | None) -> None:
        """Open what is behind a figure or a finding."""
        from shopdesk.screens.why import WhyScreen

        step = finding.key.partition(":")[0] if finding is not None else str(self.current_mode)
        self.push_screen(WhyScreen(why, finding, self.desk, step))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where a failed worker becomes a dialog that can be read and copied."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None:
            self.trouble(error)

    def trouble(self, error: BaseException) -> None:
        """Tell what went wrong, once: what fails every few seconds does not pile its dialogs up."""
        cause, title, message = words_for(error)
        if not (isinstance(self.screen, TroubleScreen) and self.screen.message == safe(message)):
            self.push_screen(TroubleScreen(title, message, record(self.desk.locations.logs, cause)))

    def _fatal_error(self) -> None:
        """What no handler caught: a sentence and the log, not Textual's traceback: its local variables hold customers' data."""
        error = sys.exc_info()[1] or self._exception or RuntimeError("unknown")
        log = record(self.desk.locations.logs, error)
        words = _("Something went wrong that should not; the details are in {file}.").format(file=safe(log))
        self._return_code = 3
        self.panic(Text(f"shopdesk: {words}"))
