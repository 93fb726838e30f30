"""The Intelligent Mail barcode of the United States Postal Service. Source: USPS-B-3200, rev. H."""

from collections.abc import Iterator, Sequence

from common.barcode.decode.decoder import Bar, Decoder, Decoding

# What each of the 65 bars carries: the character (A to J) and bit of its descender, then of its
# ascender (appendix D, table IV).
_BARS = (
    "H2 E3, B10 A0, J12 C8, F5 G11, I9 D1, A1 F12, C5 B8, E4 J11, G3 I10, D9 H6, "
    "F11 B4, I5 C12, J10 A2, H1 G7, D6 E9, A3 I6, G4 C7, B1 J9, H10 F2, E0 D8, "
    "G2 A4, I11 B0, J8 D12, C6 H7, F1 E10, B12 G9, H3 I0, F8 J7, E6 C10, D4 A5, "
    "I4 F7, H11 B9, G0 J6, A6 E8, C1 D2, F9 I12, E11 G1, J5 H4, D3 B2, A7 C0, "
    "B3 E1, G10 D5, I7 J4, C11 F6, A8 H12, E2 I1, F10 D0, J3 A9, G5 C4, H8 B7, "
    "F0 E5, C3 A10, G12 J2, D11 B6, I8 H9, F4 A11, B5 C2, J1 E12, I3 G6, H0 D7, "
    "E7 H5, A12 B11, C9 J0, G8 F3, D10 I2"
)
_BITS = 13
_ALL_BITS = (1 << _BITS) - 1
_CHECK_BITS = 11
_GENERATOR = 0xF35  # of the frame check sequence (appendix C)
_FIRST_LIMIT = 659  # codeword A from this value on says that check bit 10 is set
_ROUTING_OFFSETS = ((11, 1_000_100_001), (9, 100_001), (5, 1), (0, 0))
_TRACKING_DIGITS = 18  # below the barcode identifier
_MAX_ROUTING = 101_000_100_000


def _place(name: str) -> tuple[int, int]:
    return "ABCDEFGHIJ".index(name[0]), int(name[1:])


_PLACES = tuple(tuple(_place(name) for name in bar.split()) for bar in _BARS.split(", "))


def _characters() -> Iterator[int]:
    """Yield the characters in order of codewords: 1287 of five bits, then 78 of two."""
    # Mirrored pairs fill each table from its start, symmetric ones from its end (appendix D).
    for weight in (5, 2):
        fitting = [value for value in range(1 << _BITS) if value.bit_count() == weight]
        symmetric = []
        for value in fitting:
            mirrored = int(f"{value:013b}"[::-1], 2)
            if mirrored == value:
                symmetric.append(value)
            elif value < mirrored:
                yield from (value, mirrored)
        yield from reversed(symmetric)


_CODEWORDS = {character: codeword for codeword, character in enumerate(_characters())}


def decode(bars: Sequence[Bar]) -> tuple[Decoding, ...]:
    """Decode 65 bars; one character of a single wrong half of a bar is corrected."""
    if len(bars) != len(_PLACES):
        return ()
    characters = _gather(bars)
    bad = [place for place, value in enumerate(characters) if _codeword(value) is None]
    if not bad:
        digits = _digits(characters)
        return (_decoding(digits, 0),) if digits else ()
    if len(bad) > 1:
        return ()
    # No character of the tables is one bit from another one, so a wrong half of a bar shows; the
    # frame check sequence then picks the right one of 13.
    flipped = (_with_flipped(characters, bad[0], bit) for bit in range(_BITS))
    repaired = {digits for digits in map(_digits, flipped) if digits}
    return (_decoding(repaired.pop(), 1),) if len(repaired) == 1 else ()


def _gather(bars: Sequence[Bar]) -> list[int]:
    characters = [0] * 10
    # The bits of each character are spread over the symbol, so that a smear does not destroy a
    # whole character.
    for bar, (below, above) in zip(bars, _PLACES, strict=True):
        characters[below[0]] |= bar.descends << below[1]
        characters[above[0]] |= bar.ascends << above[1]
    return characters


def _with_flipped(characters: Sequence[int], place: int, bit: int) -> list[int]:
    return [value ^ (1 << bit) if at == place else value for at, value in enumerate(characters)]


def _codeword(character: int) -> tuple[int, bool] | None:
    """Return the codeword of *character*, and True if its bits are inverted."""
    if character in _CODEWORDS:
        return _CODEWORDS[character], False
    inverted = character ^ _ALL_BITS
    return (_CODEWORDS[inverted], True) if inverted in _CODEWORDS else None


def _digits(characters: Sequence[int]) -> str:
    """Return the digits of *characters*, or "" if the frame check sequence says no."""
    found = [_codeword(character) for character in characters]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return ""
    # Bits of the frame check sequence invert characters: they need no bars of their own.
    check = sum(inverted << bit for bit, (_, inverted) in enumerate(known))
    codewords = [codeword for codeword, _ in known]
    if codewords[0] >= _FIRST_LIMIT:
        codewords[0] -= _FIRST_LIMIT
        check |= 1 << (_CHECK_BITS - 1)
    if codewords[-1] % 2:  # an odd one is of a symbol that is upside down (3.2.4)
        return ""
    # Codewords A to I are digits of base 1365 (1287 + 78 characters), J is one of base 636.
    value = 0
    for codeword in codewords[:-1]:
        value = value * 1365 + codeword
    value = value * 636 + codewords[-1] // 2
    return _fields(value) if _frame_check(value) == check else ""


def _frame_check(value: int) -> int:
    """Return the cyclic check of the 102 bits of *value* (appendix C)."""
    check = (1 << _CHECK_BITS) - 1
    # The sequence covers 102 bits: 104 bits of 13 bytes without the two highest, which are 0.
    for bit in f"{value:0102b}":
        carried = (check >> (_CHECK_BITS - 1)) ^ int(bit)
        check = (check << 1) & ((1 << _CHECK_BITS) - 1)
        if carried:
            check ^= _GENERATOR & ((1 << _CHECK_BITS) - 1)
    return check


def _fields(value: int) -> str:
    """Return the tracking and routing codes in *value*, or "" if it is too great (3.2.1)."""
    value, serial = divmod(value, 10**_TRACKING_DIGITS)
    value, second = divmod(value, 5)
    # The second digit of the barcode identifier is 0 to 4, which is why base 5 suffices for it.
    routing, first = divmod(value, 10)
    if routing > _MAX_ROUTING:
        return ""
    # Routing codes of 0, 5, 9 and 11 digits have disjoint ranges, so that leading zeros survive.
    length, offset = next(pair for pair in _ROUTING_OFFSETS if routing >= pair[1])
    zip_code = f"{routing - offset:0{length}}" if length else ""
    return f"{first}{second}{serial:018}{zip_code}"


def _decoding(digits: str, corrected: int) -> Decoding:
    return Decoding("usps_imb", digits, digits.encode(), corrected)


DECODER = Decoder(("usps_imb",), "postal", decode)
