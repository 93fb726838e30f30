"""Code One, versions A to H, S and T. AIM USS Code One, 1994."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from common.barcode.decode.bit_reader import BitReader, bits_of
from common.barcode.decode.character_sets import LATIN_1, Segment, Writer, content_of, text_of
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.decode.error_correction import binary_field, correct
from common.barcode.decode.matrices import Modules, is_rectangle, rotations
from common.barcode.model.symbol import Sequence as Place

# The field polynomial is that of Data Matrix, x^8 + x^5 + x^3 + x^2 + 1; version S has codewords of
# five bits and a field of its own.
_FIELD = binary_field(8, 0x12D)
_SMALL_FIELD = binary_field(5, 0x25)
_LEAST, _MOST = 8, 148
_WORST = 8  # one in so many modules of the centre pattern may be wrong


class _Version(Struct, frozen=True):
    """One size.

    Attributes:
        rows: of modules.
        columns: of modules.
        data: data codewords.
        checks: check codewords.
        width: columns of data.
        blocks: error correction blocks, among which codewords are dealt in turn.
        pattern: rows of the centre pattern; see _row.
        risers: first column, spacing and height of the vertical reference bars.
        dots: column and row of single dark modules that distinguish the versions.
    """

    rows: int
    columns: int
    data: int
    checks: int
    width: int
    blocks: int
    pattern: str
    risers: tuple[int, int, int] = (0, 0, 0)
    dots: tuple[tuple[int, int], ...] = ()


_S, _T = "56661278", "5666666666127878"
_VERSIONS = (
    _Version(16, 18, 10, 10, 16, 1, "121343", (4, 99, 6), ((12, 5),)),
    _Version(22, 22, 19, 16, 20, 1, "12134343", (4, 99, 8), ((16, 7),)),
    _Version(28, 32, 44, 26, 28, 1, "12121343", (4, 22, 11), ((26, 12),)),
    _Version(40, 42, 91, 44, 36, 1, "1213434343", (4, 16, 16)),
    _Version(52, 54, 182, 70, 48, 1, "1212134343", (4, 22, 22), ((26, 23),)),
    _Version(
        70, 76, 370, 140, 68, 2, "1212121343", (4, 22, 31),
        ((26, 32), (70, 32), (26, 34), (70, 34)),
    ),
    _Version(104, 98, 732, 280, 88, 4, "121213434343", (6, 21, 47), ((27, 48), (69, 48))),
    _Version(
        148, 134, 1480, 560, 120, 8, "121212134343", (6, 20, 69),
        ((26, 70), (66, 70), (106, 70), (26, 72), (66, 72), (106, 72)),
    ),
    _Version(8, 11, 4, 4, 10, 1, _S),
    _Version(8, 21, 8, 8, 20, 1, _S, dots=((10, 4),)),
    _Version(8, 31, 12, 12, 30, 1, _S, dots=((15, 4), (15, 6))),
    _Version(16, 17, 10, 10, 16, 1, _T, dots=((8, 10),)),
    _Version(16, 33, 24, 16, 32, 1, _T, dots=((16, 10), (16, 12))),
    _Version(16, 49, 38, 22, 48, 1, _T, dots=((24, 10), (24, 12), (24, 14))),
)  # fmt: skip

SIZES = tuple((version.columns, version.rows) for version in _VERSIONS)  # modules across and down


def decode(modules: Sequence[bytes]) -> tuple[Decoding, ...]:
    """Decode *modules*, turned by any right angle."""
    if not is_rectangle(modules, _LEAST, _MOST):
        return ()
    # No two versions have the same rows and columns, so that the size names the version, and a
    # wrong turn fails at its fixed modules.
    for turn in rotations(modules):
        for version in _VERSIONS:
            if (version.rows, version.columns) == (len(turn), len(turn[0])):
                decoding = _upright(turn, version)
                if decoding:
                    return (decoding,)
    return ()


def _upright(modules: Modules, version: _Version) -> Decoding | None:
    fixed, free = _layout(version.rows, version.columns)
    # A few wrong modules are print damage. With more of them the picture shows something else, and
    # the correction of its codewords would be futile.
    wrong = sum(modules[y][x] != value for x, y, value in fixed)
    if wrong * _WORST > len(fixed):
        return None
    is_small = version.pattern == _S
    corrected = _data([modules[y][x] for x, y in free], version, is_small)
    if corrected is None:
        return None
    data, errors = corrected
    if is_small:
        # Version S holds one number, which is stored plus 1.
        text = str(int("".join(f"{word:05b}" for word in data), 2) - 1)
        note = "A version S symbol does not say how many zeros lead its number."
        return Decoding("code_one", text, text.encode(), errors, note=note)
    found = read_message(data, errors)
    # Stripes are corrected to padding.
    return found if found.text else None


@lru_cache(16)
def _layout(
    rows: int, columns: int
) -> tuple[tuple[tuple[int, int, int], ...], tuple[tuple[int, int], ...]]:
    """Return column, row and value of the fixed modules, and the places of the others."""
    version = next(one for one in _VERSIONS if (one.rows, one.columns) == (rows, columns))
    grid: dict[tuple[int, int], int] = {}
    top = (rows - len(version.pattern)) // 2
    for y, kind in enumerate(version.pattern, top):
        grid.update(((x, y), value) for x, value in _row(kind, columns))
    first, spacing, height = version.risers
    # Risers are pairs of columns: one all dark, one light but for a dark module in every twelfth
    # row. The lower half has them at the mirrored places.
    for y in range(height):
        value = int(y % 12 == 0)
        for x in range(first, columns - 1 if spacing else 0, spacing):
            grid[x, y], grid[x + 1, y] = 1, value
            if y < height - 1:
                grid[columns - x - 2, rows - 1 - y] = 1
                grid[columns - x - 1, rows - 1 - y] = value
    grid.update((dot, 1) for dot in version.dots)
    # Data fill whatever is not fixed, row by row, which spares a table of places.
    every = ((x, y) for y in range(rows) for x in range(columns))
    free = tuple(place for place in every if place not in grid)
    return tuple((x, y, value) for (x, y), value in grid.items()), free


def _row(kind: str, columns: int) -> Iterator[tuple[int, int]]:
    """Yield column and value of the fixed modules in a row of the centre pattern.

    1 is light, 2 dark; 3 is dark but for both ends, 4 dark only next to them; 5 and 6 are data but
    for a dark or light module in the middle; 7 is dark at both ends only, 8 light next to them.
    """
    last = columns - 1
    # A separator between two parts of a wide symbol.
    if kind in "56":
        yield last // 2, int(kind == "5")
        return
    for x in range(columns):
        end = min(x, last - x)
        yield (
            x,
            int(
                {"1": False, "2": True, "3": end > 0, "4": end == 1, "7": end == 0}.get(
                    kind, end != 1
                )
            ),
        )


def _data(bits: Sequence[int], version: _Version, is_small: bool) -> tuple[list[int], int] | None:
    """Return the corrected data codewords, and how many codewords were wrong."""
    words = _small_words(bits, version.width) if is_small else _words(bits, version)
    data, errors = [0] * version.data, 0
    for block in range(version.blocks):
        # Codewords are dealt to the blocks in turn, so that a spot of dirt damages all blocks a
        # little.
        fixed = correct(
            _SMALL_FIELD if is_small else _FIELD,
            words[block :: version.blocks],
            version.checks // version.blocks,
            first_root=0,
        )
        if fixed is None:
            return None
        count = version.data // version.blocks
        data[block :: version.blocks] = fixed.codewords[:count]
        errors += fixed.errors
    return data, errors


def _words(bits: Sequence[int], version: _Version) -> list[int]:
    """Return codewords, each four modules in one row and four below them."""
    count, width = version.data + version.checks, version.width
    return [
        int("".join(map(str, (*bits[at : at + 4], *bits[at + width : at + width + 4]))), 2)
        for row in range(0, len(bits) - width, 2 * width)
        for at in range(row, row + width, 4)
    ][:count]


def _small_words(bits: Sequence[int], width: int) -> list[int]:
    """Return codewords of five modules: two fill five columns of two rows."""
    words = []
    for row in range(0, len(bits) - width, 2 * width):
        for at in range(row, row + width, 5):
            upper, lower = bits[at : at + 5], bits[at + width : at + width + 5]
            # Two shapes that fit into each other: three above two, then two above three.
            parts = ((*upper[:3], *lower[:2]), (*upper[3:], *lower[2:]))
            words += [int("".join(map(str, part)), 2) for part in parts]
    return words


_UNLATCH, _PAD = 255, 129
_PAIRS, _C40, _BYTES, _FNC1, _FNC4, _FNC1_AND_DIGITS = 130, 230, 231, 232, 235, 236
_EDI, _TEXT, _DIGITS = 238, 239, 240
_FNC2 = 233
_MOST_IN_GROUP = 15  # symbols of a message whose place has one codeword; more have two
_ESCAPE = "\\"  # before six digits, if the message starts with a pad and it
# The three-value modes: the characters 3 to 39 of their basic sets.
_BASIC = {
    _C40: " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    _TEXT: " 0123456789abcdefghijklmnopqrstuvwxyz",
}
_EDI_CHARACTERS = "\r*> 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHIFT_1 = "".join(map(chr, range(32)))
_SHIFT_2 = "!\"#$%&'()*+,-./:;<=>?@[\\]^_"
_SHIFT_3 = {
    _C40: "".join(map(chr, range(96, 128))),
    _TEXT: "`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~\x7f",
}
_FNC1_AFTER_SHIFT_2, _FNC4_AFTER_SHIFT_2 = 27, 30


def read_message(words: Sequence[int], errors: int) -> Decoding:
    """Return what *words*, 0 to 255 each, hold; *errors* of them were corrected."""
    return _Message(words).read(errors)


class _Message:
    """Reads the codewords of one message."""

    def __init__(self, words: Sequence[int]) -> None:
        self._words = words
        self._at = 0
        self._text: list[str] = []
        self._high = 0
        self._is_gs1 = False

    def read(self, errors: int) -> Decoding:
        """Return what the message says."""
        has_escapes, place, self._at = _head(self._words)
        # The message ends at the first pad; the codewords behind it are filler.
        while self._left() and self._words[self._at] != _PAD:
            self._ascii(self._next())
        segments = _interpreted("".join(self._text), has_escapes)
        return Decoding(
            "code_one",
            text_of(segments),
            content_of(segments),
            errors,
            is_gs1=self._is_gs1,
            sequence=place,
        )

    def _left(self) -> int:
        return len(self._words) - self._at

    def _next(self) -> int:
        value = self._words[self._at]
        self._at += 1
        return value

    def _add(self, text: str) -> None:
        for one in text:
            # FNC4 moves the next character to the upper half of Latin-1.
            self._text.append(chr(ord(one) + self._high & 0xFF))
            self._high = 0

    def _fnc1(self) -> None:
        # Only the first position announces GS1 data; later FNC1 ends a value of variable length.
        if self._text or self._is_gs1:
            self._add("\x1d")
        else:
            self._is_gs1 = True

    def _ascii(self, value: int) -> None:
        if value < _PAD:
            self._add(chr(value - 1) if value else "")
        elif _PAIRS <= value < _C40:
            self._add(f"{value - _PAIRS:02}")
        # A latch: what follows is packed until its own end.
        elif value in (_C40, _TEXT, _EDI):
            self._triples(value)
        elif value == _BYTES:
            self._bytes()
        elif value == _FNC1:
            self._fnc1()
        elif value == _FNC4:
            self._high = 128
        elif value == _FNC1_AND_DIGITS:
            self._fnc1()
            self._digits(())
        elif value >= _DIGITS:
            self._digits(bits_of((value & 15,), 4))

    def _triples(self, mode: int) -> None:
        """Read pairs of codewords, three values each, to an unlatch or the last codeword."""
        shift = -1
        # A single codeword that remains can't hold three values: it is ASCII again, without an
        # unlatch.
        while self._left() >= 2 and self._words[self._at] != _UNLATCH:
            number = self._next() * 256 + self._next() - 1
            # Three values of base 40 make 64,000, which fit in the 65,536 of two codewords.
            for value in (number // 1600, number // 40 % 40, number % 40):
                shift = self._value(mode, shift, value)
        if self._left() and self._words[self._at] == _UNLATCH:
            self._at += 1

    def _value(self, mode: int, shift: int, value: int) -> int:
        """Read one value after *shift*, -1 if there was none; return the shift it makes."""
        if mode == _EDI:
            self._add(_EDI_CHARACTERS[value : value + 1])
            return -1
        if shift < 0:
            # The first three values are shifts to sets 1, 2 and 3 for one character.
            if value < 3:
                return value
            self._add(_BASIC[mode][value - 3 : value - 2])
        elif shift == 1 and value == _FNC1_AFTER_SHIFT_2:
            self._fnc1()
        elif shift == 1 and value == _FNC4_AFTER_SHIFT_2:
            self._high = 128
        else:
            self._add((_SHIFT_1, _SHIFT_2, _SHIFT_3[mode])[shift][value : value + 1])
        return -1

    def _bytes(self) -> None:
        length = self._next() if self._left() else 0
        # A length above 249 takes two codewords, as in Base 256 of Data Matrix (ISO/IEC 16022).
        if length >= 250 and self._left():
            length = (length - 249) * 250 + self._next()
        # A length of 0 means all that remains.
        for _ in range(min(length or self._left(), self._left())):
            self._add(chr(self._next()))

    def _digits(self, first: Sequence[int]) -> None:
        """Read three digits in ten bits each: *first*, then the codewords that follow."""
        reader = BitReader([*first, *bits_of(self._words[self._at :], 8)])
        while reader.left >= 10 and reader.peek(6) != 63:
            # Values are stored plus 1.
            self._add(f"{max(reader.take(10) - 1, 0):03}")
        # One digit may follow in four bits; if exactly a codeword is left, it is ASCII again.
        if reader.left >= 6 and reader.peek(6) == 63:
            reader.take(6)
        elif reader.left == 8:
            self._at = len(self._words) - 1
            return
        if reader.left % 8 in (4, 6):
            digit = reader.take(4)
            self._add(str(digit - 1) if 1 <= digit <= 10 else "")
        reader.take(reader.left % 8)
        self._at = len(self._words) - reader.left // 8


def _head(words: Sequence[int]) -> tuple[bool, Place | None, int]:
    """Return what codewords before the data say, and how many they are.

    Returns:
        True if the data have escapes, the place of the symbol in a message of several, and where
        the data begin.
    """
    escape = ord(_ESCAPE) + 1
    # A pad at the start can't be padding.
    if tuple(words[:2]) == (_PAD, escape):
        place = _extended(words[3:5]) if words[2:3] == [_FNC2] else None
        return True, place, 5 if place else 2
    if tuple(words[:2]) == (_PAD, _FNC2) and words[3:4] == [escape]:
        return True, _grouped(words[2]), 4
    # FNC2 in second or third position says that what is before it is the place.
    if words[1:2] == [_FNC2] and (place := _grouped(words[0])):
        return False, place, 2
    if words[2:3] == [_FNC2] and (place := _extended(words[:2])):
        return False, place, 3
    return False, None, 0


def _grouped(word: int) -> Place | None:
    index, count = divmod(word, _MOST_IN_GROUP)
    return _place(index + 1, count + 1)


def _extended(words: Sequence[int]) -> Place | None:
    return _place(*words) if len(words) == 2 else None


def _place(index: int, count: int) -> Place | None:
    return Place(index, count, "") if 1 <= index <= count and count > 1 else None


def _interpreted(text: str, has_escapes: bool) -> tuple[Segment, ...]:
    """Return *text* as bytes, with the interpretations that its escapes announce."""
    writer = Writer(LATIN_1)
    if not has_escapes:
        writer.add(text.encode("latin-1"))
        return writer.segments()
    at = 0
    while at < len(text):
        number = text[at + 1 : at + 7]
        if text[at] == _ESCAPE and len(number) == 6 and number.isdecimal():
            writer.announce(int(number))
            at += 7
            continue
        # A doubled escape character is the character itself.
        at += text[at : at + 2] == _ESCAPE * 2
        writer.add(text[at].encode("latin-1"))
        at += 1
    return writer.segments()


DECODER = Decoder(("code_one",), "matrix", decode)
