"""Recognises characters of linear symbologies in a row of bars that is not read as a whole.

What is left of a torn or crossed out symbol differs from a pattern that no symbology has: several
characters, one after the other, are equally wide and have the widths of one symbology.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from common.barcode.decode import code128_characters

_OFF = 0.34  # of a module, by which an element may be wider or narrower
_SAME = 0.08  # of its width, by which a character may be wider or narrower than the first
_WIDE = (1.7, 3.6)  # widths of wide elements by narrow ones
_ALIKE = 1.5  # of narrow ones, and of wide ones, the widest by the narrowest


class _Kind(NamedTuple):
    """How characters of a symbology are recognised.

    Attributes:
        symbology: its id.
        elements: bars and spaces of a character.
        step: of them from one character to the next.
        least: characters that chance does not make.
        is_character: whether so many widths, from a bar on, are a character.
    """

    symbology: str
    elements: int
    step: int
    least: int
    is_character: Callable[[Sequence[int]], bool]


def symbology(row: Sequence[int]) -> str:
    """Return the id of the symbology of which *row* has several characters, or an empty string.

    Args:
        row: widths of bars and spaces, from a bar on.
    """
    return next((kind.symbology for kind in _KINDS if _has(row, kind)), "")


def _has(row: Sequence[int], kind: _Kind) -> bool:
    count = len(row) - kind.elements + 1
    # Digits on the left of an EAN-13 begin with a space.
    offsets = (0, 1) if kind.symbology == "ean13" else (0,)
    for offset in offsets:
        for first in range(offset, min(count, offset + kind.step), 2 if kind.step % 2 == 0 else 1):
            run, usual = 0, 0.0
            for at in range(first, count, kind.step):
                character = row[at : at + kind.elements]
                total = sum(character)
                if not kind.is_character(character):
                    run = 0
                    continue
                # Each is as wide as the first one of its run.
                if not run or abs(total - usual) > _SAME * usual:
                    run, usual = 0, float(total)
                run += 1
                if run >= kind.least:
                    return True
    return False


def _modules(character: Sequence[int], count: int) -> tuple[int, ...] | None:
    """Return the widths in modules, of which there are *count*; None if they are none."""
    unit = sum(character) / count
    widths = tuple(round(width / unit) for width in character)
    is_whole = all(
        abs(width / unit - modules) <= _OFF and 1 <= modules <= 4
        for width, modules in zip(character, widths, strict=True)
    )
    return widths if is_whole and sum(widths) == count else None


def _is_digit(character: Sequence[int]) -> bool:
    return _modules(character, 7) is not None


_CODE128 = {tuple(map(int, pattern)) for pattern in code128_characters.PATTERNS.split()}


def _is_code128(character: Sequence[int]) -> bool:
    return _modules(character, 11) in _CODE128


def _wide(character: Sequence[int]) -> list[bool] | None:
    """Return which elements are wide, of two widths; None if there are more widths, or one."""
    least, most = min(character), max(character)
    low, high = _WIDE
    if not low * least <= most <= high * least:
        return None
    limit = (least + most) / 2
    narrow = [width for width in character if width <= limit]
    wide = [width for width in character if width > limit]
    is_alike = max(narrow) <= _ALIKE * min(narrow) + 1 and max(wide) <= _ALIKE * min(wide)
    return [width > limit for width in character] if is_alike else None


def _is_code39(character: Sequence[int]) -> bool:
    """Return True if three of nine elements are wide, of these one space, or three of them."""
    wide = _wide(character)
    return wide is not None and sum(wide) == 3 and sum(wide[1::2]) in (1, 3)


def _is_pair(character: Sequence[int]) -> bool:
    """Return True if two of five bars are wide, and two of the spaces."""
    wide = _wide(character)
    return wide is not None and sum(wide[::2]) == sum(wide[1::2]) == 2


_KINDS = (
    _Kind("code128", 6, 6, 4, _is_code128),
    _Kind("ean13", 4, 4, 5, _is_digit),
    _Kind("code39", 9, 10, 4, _is_code39),
    _Kind("itf", 10, 10, 4, _is_pair),
)
