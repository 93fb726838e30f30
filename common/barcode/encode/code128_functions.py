"""Code 128 with function characters, which the engines can't encode. ISO/IEC 15417:2007, 4.3.4."""

from collections.abc import Iterator

from barcode.charsets import code128 as charsets

from common.barcode.encode.escapes import FNC1, FNC2, FNC3, FNC4

_TO_MODULES = bytes.maketrans(b"01", b"\x00\x01")
_SETS = "ABC"
_START = {"A": 103, "B": 104, "C": 105}
_LATCH = {"A": 101, "B": 100, "C": 99}
# In sets A and B, FNC4 has the value that latches to that set from another one.
_FUNCTIONS = {
    "A": {FNC1: 102, FNC2: 97, FNC3: 96, FNC4: 101},
    "B": {FNC1: 102, FNC2: 97, FNC3: 96, FNC4: 100},
    "C": {FNC1: 102},
}
_STOP = f"{charsets.STOP}11"  # python-barcode appends the last bar itself
_MODULUS = 103


def bars(text: str) -> bytes:
    """Return the modules of *text*, ASCII and function characters, in as few symbol characters.

    Args:
        text: not empty.
    """
    values = _shortest(text)
    # The start character and the one behind it both have weight 1.
    check = (values[0] + sum(at * value for at, value in enumerate(values[1:], 1))) % _MODULUS
    pattern = "".join(charsets.CODES[value] for value in (*values, check)) + _STOP
    return pattern.encode().translate(_TO_MODULES)


def content(text: str) -> bytes:
    """Return what readers report of *text*: Latin-1, without function characters.

    FNC1 is a GS. In the second position it marks an application instead. FNC4 adds 128 to the
    next character; two in a row do so until two others.
    """
    found = bytearray()
    shifted = latched = False
    for at, one in enumerate(text):
        if one == FNC4:
            # The second FNC4 in a row turns the shift of the first into a latch, or ends a latch.
            latched ^= shifted
            shifted = not shifted
        elif one == FNC1:
            found += b"" if at and marks_application(text[:at]) else b"\x1d"
        elif one not in (FNC2, FNC3):
            # Within a latch, a single FNC4 takes the next character out of it.
            found.append(ord(one) + 128 * (shifted != latched))
            shifted = False
    return bytes(found)


def marks_application(before: str) -> bool:
    """Return True if FNC1 after *before* is in the second position: a letter or two digits."""
    is_letter = len(before) == 1 and before.isalpha()
    return is_letter or (len(before) == 2 and before.isdecimal())


def _shortest(text: str) -> list[int]:
    """Return the values of the start character and the data."""
    # The shortest sequences that end at a place in *text*, by the code set at their end.
    ends: list[dict[str, list[int]]] = [{name: [_START[name]] for name in _SETS}]
    ends += [{} for _ in text]
    if text[2:3] == FNC1 and text[:2].isdecimal():
        # FNC1 is in the second position only if code set C has both it and the pair before it.
        ends[0] = {}
        ends[3] = {"C": [_START["C"], int(text[:2]), _FUNCTIONS["C"][FNC1]]}
    for at in range(len(text)):
        for name, values in ends[at].items():
            for other in _SETS:
                latched = values if other == name else [*values, _LATCH[other]]
                # A start character selects the first code set: it needs no latch.
                if at == 0 and other != name:
                    continue
                for length, value in _next(text, at, other):
                    known = ends[at + length].get(other)
                    if known is None or len(latched) + 1 < len(known):
                        ends[at + length][other] = [*latched, value]
    return min(ends[-1].values(), key=len)


def _next(text: str, at: int, code_set: str) -> Iterator[tuple[int, int]]:
    """Yield how many characters the next symbol character takes in *code_set*, and its value."""
    one = text[at]
    if one in _FUNCTIONS[code_set]:
        yield 1, _FUNCTIONS[code_set][one]
    elif code_set == "C":
        pair = text[at : at + 2]
        if len(pair) == 2 and pair.isascii() and pair.isdigit():
            yield 2, int(pair)
    elif one.isascii():
        code = ord(one)
        # Set A begins with the space: control characters come last, as values 64 to 95.
        if code_set == "A" and code < 96:
            yield 1, code - 32 if code >= 32 else code + 64
        elif code_set == "B" and code >= 32:
            yield 1, code - 32
