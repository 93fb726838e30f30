"""Rows of PDF417 and MicroPDF417, and of the two-dimensional component of a GS1 Composite symbol.

CC-A and CC-B are variants of MicroPDF417 (ISO/IEC 24728), CC-C is a PDF417 (ISO/IEC 15438).
ISO/IEC 24723 states how they differ.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct

from common.barcode.decode import edge_distances
from common.barcode.decode.error_correction import Corrected, correct, prime_field
from common.barcode.decode.pdf417_patterns import CODEWORDS, PATTERNS

_FIELD = prime_field(CODEWORDS, 3)
_CLUSTERS = 3
_WORD, _WORD_MODULES = 8, 17  # elements and modules of a codeword
_RAP, _RAP_MODULES = 6, 10  # elements and modules of a row address pattern
_RAPS = 52
_COMPOSITE = 920  # the codeword that begins CC-B and CC-C
_MIN_SHARE = 0.5  # of a variant's rows must be found
# Row address patterns 1 to 52, of the sides and of the centre (ISO/IEC 24728).
_SIDE = """
    802 930 946 818 882 890 826 954 922 986 970 906 778 794 786 914 978 982
    980 916 948 932 934 942 940 936 808 812 814 806 822 950 918 790 788 820
    884 868 870 878 876 872 840 856 860 862 846 844 836 838 834 866
"""
_CENTRE = """
    718 590 622 558 550 566 534 530 538 570 562 546 610 626 634 762 754 758
    630 628 612 614 582 578 706 738 742 740 748 620 556 552 616 744 712 716
    708 710 646 654 652 668 664 696 688 656 720 592 600 604 732 734
"""


class Variant(Struct, frozen=True):
    """One size of MicroPDF417, CC-A or CC-B.

    Attributes:
        columns: of codewords.
        rows: how many.
        checks: check codewords.
        left: row address pattern at the left of the first row.
        centre: that between columns; 0 if there is none.
        right: that at the right.
    """

    columns: int
    rows: int
    checks: int
    left: int
    centre: int
    right: int


def _variants(text: str) -> tuple[Variant, ...]:
    return tuple(Variant(*map(int, word.split("/"))) for word in text.split())


# columns / rows / check codewords / left / centre / right (ISO/IEC 24723). CC-B has the sizes of
# MicroPDF417 but those of one column.
CC_A = _variants("""
    2/5/4/39/0/19 2/6/4/1/0/33 2/7/5/32/0/12 2/8/5/8/0/40 2/9/6/14/0/46
    2/10/6/43/0/23 2/12/7/20/0/52 3/4/4/11/43/23 3/5/5/1/33/13 3/6/6/5/37/17
    3/7/7/15/47/27 3/8/7/21/1/33 4/3/4/40/20/52 4/4/5/43/23/3 4/5/6/46/26/6
    4/6/7/34/14/46 4/7/8/29/9/41
""")
CC_B = _variants("""
    2/8/8/1/0/1 2/11/9/1/0/9 2/14/9/8/0/8 2/17/10/36/0/36 2/20/11/19/0/19
    2/23/13/9/0/17 2/26/15/27/0/35 3/6/12/1/1/1 3/8/14/7/7/7 3/10/16/15/15/15
    3/12/18/25/25/25 3/15/21/37/37/37 3/20/26/1/17/33 3/26/32/1/9/17 3/32/38/21/29/37
    3/38/44/15/31/47 3/44/50/1/25/49 4/4/8/47/19/43 4/6/12/1/1/1 4/8/14/7/7/7
    4/10/16/15/15/15 4/12/18/25/25/25 4/15/21/37/37/37 4/20/26/1/17/33 4/26/32/1/9/17
    4/32/38/21/29/37 4/38/44/15/31/47 4/44/50/1/25/49
""")
_ONE_COLUMN = _variants(
    "1/11/7/1/0/9 1/14/7/8/0/8 1/17/7/36/0/36 1/20/8/19/0/19 1/24/8/9/0/17 1/28/8/25/0/33"
)
# Layouts by how many elements a row has: side and centre patterns and codewords, then a bar.
_LAYOUTS = {
    "LwR": (1, _ONE_COLUMN),
    "LwwR": (2, CC_A + CC_B),
    "wCwwR": (3, CC_A),
    "LwCwwR": (3, CC_B),
    "LwwCwwR": (4, CC_A + CC_B),
}
_LENGTHS = {
    sum(_WORD if kind == "w" else _RAP for kind in layout) + 1: layout for layout in _LAYOUTS
}
_START, _STOP = (8, 1, 1, 1, 1, 1, 1, 3), (7, 1, 1, 3, 1, 1, 1, 2, 1)


class ComponentRow(Struct, frozen=True):
    """A row of MicroPDF417, CC-A or CC-B.

    Attributes:
        layout: which characters it has.
        addresses: row address patterns by side, ``L``, ``C`` or ``R``.
        cluster: 0, 1 or 2.
        words: codewords; -1 is one that can't be read.
    """

    layout: str
    addresses: tuple[tuple[str, int], ...]
    cluster: int
    words: tuple[int, ...]


@cache
def _words() -> edge_distances.Characters:
    drawn = (int.from_bytes(PATTERNS[at : at + 2]) for at in range(0, len(PATTERNS), 2))
    return edge_distances.characters(
        [edge_distances.widths_of(word << 1, _WORD_MODULES) for word in drawn]
    )


@cache
def _raps(is_centre: bool) -> edge_distances.Characters:
    words = (_CENTRE if is_centre else _SIDE).split()
    return edge_distances.characters(
        [edge_distances.widths_of(int(word), _RAP_MODULES) for word in words]
    )


def _read_words(parts: Sequence[Sequence[float]]) -> tuple[int, tuple[int, ...]] | None:
    """Return the cluster and the codewords of *parts*; None if fewer than half can be read."""
    values = [_words().read(part) for part in parts]
    clusters = Counter(value // CODEWORDS for value in values if value is not None)
    if not clusters:
        return None
    cluster, count = clusters.most_common(1)[0]
    # Codewords of a row belong to one cluster. If they don't agree, the scan crossed two rows.
    if 2 * count < len(parts):
        return None
    return cluster, tuple(
        # A codeword of another cluster was read from a neighbouring row: an erasure.
        value % CODEWORDS if value is not None and value // CODEWORDS == cluster else -1
        for value in values
    )


def read_row(widths: Sequence[float]) -> ComponentRow | None:
    """Return *widths* as a row of MicroPDF417, CC-A or CC-B; None if it is none."""
    # The number of elements says how many columns the symbol has.
    layout = _LENGTHS.get(len(widths))
    if layout is None:
        return None
    at, addresses, parts = 0, [], []
    for kind in layout:
        size = _WORD if kind == "w" else _RAP
        part = widths[at : at + size]
        at += size
        if kind == "w":
            parts.append(part)
            continue
        value = _raps(kind == "C").read(part)
        if value is None:
            return None
        addresses.append((kind, value + 1))
    read = _read_words(parts)
    return ComponentRow(layout, tuple(addresses), *read) if read else None


class CompositeComponent(Struct, frozen=True):
    """A component of CC-A or CC-B.

    Attributes:
        is_cc_a: False for CC-B.
        words: data codewords.
        errors: codewords that were wrong or missing.
        rows: those that belong to it.
    """

    is_cc_a: bool
    words: tuple[int, ...]
    errors: int
    rows: frozenset[ComponentRow]


def component(rows: Sequence[ComponentRow]) -> CompositeComponent | None:
    """Return what *rows* of CC-A or CC-B hold.

    Args:
        rows: in any order, each as often as it was scanned.

    Returns:
        The component; None if it can't be read.
    """
    for variant, fixed, numbered in _fixed(rows, {*CC_A, *CC_B}):
        is_a = variant in CC_A
        # CC-B begins with codeword 920, which MicroPDF417 reserves for it.
        if is_a or fixed.codewords[0] == _COMPOSITE:
            words = fixed.codewords[: -variant.checks]
            return CompositeComponent(is_a, words, fixed.errors, frozenset(numbered))
    return None


def micro_codewords(rows: Sequence[ComponentRow]) -> tuple[int, ...]:
    """Return the data codewords of *rows* of MicroPDF417; () if they can't be read."""
    for variant, fixed, numbered in _fixed(rows, {*_ONE_COLUMN, *CC_B}):
        missing = (variant.rows - len(set(numbered.values()))) * variant.columns
        if _is_certain(fixed, missing, variant.checks):
            return fixed.codewords[: -variant.checks]
    return ()


def _fixed(
    rows: Sequence[ComponentRow], wanted: Collection[Variant]
) -> Iterator[tuple[Variant, Corrected, dict[ComponentRow, int]]]:
    """Yield the sizes of *wanted* that *rows* can be, with their codewords and numbered rows."""
    # Scans that cross the linear symbol, or noise, may have the length of another layout.
    for layout, _ in Counter(row.layout for row in rows).most_common(2):
        columns, variants = _LAYOUTS[layout]
        listed = [row for row in rows if row.layout == layout]
        tried: list[tuple[float, int, Variant, dict[ComponentRow, int]]] = []
        for variant in variants:
            if variant.columns == columns and variant in wanted:
                numbered = _numbered(variant, listed)
                # Sizes share row address patterns: the one of which most rows were found is the
                # most likely.
                share = len(set(numbered.values())) / variant.rows
                tried.append((share, len(tried), variant, numbered))
        for share, _, variant, numbered in sorted(tried, key=lambda one: one[:2], reverse=True):
            if share < _MIN_SHARE:
                break
            placed = _placed((number, row.words) for row, number in numbered.items())
            fixed = _fix(variant.rows, columns, variant.checks, placed)
            if fixed:
                yield variant, fixed, numbered


def _numbered(variant: Variant, rows: Iterable[ComponentRow]) -> dict[ComponentRow, int]:
    """Return the rows whose addresses and cluster fit *variant*, with their numbers."""
    first = {"L": variant.left, "C": variant.centre, "R": variant.right}
    numbered = {}
    for row in rows:
        numbers = {(address - first[side]) % _RAPS for side, address in row.addresses}
        number = numbers.pop()
        # Addresses and cluster of a row repeat its number. If one contradicts, the row was misread.
        cluster = (variant.left - 1 + number) % _CLUSTERS
        # The set is empty after the first number if all sides agree.
        if not numbers and number < variant.rows and cluster == row.cluster:
            numbered[row] = number
    return numbered


def _placed(rows: Iterable[tuple[int, tuple[int, ...]]]) -> dict[int, tuple[int, ...]]:
    """Return the codewords that most scans of each row agree on, by number of row."""
    votes: dict[int, Counter[tuple[int, ...]]] = {}
    for number, words in rows:
        votes.setdefault(number, Counter())[words] += 1
    return {number: _merged(found) for number, found in votes.items()}


def _merged(found: Counter[tuple[int, ...]]) -> tuple[int, ...]:
    """Return for each place the codeword that most scans agree on."""
    columns = []
    for place in range(len(next(iter(found)))):
        votes: Counter[int] = Counter()
        for words, count in found.items():
            # A word that was not read in one scan may have been in another.
            if words[place] >= 0:
                votes[words[place]] += count
        columns.append(votes.most_common(1)[0][0] if votes else -1)
    return tuple(columns)


def _fix(
    rows: int, columns: int, checks: int, placed: dict[int, tuple[int, ...]]
) -> Corrected | None:
    missing = (-1,) * columns
    return _corrected([word for row in range(rows) for word in placed.get(row, missing)], checks)


def _corrected(words: Sequence[int], checks: int) -> Corrected | None:
    """Return *words* corrected; those of -1 are missing."""
    unread = [place for place, word in enumerate(words) if word < 0]
    # Missing rows are erasures, of which twice as many can be corrected as of unknown errors.
    return correct(_FIELD, [max(word, 0) for word in words], checks, erasures=unread)


def _is_certain(fixed: Corrected, missing: int, checks: int) -> bool:
    """Return True if the check codewords confirm *fixed*.

    Any codewords would fit as many missing ones as there are checks, but hardly any fit as many
    unknown errors as can be corrected.
    """
    return missing <= checks / 2 or missing + 2 * (fixed.errors - missing) <= checks - 2


class LongRow(Struct, frozen=True):
    """A scan line of PDF417. At a slant it crosses the next row too.

    Attributes:
        columns: of data.
        sides: number of the row modulo 90 and the rest of each indicator that can be read; turns of
            the right one are two ahead.
        cells: number of the row modulo 90, column and value of each codeword that can be read.
    """

    columns: int
    sides: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int, int, int], ...]


def read_long_row(widths: Sequence[float], *, is_compact: bool = False) -> LongRow | None:
    """Return *widths* as a row of PDF417; None if it is none.

    Args:
        widths: of the elements.
        is_compact: True for Compact PDF417, which has no right indicator, and as stop a bar.
    """
    stop = (1,) if is_compact else _STOP
    count, rest = divmod(len(widths) - len(_START) - len(stop), _WORD)
    columns = count - (1 if is_compact else 2)
    # One to thirty columns of data beside the row indicators.
    if rest or not 1 <= columns <= 30:
        return None
    unit = sum(widths) / (count * _WORD_MODULES + sum(_START) + sum(stop))
    if not edge_distances.fits(widths[: len(_START)], _START, unit):
        return None
    first = len(_START)
    values = [
        _words().read(widths[at : at + _WORD]) for at in range(first, first + count * _WORD, _WORD)
    ]
    sides = (values[0],) if is_compact else (values[0], values[-1])
    # An indicator is 30 times a third of the row's number, and a third of the symbol's description
    # in the rest (ISO/IEC 15438).
    known = [
        (value % CODEWORDS // 30 * 3 + value // CODEWORDS, value % CODEWORDS % 30, turn)
        for value, turn in zip(sides, (0, 2), strict=False)
        if value is not None
    ]
    numbers = {number for number, _, _ in known}
    if not numbers or max(numbers) - min(numbers) > 1:
        return None
    return LongRow(
        columns,
        tuple(((number + turn) % _CLUSTERS, value) for number, value, turn in known),
        tuple(_cells(values[1 : columns + 1], known[0][0])),
    )


def _cells(values: Sequence[int | None], number: int) -> Iterator[tuple[int, int, int]]:
    """Yield row, column and codeword of *values*, of row *number* and the rows next to it."""
    for column, value in enumerate(values):
        if value is not None:
            cluster, word = divmod(value, CODEWORDS)
            # Rows next to each other have different clusters: 0 is the same, 1 is the row below.
            step = (cluster - number) % _CLUSTERS
            row = number + (step if step < 2 else -1)
            if row >= 0:
                yield row, column, word


def long_component(rows: Sequence[LongRow]) -> tuple[tuple[int, ...], int] | None:
    """Return the data codewords of *rows* of CC-C, and how many were wrong.

    Args:
        rows: in any order, each as often as it was scanned.
    """
    found = long_codewords(rows)
    return found if found and found[0][0] == _COMPOSITE else None


def long_codewords(rows: Sequence[LongRow]) -> tuple[tuple[int, ...], int] | None:
    """Return the data codewords of *rows* of PDF417 without their number, and how many were wrong.

    Args:
        rows: in any order, each as often as it was scanned.
    """
    if not rows:
        return None
    columns = Counter(row.columns for row in rows).most_common(1)[0][0]
    rows = [row for row in rows if row.columns == columns]
    votes: dict[int, Counter[int]] = {0: Counter(), 1: Counter(), 2: Counter()}
    for turn, value in (side for row in rows for side in row.sides):
        # Three rows take turns in describing rows, error correction level and columns.
        votes[turn][value] += 1
    if not votes[0] or not votes[1]:
        return None
    high, low = (votes[turn].most_common(1)[0][0] for turn in (0, 1))
    # The number of rows less 1 is split: a third of it in one indicator, the remainder beside the
    # error correction level in another.
    level, rest = divmod(low, 3)
    count = high * 3 + rest + 1
    # Level n has 2^(n + 1) check codewords.
    if level > 8 or not count * columns > 2 << level:
        return None
    cells: dict[tuple[int, int], Counter[int]] = {}
    for line in rows:
        for row, column, value in line.cells:
            cells.setdefault((row, column), Counter())[value] += 1
    merged = {place: found.most_common(1)[0][0] for place, found in cells.items()}
    words = [merged.get((row, column), -1) for row in range(count) for column in range(columns)]
    fixed = _corrected(words, 2 << level)
    if fixed is None or not _is_certain(fixed, words.count(-1), 2 << level):
        return None
    # The symbol length descriptor counts itself, the data and the padding, but no checks.
    length = fixed.codewords[0]
    if not 2 <= length <= len(fixed.codewords) - (2 << level):
        return None
    return fixed.codewords[1:length], fixed.errors
