"""The log of what went wrong: tracebacks without local variables or database parameters, for those hold customers' data."""

from __future__ import annotations

import traceback
from datetime import datetime
from pathlib import Path

from shopdesk import __version__

KEPT_BYTES = 1_000_000


def record(folder: Path, error: BaseException) -> Path:
    """Append the error to the log under `folder`; where the log lies. A log that cannot be written is no second trouble."""
    log = folder / "shopdesk.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > KEPT_BYTES:
            log.replace(log.with_suffix(".log.1"))
        text = "".join(traceback.format_exception(error))
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S%z} shopdesk {__version__}\n{text}\n")
        log.chmod(0o600)
    except OSError:
        pass
    return log
