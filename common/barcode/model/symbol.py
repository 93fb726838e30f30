"""The value between encoding and rendering: what is dark, in modules.

Encoders make a Symbol and know nothing of pixels; renderers draw one and know nothing of
symbologies. All lengths are in modules (X) unless a name says otherwise.
"""

from typing import Literal

from msgspec import Struct

Shape = Literal["linear", "stacked", "matrix", "postal", "hexagonal"]


class QuietZone(Struct, frozen=True):
    """The least light margin about a symbol, in modules."""

    left: int
    right: int
    top: int = 0
    bottom: int = 0


class Row(Struct, frozen=True):
    """One row of modules.

    Attributes:
        modules: a byte a module, left to right; 1 is dark, 0 is light.
        height: in modules; 0 takes an equal share of what the canvas leaves.
    """

    modules: bytes
    height: float = 0


class TextSpan(Struct, frozen=True):
    """A piece of human-readable text with a place of its own, as in EAN and UPC.

    Attributes:
        text: what is printed, centred between *left* and *right*.
        left: first module of its room, counted from the symbol's first; may be negative.
        right: the module after its room's last.
        above: over the bars (an add-on's digits) rather than under them.
    """

    text: str
    left: int
    right: int
    above: bool = False


class PrintRule(Struct, frozen=True):
    """What the standard says of the printed size, in mm.

    Attributes:
        module_mm: nominal width of a module (X), used where the caller names no size.
        min_module_mm: smallest X that the standard allows; 0 where it sets none.
        max_module_mm: largest X that the standard allows; 0 where it sets none.
        height_mm: nominal height of the bars at the nominal X; 0 where it sets none.
    """

    module_mm: float = 0.330
    min_module_mm: float = 0
    max_module_mm: float = 0
    height_mm: float = 0


class Reading(Struct, frozen=True):
    """What an independent reader reports for a right symbol.

    Attributes:
        formats: names of zxing-cpp's formats, any of which is right, such as ``("EAN13",)``.
        text: the text it must report in its default (human-readable) mode; compared unless
            *content* is given.
        content: the bytes it must report, where text would lose something (ECI, FNC1 as GS).
        identifier: the start of the AIM identifier it must report, such as ``]C1`` for GS1-128;
            empty where any will do.
        add_on: True where the reader must also read an EAN/UPC add-on.
        bare: True where the reader finds it only upright and with no text beside it.
    """

    formats: tuple[str, ...]
    text: str = ""
    content: bytes | None = None
    identifier: str = ""
    add_on: bool = False
    bare: bool = False


class Symbol(Struct, frozen=True):
    """A symbol, ready to be drawn at any size.

    Attributes:
        symbology: id of the symbology that made it.
        shape: ``linear`` is one row of bars; ``stacked`` several; ``matrix`` square modules;
            ``postal`` rows of set heights; ``hexagonal`` MaxiCode's offset rows of hexagons,
            whose bull's-eye the renderer draws: three dark rings about the middle of module 14 of
            row 16, their radii 4.40 to 3.64, 2.88 to 2.11 and 1.34 to 0.58 modules (ISO/IEC
            16023:2000, 4.11.4); the modules below it are light.
        rows: top to bottom, all of one width.
        quiet_zone: the least margin that the standard asks for.
        data: the data as encoded, with its check digit: what a reader must report.
        text: the human-readable line; empty where the symbology prints none.
        spans: the pieces of *text* with places of their own; empty means one centred line.
        guards: a byte a module of the one row: the bars that descend below the others where
            guard bars are asked for; empty where the symbology has none.
        guard_depth: how far they descend.
        add_on_from: the first module of an add-on; 0 where there is none.
        print_rule: printed sizes.
        reading: what zxing-cpp must report, or None if it does not know the symbology.
        min_module_px: the narrowest module at which readers find it among other things.
        bearer_bars: True for a frame of bars above and below (ITF-14).
        warnings: what the caller should know of the symbol, one sentence each.
    """

    symbology: str
    shape: Shape
    rows: tuple[Row, ...]
    quiet_zone: QuietZone
    data: str
    text: str = ""
    spans: tuple[TextSpan, ...] = ()
    guards: bytes = b""
    guard_depth: int = 5
    add_on_from: int = 0
    print_rule: PrintRule = PrintRule()
    reading: Reading | None = None
    bearer_bars: bool = False
    warnings: tuple[str, ...] = ()
    min_module_px: int = 1

    @property
    def width(self) -> int:
        """Return the width in modules, without the quiet zone."""
        return len(self.rows[0].modules)
