"""Line breaks for Chinese: Textual breaks lines at blanks only, which Chinese has none of, and leaves ragged half lines; and two
columns, a name and what it is.
"""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import get_character_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

_NEVER_FIRST = set("，。、；：！？）》」』”’…%,.;:!?)]}")
_NEVER_LAST = set("（《「『“‘([{¥$€£−+±")


def fold(text: Content, cells: int) -> Content:
    """`text` broken into lines of at most `cells`: at blanks and between Chinese characters, never before a closing mark.

    A tab parts a line into two columns, a name and what it is; each stays below itself.
    """
    if cells < 4:
        return text
    lines = text.split("\n", allow_blank=True)
    names = [line[: line.plain.index("\t")] for line in lines if "\t" in line.plain]
    room = min(max((name.cell_length for name in names), default=0), cells * 2 // 5)
    folded = (_columns(line, room, cells) if "\t" in line.plain else _pieces(line, cells) for line in lines)
    return Content("\n").join(piece for pieces in folded for piece in pieces)


def _columns(line: Content, room: int, cells: int) -> list[Content]:
    name, _tab, what = line.divide([line.plain.index("\t"), line.plain.index("\t") + 1])
    both = zip_longest(_pieces(name, room), _pieces(what, cells - room - 2), fillvalue=Content(""))
    return [Content.assemble(left, " " * (room - left.cell_length + 2), right) for left, right in both]


def _pieces(line: Content, cells: int) -> list[Content]:
    plain, cuts = line.plain, [0]
    used, chance = 0, 0
    for place, sign in enumerate(plain):
        wide = get_character_cell_size(sign)
        if place > cuts[-1] and _may_break(plain, place):
            chance = place
        if used + wide > cells and sign != " ":
            cut = chance if chance > cuts[-1] else place
            cuts.append(cut)
            used = sum(get_character_cell_size(earlier) for earlier in plain[cut:place])
        used += wide
    return [piece.rstrip() for piece in line.divide(cuts[1:])]


def _may_break(plain: str, place: int) -> bool:
    """Whether a line may end before `place`."""
    before, after = plain[place - 1], plain[place]
    if after == " " or "\u00a0" in (before, after) or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before == " ":
        return True
    return get_character_cell_size(before) == 2 or get_character_cell_size(after) == 2


class Prose(Static):
    """A text that is folded to the width it has."""

    def render(self) -> Content:
        return fold(self._text, self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return fold(self._text, width).plain.count("\n") + 1

    @property
    def _text(self) -> Content:
        content = self.content
        return content if isinstance(content, Content) else Content(str(content))
