"""DotCode, plain and with GS1 elements. AIM DotCode 4.0."""

from collections.abc import Sequence
from functools import cache

from common.barcode.decode.character_sets import LATIN_1, Segment, Writer, content_of, text_of
from common.barcode.decode.decoder import Decoder, Decoding
from common.barcode.decode.error_correction import Corrected, correct, prime_field
from common.barcode.decode.gs1_text import element_string
from common.barcode.decode.matrices import Modules, is_rectangle, rotations
from common.barcode.model.symbol import Sequence as Place

_FIELD = prime_field(113, 3)
_LEAST, _MOST = 5, 200
_CODEWORD = 9  # dots
_MASK_STEPS = (0, 3, 7, 17)
_MAX_IN_BLOCK = 112
# Dot patterns of the codewords 0 to 112, nine dots as bits (annex C).
_PATTERNS = """
    155 0ab 0ad 0b5 0d5 156 15a 16a 1aa 0ae 0b6 0ba 0d6 0da 0ea 12b 12d 135 14b 14d
    153 159 165 169 195 1a5 1a9 057 05b 05d 06b 06d 075 097 09b 09d 0a7 0b3 0b9 0cb
    0cd 0d3 0d9 0e5 0e9 12e 136 13a 14e 15c 166 16c 172 174 196 19a 1a6 1ac 1b2 1b4
    1ca 1d2 1d4 05e 06e 076 07a 09e 0bc 0ce 0dc 0e6 0ec 0f2 0f4 117 11b 11d 127 133
    139 147 163 171 18b 18d 193 199 1a3 1b1 1c5 1c9 1d1 02f 037 03b 03d 04f 067 073
    079 08f 0c7 0e3 0f1 11e 13c 178 18e 19c 1b8 1c6 1cc
"""


def decode(modules: Sequence[bytes]) -> tuple[Decoding, ...]:
    """Decode *modules*, turned by any right angle: a dot or none for each place of the grid."""
    if not is_rectangle(modules, _LEAST, _MOST) or (len(modules) + len(modules[0])) % 2 == 0:
        return ()
    # Rows and columns are never both odd or both even, so that the size excludes two of the four
    # turns. The error correction decides between the other two.
    for turn in rotations(modules):
        if len(turn) % 2 == 0 or not _has_dots_on_even_places(turn):
            continue
        corrected = _corrected(_dots(turn))
        decoding = read_message(*corrected) if corrected else None
        if decoding:
            return (decoding,)
    return ()


@cache
def _values() -> dict[int, int]:
    return {int(word, 16): value for value, word in enumerate(_PATTERNS.split())}


def _has_dots_on_even_places(modules: Modules) -> bool:
    """Return True if column and row add up to an even number for nearly all dots, from the top."""
    even = odd = 0
    for y, row in enumerate(modules):
        even += sum(row[y % 2 :: 2])
        odd += sum(row[1 - y % 2 :: 2])
    # Dots are on one colour of a chessboard. Ink may fall on a few places of the other.
    return even > 8 * odd


def _dots(modules: Modules) -> list[int]:
    """Return the dots in their order: rows from the bottom, then the six at the corners.

    A symbol of an even number of rows is read by columns instead, which is the same turned.
    """
    right, bottom = len(modules[0]) - 1, len(modules) - 1
    corners = (
        (right - 1, 0), (right - 1, bottom), (right, 1), (right, bottom - 1), (0, 0), (0, bottom),
    )  # fmt: skip
    kept = frozenset(corners)
    others = [
        modules[y][x]
        for y in range(bottom, -1, -1)
        for x in range(y % 2, right + 1, 2)
        if (x, y) not in kept
    ]
    return others + [modules[y][x] for x, y in corners]


def _corrected(dots: Sequence[int]) -> tuple[list[int], int] | None:
    """Return the data codewords without mask, and how many codewords were wrong."""
    total = (len(dots) - 2) // _CODEWORD
    # The size of a symbol gives the number of codewords: n of data have n / 2 + 3 checks, rounded
    # down; the rest of the dots is filler.
    data = next((count for count in range(total, 0, -1) if count + count // 2 + 3 <= total), 0)
    if not data:
        return None
    # The mask of two dots is protected together with the data.
    words = [dots[0] * 2 + dots[1]]
    words += [
        # Every pattern has five dots of nine. Any other number shows a damaged codeword: an
        # erasure, which costs one check codeword and not two.
        _values().get(int("".join(map(str, dots[at : at + _CODEWORD])), 2), -1)
        for at in range(2, 2 + (data + data // 2 + 3) * _CODEWORD, _CODEWORD)
    ]
    # The field has 113 elements, so that a block can't have more than 112 codewords: longer
    # messages are interleaved.
    step = (len(words) - 1) // _MAX_IN_BLOCK + 1
    errors = 0
    for start in range(step):
        block = words[start::step]
        checks = len(block) - len(range(start, data + 1, step))
        fixed = _fix(block, checks)
        if fixed is None:
            return None
        words[start::step] = fixed.codewords
        errors += fixed.errors
    mask = words[0]
    if mask >= len(_MASK_STEPS):
        return None
    # A mask adds a multiple of the place to each codeword. Encoders choose the one that spreads the
    # dots best.
    weight = _MASK_STEPS[mask]
    return [
        (word - place * weight) % _FIELD.order for place, word in enumerate(words[1 : data + 1])
    ], errors


def _fix(block: Sequence[int], checks: int) -> Corrected | None:
    # Erasures get any valid value: the decoder replaces it.
    unread = [place for place, word in enumerate(block) if word < 0]
    return correct(_FIELD, [max(word, 0) for word in block], checks, erasures=unread)


def read_message(words: Sequence[int], errors: int) -> Decoding | None:
    """Return what *words*, 0 to 112 each, hold; None if one is out of place.

    Args:
        words: at least one codeword.
        errors: how many of them were corrected.
    """
    place = _place(words)
    message = _Message(words[:-_PLACE] if place else words)
    segments = message.read()
    if segments is None:
        return None
    content = content_of(segments)
    # As the reader of a GS1 symbol shows it: with brackets around the identifiers.
    if message.is_gs1:
        text = element_string(content)
        note = message.note
        return Decoding(
            "gs1_dotcode", text, content, errors, is_gs1=True, note=note, sequence=place
        )
    text, note = text_of(segments), message.note
    return Decoding("dotcode", text, content, errors, note=note, sequence=place)


def _place(words: Sequence[int]) -> Place | None:
    """Return the place in a message of several symbols, which a last FNC2 says is before it.

    It is two characters of code sets A or B, 1 to 9 and A to Z. Some encoders write them in set C,
    behind pads that changed to it: FNC2 at the end has no other meaning there.
    """
    if len(words) <= _PLACE or words[-1] != _FNC2:
        return None
    index, count = (_number(word) for word in words[-_PLACE:-1])
    return Place(index, count, "") if 1 <= index <= count and count > 1 else None


def _number(word: int) -> int:
    """Return the number that the value of a character of code sets A and B stands for, or 0."""
    character = _in_a(word)
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(character) if character else 0


_A, _B, _C = "ABC"
_PAIRS = 100  # code set C: values below are two digits
_MACROS = {97: "05", 98: "06", 99: "12"}
_RS, _GS, _EOT = "\x1e", "\x1d", "\x04"
# Values that change the code set for some characters or, if 0, until further notice (table 2).
_CHANGES = {
    (_A, 96): (_B, 1), (_A, 97): (_B, 2), (_A, 98): (_B, 3), (_A, 99): (_B, 4), (_A, 100): (_B, 5),
    (_A, 101): (_B, 6), (_A, 102): (_B, 0), (_A, 103): (_C, 2), (_A, 104): (_C, 3),
    (_A, 105): (_C, 4), (_A, 106): (_C, 0),
    (_B, 101): (_A, 1), (_B, 102): (_A, 0), (_B, 103): (_C, 2), (_B, 104): (_C, 3),
    (_B, 105): (_C, 4), (_B, 106): (_C, 0),
    (_C, 101): (_A, 0), (_C, 102): (_B, 1), (_C, 103): (_B, 2), (_C, 104): (_B, 3),
    (_C, 105): (_B, 4), (_C, 106): (_B, 0),
}  # fmt: skip
_CONTROLS_OF_B = {96: "\r\n", 97: "\t", 98: "\x1c", 99: "\x1d", 100: "\x1e"}
_PLACE = 3  # codewords at the end
_FNC1, _FNC2, _FNC3, _UPPER_A, _UPPER_B, _BINARY = range(107, 113)
_DATE_AND_BATCH = 100  # code set C: 17, a date of six digits and 10
# Binary mode: values below 103 are digits of numbers of base 103; what ends it.
_BASE, _BINARY_BASE = 103, 259
_BACK_TO = {109: _A, 110: _B, 111: _C, 112: _C}


class _Message:
    """Reads the codewords of one message."""

    def __init__(self, words: Sequence[int]) -> None:
        self._words = words
        self._at = 0
        self._writer = Writer(LATIN_1)
        self._set = _C
        self._trailer = ""
        # A message that starts with two digits holds GS1 elements unless FNC1 is before them. Two
        # digits alone are an identifier of no data, so that encoders spare the FNC1.
        self.is_gs1 = words[0] <= _PAIRS and len(words) > 1
        self.note = ""

    def read(self) -> tuple[Segment, ...] | None:
        """Return what the message says; None if a codeword is out of place."""
        temporary, left = "", 0
        try:
            while self._at < len(self._words):
                current = temporary if left else self._set
                value = self._next()
                change = _CHANGES.get((current, value))
                # A change for some characters does not nest: the last one replaces the one before.
                if change and change[1]:
                    temporary, left = change
                    continue
                if change:
                    self._set = change[0]
                    self._macro()
                else:
                    self._value(current, value)
                left = max(left - 1, 0)
        except IndexError:
            return None
        self._add(self._trailer)
        return self._writer.segments()

    def _next(self) -> int:
        value = self._words[self._at]
        self._at += 1
        return value

    def _add(self, text: str, offset: int = 0) -> None:
        self._writer.add(bytes(ord(one) + offset for one in text))

    def _macro(self) -> None:
        """Read what stands for the header of ISO/IEC 15434 if it is at the start."""
        # Only the first codeword after the latch to set B can be a macro.
        if self._at != 1 or self._set != _B or self._at >= len(self._words):
            return
        value = self._words[self._at]
        if value in _MACROS:
            self._at += 1
            self._add(f"[)>{_RS}{_MACROS[value]}{_GS}")
            self._trailer = _RS + _EOT
        elif value == _PAIRS:
            self._at += 1
            self._add(f"[)>{_RS}")
            self._trailer = _EOT

    def _value(self, code_set: str, value: int) -> None:
        if value == _FNC1:
            # The FNC1 in first position says that the data are not GS1's, and is no data itself.
            if self._at > 1:
                self._add(_GS)
        elif value == _FNC2:
            self._interpretation()
        elif value == _FNC3:
            self.note = "It initializes a reader." if self._at == 1 else "It has several parts."
        elif value == _UPPER_A:
            self._add(_in_a(self._next()), 128)
        elif value == _UPPER_B:
            self._add(_in_b(self._next()), 128)
        elif value == _BINARY:
            self._binary()
        elif code_set == _C:
            self._digits(value)
        else:
            self._add(_in_a(value) if code_set == _A else _in_b(value))

    def _digits(self, value: int) -> None:
        if value < _PAIRS:
            self._add(f"{value:02}")
        elif value == _DATE_AND_BATCH:
            # One codeword stands for AI 17 with its date and for AI 10, which many GS1 messages
            # contain.
            date = "".join(f"{self._next():02}" for _ in range(3))
            self._add(f"17{date}10")

    def _interpretation(self) -> None:
        if self._at == len(self._words) or self._words[self._at] > 112:
            return
        number = self._next()
        # Interpretations up to 39 take one codeword, the others three of base 113.
        if number >= 40:
            number = (number - 40) * 12769 + self._next() * 113 + self._next() + 40
        self._writer.announce(number)

    def _binary(self) -> None:
        """Read bytes to what ends binary mode; 103 to 108 put two to seven pairs of digits in."""
        end = self._bytes()
        while end in range(_BASE, 109):
            # Pairs of digits take less room than bytes, so that binary mode is left for them
            # alone.
            for _ in range(end - 101):
                value = self._next()
                if value != _BINARY:
                    self._value(_C, value)
            end = self._bytes()
        self._set = _BACK_TO.get(end, self._set)

    def _bytes(self) -> int:
        """Read groups of up to six codewords, numbers of up to five bytes.

        Returns:
            The codeword that ends them; 0 if none does.
        """
        values: list[int] = []
        group: list[int] = []
        end = 0
        while self._at < len(self._words) and not end:
            value = self._next()
            if value < _BASE:
                group.append(value)
            else:
                end = value
            # Six codewords are five bytes; a shorter group has one byte less than codewords.
            if group and (end or len(group) == 6):
                values += _bytes_of(group)
                group = []
        values += _bytes_of(group) if group else []
        self._write_bytes(values)
        return end

    def _write_bytes(self, values: Sequence[int]) -> None:
        """Write *values*; 256 to 258 announce an interpretation in one to three bytes."""
        place = 0
        while place < len(values):
            value = values[place]
            place += 1
            if value < 256:
                self._writer.add(bytes((value,)))
                continue
            number = 0
            # The value says how many bytes its number has.
            for part in values[place : place + value - 255]:
                number = number * 256 + part
            place += value - 255
            self._writer.announce(number)


def _bytes_of(group: Sequence[int]) -> list[int]:
    number = 0
    for digit in group:
        number = number * _BASE + digit
    values = []
    # Six codewords of base 103 hold five values of base 259: bytes, and the three announcements of
    # an interpretation.
    for _ in range(len(group) - 1):
        number, value = divmod(number, _BINARY_BASE)
        values.append(value)
    return values[::-1]


def _in_a(value: int) -> str:
    if value > 95:
        return ""
    return chr(value + 32) if value < 64 else chr(value - 64)


def _in_b(value: int) -> str:
    return chr(value + 32) if value < 96 else _CONTROLS_OF_B.get(value, "")


DECODER = Decoder(("dotcode", "gs1_dotcode"), "matrix", decode)
