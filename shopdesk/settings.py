"""What the operator set with a key and finds again tomorrow: the language. A small TOML file in the configuration folder."""

from __future__ import annotations

from pathlib import Path

from shopdesk.text import LANGUAGES


def language(file: Path) -> str | None:
    """The language chosen last, or None. A file that cannot be read is no reason not to open the desk."""
    if not file.exists():
        return None
    import tomllib

    try:
        chosen = tomllib.loads(file.read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):
        return None
    return chosen if chosen in LANGUAGES else None


def remember(file: Path, *, language: str) -> None:
    """Keep the language for the next start; a folder that cannot be written only forgets it."""
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_text(f'language = "{language}"\n', encoding="utf-8")
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
