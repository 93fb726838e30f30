"""Sheets and rolls of labels by the makers' names, and grids of one's own. Lengths are in mm.

Sources: sizes, numbers and pitches of the makers' templates and product lists (Avery, Avery
Zweckform, Herma, DYMO, Brother, Zebra); 76 of the 84 sheets that the template database of gLabels
has, too, agree with it to 1 mm, the others to 2.5 mm. Labels are in the middle of their sheet, as
in the makers' templates.
"""

import difflib
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from common.barcode.model.errors import OptionError

INCH = 25.4
A4 = (210.0, 297.0)
LETTER = (8.5 * INCH, 11 * INCH)


class Stock(Struct, frozen=True):
    """A sheet of equal labels, or a roll.

    Attributes:
        id: name in requests.
        title: name for people.
        page: width and height of the sheet; of a roll, those of the label as it is read.
        columns: labels in a row.
        rows: labels in a column.
        label: width and height of a label, or of the part of it that the printer reaches.
        first: left and top of the first label.
        pitch: distance from a label to the next, across and down.
        turned: True if labels of the roll leave the printer with their left or right edge first.
        continuous: True if the height of a label may be chosen.
    """

    id: str
    title: str
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    first: tuple[float, float]
    pitch: tuple[float, float]
    turned: bool = False
    continuous: bool = False

    @property
    def count(self) -> int:
        """Return the number of labels on a sheet."""
        return self.columns * self.rows

    @property
    def is_sheet(self) -> bool:
        """Return True for a sheet, which is larger than its labels or has several."""
        return self.page in (A4, LETTER)

    def place(self, number: int) -> tuple[float, float]:
        """Return left and top of label *number*, counted from 0 row by row."""
        row, column = divmod(number, self.columns)
        return self.first[0] + column * self.pitch[0], self.first[1] + row * self.pitch[1]

    def edges(self) -> tuple[list[float], list[float]]:
        """Return the positions, from the left and from the top, at which labels begin or end."""
        across = _edges(self.first[0], self.pitch[0], self.label[0], self.columns)
        down = _edges(self.first[1], self.pitch[1], self.label[1], self.rows)
        return sorted(across), sorted(down)


def _edges(first: float, pitch: float, size: float, count: int) -> set[float]:
    edges: Iterator[float] = (first + pitch * at + end for at in range(count) for end in (0, size))
    # Labels without a gap share an edge; rounding makes both floats equal.
    return {round(edge, 3) for edge in edges}


def grid(
    id: str, page: tuple[float, float], columns: int, rows: int, margin: float, gap: float
) -> Stock:
    """Return *page*, divided into equal labels with *margin* around and *gap* between them."""
    width = (page[0] - 2 * margin - (columns - 1) * gap) / columns
    height = (page[1] - 2 * margin - (rows - 1) * gap) / rows
    return Stock(
        id=id,
        title=f"{columns} × {rows} labels",
        page=page,
        columns=columns,
        rows=rows,
        label=(width, height),
        first=(margin, margin),
        pitch=(width + gap, height + gap),
    )


def roll(width: float, height: float, id: str = "roll", title: str = "a label a page") -> Stock:
    """Return the labels of a roll, each of which is a page."""
    size = (width, height)
    return Stock(id, title, size, 1, 1, size, (0.0, 0.0), size)


def resized(stock: Stock, height: float) -> Stock:
    """Return continuous *stock* with labels of another *height* in mm."""
    page = (stock.page[0], height)
    return structs.replace(stock, page=page, label=(stock.label[0], height), pitch=page)


def is_known(name: str) -> bool:
    """Return True if a sheet or roll is called *name*."""
    return _lookup(name) is not None


def find(name: str, field: str) -> Stock:
    """Return the sheet or roll called *name*, with or without its maker, spaces and hyphens.

    Raises:
        OptionError: no stock has that name; the error lists near names.
    """
    stock = _lookup(name)
    if stock is not None:
        return stock
    # A typing error in a number leads to other numbers: several are offered.
    folded = _fold(name)
    near = difflib.get_close_matches(folded[:40], list(_NAMES), n=3)
    known = list(dict.fromkeys(_NAMES[each].id for each in near))
    raise OptionError.of(
        field,
        "labels.unknown_stock",
        f"No sheet and no roll of labels is called {name[:40]!r}.",
        f"Did you mean {' or '.join(known)}?" if known else "docs/labels.md lists all of them.",
        known[0] if known else "",
    )


def _lookup(name: str) -> Stock | None:
    folded = _fold(name)
    return _NAMES.get(folded) or _NAMES.get(_MAKER.sub("", folded))


def _fold(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


# Shops name the maker in front of the number.
_MAKER = re.compile("^(averyzweckform|zweckform|avery|herma|dymo|brother|zebra)")


def _sheet(
    maker: str,
    number: str,
    size: tuple[float, float],
    counts: tuple[int, int],
    pitch: tuple[float, float],
    page: tuple[float, float],
) -> Stock:
    width, height = size
    columns, rows = counts
    # Labels in the middle of the sheet; labels as wide as the sheet begin at its edge.
    first = (
        max(0.0, (page[0] - (columns - 1) * pitch[0] - width) / 2),
        max(0.0, (page[1] - (rows - 1) * pitch[1] - height) / 2),
    )
    paper, unit, scale = ("A4", "mm", 1.0) if page == A4 else ("Letter", "inch", INCH)
    named = f"{_rounded(width / scale)} × {_rounded(height / scale)} {unit}"
    labels = "1 label" if columns * rows == 1 else f"{columns * rows} labels"
    id = f"herma-{number}" if maker == "Herma" else number
    title = f"{maker} {number}: {paper}, {labels} of {named}"
    return Stock(id, title, page, columns, rows, size, first, pitch)


def _rounded(length: float) -> str:
    # Letter sheets have sizes such as 2⅝ inch, which three decimals write.
    return f"{length:.3f}".rstrip("0").rstrip(".")


# Numbers with one geometry; width and height; columns and rows; gaps across and down, in mm.
_Geometry = tuple[str, float, float, int, int, float, float]
_AVERY_A4: tuple[_Geometry, ...] = (
    ("L4730", 17.8, 10.0, 10, 27, 2.5, 0),
    ("L4731 L6008", 25.4, 10.0, 7, 27, 2.5, 0),
    ("L4732", 35.6, 16.9, 5, 16, 2.5, 0),
    ("L4736 L4778 L6009", 45.7, 21.2, 4, 12, 2.6, 0),
    ("L4737 L6011", 63.5, 29.6, 3, 9, 2.5, 0),
    ("L4743 L4776", 99.1, 42.3, 2, 6, 2.5, 0),
    ("L4744 L6012", 96.0, 50.8, 2, 5, 3.0, 0),
    ("L4770 L7654", 45.7, 25.4, 4, 10, 2.6, 0),
    ("L4773", 63.5, 33.9, 3, 8, 2.5, 0),
    ("L4774", 99.1, 139.0, 2, 2, 2.5, 0),
    ("L4785", 80.0, 50.0, 2, 5, 15.0, 5.0),
    ("L7157", 64.0, 24.3, 3, 11, 2.5, 0),
    ("L7158", 64.0, 26.7, 3, 10, 2.5, 0),
    ("L7159", 63.5, 33.9, 3, 8, 2.5, 0),
    ("L7160", 63.5, 38.1, 3, 7, 2.5, 0),
    ("L7161", 63.5, 46.6, 3, 6, 2.5, 0),
    ("L7162", 99.1, 33.9, 2, 8, 2.5, 0),
    ("L7163", 99.1, 38.1, 2, 7, 2.5, 0),
    ("L7164", 63.5, 72.0, 3, 4, 2.5, 0),
    ("L7165", 99.1, 67.7, 2, 4, 2.5, 0),
    ("L7166", 99.1, 93.1, 2, 3, 2.5, 0),
    ("L7167", 199.6, 289.1, 1, 1, 0, 0),
    ("L7168", 199.6, 143.5, 1, 2, 0, 0),
    ("L7169", 99.1, 139.0, 2, 2, 2.5, 0),
    ("L7173", 99.1, 57.0, 2, 5, 2.5, 0),
    ("L7414", 90.0, 52.0, 2, 5, 0, 0),
    ("L7651 L7551", 38.1, 21.2, 5, 13, 2.5, 0),
)
_ZWECKFORM: tuple[_Geometry, ...] = (
    ("3422", 70.0, 35.0, 3, 8, 0, 0),
    ("3424", 105.0, 48.0, 2, 6, 0, 0),
    ("3425", 105.0, 57.0, 2, 5, 0, 0),
    ("3426", 105.0, 70.0, 2, 4, 0, 0),
    ("3427", 105.0, 74.0, 2, 4, 0, 0),
    ("3474", 70.0, 37.0, 3, 8, 0, 0),
    ("3475 3490", 70.0, 36.0, 3, 8, 0, 0),
    ("3477", 105.0, 41.0, 2, 7, 0, 0),
    ("3478", 210.0, 297.0, 1, 1, 0, 0),
    ("3483", 105.0, 148.0, 2, 2, 0, 0),
    ("3484", 105.0, 37.0, 2, 8, 0, 0),
    ("3489", 70.0, 30.0, 3, 9, 0, 0),
    ("3651", 52.5, 29.7, 4, 10, 0, 0),
    ("3652", 70.0, 42.3, 3, 7, 0, 0),
    ("3653", 105.0, 42.3, 2, 7, 0, 0),
    ("3655", 210.0, 148.0, 1, 2, 0, 0),
    ("3657 4780", 48.5, 25.4, 4, 10, 0, 0),
    ("3658", 64.6, 33.8, 3, 8, 0, 0),
    ("3659 4781", 97.0, 42.3, 2, 6, 0, 0),
    ("3660 4782", 97.0, 67.7, 2, 4, 0, 0),
    ("3661", 70.0, 67.7, 3, 4, 0, 0),
    ("3664", 70.0, 33.8, 3, 8, 0, 0),
    ("3665 3666", 38.0, 21.2, 5, 13, 0, 0),
    ("3667", 48.5, 16.9, 4, 16, 0, 0),
    ("3669", 70.0, 50.8, 3, 5, 0, 0),
    ("4760", 192.0, 38.0, 1, 7, 0, 0),
    ("4761", 192.0, 61.0, 1, 4, 0, 0),
)
_HERMA: tuple[_Geometry, ...] = (
    ("4221 4346", 45.7, 21.2, 4, 12, 3.0, 0),
    ("4222 4347", 63.5, 29.6, 3, 9, 3.0, 0),
    ("4223 4349", 96.0, 50.8, 2, 5, 3.0, 0),
    ("4270 4606", 38.0, 21.2, 5, 13, 0, 0),
    ("4271 4607", 48.3, 16.9, 4, 16, 0, 0),
    ("4272 4608", 48.3, 25.4, 4, 11, 0, 0),
    ("4293", 192.0, 38.0, 1, 7, 0, 0),
    ("4457", 105.0, 48.0, 2, 6, 0, 0),
    ("4464", 70.0, 37.0, 3, 8, 0, 0),
    ("4614 4670", 66.0, 33.8, 3, 8, 0, 0),
    ("4620", 105.0, 37.0, 2, 8, 0, 0),
    ("4625 4674", 105.0, 42.3, 2, 7, 0, 0),
    ("4677 8838", 63.5, 38.1, 3, 7, 3.0, 0),
    ("10001", 25.4, 10.0, 7, 27, 2.8, 0),
)
# The same in inches.
_AVERY_LETTER: tuple[_Geometry, ...] = (
    ("5126", 8.5, 5.5, 1, 2, 0, 0),
    ("5159", 4, 1.5, 2, 7, 0.1875, 0),
    ("5160 5260 8160", 2.625, 1, 3, 10, 0.125, 0),
    ("5161 5261 8161", 4, 1, 2, 10, 0.1875, 0),
    ("5162 5262 8162", 4, 4 / 3, 2, 7, 0.1875, 0),
    ("5163 5263 8163", 4, 2, 2, 5, 0.1875, 0),
    ("5164 5264 8164", 4, 10 / 3, 2, 3, 0.1875, 0),
    ("5165 8165", 8.5, 11, 1, 1, 0, 0),
    ("5167 5267 8167", 1.75, 0.5, 4, 20, 0.3125, 0),
    ("5168", 3.5, 5, 2, 2, 0.5, 0),
    ("5195 8195", 1.75, 2 / 3, 4, 15, 0.28125, 0),
    ("5197", 4, 1.5, 2, 6, 0.125, 0),
    ("5366", 3.4375, 2 / 3, 2, 15, 0.5625, 0),
    ("5371", 3.5, 2, 2, 5, 0, 0),
    ("5395", 3.375, 7 / 3, 2, 4, 0.375, 1 / 6),
    ("5663", 4.25, 2, 2, 5, 0, 0),
    ("6570", 1.75, 1.25, 4, 8, 0.1875, 0),
    ("6871", 2.375, 1.25, 3, 6, 0.3125, 0.25),
    ("6873", 3.75, 2, 2, 4, 0.25, 0.25),
    ("6874", 3.75, 3, 2, 3, 0.25, 0.375),
    ("6879", 3.75, 1.25, 2, 6, 0.25, 0.25),
)


def _sheets() -> Iterator[Stock]:
    # Makers give one geometry for several numbers, in inches for Letter.
    for maker, geometries, page, unit in (
        ("Avery", _AVERY_A4, A4, 1.0),
        ("Avery Zweckform", _ZWECKFORM, A4, 1.0),
        ("Herma", _HERMA, A4, 1.0),
        ("Avery", _AVERY_LETTER, LETTER, INCH),
    ):
        for numbers, width, height, columns, rows, across, down in geometries:
            size = width * unit, height * unit
            pitch = (width + across) * unit, (height + down) * unit
            for number in numbers.split():
                yield _sheet(maker, number, size, (columns, rows), pitch, page)


# Part number; width of the roll, and length of a label along it.
_DYMO = (
    *(("11352", 25, 54), ("11354", 57, 32), ("11355", 19, 51), ("11356", 41, 89)),
    *(("99010", 28, 89), ("99012", 36, 89), ("99014", 54, 101), ("99015", 54, 70)),
    *(("99017", 12, 50), ("99018", 38, 190), ("99019", 59, 190)),
    *(("30252", 28, 89), ("30256", 59, 102), ("30330", 19, 51), ("30332", 25, 25)),
    *(("30334", 57, 32), ("30336", 25, 54), ("S0904980", 104, 159)),
)
# Part number; width of the tape and length of a label; dots at 300 dpi that the printer reaches of
# both, as Brother's Raster Command References list them.
_BROTHER = (
    *(("DK-11201", 29, 90, 306, 991), ("DK-11202", 62, 100, 696, 1109)),
    *(("DK-11203", 17, 87, 165, 956), ("DK-11204", 17, 54, 165, 566)),
    *(("DK-11208", 38, 90, 413, 991), ("DK-11209", 62, 29, 696, 271)),
    *(("DK-11221", 23, 23, 202, 202), ("DK-11234", 60, 86, 672, 954)),
    *(("DK-11240", 102, 51, 1164, 526), ("DK-11241", 102, 152, 1164, 1660)),
    ("DK-11247", 103, 164, 1200, 1822),
)
_BROTHER_CONTINUOUS = (
    *(("DK-22205", 62, 696), ("DK-22210", 29, 306), ("DK-22212", 62, 696), ("DK-22214", 12, 106)),
    *(("DK-22223", 50, 554), ("DK-22225", 38, 413), ("DK-22243", 102, 1164)),
    ("DK-22246", 103, 1200),
)
_CONTINUOUS_HEIGHT = 30.0  # unless the request gives another
_BROTHER_DPI = 300
# Zebra Z-Perform and Z-Select; inches.
_ZEBRA = (
    *(("800261-105", 1.5, 1), ("800262-075", 2.25, 0.75), ("800262-125", 2.25, 1.25)),
    *(("800262-205", 2.25, 2), ("800263-205", 3, 2), ("800264-105", 4, 1)),
    *(("800264-155", 4, 1.5), ("800264-205", 4, 2), ("800264-305", 4, 3)),
    *(("800264-405", 4, 4), ("800264-605", 4, 6)),
)


def _rolls() -> Iterator[Stock]:
    # Long labels are read along the roll.
    for number, across, along in _DYMO:
        yield _roll("DYMO", number, f"dymo-{number.casefold()}", across, along)
    for number, across, along, *reached in _BROTHER:
        whole = _roll("Brother", number, number.casefold(), across, along)
        printable = [dots * INCH / _BROTHER_DPI for dots in reached]
        yield _with_margins(whole, (printable[1], printable[0]) if whole.turned else printable)
    for number, across, reach in _BROTHER_CONTINUOUS:
        size = (float(across), _CONTINUOUS_HEIGHT)
        title = f"Brother {number}: continuous, {across} mm wide"
        whole = Stock(number.casefold(), title, size, 1, 1, size, (0, 0), size, continuous=True)
        yield _with_margins(whole, (reach * INCH / _BROTHER_DPI, _CONTINUOUS_HEIGHT))
    for number, width, height in _ZEBRA:
        size = (width * INCH, height * INCH)
        title = f"Zebra {number}: {_rounded(width)} × {_rounded(height)} inch"
        yield roll(*size, f"zebra-{number}", title)


def _roll(maker: str, number: str, id: str, across: float, along: float) -> Stock:
    turned = along > across
    size = (float(max(across, along)), float(min(across, along))) if turned else (across, along)
    size = (float(size[0]), float(size[1]))
    title = f"{maker} {number}: {size[0]:g} × {size[1]:g} mm"
    return Stock(id, title, size, 1, 1, size, (0.0, 0.0), size, turned=turned)


def _with_margins(stock: Stock, printable: Sequence[float]) -> Stock:
    """Return *stock*, of whose labels the printer reaches *printable*, width and height."""
    width, height = printable
    first = ((stock.page[0] - width) / 2, (stock.page[1] - height) / 2)
    return structs.replace(stock, label=(width, height), first=first)


SHEETS = {each.id: each for each in _sheets()}
ROLLS = {each.id: each for each in _rolls()}
GRIDS = {"A4": A4, "Letter": LETTER}
_NAMES = {
    name: each
    for each in (*SHEETS.values(), *ROLLS.values())
    # Without its maker, the number of an Avery sheet has precedence over Herma's.
    for name in (_fold(each.id),)
}
_NAMES |= {
    short: each
    for each in (*SHEETS.values(), *ROLLS.values())
    if (short := _MAKER.sub("", _fold(each.id))) not in _NAMES
}
