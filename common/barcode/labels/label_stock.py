"""Label sheets of Avery, grids of equal labels, and rolls. All lengths are in mm.

Sources: Avery's templates for L7160, L7163 (Avery Zweckform), 5160 and 5163 (Avery US, inches).
"""

from collections.abc import Iterator

from msgspec import Struct

INCH = 25.4
A4 = (210.0, 297.0)
LETTER = (8.5 * INCH, 11 * INCH)


class Template(Struct, frozen=True):
    """A sheet of equal labels.

    Attributes:
        id: name in requests.
        title: name for people.
        page: width and height of the sheet.
        columns: labels in a row.
        rows: labels in a column.
        label: width and height of a label.
        first: left and top of the first label.
        pitch: distance from a label to the next, across and down.
    """

    id: str
    title: str
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    first: tuple[float, float]
    pitch: tuple[float, float]

    @property
    def count(self) -> int:
        """Return the number of labels on a sheet."""
        return self.columns * self.rows

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
) -> Template:
    """Return *page*, divided into equal labels with *margin* around and *gap* between them."""
    width = (page[0] - 2 * margin - (columns - 1) * gap) / columns
    height = (page[1] - 2 * margin - (rows - 1) * gap) / rows
    return Template(
        id=id,
        title=f"{columns} × {rows} labels",
        page=page,
        columns=columns,
        rows=rows,
        label=(width, height),
        first=(margin, margin),
        pitch=(width + gap, height + gap),
    )


def roll(width: float, height: float) -> Template:
    """Return the labels of a roll, each of which is a page."""
    size = (width, height)
    return Template("roll", "a label a page", size, 1, 1, size, (0.0, 0.0), size)


SHEETS = {
    each.id: each
    for each in (
        Template(
            "L7160",
            "Avery L7160: A4, 21 labels of 63.5 × 38.1 mm",
            A4,
            3,
            7,
            (63.5, 38.1),
            (7.25, 15.15),
            (66.0, 38.1),
        ),
        Template(
            "L7163",
            "Avery L7163: A4, 14 labels of 99.1 × 38.1 mm",
            A4,
            2,
            7,
            (99.1, 38.1),
            (4.65, 15.15),
            (101.6, 38.1),
        ),
        Template(
            "5160",
            "Avery 5160: Letter, 30 labels of 2⅝ × 1 inch",
            LETTER,
            3,
            10,
            (2.625 * INCH, INCH),
            (0.1875 * INCH, 0.5 * INCH),
            (2.75 * INCH, INCH),
        ),
        Template(
            "5163",
            "Avery 5163: Letter, 10 labels of 4 × 2 inch",
            LETTER,
            2,
            5,
            (4 * INCH, 2 * INCH),
            (0.15625 * INCH, 0.5 * INCH),
            (4.1875 * INCH, 2 * INCH),
        ),
    )
}
GRIDS = {"A4": A4, "Letter": LETTER}
