"""Export files land in the database: tried first, taken back as a whole, or taken from a watched folder."""

from shopdesk.landing.inbox import InboxRun, import_inbox, inbox_files
from shopdesk.landing.landing import import_files, preview
from shopdesk.landing.receipt import FileReceipt, lines
from shopdesk.landing.undo import ImportInfo, Undone, imports, undo_import

__all__ = [
    "FileReceipt",
    "ImportInfo",
    "InboxRun",
    "Undone",
    "import_files",
    "import_inbox",
    "imports",
    "inbox_files",
    "lines",
    "preview",
    "undo_import",
]
