"""Han Xin Code. ISO/IEC 20830:2021."""

from collections.abc import Sequence
from functools import cache, lru_cache

from common.barcode.decode import hanxin_sizes
from common.barcode.decode.bit_reader import BitReader, OutOfBits, bits_of
from common.barcode.decode.character_sets import GB_18030, Writer, content_of, text_of
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.decode.error_correction import binary_field, correct
from common.barcode.decode.matrices import Modules, is_rectangle, rotations

# x^8 + x^6 + x^5 + x + 1 for data, and x^4 + x + 1 for the function information.
_FIELD = binary_field(8, 0x163)
_SMALL_FIELD = binary_field(4, 0x13)
_FINDER, _INFORMATION = 7, 9  # modules of a finder, and of it with separator and information
_LEAST, _MOST = 23, 189
# The finder at the upper left: three nested angles, a square of three modules at the inner end.
_UPPER_LEFT = (0x7F, 0x40, 0x5F, 0x50, 0x57, 0x57, 0x57)
# The finder at the lower left has its square at the outer end.
_LOWER_LEFT = (0x7F, 0x01, 0x7D, 0x05, 0x75, 0x75, 0x75)
_MAX_WRONG = 24  # of the 196 modules of the four finders
_STRIDE = 13  # codewords next to each other in the stream are so far apart in the symbol


def decode(modules: Sequence[bytes]) -> tuple[Decoding, ...]:
    """Decode *modules*, turned by any right angle."""
    if not is_rectangle(modules, _LEAST, _MOST) or len(modules) != len(modules[0]):
        return ()
    if len(modules) % 2 == 0:
        return ()
    # One finder differs from the other three, which shows the orientation. With damage the second
    # best turn may be the right one.
    for turn in sorted(rotations(modules), key=_wrong_finder_modules)[:2]:
        decoding = _upright(turn) if _wrong_finder_modules(turn) <= _MAX_WRONG else None
        if decoding:
            return (decoding,)
    return ()


def _wrong_finder_modules(modules: Modules) -> int:
    last = len(modules) - 1
    wrong = 0
    for y in range(_FINDER):
        for x in range(_FINDER):
            # Three corners are alike, the lower left one shows where the symbol stands up.
            corner = _UPPER_LEFT[y] >> (_FINDER - 1 - x) & 1
            wrong += modules[y][x] != corner
            wrong += modules[y][last - x] != corner
            wrong += modules[last - y][last - x] != corner
            lower = _LOWER_LEFT[y] >> (_FINDER - 1 - x) & 1
            wrong += modules[last - _FINDER + 1 + y][x] != lower
    return wrong


def _upright(modules: Modules) -> Decoding | None:
    size = len(modules)
    number = (size - hanxin_sizes.FIRST_SIZE) // hanxin_sizes.STEP + 1
    # The two copies usually agree: each different one is tried once.
    for level, mask in dict.fromkeys(_information(modules, number)):
        stream = _stream(modules, number, mask)
        corrected = _blocks(stream, hanxin_sizes.version(number).levels[level])
        if corrected:
            decoding = read_message(*corrected)
            if decoding:
                return decoding
    return None


def _information(modules: Modules, number: int) -> list[tuple[int, int]]:
    """Return error correction level and mask, 0 to 3 each, from either copy."""
    found = []
    last = len(modules) - 1
    for is_second in (False, True):
        bits = [
            modules[last - y][last - x] if is_second else modules[y][x]
            for x, y in _information_places(len(modules))
        ]
        words = [int("".join(map(str, bits[at : at + 4])), 2) for at in range(0, 28, 4)]
        fixed = correct(_SMALL_FIELD, words, 4)
        if fixed:
            first, second, third = fixed.codewords[:3]
            # The version is stored plus 20. It must agree with the size, else the copy is damaged
            # beyond its four check words.
            if first * 16 + second == number + 20:
                found.append((third >> 2, third & 3))
    return found


@cache
def _information_places(size: int) -> tuple[tuple[int, int], ...]:
    edge = _INFORMATION - 1
    around_left = [(x, edge) for x in range(edge + 1)] + [
        (edge, y) for y in range(edge - 1, -1, -1)
    ]
    around_right = [(size - 1 - edge, y) for y in range(edge + 1)]
    return (*around_left, *around_right, *((size - edge + x, edge) for x in range(edge)))


def _stream(modules: Modules, number: int, mask: int) -> list[int]:
    """Return the codewords in their order, without mask and interleaving (5.8.2, 5.8.4)."""
    # The conditions of the masks count rows and columns from 1.
    bits = [modules[y][x] ^ _MASKS[mask](x + 1, y + 1) for x, y in data_places(number)]
    count = len(bits) // 8
    drawn = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, count * 8, 8)]
    stream = [0] * count
    # Dirt covers modules that are next to each other. Spread in the stream, they fall into several
    # blocks.
    order = (place for start in range(_STRIDE) for place in range(start, count, _STRIDE))
    for place, word in zip(order, drawn, strict=True):
        stream[place] = word
    return stream


_MASKS = (
    lambda i, j: 0,
    lambda i, j: (i + j + 1) % 2,
    lambda i, j: ((i + j) % 3 + i % 3 + 1) % 2,
    lambda i, j: (i % j + j % i + i % 3 + j % 3 + 1) % 2,
)


@lru_cache(16)
def data_places(number: int) -> tuple[tuple[int, int], ...]:
    """Return column and row of every data module, row by row."""
    version = hanxin_sizes.version(number)
    size = version.modules
    taken = _alignment(version) if version.cells else [[0] * size for _ in range(size)]
    edge = range(_INFORMATION)
    # The four corners hold finders, separators and the function information.
    for y in (*edge, *(size - 1 - y for y in edge)):
        for x in (*edge, *(size - 1 - x for x in edge)):
            taken[y][x] = 1
    return tuple((x, y) for y in range(size) for x in range(size) if not taken[y][x])


def _alignment(version: hanxin_sizes.Version) -> list[list[int]]:
    """Return which modules belong to alignment and assistant patterns, 1 light, 2 dark.

    Both are symmetrical about the diagonal from the upper right: *u* counts modules from the right,
    *v* from above.
    """
    size, spacing, cells = version.modules, version.spacing, version.cells
    grid = [[0] * size for _ in range(size)]

    def put(u: int, v: int, value: int) -> None:
        if 0 <= u < size and 0 <= v < size:
            grid[v][size - 1 - u] = value
            grid[u][size - 1 - v] = value

    lines = [*(spacing * line for line in range(cells + 1)), size - 1]
    # Each dark line is next to a light one, a module further to the left and below.
    for line, v in enumerate(lines):
        for u in range(size):
            if _is_on_line(version, line, u):
                put(u, v, 2)
                put(u + 1, v + 1, 1)
    around = ((-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1))
    for place, at in enumerate(range(spacing, size - 1, spacing), 1):
        for u, v in around if place % 2 else ():
            put(at + u, v, 1)
        for u, v in around if grid[at - 1][0] != 2 else ():
            put(size - 1 - v, at + u, 1)
    return grid


def _is_on_line(version: hanxin_sizes.Version, line: int, u: int) -> bool:
    """Return True if module *u* of an alignment *line* is dark: every other cell, and each end."""
    cell = u // version.spacing
    if cell >= version.cells:
        return (version.cells + line) % 2 == 0
    is_in_corner = line == 0 and cell == 0
    return u % version.spacing == 0 or ((cell + line) % 2 == 0 and not is_in_corner)


def _blocks(
    stream: Sequence[int], blocks: Sequence[hanxin_sizes.Block]
) -> tuple[list[int], int] | None:
    data: list[int] = []
    at = errors = 0
    for block in blocks:
        for _ in range(block.count):
            length = block.data + block.checks
            # One block beyond correction makes the text incomplete: nothing is read.
            fixed = correct(_FIELD, stream[at : at + length], block.checks)
            if fixed is None:
                return None
            data += fixed.codewords[: block.data]
            errors += fixed.errors
            at += length
    return data, errors


def read_message(data: Sequence[int], errors: int) -> Decoding | None:
    """Return what *data*, 0 to 255 each, holds; None if a codeword is out of place.

    Args:
        data: codewords of eight bits.
        errors: how many of them were corrected.
    """
    reader = BitReader(bits_of(data, 8))
    writer = Writer(GB_18030)
    is_gs1 = False
    try:
        while reader.left >= 4:
            mode = reader.take(4)
            # The end of the message; what remains is padding.
            if mode == 0:
                break
            if mode == 14:
                # Mode 14 with 1 is FNC1 in first position: the data are GS1 element strings.
                is_gs1 = reader.take(4) == 1
            elif mode == 15:
                reader.take(4)
            elif mode in _MODES:
                _MODES[mode](reader, writer)
            else:
                return None
    except OutOfBits:
        return None
    segments = writer.segments()
    return Decoding("hanxin", text_of(segments), content_of(segments), errors, is_gs1)


def _numeric(reader: BitReader, writer: Writer) -> None:
    """Read groups of three digits; what ends them counts the digits of the last group (table 2)."""
    group = -1
    while True:
        value = reader.take(10)
        if group >= 0:
            # 1021 to 1023 end the mode and say that the group before them has one to three digits,
            # so that leading zeros survive.
            digits = value - 1020 if value > 1020 else 3
            writer.add(f"{group:0{digits}}".encode())
        if value > 1020:
            return
        group = value if value < 1000 else -1
        # Values from 1000 on stand for FNC1 between elements.
        if value >= 1000:
            writer.add(b"\x1d")


_TEXT_1 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TEXT_2 = bytes((*range(28), *range(32, 48), *range(58, 65), *range(91, 97), *range(123, 128)))
_OTHER_TEXT, _END_OF_TEXT = 62, 63


def _text(reader: BitReader, writer: Writer) -> None:
    current, other = _TEXT_1, _TEXT_2
    while (value := reader.take(6)) != _END_OF_TEXT:
        # The two sets exchange their roles until the next switch.
        if value == _OTHER_TEXT:
            current, other = other, current
        else:
            writer.add(current[value : value + 1])


def _binary(reader: BitReader, writer: Writer) -> None:
    writer.add(bytes(reader.take(8) for _ in range(reader.take(13))))


_END_OF_REGION, _OTHER_REGION = 0xFFF, 0xFFE


def _region(is_second: bool, reader: BitReader, writer: Writer) -> None:
    while (value := reader.take(12)) != _END_OF_REGION:
        if value == _OTHER_REGION:
            is_second = not is_second
            continue
        # Region 1 begins with the common characters of GB 2312, region 2 with its less common ones;
        # the top of region 1 holds symbols and pinyin.
        first = 0xD8 if is_second else 0xB0
        if not is_second and value >= 0xFCA:
            writer.add(bytes((0xA8, 0xA1 + value - 0xFCA)))
            continue
        if not is_second and value >= 0xEB0:
            first, value = 0xA1, value - 0xEB0
        row, column = divmod(value, 94)
        writer.add(bytes((min(first + row, 255), 0xA1 + column)))


def _two_bytes(reader: BitReader, writer: Writer) -> None:
    while (value := reader.take(15)) != 0x7FFF:
        # The second byte of GBK skips 0x7F.
        row, column = divmod(value, 190)
        writer.add(bytes((min(0x81 + row, 255), column + (0x40 if column < 63 else 0x41))))


def _four_bytes(reader: BitReader, writer: Writer) -> None:
    # Four bytes of GB 18030 alternate between ranges of 126 and of 10 values.
    value, fourth = divmod(reader.take(21), 10)
    value, third = divmod(value, 126)
    first, second = divmod(value, 10)
    writer.add(bytes((min(0x81 + first, 255), 0x30 + second, 0x81 + third, 0x30 + fourth)))


def _eci(reader: BitReader, writer: Writer) -> None:
    # The leading bits give the length of the number: 7, 14 or 21 bits.
    if reader.take(1) == 0:
        writer.announce(reader.take(7))
    elif reader.take(1) == 0:
        writer.announce(reader.take(14))
    else:
        reader.take(1)
        writer.announce(reader.take(21))


_MODES = {
    1: _numeric,
    2: _text,
    3: _binary,
    4: lambda reader, writer: _region(False, reader, writer),
    5: lambda reader, writer: _region(True, reader, writer),
    6: _two_bytes,
    7: _four_bytes,
    8: _eci,
}

DECODER = Decoder(("hanxin",), "matrix", decode)
