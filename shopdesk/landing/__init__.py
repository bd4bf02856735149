"""Export files land in the database: tried first, taken back as a whole, or taken from a watched folder."""

from shopdesk.landing.columns import Columns, read_mapping, remember
from shopdesk.landing.inbox import InboxRun, import_inbox, inbox_files
from shopdesk.landing.landing import Said, import_files, preview
from shopdesk.landing.progress import line
from shopdesk.landing.receipt import FileReceipt, in_all, lines
from shopdesk.landing.undo import ImportInfo, Undone, imports, receipt_of, undo_import

__all__ = [
    "Columns",
    "FileReceipt",
    "ImportInfo",
    "InboxRun",
    "Said",
    "Undone",
    "import_files",
    "import_inbox",
    "imports",
    "in_all",
    "inbox_files",
    "line",
    "lines",
    "preview",
    "read_mapping",
    "receipt_of",
    "remember",
    "undo_import",
]
