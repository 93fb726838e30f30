"""The header of structured append in an Aztec Code. ISO/IEC 24778:2008, structured append."""

from collections.abc import Iterator

from common.barcode.decode import aztec_codewords
from common.barcode.decode.matrices import Modules
from common.barcode.model.symbol import Sequence

# Latches to Mixed and back to Upper, before all data, announce the header.
_ANNOUNCEMENT = (29, 29)
_CHARACTER_BITS = 5
_SPACE, _A, _Z = 1, 2, 27  # characters of Upper
_LONGEST_ID = 24


def read(modules: Modules, *, is_damaged: bool = False) -> Sequence | None:
    """Return the place that *modules* state, or None if they state none.

    An identifier is read if all of it is in capitals, so that the whole header is in Upper.

    Args:
        modules: rows top to bottom, a byte a module, 1 is dark; upright.
        is_damaged: True if some modules may be wrong.
    """
    characters = _characters(aztec_codewords.bits(modules, is_damaged=is_damaged))
    if (next(characters, 0), next(characters, 0)) != _ANNOUNCEMENT:
        return None
    id, character = "", next(characters, 0)
    if character == _SPACE:  # an identifier stands between two spaces
        while _A <= (character := next(characters, 0)) <= _Z and len(id) < _LONGEST_ID:
            id += chr(ord("A") + character - _A)
        if character != _SPACE:
            return None
        character = next(characters, 0)
    index, count = character - _A + 1, next(characters, 0) - _A + 1
    return Sequence(index, count, id) if 1 <= index <= count <= 26 else None


def _characters(bits: Iterator[int]) -> Iterator[int]:
    while True:
        value = 0
        for _ in range(_CHARACTER_BITS):
            bit = next(bits, None)
            # Fewer bits than a character are padding.
            if bit is None:
                return
            value = value * 2 + bit
        yield value
