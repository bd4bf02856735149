"""Where a value lies between its lines: a scale of characters, the bad end always on the left."""

from __future__ import annotations

FAILS, PASSES, GOOD, VALUE = "·", "─", "═", "●"


def gauge(value: float | None, line: float, good_line: float | None, cells: int) -> str:
    """`cells` characters: up to `line` it fails, then it passes, from `good_line` on it is good.

    Whether more or less is better follows from the two lines; a single line is taken to be a least. Beyond the scale the
    value stands at its end; an unknown value is not drawn.
    """
    good = good_line if good_line is not None else line * 1.5
    step = (good - line) or line or 1.0  # a third of the scale each: fails, passes, good
    at = [line - step, good + step]
    third = cells // 3
    scale = FAILS * third + PASSES * (cells - 2 * third) + (GOOD if good_line is not None else PASSES) * third
    if value is None:
        return scale
    share = (value - at[0]) / (at[1] - at[0])
    zone = 0 if share < 1 / 3 else 1 if share < 2 / 3 else 2
    place = min(max(int(share * cells), 0), cells - 1)
    first = (0, third, cells - third)[zone]
    last = (third - 1, cells - third - 1, cells - 1)[zone]
    place = min(max(place, first), last)  # rounding must not put it across a line
    return scale[:place] + VALUE + scale[place + 1 :]
