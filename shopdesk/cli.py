"""The commands. Nothing heavy is imported before the command is known; without a command the desk opens."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shopdesk import __version__, locations, settings
from shopdesk.cli_words import Parser, add_places, day_named, names_command, print_json
from shopdesk.errors import ShopdeskError, UsageError
from shopdesk.text import LANGUAGES, _, safe, system_language, titled, use_keys, use_language

if TYPE_CHECKING:
    from shopdesk.desk import Desk
    from shopdesk.locations import Locations
    from shopdesk.steps.briefing import Briefing

FORMS = ("md", "xlsx", "csv", "html", "ics", "json")


def script() -> int:
    """The console script. Cycles are searched for seldom, since starting and judging leave hardly any, and not at all at the
    end: what `main` leaves in memory goes with the process."""
    gc.set_threshold(100_000)  # objects made; with 20,000 keywords the usual 700 took a fifth of the time
    code = main()
    gc.freeze()
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code (0 done, 1 a check found something, 2 wrong use, 3 a data problem)."""
    argv = list(sys.argv[1:] if argv is None else argv)
    use_keys(False)
    use_language(_language(argv))
    arguments = _parser(names_command(argv)).parse_args(argv)
    if arguments.lang is None:
        use_language(settings.language(_places(arguments).settings) or system_language())
    arguments.desks = []
    try:
        return int(arguments.run(arguments))
    except ShopdeskError as error:
        print(f"shopdesk: {titled(safe(error.title), error.message)}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # shopdesk tasks | head
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from shopdesk.logs import record

        log = record(_places(arguments).logs, error)
        print(
            "shopdesk: " + _("Something went wrong that should not; the details are in {file}.").format(file=log), file=sys.stderr
        )
        return 3
    finally:
        for desk in arguments.desks:
            desk.close()


def _language(argv: Sequence[str]) -> str:
    """The language asked for with --lang, known before the parser so that help speaks it too."""
    for at, word in enumerate(argv):
        value = word.partition("=")[2] if word.startswith("--lang=") else None
        if word == "--lang" and at + 1 < len(argv):
            value = argv[at + 1]
        if value in LANGUAGES:
            return value
    return system_language()


# --- the commands ------------------------------------------------------------------------------------------------


def _parser(any_command: bool = True) -> argparse.ArgumentParser:
    parser = Parser(prog="shopdesk", description=_("Without a command: open the desk."))
    parser.add_argument("--version", action="version", version=f"shopdesk {__version__}")
    add_places(parser, None)
    parser.add_argument("--shop", metavar="NAME", help=_("the shop, where there are several"))
    parser.add_argument("--date", metavar="DAY", type=day_named, help=_("the day judged (default: yesterday)"))
    parser.set_defaults(run=_open_desk)

    # The same options after the command, without a default of their own: they must not undo what stood before it.
    places = Parser(add_help=False)
    add_places(places, argparse.SUPPRESS)
    shop = Parser(add_help=False)
    shop.add_argument("--shop", metavar="NAME", default=argparse.SUPPRESS, help=_("the shop, where there are several"))
    day = Parser(add_help=False)
    day.add_argument(
        "--date", metavar="DAY", type=day_named, default=argparse.SUPPRESS, help=_("the day judged (default: yesterday)")
    )
    as_json = Parser(add_help=False)
    as_json.add_argument("--json", action="store_true", help=_("one JSON object on standard output"))

    if not any_command:
        return parser
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", parser_class=Parser)

    def command(name: str, words: str, run: Callable[[argparse.Namespace], int], *parents: Parser) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words, parents=[places, *parents])
        made.set_defaults(run=run)
        return made

    demo = command("demo", _("open the desk on an invented shop"), _demo)
    demo.add_argument("--keep", metavar="DIR", type=Path, help=_("keep the invented shop in DIR"))

    importing = command("import", _("read the platforms' export files"), _import, shop, as_json)
    importing.add_argument("files", metavar="FILE", nargs="*", type=Path, help=_("a file, a folder, a zip or a quoted pattern"))
    importing.add_argument("--inbox", action="store_true", help=_("what lies in the inbox; what landed moves to its folder done"))
    importing.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
    importing.set_defaults(wrong=importing.error)
    importing.add_argument("--kind", metavar="KIND", help=_("what the file is, where it cannot be told"))
    importing.add_argument(
        "--map", metavar="COLUMNS", help=_("which column is which, HEADER=FIELD,… or a .toml file; remembered for such files")
    )
    importing.add_argument(
        "--date", metavar="DAY", type=day_named, default=argparse.SUPPRESS, help=_("the day of a file that has none in it")
    )

    imports = command("imports", _("what was imported, and take it back"), _imports, shop, as_json)
    imports.add_argument("--all", action="store_true", help=_("the oldest ones too"))
    undo = imports.add_subparsers(metavar="undo", parser_class=Parser).add_parser(
        "undo", help=_("take an import back as a whole"), parents=[shop, as_json]
    )
    undo.add_argument("id", metavar="ID", type=int)
    undo.set_defaults(run=_import_undo)

    shops = command("shops", _("the shops here: their names, currency, platform and time zone"), _shops, as_json)
    changing = shops.add_subparsers(metavar="rename | also | currency | platform | timezone", parser_class=Parser)
    for name, words, value in (
        ("rename", _("give a shop another name"), "NEW"),
        ("also", _("another name that files call the shop by"), "OTHER"),
        ("currency", _("the currency of a shop that has no amounts yet, such as USD"), "CODE"),
        ("platform", _("the platform whose reports the shop takes: taobao, jd …"), "PLATFORM"),
        ("timezone", _("the zone in which the shop's days are counted, such as Asia/Shanghai"), "ZONE"),
    ):
        verb = changing.add_parser(name, help=words, description=words, parents=[places, as_json])
        verb.add_argument("name", metavar="NAME")
        verb.add_argument("value", metavar=value)
        verb.set_defaults(run=_shop_change, verb=name)

    target = command("target", _("show or set targets"), _target, shop, as_json)
    target.add_argument("period", metavar="PERIOD", nargs="?", help="2026, 2026-Q4, 2026-11, 2026-11-11")
    target.add_argument("amount", metavar="AMOUNT", nargs="?")

    brief = command("brief", _("the morning, without the interface"), _brief, shop, day, as_json)
    brief.add_argument("step", metavar="STEP", nargs="?", help="numbers … page, 1 … 7")

    tasks = command("tasks", _("the afternoon's tasks"), _tasks, shop, day, as_json)
    tasks.add_argument("--role", metavar="ROLE", help="operations, promotion, design, service, content")
    verbs = tasks.add_subparsers(metavar="add | done | undo", parser_class=Parser)
    add = verbs.add_parser("add", help=_("a new task"), parents=[shop, day, as_json])
    add.add_argument("title", metavar="TITLE")
    add.add_argument("--role", required=True, metavar="ROLE")
    add.add_argument("--due", metavar="DAY", type=day_named)
    add.set_defaults(run=_task_add)
    for name, words, state in (("done", _("tick a task off"), "done"), ("undo", _("open it again"), "open")):
        verb = verbs.add_parser(name, help=words, parents=[shop, day, as_json])
        verb.add_argument("id", metavar="ID", type=int)
        verb.set_defaults(run=_task_state, state=state)

    export = command("export", _("write the afternoon plan to a file"), _export, shop, day)
    export.add_argument("what", choices=("plan",))
    export.add_argument("--format", choices=FORMS, required=True)
    export.add_argument("-o", "--output", metavar="FILE", type=Path, help=_("- writes to the standard output"))

    command("doctor", _("check the installation and the data"), _doctor, as_json)
    backup = command("backup", _("copy the data to FILE"), _backup)
    backup.add_argument("file", metavar="FILE", help=_("a file, or a folder with / at its end"))
    restore = command("restore", _("bring the data back from FILE"), _restore)
    restore.add_argument("file", metavar="FILE", type=Path)
    command("locate", _("say where things lie"), _locate)
    return parser


# --- the desk ------------------------------------------------------------------------------------------------------


def _places(arguments: argparse.Namespace) -> Locations:
    return locations.at(arguments.at) if arguments.at else locations.default()


def _desk(arguments: argparse.Namespace) -> Desk:
    from shopdesk.desk import Desk

    return _closed_later(arguments, Desk(_places(arguments), url=arguments.db, shop_name=arguments.shop, day=arguments.date))


def _closed_later(arguments: argparse.Namespace, desk: Desk) -> Desk:
    arguments.desks.append(desk)
    return desk


def _opened(arguments: argparse.Namespace) -> Desk:
    """A desk whose one shop is known. Raises where there is none, or several and none was named."""
    from shopdesk.records import shops

    desk = _desk(arguments)
    desk.open()
    with desk.store.read() as db:
        desk.shop = shops.find(db, arguments.shop)
    return desk


def _open_desk(arguments: argparse.Namespace) -> int:
    return _run(_desk(arguments))


def _run(desk: Desk) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            _("No terminal"), _("The desk needs a terminal; for scripts there are shopdesk brief, tasks and export.")
        )
    from shopdesk.app import ShopdeskApp  # Textual, 350 ms: only when a desk is opened

    return ShopdeskApp(desk).run() or 0


def _demo(arguments: argparse.Namespace) -> int:
    import tempfile

    from shopdesk.desk import Desk

    if arguments.at or arguments.db:
        raise UsageError(_("The demo has a folder of its own"), _("Use --keep DIR instead of --at or --db."))
    with tempfile.TemporaryDirectory(prefix="shopdesk-demo-", ignore_cleanup_errors=True) as throw_away:
        folder = arguments.keep or Path(throw_away)
        desk = Desk(locations.at(folder), shop_name=arguments.shop, day=arguments.date, demo=True)
        if sys.stdin.isatty() and sys.stdout.isatty():
            return _run(desk)
        if not arguments.keep:
            raise UsageError(_("No terminal"), _("Without a terminal, say where to keep the demo: shopdesk demo --keep DIR."))
        desk.open()
        desk.close()
        print(_("The invented shop is in {folder}; try: shopdesk --at {folder} brief").format(folder=folder))
        return 0


# --- import, target, brief -----------------------------------------------------------------------------------------


def _import(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_imports
    from shopdesk.desk import Desk

    if bool(arguments.files) == arguments.inbox:
        arguments.wrong(_("name files, folders or zips, or else --inbox"))
    # the shop may not be there yet, and --date is the file's day here
    desk = _closed_later(arguments, Desk(_places(arguments), url=arguments.db))
    desk.open()
    return cli_imports.take(desk, arguments)


def _imports(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_imports

    return cli_imports.show(_opened(arguments), arguments)


def _import_undo(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_imports

    return cli_imports.undo(_opened(arguments), arguments)


def _shops(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_shops

    desk = _desk(arguments)
    desk.open()
    return cli_shops.show(desk, arguments)


def _shop_change(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_shops

    desk = _desk(arguments)
    desk.open()
    return cli_shops.change(desk, arguments)


def _target(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_targets

    return cli_targets.show_or_set(_opened(arguments), arguments)


def _brief(arguments: argparse.Namespace) -> int:
    from shopdesk import routine
    from shopdesk.steps import STEPS

    wanted = routine.step_named(arguments.step) if arguments.step else None
    desk = _opened(arguments)
    briefings = [desk.briefing(step) for step in ([wanted] if wanted else STEPS)]
    if arguments.json:
        print_json(briefings[0].to_json() if wanted else _morning(desk, briefings))
        return 0
    from shopdesk.export import briefing_text

    print(briefing_text(briefings, desk.need_shop(), desk.day, desk.playbook))
    return 0


def _morning(desk: Desk, briefings: Sequence[Briefing]) -> dict[str, Any]:
    """The object of the contract: every step, and what is worth most."""
    from shopdesk.steps.causes import causes, to_json

    shop = desk.need_shop()
    top = causes({briefing.step: briefing for briefing in briefings}, part=desk.playbook["causes.part"])
    steps = [briefing.to_json() for briefing in briefings]
    return {"shop": shop.name, "date": desk.day.isoformat(), "top": to_json(top, shop.currency), "steps": steps}


# --- tasks and the plan --------------------------------------------------------------------------------------------


def _tasks(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_tasks

    return cli_tasks.show(_opened(arguments), arguments)


def _task_add(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_tasks

    return cli_tasks.add(_opened(arguments), arguments)


def _task_state(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_tasks

    return cli_tasks.set_state(_opened(arguments), arguments)


def _export(arguments: argparse.Namespace) -> int:
    desk = _opened(arguments)
    if arguments.output == Path("-"):
        sys.stdout.buffer.write(desk.plan_bytes(arguments.format))
        return 0
    target = arguments.output or Path(f"plan-{desk.day.isoformat()}.{arguments.format}")
    print(desk.export_plan(arguments.format, target))
    return 0


# --- the data's keeping --------------------------------------------------------------------------------------------


def _doctor(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_keeping

    return cli_keeping.doctor(_places(arguments), _database(arguments), arguments)


def _backup(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_keeping

    return cli_keeping.back_up(_database(arguments), arguments)


def _restore(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_keeping

    return cli_keeping.bring_back(_database(arguments), arguments)


def _locate(arguments: argparse.Namespace) -> int:
    from shopdesk import cli_keeping

    return cli_keeping.locate(_places(arguments), _database(arguments))


def _database(arguments: argparse.Namespace) -> Path:
    return locations.database_path(arguments.db) if arguments.db else _places(arguments).database


if __name__ == "__main__":
    raise SystemExit(main())
