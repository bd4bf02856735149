"""The key that hides the shop's buyers: made once, kept beside the database, never in it, in a backup or in a log."""

from __future__ import annotations

import os
from pathlib import Path

NAME = "buyers.key"
BYTES = 32


def secret(folder: Path, *, make: bool) -> bytes:
    """The key of the shops whose database lies in `folder`. Where there is none yet, a new one, kept only with `make`."""
    path = folder / NAME
    try:
        return path.read_bytes()
    except FileNotFoundError:
        fresh = os.urandom(BYTES)
    if not make:
        return fresh
    part = path.with_name(f"{NAME}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(fresh)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)  # whole at once; where another window was first, its key stays
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return path.read_bytes()
