"""Which column is which in a file that no platform prints: what the operator said once, known again by the file's headers."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from shopdesk import models
from shopdesk.errors import IntakeError, UsageError
from shopdesk.intake import Opener, outline
from shopdesk.records import table
from shopdesk.records.shops import ShopInfo
from shopdesk.store import Store
from shopdesk.text import _, safe

MAPPING = table(models.Mapping)


@dataclass(frozen=True)
class Columns:
    """`fields`: header as printed → field of the kind, as `intake.outline` names both."""

    kind: str
    fields: Mapping[str, str]


def remember(store: Store, shop: ShopInfo, fingerprint: str, columns: Columns) -> None:
    """From now on the shop's unrecognised files with these headers are read so. ctrl+z takes it back."""
    told = json.dumps(dict(columns.fields), ensure_ascii=False, sort_keys=True)
    with store.change(shop.id, _("which column is which")) as change:
        change.put(models.Mapping, shop_id=shop.id, fingerprint=fingerprint, kind=columns.kind, columns=told)


def remembered(db: sa.Connection, shop: ShopInfo | None) -> dict[str, Columns]:
    """By fingerprint, what was said for the shop."""
    if shop is None:
        return {}
    query = sa.select(MAPPING.c.fingerprint, MAPPING.c.kind, MAPPING.c.columns).where(MAPPING.c.shop_id == shop.id)
    return {row.fingerprint: Columns(row.kind, json.loads(row.columns)) for row in db.execute(query)}


def recall(path: Path, known: Mapping[str, Columns], kind: str | None, opener: Opener) -> Columns | None:
    """What was said of a file with these headers (and of this kind, where one is named); None where nothing was."""
    if not known:
        return None
    try:
        found = known.get(outline(path, opener=opener).fingerprint)
    except IntakeError:
        return None
    return found if found and kind in (None, found.kind) else None


def read_mapping(text: str) -> dict[str, str]:
    """ "SKU=product_id,可用库存=on_hand", or the name of a .toml file with a line `"可用库存" = "on_hand"` for each column.

    Raises UsageError where it is neither.
    """
    title = _("The columns cannot be read")
    pairs: list[tuple[str, object]]
    if text.lower().endswith(".toml"):
        try:
            pairs = list(tomllib.loads(Path(text).expanduser().read_text(encoding="utf-8-sig")).items())
        except OSError:
            raise UsageError(title, _("{file} cannot be opened; check its name.").format(file=safe(text))) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(
                title,
                _('{file}: {reason}; a line such as "可用库存" = "on_hand" for each column was expected.').format(
                    file=safe(text), reason=safe(error).rstrip(".")
                ),
            ) from None
    else:
        parts = [part.rpartition("=") for part in text.replace("，", ",").split(",") if part.strip()]
        pairs = [(header.strip(), name.strip()) for header, _equals, name in parts]
    fields = {header: name for header, name in pairs if header and isinstance(name, str) and name}
    if not fields or len(fields) < len(pairs):
        raise UsageError(title, _("For each column HEADER=FIELD was expected, as in SKU=product_id,可用库存=on_hand."))
    twice = next((name for name in fields.values() if list(fields.values()).count(name) > 1), None)
    if twice is not None:
        raise UsageError(title, _("{field} is given to two columns; name the one that counts.").format(field=safe(twice)))
    return fields
