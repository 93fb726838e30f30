"""The symbol characters of Code 128, on which Codablock F and Code 16K are built.

Patterns: ISO/IEC 15417:2007, table 1. Values 0 to 95 are characters in code sets A and B, 0 to 99
are pairs of digits in code set C.
"""

from common.barcode.decode import edge_distances

PATTERNS = """
    212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232
    122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122
    321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311
    211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113
    213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422
    121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111
    241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121
    412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131
"""
CHARACTERS = edge_distances.from_digits(PATTERNS)

# The values in which sets A and B differ: 64 to 95 are control characters in A, lower case in B.
_SPACE, _CONTROLS = 32, 64


def character(code_set: str, value: int) -> str:
    """Return what *value*, 0 to 95, is in *code_set* ``A`` or ``B``."""
    if code_set == "A" and value >= _CONTROLS:
        return chr(value - _CONTROLS)
    return chr(value + _SPACE)


class Message:
    """The text of a message, as its function characters change it.

    One FNC4 adds 128 to the next character; two in a row do so until two others. FNC1 is the
    separator of GS1 elements unless it is the first character. ISO/IEC 15417:2007, 4.3.4.
    """

    def __init__(self) -> None:
        self._content = bytearray()
        self._shifted = False
        self._latched = False
        self.starts_with_fnc1 = False

    @property
    def content(self) -> bytes:
        """Return the bytes read so far."""
        return bytes(self._content)

    def add(self, text: str) -> None:
        """Append *text*, of ASCII characters."""
        for one in text:
            high = self._shifted != self._latched
            self._content.append(ord(one) + 128 if high else ord(one))
            self._shifted = False

    def fnc1(self) -> None:
        """Append FNC1."""
        if self._content or self.starts_with_fnc1:
            self._content.append(0x1D)
        else:
            self.starts_with_fnc1 = True

    def fnc4(self) -> None:
        """Note FNC4."""
        if self._shifted:
            self._latched = not self._latched
        self._shifted = not self._shifted
