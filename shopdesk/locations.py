"""Where things lie: the database, backups, logs and the operator's own files, under one folder or the platform's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shopdesk.errors import UsageError
from shopdesk.text import _


@dataclass(frozen=True)
class Locations:
    data: Path
    config: Path
    logs: Path

    @property
    def database(self) -> Path:
        return self.data / "shopdesk.db"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def playbook(self) -> Path:
        """The operator's own playbook; what it says overrides ours."""
        return self.config / "playbook.toml"

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def keymap(self) -> Path:
        return self.config / "keys.toml"

    @property
    def exports(self) -> Path:
        return self.data / "exports"

    @property
    def evidence(self) -> Path:
        """Pictures and complaints of copies, a folder a shop and within it one a case."""
        return self.data / "evidence"

    @property
    def inbox(self) -> Path:
        return self.data / "inbox"


def at(folder: Path | str) -> Locations:
    """Everything under `folder` (`--at DIR`)."""
    root = Path(folder).expanduser().absolute()
    return Locations(root, root, root / "logs")


def default() -> Locations:
    """The platform's own folders."""
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("shopdesk", appauthor=False)
    return Locations(dirs.user_data_path, dirs.user_config_path, dirs.user_log_path)


def database_path(url: str) -> Path:
    """The file that a `--db` URL names. Raises UsageError for anything but SQLite."""
    if not url.startswith("sqlite:///") or url in ("sqlite:///", "sqlite:///:memory:"):
        raise UsageError(
            _("This database cannot be used"),
            _("--db takes a SQLite URL such as sqlite:////home/me/shop.db; other databases are not supported yet."),
        )
    return Path(url.removeprefix("sqlite:///"))
