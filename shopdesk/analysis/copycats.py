"""Copycats (R46–R50): how alike two titles are, what a copy costs us, and when it is worth a complaint.

Titles are compared by idf-weighted cosine of character bigrams: Chinese has no spaces, and words that every seller
writes must not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import log, sqrt


class Match(Enum):
    SAME_PICTURE = "same_picture"  # picture theft: complain (R50)
    LIKELY = "likely"
    LOOK = "look"  # the person decides
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class CopycatThresholds:
    """Similarities 0..1; distances in bits of a 64-bit perceptual hash."""

    likely_title: float = 0.32
    look_title: float = 0.20
    look_words: float = 0.75  # share of words in common, whatever their order
    same_picture: int = 4
    likely_picture: int = 8
    look_picture: int = 12
    spec_cap: float = 0.25  # most that titles of differing size, model or quantity reach


DEFAULTS = CopycatThresholds()

_BRACKETS = re.compile(r"[\[【〔《<「『({][^\]】〕》>」』)}]{0,20}[\]】〕》>」』)}]")
# A year or a sale's date, but not "2024ml".
_DATE = r"(?<!\d)(?:20[12]\d|618)(?!\.?\d)(?!\s*(?:毫升|克|瓦|毫安|(?:ml|g|mm|w|mah)(?![a-z])))"
_PROMOTION = re.compile(
    rf"{_DATE}年?新?款?|新款|爆款|热卖|热销|特价|包邮|正品|官方|旗舰店?|现货|清仓|促销|限时|秒杀|折扣|优惠|满减|买一送一|直降|网红|同款"
    r"|双11|双十一|聚划算|free shipping|best ?seller|hot sale|new arrival|on sale|official|limited time"
)
# Words for a unit; "1.5l" and "1500ml" are one size. Millimetres are a thickness and stay apart from lengths.
_UNITS = {
    "ml": ("ml", "毫升", "l", "升"),
    "g": ("g", "克", "kg", "千克", "公斤", "斤"),
    "mm": ("mm", "毫米"),
    "cm": ("cm", "厘米", "m", "米"),
    "inch": ("英寸", "寸", "inch"),
    "gb": ("gb",),
    "w": ("w", "瓦"),
    "mah": ("mah", "毫安"),
    "pieces": ("件", "只", "个", "片", "包", "盒", "支", "瓶", "条", "双", "枚", "袋", "罐", "pcs", "pack", "pieces"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_TIMES = {"l": 1000, "升": 1000, "kg": 1000, "千克": 1000, "公斤": 1000, "斤": 500, "m": 100, "米": 100}  # of its unit
_UNIT = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_MEASURED = re.compile(rf"(?<!\d)(\d{{1,7}}(?:\.\d{{1,4}})?)\s*({_UNIT})(?![a-z])")
_MODEL = re.compile(r"(?<![a-z0-9])(?=[a-z-]*\d)(?=[\d-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9])")
# "iPhone 15 Pro", "iPhone15 Pro", "iPhone 15/14": a word and its numbers, with blanks or without; years are no model.
_NUMBER = r"(?!(?:19|20)\d\d(?!\d))\d{1,4}(?![\d.])(?: *(?:pro|plus|max|mini|ultra)){0,2}(?![a-z0-9-])"
_NAMED_MODEL = re.compile(rf"(?<![a-z0-9])([a-z]{{2,}}) *({_NUMBER}(?: *[/、,] *{_NUMBER})*)")
# Clothes and shoes: "XL", "M码", "S-XL", "42码", "35-40码".
_LETTERS = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl", "xxxxxl")
_LETTER = rf"(?:{'|'.join(sorted(_LETTERS, key=len, reverse=True))}|[2-5]xl)"
_LETTER_SIZE = re.compile(
    rf"(?<![a-z0-9])({_LETTER})\s*(?:[-~至到]\s*({_LETTER}))(?![a-z0-9])|(?<![a-z0-9])((?:x+[sl]|[2-5]xl)(?![a-z0-9])|[sml](?=[码号]))"
)
_LETTER_ALONE = re.compile(r"(?<![a-z0-9])[sml](?![a-z0-9])")
_NUMBER_SIZE = re.compile(r"(?<![\d.])(\d{2,3})(?:\s*[-~至到]\s*(\d{2,3}))?\s*码")
_COUNTED = re.compile(r"(?<!第)([两二三四五六七八九十])(?=[件只个片包盒支瓶条双枚袋罐][套装]|[双包盒瓶袋罐])")
_NUMERALS = dict(zip("两二三四五六七八九十", (2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_NOT_TEXT = re.compile(r"[\W_]+")


def normalise_title(title: str) -> str:
    """NFKC, lower case, without bracketed remarks, promotion words, punctuation and spaces."""
    folded = unicodedata.normalize("NFKC", title).lower()
    bare = _NOT_TEXT.sub("", _PROMOTION.sub(" ", _BRACKETS.sub(" ", folded)))
    # a title that is nothing but a remark still has something to compare
    return bare or _NOT_TEXT.sub("", folded)


def specifications(title: str) -> dict[str, frozenset[str]]:
    """Sizes, quantities and models a title names, by unit ("model" for models)."""
    folded = _PROMOTION.sub(" ", unicodedata.normalize("NFKC", title).lower())
    folded = _COUNTED.sub(lambda found: str(_NUMERALS[found[1]]), folded)
    found: dict[str, set[str]] = {}
    if sizes := _sizes(folded):
        found["size"] = sizes
        folded = _NUMBER_SIZE.sub(" ", _LETTER_SIZE.sub(" ", folded))
    for amount, unit in _MEASURED.findall(folded):
        found.setdefault(_UNIT_OF[unit], set()).add(f"{float(amount) * _TIMES.get(unit, 1):g}")
    rest = _NAMED_MODEL.sub(_joined, _MEASURED.sub(" ", folded))
    for model in _MODEL.findall(rest):
        found.setdefault("model", set()).add(model)
    return {unit: frozenset(values) for unit, values in found.items()}


def _joined(named: re.Match[str]) -> str:
    """The models without blanks: "iphone15pro iphone14"."""
    return " ".join(named[1] + number.replace(" ", "") for number in re.split("[/、,]", named[2])) + " "


def _sizes(folded: str) -> set[str]:
    """The sizes named, a range with all that lie in it: "m-xl" is m, l and xl."""
    sizes: set[str] = set()
    for first, last, alone in _LETTER_SIZE.findall(folded):
        low, high = _letter(first or alone), _letter(last or alone)
        sizes.update(_LETTERS[low : high + 1])
    for first, last in _NUMBER_SIZE.findall(folded):
        low, high = int(first), int(last or first)
        sizes.update(map(str, range(low, min(high, low + 60) + 1)))
    return sizes.union(_LETTER_ALONE.findall(folded)) if sizes else sizes


def _letter(size: str) -> int:
    """Its place in the row; "2xl" is "xxl"."""
    return _LETTERS.index("x" * int(size[0]) + "l" if size[0].isdigit() else size)


def specifications_differ(title: str, other: str) -> bool:
    """Do both titles name a size, quantity or model of one kind, with nothing in common?"""
    first, second = specifications(title), specifications(other)
    return any(first[unit].isdisjoint(second[unit]) for unit in first.keys() & second.keys())


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) if len(text) > 1 else Counter([text] if text else [])


class TitleIndex:
    """Bigram weights learnt from a corpus: all titles at hand, ours and theirs. The larger, the better."""

    def __init__(self, corpus: Iterable[str] = ()) -> None:
        documents = [set(_bigrams(normalise_title(title))) for title in corpus]
        self._documents = len(documents)
        self._frequency = Counter(gram for grams in documents for gram in grams)

    def _vector(self, title: str) -> Mapping[str, float]:
        counts = _bigrams(normalise_title(title))
        return {gram: n * (log((1 + self._documents) / (1 + self._frequency[gram])) + 1) for gram, n in counts.items()}

    def similarity(self, title: str, other: str, thresholds: CopycatThresholds = DEFAULTS) -> float:
        """0 … 1; capped where the titles name differing sizes, models or quantities."""
        a, b = self._vector(title), self._vector(other)
        norms = sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values()))
        if not norms:
            return 0.0
        cosine = min(1.0, sum(weight * b.get(gram, 0.0) for gram, weight in a.items()) / norms)
        return min(cosine, thresholds.spec_cap) if specifications_differ(title, other) else cosine


def shared_words(title: str, other: str) -> float:
    """0 … 1: the share of both titles' characters that lie in a pair of characters which both have, in whatever order; 0 where
    the titles name differing sizes, models or quantities."""
    texts = normalise_title(title), normalise_title(other)
    common = _bigrams(texts[0]).keys() & _bigrams(texts[1]).keys()
    length = sum(map(len, texts))
    if not length or specifications_differ(title, other):
        return 0.0
    return sum(_covered(text, common) for text in texts) / length


def _covered(text: str, grams: Collection[str]) -> int:
    """How many characters lie in one of `grams`."""
    return len(
        {at + step for at in range(len(text)) for step, _char in enumerate(text[at : at + 2]) if text[at : at + 2] in grams}
    )


def judge_copycat(
    title_similarity: float,
    picture_distance: int | None = None,
    same_picture: bool | None = None,
    thresholds: CopycatThresholds = DEFAULTS,
    words: float = 0.0,
) -> Match:
    """What to make of an offer. `words`: their `shared_words`. `picture_distance`: the least Hamming distance over the copy,
    its mirror and its centre; `same_picture`: what a person saw, which stands above any distance."""
    t = thresholds
    distance = 64 if picture_distance is None or same_picture is False else picture_distance
    if same_picture or distance <= t.same_picture:
        return Match.SAME_PICTURE
    if distance <= t.likely_picture or title_similarity >= t.likely_title:
        return Match.LIKELY
    alike = distance <= t.look_picture or title_similarity >= t.look_title or words >= t.look_words
    return Match.LOOK if alike else Match.DIFFERENT


def picture_distance(ours: str, theirs: str) -> int | None:
    """The least Hamming distance, 0 … 64, of their picture and its centres to ours, its centres and their mirrors.

    Both are fingerprints as `shopdesk.evidence` writes them: 16 hex digits each, whole and centres first, then as many mirrors.
    A border around our picture, a crop of it and its mirror are thus found too. None where a fingerprint cannot be read.
    """
    try:
        mine, others = ([int(part, 16) for part in text.split()] for text in (ours, theirs))
    except ValueError:
        return None
    upright = others[: (len(others) + 1) // 2]  # mirroring both says nothing new
    return min(((a ^ b).bit_count() for a in mine for b in upright), default=None)


def price_gap(ours_minor: int | None, theirs_minor: int | None) -> float | None:
    """(ours − theirs) / ours: 0.2 means they are a fifth cheaper. None where a price is unknown."""
    return None if not ours_minor or theirs_minor is None else (ours_minor - theirs_minor) / ours_minor


def lost_orders(sales_first: int | None, sales_shown: int | None) -> int | None:
    """Their sales since first seen (R48). None where unknown, or where the count shown fell and so started anew."""
    if sales_first is None or sales_shown is None or sales_shown < sales_first:
        return None
    return sales_shown - sales_first
