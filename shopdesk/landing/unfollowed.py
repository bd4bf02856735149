"""A list of items of a shop that nobody follows: it lands, but no screen shows it until somebody does."""

from __future__ import annotations

import sqlalchemy as sa

from shopdesk.intake import Reading
from shopdesk.models import PeerListing
from shopdesk.records import peers, table
from shopdesk.records.shops import ShopInfo
from shopdesk.text import _, listed, safe

LISTING = table(PeerListing).name
NAMED = 3


def unfollowed(db: sa.Connection, shop: ShopInfo, reading: Reading) -> list[str]:
    """A note where none of the peers followed has a name that the file's items are under."""
    told = {row[part.columns.index("peer")] for part in reading.tables if part.table == LISTING for row in part.rows}
    if not told:
        return []
    known = {name for peer in peers.followed(db, shop.id) for name in peer.names}
    strange = sorted(str(name) for name in told - known)
    if not strange:
        return []
    names = listed([safe(name) for name in strange[:NAMED]] + (["…"] if len(strange) > NAMED else []))
    return [_("Not followed yet, so step 3 shows nothing of it: {names}. Add it there under this very name.").format(names=names)]
