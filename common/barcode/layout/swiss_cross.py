"""The Swiss cross in the middle of a Swiss QR Code, and the modules that it covers.

Swiss Implementation Guidelines QR-bill 2.3 (SIX), 6.4.2: the cross is 7 × 7 mm in a code of
46 × 46 mm. Its proportions are those of the drawing that SIX publishes with the guidelines: a white
edge around a black square, in it a white cross. Lengths are in dots.
"""

from collections.abc import Iterator

from msgspec import Struct

_SIDE, _OF = 7, 46  # mm
_SQUARE = 6 / 7  # black square, of the side
_ARM_WIDTH, _ARM_LENGTH = 1 / 6, 5 / 9  # of the side


class Box(Struct, frozen=True):
    """A rectangle in dots."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return the first column after it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Return the first row after it."""
        return self.top + self.height


def place(left: int, top: int, symbol: int) -> Box:
    """Return the place of the cross in a symbol of *symbol* dots a side."""
    side = _centred(_SIDE / _OF * symbol, symbol)
    return Box(left + (symbol - side) // 2, top + (symbol - side) // 2, side, side)


def dark_boxes(place: Box) -> Iterator[Box]:
    """Yield the black square at *place* without the cross, as rectangles that do not overlap."""
    side = place.width
    # At few dots a module, the white edge keeps a dot.
    square = min(_centred(_SQUARE * side, side), side - 2)
    width, length = (_centred(share * side, square) for share in (_ARM_WIDTH, _ARM_LENGTH))
    left, top = place.left + (side - square) // 2, place.top + (side - square) // 2
    # From the top: above the cross, beside its upper arm, its side arms, its lower arm; below it.
    end, arm = (square - length) // 2, (length - width) // 2
    down = top
    for height, gap in ((end, 0), (arm, width), (width, length), (arm, width), (end, 0)):
        beside = (square - gap) // 2
        if gap:
            yield Box(left, down, beside, height)
            yield Box(left + square - beside, down, beside, height)
        else:
            yield Box(left, down, square, height)
        down += height


def rests(module: Box, covered: Box) -> Iterator[Box]:
    """Yield the parts of *module* outside *covered*, which it overlaps."""
    # Above and below in full width, then left and right of what is covered: no part twice.
    top, bottom = max(module.top, covered.top), min(module.bottom, covered.bottom)
    if module.top < top:
        yield Box(module.left, module.top, module.width, top - module.top)
    if bottom < module.bottom:
        yield Box(module.left, bottom, module.width, module.bottom - bottom)
    if module.left < covered.left:
        yield Box(module.left, top, covered.left - module.left, bottom - top)
    if covered.right < module.right:
        yield Box(covered.right, top, module.right - covered.right, bottom - top)


def _centred(length: float, within: int) -> int:
    """Return *length* in whole dots that leave equal margins in *within* dots."""
    odd = within % 2
    return max(2 * round((length - odd) / 2) + odd, 2 - odd)
