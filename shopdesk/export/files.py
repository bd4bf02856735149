"""A file appears whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from shopdesk.errors import DataError, UsageError
from shopdesk.text import _, safe

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write(target: Path, data: bytes) -> Path:
    """`data` at `target`, in the place of what was there; `target`.

    Raises UsageError where something is there that is no file, DataError where there is no room or no right to write. Nothing
    has changed then.
    """
    place = target.resolve()  # a link stays a link, and what it points at is replaced
    if place.exists() and not place.is_file():
        raise UsageError(_("Not a file"), _("{file} is no file; name another one with -o.").format(file=safe(target)))
    part = place.with_name(f".shopdesk-{os.getpid()}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in _NO_ROOM:
            message = _("No room left on the disk of {file}; make room and try again, nothing was half-written.")
        else:
            message = _("{file} cannot be written; check the folder and its owner, or name another file with -o.")
        raise DataError(_("The plan was not written"), message.format(file=safe(target))) from error
    return target
