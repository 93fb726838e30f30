"""The result of encoding and the input of layout: dark and light modules.

Encoders make a Symbol and know nothing of pixels; layout and renderers draw a Symbol and know
nothing of symbologies. All lengths are in modules (X) unless a name says otherwise.
"""

import re
from typing import Literal

from msgspec import Struct

from common.barcode.model.errors import Problem

BearerBars = Literal["none", "horizontal", "frame"]
# A bar or a space: equal modules in a row.
ELEMENTS = re.compile(b"\x01+|\x00+")

Shape = Literal["linear", "stacked", "matrix", "postal", "hexagonal"]


class QuietZone(Struct, frozen=True):
    """The least light margin around a symbol, in modules."""

    left: int
    right: int
    top: int = 0
    bottom: int = 0


class Row(Struct, frozen=True):
    """One row of modules.

    Attributes:
        modules: a byte a module, left to right; 1 is dark, 0 is light.
        height: in modules; a row of 0 gets an equal share of the free height.
    """

    modules: bytes
    height: float = 0


class TextSpan(Struct, frozen=True):
    """A piece of human-readable text with its own place, as in EAN and UPC.

    Attributes:
        text: the text, centred between *left* and *right*.
        left: first module of its place, counted from the symbol's first; may be negative.
        right: the module after the last of its place.
        above: True if the text is above the bars, as the digits of an add-on, and not below.
    """

    text: str
    left: int
    right: int
    above: bool = False


class PrintRule(Struct, frozen=True):
    """Printed sizes that the standard gives, in mm.

    Attributes:
        module_mm: nominal width of a module (X dimension).
        min_module_mm: smallest X that the standard allows; 0 if it gives none.
        max_module_mm: largest X that the standard allows; 0 if it gives none.
        height_mm: nominal height of the bars at the nominal X; 0 if it gives none.
        width_mm: width of the symbol if the standard gives that, whatever its modules; else 0.
    """

    module_mm: float = 0.330
    min_module_mm: float = 0
    max_module_mm: float = 0
    height_mm: float = 0
    width_mm: float = 0


class Reading(Struct, frozen=True):
    """The result that an independent decoder must report for a symbol.

    Attributes:
        formats: accepted format names of zxing-cpp, such as ``("EAN13",)``.
        text: the text in zxing-cpp's default (human-readable) mode; compared unless *content* is
            given.
        content: the bytes, for data that text can't represent (ECI, FNC1 as GS).
        identifier: start of the AIM symbology identifier (ISO/IEC 15424), such as ``]C1`` for
            GS1-128; empty accepts any.
        add_on: True if the decoder must read an EAN/UPC add-on too.
        bare: True if the decoder finds the symbol only upright and without text near it.
    """

    formats: tuple[str, ...]
    text: str = ""
    content: bytes | None = None
    identifier: str = ""
    add_on: bool = False
    bare: bool = False


class Sequence(Struct, frozen=True):
    """The place of a symbol in a message of several (structured append).

    Attributes:
        index: its number, from 1.
        count: the number of symbols.
        id: what all symbols of the message share, as the symbology writes it.
    """

    index: int
    count: int
    id: str


class Symbol(Struct, frozen=True):
    """A symbol that can be drawn at any size.

    Attributes:
        symbology: id of the symbology.
        shape: ``linear`` is one row of bars; ``stacked`` several; ``matrix`` square modules;
            ``postal`` rows of set heights; ``hexagonal`` MaxiCode's offset rows of hexagons,
            whose bullseye the renderer draws: three dark rings around the centre of module 14 of
            row 16, their radii 4.40 to 3.64, 2.88 to 2.11 and 1.34 to 0.58 modules (ISO/IEC
            16023:2000, 4.11.4); the modules below it are light.
        rows: top to bottom, all of one width.
        quiet_zone: the least margin that the standard requires.
        data: the data as encoded, with its check digit; a decoder must report it.
        text: the human-readable text; empty if the symbology prints none.
        heading: a line above the bars, which names what the text is, such as the ISBN.
        spans: the pieces of *text* with their own places; empty means one centred line.
        guards: a byte a module of the one row: the bars that descend if guard bars are
            requested; empty if the symbology has none.
        guard_depth: modules by which they descend.
        add_on_from: the first module of an add-on; 0 without add-on.
        print_rule: printed sizes of the standard.
        reading: the result that zxing-cpp must report; None if it does not support the symbology.
        content: the bytes that a decoder of the project must report; None if it must report *data*.
        min_module_px: the narrowest module at which readers find the symbol in a picture.
        sequence: its place in a message of several symbols, which its modules must state; None
            for a message of its own.
        has_swiss_cross: True for the Swiss cross over the middle of the symbol.
        wide_ratio: requested width of wide bars and spaces, in narrow ones; 0 draws the rows as
            they are. Its rows have elements of two widths: one module, and more.
        bearer_bars: bars above and below the symbol, or a frame around its quiet zones.
        ecc: the error correction level, if the symbology chooses it.
        warnings: remarks for the caller on the symbol, one sentence each.
        notices: what the caller may have meant instead, each with its fix.
    """

    symbology: str
    shape: Shape
    rows: tuple[Row, ...]
    quiet_zone: QuietZone
    data: str
    text: str = ""
    heading: str = ""
    spans: tuple[TextSpan, ...] = ()
    guards: bytes = b""
    guard_depth: int = 5
    add_on_from: int = 0
    print_rule: PrintRule = PrintRule()
    reading: Reading | None = None
    sequence: Sequence | None = None
    has_swiss_cross: bool = False
    wide_ratio: float = 0
    bearer_bars: BearerBars = "none"
    warnings: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()
    ecc: str = ""
    min_module_px: int = 1
    content: bytes | None = None

    @property
    def width(self) -> int:
        """Return the width in modules, without the quiet zone."""
        return len(self.rows[0].modules)

    def width_dots(self, module: int) -> int:
        """Return the width in dots with modules of *module* dots, without the quiet zone."""
        if not self.wide_ratio:
            return self.width * module
        narrow, wide = self.elements
        return narrow * module + wide * self.wide_dots(module)

    def wide_dots(self, module: int) -> int:
        """Return the dots of a wide element, at the ratio that comes nearest to `wide_ratio`."""
        return round(self.wide_ratio * module)

    @property
    def elements(self) -> tuple[int, int]:
        """Return the numbers of narrow and of wide bars and spaces in the one row."""
        runs = [len(run) for run in ELEMENTS.findall(self.rows[0].modules)]
        narrow = runs.count(1)
        return narrow, len(runs) - narrow

    @property
    def main_width(self) -> int:
        """Return the width in modules without an add-on."""
        # The guards are those of the main symbol, whose last bar is one.
        return len(self.guards.rstrip(b"\x00")) if self.add_on_from else self.width

    @property
    def printed(self) -> str:
        """Return all human-readable text, a line each."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text
