"""The order in which characters of mixed direction are shown: the Unicode Bidirectional Algorithm.

Source: Unicode Standard Annex #9, revision 50, for one paragraph of one line. Explicit embeddings
and isolates (X1 to X8) are not supported: callers remove those characters. It must not know of
fonts.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

# LRE, RLE, PDF, LRO, RLO and the isolates: characters without width that the rules ignore (X9).
CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STRONG = {"L": 0, "R": 1, "AL": 1}
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
# The pairs of BidiBrackets.txt that texts of labels have.
_BRACKETS = dict(zip("([{⟨〈《「『【", ")]}⟩〉》」』】", strict=True))
_MAX_OPEN = 63  # BD16


def runs(text: str) -> list[tuple[int, int, int]]:
    """Return the runs of *text* from left to right, each as begin, end and level.

    A run of an odd level is written from right to left.
    """
    found = levels(text)
    at = 0
    logical = []
    for level, group in groupby(found):
        length = len(list(group))
        logical.append((at, at + length, level))
        at += length
    return _reordered(logical)


def levels(text: str) -> list[int]:
    """Return the embedding level of each character; even is left to right."""
    classes = [unicodedata.bidirectional(character) or "L" for character in text]
    base = next((_STRONG[one] for one in classes if one in _STRONG), 0)  # P2, P3
    resolved = _weak(classes, base)
    _brackets(text, resolved, base)
    _neutrals(resolved, base)
    found = [_implicit(one, base) for one in resolved]
    # L1: separators, and white space before them and at the end, have the paragraph's level.
    is_trailing = True
    for at in range(len(text) - 1, -1, -1):
        if classes[at] in ("B", "S"):
            is_trailing = True
        elif classes[at] not in ("WS", "BN"):
            is_trailing = False
        if is_trailing:
            found[at] = base
    return found


def _reordered(logical: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Reverse every sequence of runs of a level and higher, from the highest level down (L2)."""
    shown = list(logical)
    # Numbers in Hebrew are turned with their run and once more in it, so that they read from the
    # left.
    for level in range(max([run[2] for run in shown], default=0), 0, -1):
        parts: list[tuple[int, int, int]] = []
        for is_reversed, group in groupby(shown, key=lambda run: run[2] >= level):
            sequence = list(group)
            parts += reversed(sequence) if is_reversed else sequence
        shown = parts
    return shown


def _weak(classes: list[str], base: int) -> list[str]:
    """Return the classes after the rules W1 to W7."""
    edge = "R" if base else "L"
    found = _marks_and_letters(classes, edge)
    _separators(found)
    found = ["ON" if one in ("ES", "ET", "CS") else one for one in found]  # W6
    strong = edge
    for at, one in enumerate(found):  # W7
        if one in ("L", "R"):
            strong = one
        elif one == "EN" and strong == "L":
            found[at] = "L"
    return found


def _marks_and_letters(classes: list[str], edge: str) -> list[str]:
    """Return the classes after W1 to W3."""
    found = list(classes)
    previous = strong = edge
    for at, one in enumerate(found):
        if one == "NSM":  # W1
            found[at] = previous
        elif one == "EN" and strong == "AL":  # W2
            found[at] = "AN"
        if found[at] in _STRONG:
            strong = found[at]
        previous = found[at]
    return ["R" if one == "AL" else one for one in found]  # W3


def _separators(found: list[str]) -> None:
    """Join separators and signs to the numbers around them (W4, W5)."""
    for at in range(1, len(found) - 1):
        before, after = found[at - 1], found[at + 1]
        # W4: one separator between two numbers of one kind.
        if found[at] == "ES" and before == after == "EN":
            found[at] = "EN"
        elif found[at] == "CS" and before == after and before in ("EN", "AN"):
            found[at] = before
    for begin, end, one in list(_sequences(found)):
        around = (found[begin - 1] if begin else "", found[end] if end < len(found) else "")
        if one == "ET" and "EN" in around:
            found[begin:end] = ["EN"] * (end - begin)


def _sequences(classes: list[str]) -> Iterator[tuple[int, int, str]]:
    at = 0
    for one, group in groupby(classes):
        length = len(list(group))
        yield at, at + length, one
        at += length


def _brackets(text: str, found: list[str], base: int) -> None:
    """Resolve pairs of brackets in *found* by what is in them and before them (N0)."""
    own, other = ("R", "L") if base else ("L", "R")
    for opening, closing in _pairs(text, found):
        inside = {_direction(one) for one in found[opening + 1 : closing]}
        if own in inside:
            direction = own
        elif other in inside:
            before = [d for one in found[:opening] if (d := _direction(one))]
            direction = other if before and before[-1] == other else own
        else:
            continue
        for at in (opening, closing):
            found[at] = direction
            # Marks after a bracket follow it.
            for mark in range(at + 1, len(text)):
                if unicodedata.bidirectional(text[mark]) != "NSM":
                    break
                found[mark] = direction


def _pairs(text: str, found: list[str]) -> list[tuple[int, int]]:
    pairs = []
    waiting: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        if found[at] != "ON":
            continue
        if character in _BRACKETS:
            # The algorithm stops here, so that long texts of brackets have the same order
            # everywhere (BD16).
            if len(waiting) == _MAX_OPEN:
                break
            waiting.append((_BRACKETS[character], at))
        else:
            for place in range(len(waiting) - 1, -1, -1):
                if waiting[place][0] == character:
                    pairs.append((waiting[place][1], at))
                    del waiting[place:]
                    break
    return sorted(pairs)


def _neutrals(found: list[str], base: int) -> None:
    """Give neutral characters the direction of both sides, else the paragraph's (N1, N2)."""
    edge = "R" if base else "L"
    at = 0
    while at < len(found):
        if found[at] not in _NEUTRAL and found[at] != "BN":
            at += 1
            continue
        end = at
        while end < len(found) and (found[end] in _NEUTRAL or found[end] == "BN"):
            end += 1
        # The edges of the text have the direction of the paragraph (sos, eos).
        before = _direction(found[at - 1]) if at else edge
        after = _direction(found[end]) if end < len(found) else edge
        found[at:end] = [before if before == after else edge] * (end - at)
        at = end


def _direction(one: str) -> str:
    """Return L, R or nothing; numbers count as R (N1)."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(one, "")


def _implicit(one: str, base: int) -> int:
    """Return the level of a resolved class (I1, I2)."""
    if base:
        return 1 if one == "R" else 2
    return {"L": 0, "R": 1}.get(one, 2)
