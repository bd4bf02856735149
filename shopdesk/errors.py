"""What can go wrong, said to a person: a title and one sentence on what to do. Exit codes are contract.md's."""

from __future__ import annotations


class ShopdeskError(Exception):
    """An error for the operator. `title` names it in a few words; `message` says what to do, in one sentence."""

    exit_code = 3

    def __init__(self, title: str, message: str) -> None:
        super().__init__(f"{title}: {message}")
        self.title = title
        self.message = message


class UsageError(ShopdeskError):
    """The command was given something it cannot take."""

    exit_code = 2


class DataError(ShopdeskError):
    """The database or what lies in it."""


class DamagedError(DataError):
    """The database file is no database any more, or not a sound one."""


class IntakeError(ShopdeskError):
    """A file that is refused; nothing of it landed."""
