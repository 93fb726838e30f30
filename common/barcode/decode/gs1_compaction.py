"""The data of a composite component: bits of codewords, and elements of bits.

ISO/IEC 24723:2010, section 5; ISO/IEC 24724:2011, 7.2.5.5 (the
general purpose data compaction that GS1 DataBar Expanded has as well).
"""

from collections.abc import Sequence

from common.barcode.decode.bit_reader import BitReader, OutOfBits

_FNC1 = "\x1d"
_BYTES, _BYTES_OF_SIX = 901, 924  # latches: any count of bytes, a multiple of six


def bits_of_cc_a(words: Sequence[int]) -> list[int]:
    """Return the bits of base 928 *words*: 69 of each seven, ten less one of fewer."""
    bits: list[int] = []
    for at in range(0, len(words), 7):
        group = words[at : at + 7]
        number = 0
        for word in group:
            number = number * 928 + word
        # Seven words of base 928 have 69.01 bits.
        size = 10 * len(group) - 1
        # 928^7 exceeds 2^69 by little: such values are no data, so the symbol was misread.
        if number >> size:
            return []
        bits += [number >> place & 1 for place in range(size - 1, -1, -1)]
    return bits


def bits_of_bytes(words: Sequence[int]) -> list[int]:
    """Return the bits of *words* of CC-B or CC-C: 920, a byte latch and bytes."""
    if len(words) < 2 or words[1] not in (_BYTES, _BYTES_OF_SIX):
        return []
    data = words[2:]
    # Five codewords of base 900 hold six bytes. After 901 the last one to five codewords are a byte
    # each (ISO/IEC 15438, byte compaction).
    groups = len(data) // 5 if words[1] == _BYTES_OF_SIX else max(len(data) - 1, 0) // 5
    content: list[int] = []
    for at in range(0, groups * 5, 5):
        number = 0
        for word in data[at : at + 5]:
            number = number * 900 + word
        content += [number >> shift & 255 for shift in range(40, -1, -8)]
    content += data[groups * 5 :]
    return [byte >> place & 1 for byte in content for place in range(7, -1, -1)]


def elements_of(bits: Sequence[int]) -> str | None:
    """Return the raw element strings of *bits*, with GS as separator; None if they are none."""
    reader = BitReader(bits)
    try:
        # The first bit says whether an encodation method follows, the second one which.
        if reader.take(1) == 0:
            raw = general(reader, "numeric")
        else:
            raw = _with_ai_90(reader) if reader.take(1) else _with_date(reader)
    except OutOfBits:
        return None
    return raw.rstrip(_FNC1) or None if raw is not None else None


def _with_date(reader: BitReader) -> str | None:
    """Read method 10: a date, a batch number, or both (5.3.1)."""
    date = ""
    if reader.peek(2) == 3:
        reader.take(2)
    else:
        # A year has 12 months of 32 days here, so that 16 bits hold a date.
        years, days = divmod(reader.take(16), 384)
        months, day = divmod(days, 32)
        kind = "17" if reader.take(1) else "11"
        date = f"{kind}{years:02}{months + 1:02}{day:02}"
    rest = general(reader, "numeric")
    if rest is None:
        return None
    # A batch number follows unless FNC1 marks it as missing.
    return date + (rest[1:] if rest.startswith(_FNC1) else f"10{rest}")


_LETTERS = "BDHIJKLNPQRSTVXZ"  # of data identifiers that take four bits


def _with_ai_90(reader: BitReader) -> str | None:
    """Read method 11: (90) with a data identifier, maybe followed by (21) or (8004) (5.3.2)."""
    mode = "alphanumeric"
    if reader.take(1):
        mode = "alpha" if reader.take(1) else "numeric"
    following = ""
    if reader.take(1):
        following = "8004" if reader.take(1) else "21"
    number = reader.take(5)
    if number < 31:
        letter = _LETTERS[reader.take(4)]
    else:
        # 31 escapes to any number and letter; the five-bit form has the common data identifiers.
        number, place = reader.take(10), reader.take(5)
        letter = chr(65 + place)
    rest = _alpha(reader) if mode == "alpha" else general(reader, mode)
    if rest is None:
        return None
    first, separator, others = rest.partition(_FNC1)
    return f"90{number or ''}{letter}{first}{separator}{following if separator else ''}{others}"


def _alpha(reader: BitReader) -> str | None:
    """Read letters of five bits and digits of six up to FNC1, then the general field."""
    read = ""
    while reader.left >= 5:
        value = reader.peek(5)
        if value == 31:
            reader.take(5)
            rest = general(reader, "numeric")
            return None if rest is None else read + _FNC1 + rest
        if value < 26:
            read += chr(65 + reader.take(5))
            continue
        if reader.left < 6:
            break
        # Letters take five bits, 0 to 25; digits six, 52 to 61, whose first five bits are 26 to 30.
        read += str(reader.take(6) - 52)
    return read


_SIGNS = "*,-./"
_ISO_SIGNS = "!\"%&'()*+,-./:;<=>?_ "


def general(reader: BitReader, mode: str) -> str | None:
    """Read the general purpose data field to the end of *reader*.

    Args:
        reader: at the field's first bit.
        mode: that it starts in: ``numeric``, ``alphanumeric`` or ``iso646``.

    Returns:
        The text, with GS for FNC1; None if a value has no meaning.
    """
    read = ""
    # Fewer bits are padding in every mode.
    while reader.left >= 4:
        if mode == "numeric":
            part, mode = _numeric(reader)
        else:
            part, mode = _characters(reader, mode)
        if part is None:
            return None
        read += part
    return read


def _numeric(reader: BitReader) -> tuple[str | None, str]:
    if reader.peek(4) == 0:
        reader.take(4)
        return "", "alphanumeric"
    if reader.left < 7:
        # A last digit alone takes four bits; others are padding (ISO/IEC 24724:2011, 7.2.5.5.1).
        digit = reader.take(4) - 1
        reader.take(reader.left)
        return str(digit) if digit < 10 else None, "numeric"
    # Two digits of base 11, in which 10 is FNC1; values below 8 begin with the four zeros of the
    # latch.
    tens, units = divmod(reader.take(7) - 8, 11)
    return "".join(_FNC1 if digit == 10 else str(digit) for digit in (tens, units)), "numeric"


def _characters(reader: BitReader, mode: str) -> tuple[str | None, str]:
    # Looked at before it is taken: a latch is shorter than a character.
    if reader.peek(3) == 0:
        reader.take(3)
        return "", "numeric"
    if reader.left < 5:
        reader.take(reader.left)
        return "", mode
    value = reader.peek(5)
    if value == 4:
        reader.take(5)
        return "", "iso646" if mode == "alphanumeric" else "alphanumeric"
    if value < 16:
        reader.take(5)
        return (_FNC1, "numeric") if value == 15 else (str(value - 5), mode)
    return _alphanumeric(reader) if mode == "alphanumeric" else _iso646(reader)


def _alphanumeric(reader: BitReader) -> tuple[str | None, str]:
    value = reader.take(6) - 32
    if value < 26:
        return chr(65 + value), "alphanumeric"
    return (_SIGNS[value - 26] if value - 26 < len(_SIGNS) else None), "alphanumeric"


def _iso646(reader: BitReader) -> tuple[str | None, str]:
    value = reader.peek(7)
    if value < 116:
        reader.take(7)
        # Capitals, then small letters, without the signs between them in ASCII.
        return chr(value + 1 if value < 90 else value + 7), "iso646"
    value = reader.take(8) - 232
    return (_ISO_SIGNS[value] if 0 <= value < len(_ISO_SIGNS) else None), "iso646"
