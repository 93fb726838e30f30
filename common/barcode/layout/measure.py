"""How much room a symbol and its text need at a given module: whole dots, always.

Knows what stands above, beside and below the bars. It must not know how a module is chosen.
"""

from msgspec import Struct

from common.barcode.layout import hexagons
from common.barcode.layout.human_readable_text import LEAST_SIZE, HumanReadableText
from common.barcode.layout.minimum_sizes import require_legible, require_module, require_room
from common.barcode.model.sizes import MM_PER_INCH, Sizes, millimetres
from common.barcode.model.symbol import Symbol

BEARER_MODULES = 4  # GS1 General Specifications 5.3.2.4: at least twice the narrow bar
LEAST_BARS = 10  # dots: a reader wants a few scanlines that agree
_LEAST_ROW = 2  # modules, of a stacked symbol whose rows have no set height
_MOST_TEXT_POINTS = 10


class Margins(Struct, frozen=True):
    """Dots of everything but rows.

    Attributes:
        above: before the rows.
        below: after them, text included.
        before_text: those of *below* that precede the text.
    """

    above: int
    below: int
    before_text: int


class Measurements(Struct, frozen=True):
    """A symbol, its text and what the caller asks for, ready to be measured at any module.

    Attributes:
        symbol: what to draw.
        text: what to print with it.
        sizes: what the caller asks for.
        flat: one row of bars, whose height is free.
        guard: modules that guard bars descend.
        bearers: modules of bearer bars, above and below together.
        zone: dots of quiet zone that the caller asks for.
        least_module: narrowest module, in dots.
        least_size: smallest em of the text, in dots; 0 where there is none.
        most_size: largest.
    """

    symbol: Symbol
    text: HumanReadableText
    sizes: Sizes
    flat: bool
    guard: int
    bearers: int
    zone: int
    least_module: int
    least_size: int
    most_size: int

    # Beside

    def beside(self, module: int) -> tuple[int, int]:
        """Return the quiet zone to the left and to the right."""
        zone = self.symbol.quiet_zone
        return max(zone.left * module, self.zone), max(zone.right * module, self.zone)

    def width(self, module: int) -> int:
        """Return the width of the symbol with its quiet zone."""
        left, right = self.beside(module)
        return left + self.symbol.width * module + right

    def least_width(self, module: int) -> int:
        """Return the width of the picture with the smallest text."""
        return max(self.width(module), self.text.width(self.least_size))

    # Above and below

    def margins(self, module: int, size: int) -> Margins:
        """Return what stands above and below the rows, with text of *size*."""
        top, bottom = self._quiet(module)
        guard, bearers = self.guard * module, self.bearers * module
        if not size:
            return Margins(top, bearers + guard + bottom, 0)
        gap = max(bottom, self._gap(size))
        before = gap if self.text.spans else guard + gap
        below = max(before + self.text.height(size), guard + bottom)
        return Margins(top, bearers + below, bearers + before)

    def above(self, size: int) -> int:
        """Return the dots of the text over an add-on's bars, with the space below it."""
        return self.text.height(size) + self._gap(size) if self.text.above else 0

    def rows(self, module: int, share: int) -> tuple[int, ...]:
        """Return the height of each row; those without one of their own get *share*."""
        symbol = self.symbol
        if self.flat:
            return (share,)
        if symbol.shape == "matrix":
            return (module,) * len(symbol.rows)
        if symbol.shape == "hexagonal":
            return hexagons.row_heights(len(symbol.rows), module)
        return tuple(
            [max(1, round(row.height * module)) if row.height else share for row in symbol.rows]
        )

    def height(self, module: int, size: int, margins: Margins | None = None) -> int:
        """Return the least height of the picture."""
        share = self._least_share(module, size)
        rows = share if self.flat else sum(self.rows(module, share))
        around = margins or self.margins(module, size)
        return around.above + rows + around.below

    def standard_height(self, module: int, margins: Margins) -> int:
        """Return the height that the standard asks for where the caller sizes modules in mm."""
        rule, dpi = self.symbol.print_rule, self.sizes.dpi
        if self.sizes.module_by != "module_width" or not rule.height_mm:
            return 0
        bars_mm = rule.height_mm * millimetres(module, dpi) / rule.module_mm
        return margins.above + round(bars_mm * dpi / MM_PER_INCH) + margins.below

    def most_text(self, width: int, module: int) -> int:
        """Return an em of the text, at most what *width* and *module* let in."""
        if not self.most_size:
            return 0
        return max(self.least_size, min(self.most_size, self.text.most_size(width, module)))

    def _quiet(self, module: int) -> tuple[int, int]:
        """Return the quiet zone above and below."""
        zone = self.symbol.quiet_zone
        if self.flat:
            return zone.top * module, zone.bottom * module
        return max(zone.top * module, self.zone), max(zone.bottom * module, self.zone)

    def _gap(self, size: int) -> int:
        asked = self.sizes.text_gap
        return 1 + size // 10 if asked is None else asked

    def _least_share(self, module: int, size: int) -> int:
        if self.sizes.bars:
            return self.sizes.bars
        return LEAST_BARS + self.above(size) if self.flat else _LEAST_ROW * module


def make(symbol: Symbol, text: HumanReadableText, sizes: Sizes, *, guarded: bool) -> Measurements:
    """Make the frame of *symbol* with *text*; *guarded* where guard bars descend.

    Raises:
        OptionError: the text or a module is asked for so small that nobody makes it out.
    """
    least_size, most_size = _sizes_of_text(text, sizes)
    return Measurements(
        symbol=symbol,
        text=text,
        sizes=sizes,
        flat=symbol.shape == "linear",
        guard=symbol.guard_depth if guarded and symbol.guards else 0,
        bearers=2 * BEARER_MODULES if symbol.bearer_bars else 0,
        zone=sizes.quiet_zone or 0,
        least_module=_least_module(symbol, text, sizes, least_size),
        least_size=least_size,
        most_size=most_size,
    )


def _sizes_of_text(text: HumanReadableText, sizes: Sizes) -> tuple[int, int]:
    """Return the smallest and the largest em."""
    if not text.printed:
        return 0, 0
    if sizes.font is not None:
        require_legible(sizes.font, sizes.dpi)
        return sizes.font, sizes.font
    most = _MOST_TEXT_POINTS * sizes.dpi // 72
    if sizes.height or sizes.module_by != "module_width":  # else the height follows from the text
        free = max(sizes.default_height, (sizes.width or 0) // 2, sizes.bars or 0)
        most = min(most, (sizes.height or free) // 5)
    return LEAST_SIZE, max(LEAST_SIZE, most)


def _least_module(symbol: Symbol, text: HumanReadableText, sizes: Sizes, size: int) -> int:
    """Return the narrowest module that readers find and that has room for each span of text."""
    # A module of one cell is large enough in a terminal.
    least = min(symbol.least_module_px, sizes.preferred_module)
    if symbol.shape == "hexagonal":
        least = hexagons.LEAST_MODULE_DOTS
    if sizes.module:
        module = require_module(sizes, least)
        require_room(text, sizes, module, size)
        return module
    while text.spans and text.most_size(0, least) < size:
        least += 1
    return least
