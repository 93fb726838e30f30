"""Grid Matrix. AIM Global Grid Matrix (AIMD014 rev. 1.63), GB/T 27766."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from common.barcode.decode.bit_reader import BitReader, OutOfBits, bits_of
from common.barcode.decode.character_sets import GB_2312, Writer, content_of, text_of
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.decode.error_correction import binary_field, correct
from common.barcode.decode.matrices import Modules, is_rectangle, rotations
from common.barcode.model.symbol import Sequence as Place

_FIELD = binary_field(7, 0x89)
_CELL = 6  # modules of a macromodule: a frame about four by four
_LEAST, _MOST = 18, 162
_WORST = 8  # one in so many modules of the frames may be wrong
# Error correction blocks of versions 1 to 13; codewords are shared out evenly (table A.1).
_BLOCKS = (1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 9, 10, 12)
# Layer identifiers from the centre outwards, by error correction level (AIMD014).
_IDENTIFIERS = {1: "3210", 2: "3012", 3: "2301", 4: "1230", 5: "0123"}


def decode(modules: Sequence[bytes]) -> tuple[Decoding, ...]:
    """Decode *modules*, turned by any right angle."""
    if not is_rectangle(modules, _LEAST, _MOST) or len(modules) != len(modules[0]):
        return ()
    # The number of macromodules on a side is odd: a centre and rings around it.
    if len(modules) % (2 * _CELL) != _CELL or not _has_frames(modules):
        return ()
    layers = len(modules) // (2 * _CELL)
    # The layer identifiers show the orientation. Damage may make two turns alike, so that the two
    # best are tried.
    for level, turn in sorted(
        ((_level(turn, layers), turn) for turn in rotations(modules)), key=lambda one: one[0][0]
    )[:2]:
        corrected = _data(_codewords(turn, layers), layers, level[1])
        decoding = read_message(*corrected) if corrected else None
        if decoding:
            return (decoding,)
    return ()


def _has_frames(modules: Sequence[bytes]) -> bool:
    """Return True if the frames of macromodules are dark and light in turn, from a dark corner."""
    total = wrong = 0
    # Dark and light frames alternate like a chessboard.
    for y, row in enumerate(modules):
        for x, module in enumerate(row):
            if x % _CELL in (0, _CELL - 1) or y % _CELL in (0, _CELL - 1):
                total += 1
                wrong += module != (x // _CELL + y // _CELL + 1) % 2
    return wrong * _WORST <= total


@cache
def _spiral(layers: int) -> tuple[tuple[int, int], ...]:
    """Return column and row of macromodules: the centre, then each ring, clockwise."""
    return tuple(place for ring in range(layers + 1) for place in _ring(layers, ring))


def _ring(centre: int, ring: int) -> Iterator[tuple[int, int]]:
    if not ring:
        # The centre has no ring to go around.
        yield centre, centre
    x, y = centre - ring, centre - ring
    for step_x, step_y in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        for _ in range(2 * ring):
            x, y = x + step_x, y + step_y
            yield x, y


def _level(modules: Modules, layers: int) -> tuple[int, int]:
    """Return how many layer identifiers contradict the likeliest level, and that level."""
    scores = []
    for level, identifiers in _IDENTIFIERS.items():
        wrong = sum(
            modules[y * _CELL + 1][x * _CELL + 1] * 2 + modules[y * _CELL + 1][x * _CELL + 2]
            # The identifier of a ring is the same in all its macromodules, so that a vote over all
            # of them repairs it.
            != int(identifiers[max(abs(x - layers), abs(y - layers)) % 4])
            for x, y in _spiral(layers)
        )
        scores.append((wrong, level))
    return min(scores)


def _codewords(modules: Modules, layers: int) -> list[int]:
    """Return the codewords, two in each macromodule, the second first."""
    words = []
    for x, y in _spiral(layers):
        left, top = x * _CELL + 1, y * _CELL + 1
        # The first two modules are the layer identifier; the other fourteen are two codewords.
        bits = [*modules[top][left + 2 : left + 4]]
        for row in range(1, 4):
            bits += modules[top + row][left : left + 4]
        value = int("".join(map(str, bits)), 2)
        words += [value & 127, value >> 7]
    return words


def _data(words: Sequence[int], layers: int, level: int) -> tuple[list[int], int] | None:
    """Return the corrected data codewords, and how many codewords were wrong."""
    count = _BLOCKS[layers - 1]
    # Level n gives 10 n % of the codewords to error correction.
    total = len(words) * level // 10
    data: list[int] = []
    errors = 0
    for block in range(count):
        checks = total // count + (block < total % count)
        fixed = correct(_FIELD, words[block::count], checks)
        if fixed is None:
            return None
        data += fixed.codewords[:-checks]
        errors += fixed.errors
    return data, errors


_END, _CHINESE, _NUMERAL, _LOWER, _UPPER, _MIXED, _BYTE = (0, 1, 2, 3, 4, 5, 7)
_APPEND, _INITIALIZE, _ECI = 9, 10, 12
_BYTE_AT_START = 6  # zint's type code of bytes at the start of a message; it writes 7 elsewhere
# What follows a shift (table 7).
_SHIFTED = "".join(map(chr, range(32))) + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_AMONG_DIGITS = (" ", "+", "-", ".", ",", "\r\n")
_LOWER_CASE, _UPPER_CASE = "abcdefghijklmnopqrstuvwxyz ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ "
_MIXED_CASE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz "


def read_message(data: Sequence[int], errors: int) -> Decoding | None:
    """Return what *data*, 0 to 127 each, holds; None if a codeword is out of place.

    Args:
        data: codewords of seven bits.
        errors: how many of them were corrected.
    """
    reader, writer = BitReader(bits_of(data, 7)), Writer(GB_2312)
    place = None
    mode = None
    try:
        while True:
            # Outside of a mode a type code of four bits selects the next one.
            if mode is None:
                kind = reader.take(4) if reader.left >= 4 else _END
                if kind == _END:
                    # Zint ends bytes so that another character set follows, too.
                    if reader.left >= 4 and reader.peek(4) == _ECI:
                        continue
                    break
                if kind == _ECI:
                    _announce(reader, writer)
                elif kind == _APPEND:
                    place = _place(reader)
                elif kind in (*_MODES, _BYTE_AT_START):
                    mode = _BYTE if kind == _BYTE_AT_START else kind
                elif kind != _INITIALIZE:
                    return None
                continue
            following = _MODES[mode](reader, writer)
            mode = following or None
    except OutOfBits:
        return None
    segments = writer.segments()
    text, content = text_of(segments), content_of(segments)
    return Decoding("grid_matrix", text, content, errors, sequence=place)


def _announce(reader: BitReader, writer: Writer) -> None:
    # 10 bits follow a leading 0, 15 bits follow 10, and 20 bits follow 11.
    if reader.take(1) == 0:
        writer.announce(reader.take(10))
    else:
        writer.announce(reader.take(20 if reader.take(1) else 15))


def _place(reader: BitReader) -> Place | None:
    # The number of the file, how many symbols it has, and which one this is, both less 1.
    file, count, index = reader.take(8), reader.take(4) + 1, reader.take(4) + 1
    return Place(index, count, str(file)) if index <= count and count > 1 else None


def _chinese(reader: BitReader, writer: Writer) -> int:
    """Read GB 2312 characters, bytes and pairs of digits in 13 bits each (6.3.1.2)."""
    while True:
        value = reader.take(13)
        if value < 7776:
            # GB 2312 leaves rows 10 to 15 empty, and the code skips them.
            row, column = divmod(value, 96)
            writer.add(bytes(((0xA1 if row < 9 else 0xA7) + row, 0xA0 + column)))
        elif value == 7776:
            writer.add(b"\r\n")
        elif value < 8033:
            writer.add(bytes((value - 7777,)))
        elif value < 8133:
            writer.add(f"{value - 8033:02}".encode())
        else:
            return _following(
                value,
                {8160: _END, 8161: _NUMERAL, 8162: _LOWER, 8163: _UPPER, 8164: _MIXED, 8165: _BYTE},
            )


def _numeral(reader: BitReader, writer: Writer) -> int:
    """Read groups of three digits, the last shortened by a count before the first.

    A value from 1000 puts a sign before the first, second or third digit of the group after it.
    """
    # The length of the last group comes first, because a group of three digits looks the same if
    # its first digits are padding.
    unused = reader.take(2)
    group, sign, place = "", "", 0
    while True:
        value = reader.take(10)
        if value < 1018:
            _write_group(writer, group, sign, place) if group else None
            if group:
                group, sign = "", ""
        if value < 1000:
            group = f"{value:03}"
        elif value < 1018:
            (index, place) = divmod(value - 1000, 3)
            sign = _AMONG_DIGITS[index]
        else:
            _write_group(writer, group[: 3 - unused], sign, place)
            return _following(
                value,
                {1018: _END, 1019: _CHINESE, 1020: _LOWER, 1021: _UPPER, 1022: _MIXED, 1023: _BYTE},
            )


def _write_group(writer: Writer, group: str, sign: str, place: int) -> None:
    writer.add(f"{group[:place]}{sign}{group[place:]}".encode())


def _letters(alphabet: str, other: int, reader: BitReader, writer: Writer) -> int:
    while True:
        value = reader.take(5)
        if value < len(alphabet):
            writer.add(alphabet[value].encode())
        # Changes to another mode have the values behind the letters.
        elif value < 31:
            return (_END, _CHINESE, _NUMERAL, other)[value - 27]
        else:
            longer = reader.take(2)
            if longer != 1:
                return _following(longer, {0: _MIXED, 2: _BYTE})
            writer.add(_SHIFTED[reader.take(6)].encode())


def _mixed(reader: BitReader, writer: Writer) -> int:
    while True:
        value = reader.take(6)
        if value < len(_MIXED_CASE):
            writer.add(_MIXED_CASE[value].encode())
            continue
        longer = reader.take(4)
        # Six is a shift for one character; all others end the mode.
        if longer != 6:
            return _following(
                longer, {0: _END, 1: _CHINESE, 2: _NUMERAL, 3: _LOWER, 4: _UPPER, 7: _BYTE}
            )
        writer.add(_SHIFTED[reader.take(6)].encode())


def _bytes(reader: BitReader, writer: Writer) -> int:
    # The count is stored less 1: a run of no bytes has no use.
    writer.add(bytes(reader.take(8) for _ in range(reader.take(9) + 1)))
    return _END  # a type code follows, as at the start


def _following(value: int, modes: dict[int, int]) -> int:
    if value not in modes:
        # A reserved value: the symbol is damaged beyond what its checks detect, or no Grid Matrix.
        raise OutOfBits
    return modes[value]


_MODES: dict[int, Callable[[BitReader, Writer], int]] = {
    _CHINESE: _chinese,
    _NUMERAL: _numeral,
    _LOWER: lambda reader, writer: _letters(_LOWER_CASE, _UPPER, reader, writer),
    _UPPER: lambda reader, writer: _letters(_UPPER_CASE, _LOWER, reader, writer),
    _MIXED: _mixed,
    _BYTE: _bytes,
}

DECODER = Decoder(("grid_matrix",), "matrix", decode)
