"""A platform's export file → typed rows and a receipt. Knows neither the store nor the interface."""

from shopdesk.intake.reading import (
    Check,
    Kind,
    Opener,
    Outline,
    Problem,
    Reading,
    Rows,
    header_fingerprint,
    kinds,
    outline,
    read_file,
)

__all__ = [
    "Check",
    "Kind",
    "Opener",
    "Outline",
    "Problem",
    "Reading",
    "Rows",
    "header_fingerprint",
    "kinds",
    "outline",
    "read_file",
]
