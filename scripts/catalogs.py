"""Merges the rooms' catalogs (*.po) into the one that shopdesk reads (shopdesk.mo); says what is missing or no longer needed.

Without an option it writes the .mo, and refuses catalogs with mistakes. With --check it writes nothing; its exit code is 1 where
anything at all is to be done.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "shopdesk"
FOLDER = PACKAGE / "locale" / "zh" / "LC_MESSAGES"
COMPILED = FOLDER / "shopdesk.mo"

# What marks a text in the code, and how many of its arguments are texts.
MARKS = {"_": 1, "N_": 1, "ngettext": 2}

_LINE = re.compile(r'\s*(#.*|((msgid|msgid_plural|msgstr|msgstr\[0\])\s+)?"(\\.|[^"\\])*"\s*)?')

Key = tuple[str, ...]  # (text,) or (one, many)


class _Merged(Catalog):
    """A catalog whose head says nothing of times and tools, so that the same words make the same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain; charset=utf-8"), ("Language", "zh"), ("Plural-Forms", "nplurals=1; plural=0;")]


@dataclass(frozen=True)
class Texts:
    """What was found somewhere, and the mistakes met on the way, a sentence each."""

    found: Mapping[Key, str]  # in code: where it stands; in catalogs: its translation
    mistakes: tuple[str, ...]


def in_code(package: Path = PACKAGE) -> Texts:
    """Every text marked for translation under `package`, with the first place where it stands."""
    found: dict[Key, str] = {}
    mistakes = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package.parent).as_posix()
        for call, mark in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            texts = call.args[: MARKS[mark]]
            place = f"{name}:{call.lineno}"
            key = tuple(text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))
            if len(key) == len(texts):
                found.setdefault(key, place)
                if not all(key):
                    mistakes.append(f"{place}: an empty text")
            elif mark != "_" or isinstance(texts[0], (ast.JoinedStr, ast.BinOp)):  # _(name) translates what N_ marked elsewhere
                mistakes.append(f"{place}: {mark}(…) needs a plain text, to be filled in with .format after translating")
    return Texts(found, tuple(mistakes))


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
            yield node, node.func.id


def in_catalogs(folder: Path = FOLDER) -> Texts:
    """Every translation of the catalogs in `folder`."""
    found: dict[Key, str] = {}
    first: dict[str, str] = {}  # by msgid, as gettext looks it up
    mistakes = []
    for path in sorted(folder.glob("*.po")):
        text = path.read_text(encoding="utf-8")
        mistakes += [
            f"{path.name}:{number}: a line that is neither comment nor quoted text"  # Babel would cut it short in silence
            for number, line in enumerate(text.splitlines(), 1)
            if not _LINE.fullmatch(line)
        ]
        try:
            catalog = read_po(io.StringIO(text), locale="zh", abort_invalid=True)
        except PoFileError as error:
            mistakes.append(f"{path.name}: {error}")
            continue
        mistakes += [f"{path.name}: “{twice}” stands here twice" for twice in _twice(text)]
        for message in catalog:
            if not message.id:
                continue
            key = tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)
            translation = "".join(message.string) if isinstance(message.string, (tuple, list)) else message.string or ""
            mistakes += [f"{path.name}: “{key[0]}” {what}" for what in _mistakes(key, translation, message.fuzzy)]
            if key[0] in first and found.get(key) != translation:
                mistakes.append(f"{path.name}: “{key[0]}” is translated differently in {first[key[0]]}")
            first.setdefault(key[0], path.name)
            found.setdefault(key, translation)
    return Texts(found, tuple(mistakes))


def _mistakes(key: Key, translation: str, fuzzy: bool) -> Iterator[str]:
    if fuzzy:
        yield "is marked fuzzy"
    if not translation.strip():
        yield "has no translation"
        return
    try:
        ours, theirs = placeholders(key[-1]), placeholders(translation)
    except ValueError:
        yield "has a brace that is not closed"
        return
    if ours != theirs:
        yield f"needs the placeholders {_listed(ours)}; its translation has {_listed(theirs)}"
    if _margins(key[-1]) != _margins(translation):
        yield "begins or ends with other spaces than its translation"


def placeholders(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError for an unbalanced brace."""
    return frozenset(name for _literal, name, _form, _conversion in string.Formatter().parse(text) if name is not None)


def _margins(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _twice(text: str) -> list[str]:
    """Texts with two entries in one file; Babel would keep the first and say nothing."""
    entries = re.findall(r'^msgid (".*"(?:\n".*")*)', text, re.MULTILINE)
    seen: set[str] = set()
    texts = ["".join(ast.literal_eval(line) for line in entry.splitlines()) for entry in entries]
    return [text for text in texts if text in seen or seen.add(text)]  # type: ignore[func-returns-value]


def compiled(translations: Mapping[Key, str]) -> bytes:
    """The .mo file of `translations`."""
    catalog = _Merged(locale="zh")
    for key, translation in sorted(translations.items()):
        if len(key) == 1:
            catalog.add(key[0], translation)
        else:
            catalog.add(key, (translation,))
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, only say what is to be done")
    check = parser.parse_args(argv).check
    code, catalogs = in_code(), in_catalogs()
    untranslated = [f"{place}: “{key[0]}”" for key, place in sorted(code.found.items()) if key not in catalogs.found]
    unused = [f"“{key[0]}”" for key in sorted(catalogs.found) if key not in code.found]
    stale = False
    if not catalogs.mistakes:
        new = compiled(catalogs.found)
        stale = not COMPILED.exists() or COMPILED.read_bytes() != new
        if stale and not check:
            COMPILED.write_bytes(new)
    for title, lines in (
        ("Mistakes", [*code.mistakes, *catalogs.mistakes]),
        ("Not translated", untranslated),
        ("Translated, but no longer in the code", unused),
        ("shopdesk.mo is not up to date", ["run scripts/catalogs.py"] if stale and check else []),
    ):
        if lines:
            print(f"{title} ({len(lines)})", *lines, sep="\n  ")
    print(f"{len(catalogs.found)} translations, {len(code.found)} texts in the code")
    if code.mistakes or catalogs.mistakes:
        return 1
    return int(check and bool(untranslated or unused or stale))


if __name__ == "__main__":
    sys.exit(main())
