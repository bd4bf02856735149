"""How the command line is read and answers: its parser, what it says of wrong use, the options every command takes, JSON."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from shopdesk.text import LANGUAGES, _, safe


def names_command(argv: Sequence[str]) -> bool:
    """Whether there is more than options of the desk: the commands' own parsers cost the start 10 ms."""
    words = iter(argv)
    for word in words:
        if word in ("--at", "--db", "--lang", "--shop", "--date"):
            next(words, None)
        elif not word.startswith("--") or word == "--help":
            return True
    return False


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        hint = _("{command} --help says how.").format(command=self.prog)
        said = _("{wrong}. {hint}").format(wrong=_wrong_use(safe(message)).rstrip("."), hint=hint)
        self.exit(2, f"{self.prog}: {said}\n")


def _wrong_use(message: str) -> str:
    """What argparse found wrong, in the operator's language: what it says most is told anew, the rest stays."""
    said = (
        (r"the following arguments are required: (?P<names>.+)", _("{names} is missing")),
        (r"unrecognized arguments: (?P<words>.+)", _("“{words}” is not understood here")),
        (r"argument \S+: invalid choice: '(?P<word>.*)' \(choose from (?P<choices>.+)\)", _("“{word}” is none of {choices}")),
        (r"argument (?P<name>\S+): expected one argument", _("{name} needs a value")),
        (r"argument (?P<name>\S+): invalid \S+ value: '(?P<word>.*)'", _("“{word}” is no {name}")),
        (r"argument (?P<name>\S+): not allowed with argument (?P<other>\S+)", _("{name} and {other} do not go together")),
        (r"argument \S+: (?P<sentence>“.+)", "{sentence}"),  # ours already
    )
    for pattern, words in said:
        if match := re.fullmatch(pattern, message):
            return words.format(**{name: group.replace("'", "") for name, group in match.groupdict().items()})
    return message


def add_places(parser: argparse.ArgumentParser, default: str | None) -> None:
    """--at, --db and --lang, before the command or after it."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--at", metavar="DIR", type=Path, default=default, help=_("keep everything under DIR"))
    where.add_argument("--db", metavar="URL", default=default, help=_("a SQLite URL, such as sqlite:////home/me/shop.db"))
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=_("language of the desk"))


def day_named(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        if not 2000 <= day.year < 2100:  # far enough from either end of the calendar to look back and ahead
            raise ValueError(text)
        return day
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{text}” is no day; write it like 2026-11-11").format(text=safe(text))) from None


def print_json(value: Any) -> None:
    """One JSON object on standard output, and nothing else; on several lines where a person looks. What is no finite number
    is null: scripts are to get the rest of the morning all the same."""
    import json

    indent = 2 if sys.stdout.isatty() else None
    try:
        told = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    except ValueError:
        finite = json.loads(json.dumps(value), parse_constant=lambda _name: None)
        told = json.dumps(finite, ensure_ascii=False, indent=indent)
    print(told)
