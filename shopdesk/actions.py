"""Every action of the desk, one record each: bindings, key bar, help, palette, keymap and docs/keys.md are made of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shopdesk.errors import UsageError
from shopdesk.text import _

if TYPE_CHECKING:
    from textual.binding import BindingType

EVERYWHERE = "everywhere"  # also in dialogs and while typing
FRAME = "frame"  # every screen with the top line
STEP = "step"  # the seven steps
FINDINGS = "findings"  # screens with a list of findings


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a text for translation where it is translated later."""
    return message


@dataclass(frozen=True)
class Action:
    """`id` names the screen's or the app's method `do_<id>`; `place` is EVERYWHERE, FRAME, STEP, FINDINGS or a screen's name.

    `guard` names the screen's method that is asked before: it gives the reason why the action cannot be done now, or "".
    """

    id: str
    key: str  # Textual's names; several are separated by commas, the first is shown
    label: str
    tooltip: str
    place: str
    guard: str = ""
    shown: bool = True  # in the key bar
    before_widgets: bool = False  # taken before the focused widget sees the key (never while typing)


ACTIONS: tuple[Action, ...] = (
    Action("help", "f1", N_("Help"), N_("This screen explained, with all its keys"), EVERYWHERE),
    Action("undo", "ctrl+z", N_("Undo"), N_("Take back what this window noted last"), EVERYWHERE),
    Action("palette", "ctrl+p", N_("Palette"), N_("Find any action by its name"), EVERYWHERE),
    Action("quit", "ctrl+q", N_("Quit"), N_("Leave the desk; everything is saved"), EVERYWHERE, shown=False),
    # step
    Action("tick", "space", N_("Tick"), N_("Tick the marked check, or take the tick away"), STEP, "why_no_tick"),
    Action("task", "t", N_("Task"), N_("Make a task of the marked finding"), FINDINGS, "why_no_task"),
    Action("why", "question_mark", N_("Why"), N_("Explain the marked figure or finding"), FINDINGS, "why_no_shop"),
    # today
    Action("walk", "enter", N_("Walk the morning"), N_("Go to the first step that is not done"), "today", "why_no_shop"),
    # afternoon
    Action("toggle", "space", N_("Done"), N_("Mark the task as done, or open it again"), "afternoon", "why_no_selection"),
    Action(
        "role_next", "right", N_("Next role"), N_("Go to the next role's tasks"), "afternoon", shown=False, before_widgets=True
    ),
    Action(
        "role_before",
        "left",
        N_("Role before"),
        N_("Go to the tasks of the role before"),
        "afternoon",
        shown=False,
        before_widgets=True,
    ),
    Action("add", "e", N_("Add"), N_("Write a task of your own"), "afternoon", "why_no_shop"),
    Action("edit", "enter", N_("Change"), N_("Change the marked task"), "afternoon", "why_no_selection"),
    Action("export", "x", N_("Export"), N_("Write the plan to a file for the team"), "afternoon", "why_no_shop"),
    Action("drop", "delete", N_("Drop"), N_("Drop the marked task; it can be undone"), "afternoon", "why_no_selection"),
    Action("why_task", "question_mark", N_("Why"), N_("Explain why the task was made"), "afternoon", "why_no_selection"),
    # files
    Action(
        "import_now", "enter,ctrl+s", N_("Look, then land"), N_("Show what the files would change; once more lands them"), "files"
    ),
    Action("file_kind", "c", N_("Kind, day"), N_("Say what kind the marked file is, or of which day"), "files", "why_no_file"),
    Action("file_columns", "m", N_("Columns"), N_("Say which column of the marked file is which"), "files", "why_no_file"),
    Action("why_file", "question_mark", N_("Details"), N_("Show all that is told of the marked file"), "files", "why_no_file"),
    Action("take_inbox", "ctrl+o", N_("Inbox"), N_("Show what the files in the inbox would change, then land them"), "files"),
    Action("take_back", "delete", N_("Take back"), N_("Take the marked import back as a whole"), "files", "why_no_import"),
    # shop
    Action("note_source", "c", N_("Cause"), N_("Write why the marked source moved"), "shop", "why_no_source"),
    Action("write_log", "g", N_("Log"), N_("Write the day's promotion log and service log"), "shop", "why_no_shop"),
    Action(
        "link_product",
        "v",
        N_("Lead to"),
        N_("Note which profit items the marked product leads to"),
        "shop",
        "why_no_product",
    ),
    # ads
    Action("decide", "enter", N_("Decide"), N_("Decide on the marked word"), "ads", "why_no_word"),
    Action("plan_ads", "b", N_("Budget"), N_("Say what promotion is for, divide its money over the tools"), "ads", "why_no_shop"),
    Action("break_down", "v", N_("Where"), N_("Where the ads' money went: crowds, pictures, regions …"), "ads", "why_no_shop"),
    # page
    Action("note_change", "g", N_("Note a change"), N_("Note what was changed on the page"), "page", "why_no_shop"),
    # competitors
    Action(
        "look_at_peer",
        "enter",
        N_("Note the day"),
        N_("Note what you saw at the marked peer today"),
        "competitors",
        "why_no_peer",
    ),
    Action("add_peer", "e", N_("Add"), N_("Follow one more peer"), "competitors", "why_no_shop"),
    Action("open_peer", "o", N_("Open"), N_("Open the marked peer's shop in the browser"), "competitors", "why_no_link"),
    Action("season_item", "g", N_("New item"), N_("Note a new-season item of the marked peer"), "competitors", "why_no_peer"),
    Action("paste_items", "v", N_("Paste items"), N_("Paste a list of the marked peer's items"), "competitors", "why_no_peer"),
    Action("edit_peer", "c", N_("Change"), N_("Change the marked peer, or a new product's season"), "competitors", "why_no_mark"),
    Action(
        "remove_peer",
        "delete",
        N_("Remove"),
        N_("Follow the marked peer no more; it can be undone"),
        "competitors",
        "why_no_peer",
    ),
    # activities
    Action("open_entry", "enter", N_("Move on"), N_("Move the marked activity on, or change it"), "activities", "why_no_mark"),
    Action("add_entry", "e", N_("Add"), N_("Note an activity you found or plan"), "activities", "why_no_shop"),
    Action("edit_entry", "c", N_("Change"), N_("Change the marked activity"), "activities", "why_no_mark"),
    Action("restore_price", "r", N_("Price is back"), N_("Note that the marked price is back"), "activities", "why_no_restore"),
    Action("plan_entry", "g", N_("Plan it"), N_("Write the marked activity's plan"), "activities", "why_no_mark"),
    Action("year", "v", N_("Year"), N_("The year's great days, holidays, seasons and activities"), "activities", "why_no_shop"),
    Action(
        "remove_entry", "delete", N_("Delete"), N_("Delete the marked activity; it can be undone"), "activities", "why_no_mark"
    ),
    # listings
    Action("open_case", "enter", N_("Handle"), N_("Handle the marked copycat or review"), "listings", "why_no_mark"),
    Action("add_copycat", "e", N_("Add copycat"), N_("Note a copy of one of our products"), "listings", "why_no_shop"),
    Action("open_copycat", "o", N_("Open"), N_("Open the marked copycat's page in the browser"), "listings", "why_no_link"),
    Action(
        "search_copies",
        "v",
        N_("Compare a search"),
        N_("Paste what a search found, compare it, note the copies"),
        "listings",
        "why_no_shop",
    ),
    Action("phrases", "b", N_("Phrases"), N_("Copy an answer from the phrase book, or write one"), "listings", "why_no_shop"),
    Action(
        "conversion_line",
        "c",
        N_("Conversion line"),
        N_("The marked product's conversion, copies and bad reviews on it"),
        "listings",
        "why_no_shop",
        shown=False,
    ),
    Action(
        "fold",
        "f",
        N_("Other products"),
        N_("Show or fold the reviews of other products"),
        "listings",
        "why_no_shop",
        shown=False,
    ),
    # numbers
    Action("write_cause", "c", N_("Cause"), N_("Write why the day was met or missed"), "numbers", "why_no_shop"),
    Action(
        "compare",
        "b",
        N_("Compare"),
        N_("Hold the day against the target, last month, last year"),
        "numbers",
        "why_no_shop",
    ),
    # targets
    Action("plan_edit", "enter", N_("Change"), N_("Change the marked period: target and promotion"), "targets", "why_no_mark"),
    Action("plan_days", "space", N_("Days"), N_("Open or fold the days of the marked month"), "targets", "why_no_mark"),
    Action("plan_solve", "g", N_("Solve"), N_("Solve visitors × conversion × spend = sales"), "targets", "why_no_mark"),
    Action("plan_drop", "delete", N_("Own target away"), N_("Take the marked period's own target away"), "targets", "why_no_own"),
    Action("plan_add", "e", N_("Add"), N_("Set the target of any period"), "targets", "why_no_shop"),
    Action("plan_stage", "c", N_("Stage"), N_("Say which stage the shop is in"), "targets", "why_no_shop"),
    Action("why_target", "question_mark", N_("Why"), N_("Explain the marked target"), "targets", "why_no_mark"),
    # every screen
    Action("next", "n", N_("Next"), N_("Go to the next step"), FRAME),
    Action("previous", "p", N_("Previous"), N_("Go to the step before"), FRAME, shown=False),
    Action("afternoon", "a", N_("Plan"), N_("Go to the afternoon's plan"), FRAME),
    Action("files", "i", N_("Import"), N_("Import export files"), FRAME),
    Action("today", "0,home", N_("Today"), N_("Go to today's overview"), FRAME, before_widgets=True),
    Action("numbers", "1", N_("Numbers"), N_("Step 1: numbers against the target"), FRAME, shown=False),
    Action("shop", "2", N_("Shop"), N_("Step 2: sources, products and stock"), FRAME, shown=False),
    Action("competitors", "3", N_("Peers"), N_("Step 3: what the peers do"), FRAME, shown=False),
    Action("ads", "4", N_("Ads"), N_("Step 4: keywords and ad products"), FRAME, shown=False),
    Action("activities", "5", N_("Activities"), N_("Step 5: sign-ups and events"), FRAME, shown=False),
    Action("listings", "6", N_("Listings"), N_("Step 6: copies and bad reviews"), FRAME, shown=False),
    Action("page", "7", N_("Page"), N_("Step 7: the weekly page check"), FRAME, shown=False),
    Action("targets", "T", N_("Targets"), N_("The plan: year, quarters, months and days"), FRAME, shown=False),
    Action(
        "close_day", "d", N_("Close the day"), N_("Close the day judged; a closed one is opened again"), FRAME, "why_not_closable"
    ),
    Action("copy", "y", N_("Copy"), N_("Copy the marked line"), FRAME),
    Action("language", "l", N_("中文"), N_("Switch between Chinese and English"), FRAME),
    Action("day_before", "left_square_bracket", N_("Day before"), N_("Judge the day before"), FRAME, "why_no_shop", shown=False),
    Action("day_after", "right_square_bracket", N_("Day after"), N_("Judge the day after"), FRAME, "why_no_shop", shown=False),
    Action("choose_shop", "S", N_("Other shop"), N_("Go to another shop of this database"), FRAME, "why_no_shop", shown=False),
    Action("back", "escape", N_("Back"), N_("Go back; nothing typed is lost"), FRAME, shown=False),
)


def at(*places: str) -> Iterator[Action]:
    """The actions of `places`, in the order of the places, then of the list."""
    for place in places:
        yield from (action for action in ACTIONS if action.place == place)


def find(name: str) -> Action:
    """The action of this id; ids are unique."""
    return next(action for action in ACTIONS if action.id == name)


def in_field(action: Action, keymap: Mapping[str, str], taken: Callable[[str], bool]) -> bool:
    """Whether one of its keys works while something is typed; `taken` says of a key whether the field keeps it for itself."""
    return action.place == EVERYWHERE or not all(taken(key.strip()) for key in keymap.get(action.id, action.key).split(","))


def bindings(place: str) -> list[BindingType]:
    """Textual's bindings for the actions of one place."""
    from textual.binding import Binding

    return [
        Binding(
            action.key,
            f"app.do('{action.id}')",
            id=action.id,
            priority=place == EVERYWHERE or action.before_widgets,
            show=False,
        )
        for action in at(place)
    ]


KEY_NAMES = {
    "question_mark": "?",
    "escape": "Esc",
    "delete": "Del",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "home": "Home",
}


def key_text(action: Action, keymap: Mapping[str, str] | None = None) -> str:
    """The action's first key as a person reads it: "F1", "^Z", "?"."""
    key = (keymap or {}).get(action.id, action.key).split(",")[0].strip()
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    return key.upper() if key.startswith("f") and key[1:].isdigit() else key


def read_keymap(path: Path) -> dict[str, str]:
    """The operator's keys, `id = "key"`; {} where there is no file. Raises UsageError naming the line that is wrong."""
    if not path.exists():
        return {}
    import difflib
    import tomllib

    title = _("Your keys cannot be read")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(title, _("{file}: {reason}.").format(file=path, reason=str(error).rstrip("."))) from error
    known = [action.id for action in ACTIONS]
    for name, key in table.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = _("Did you mean “{near}”?").format(near=near[0]) if near else _("Remove it.")
            raise UsageError(title, _("{file}: “{key}” is no action of the desk. {hint}").format(file=path, key=name, hint=hint))
        if not isinstance(key, str) or not key:
            raise UsageError(title, _('{file}: “{key}” needs a key in quotes, as in {key} = "f5".').format(file=path, key=name))
    return table
