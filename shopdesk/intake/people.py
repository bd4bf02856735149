"""A buyer's name → what is kept of it: a keyed hash that only this shop can make, for repeat rates; never the name."""

from __future__ import annotations

import hmac

DIGITS = 16


def keyed(name: str, secret: bytes) -> str:
    """First 16 hexadecimal digits of HMAC-SHA256(secret, name); "" for a name the platform has masked, as it may be anybody's."""
    if not name or "*" in name:
        return ""
    return hmac.new(secret, name.encode(), "sha256").hexdigest()[:DIGITS]
