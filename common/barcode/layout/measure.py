"""Room that a symbol and its text need at a given module width, in whole dots.

Owns the heights and margins around the bars. It must not know how a module width
is chosen.
"""

from msgspec import Struct, structs

from common.barcode.layout import hexagons
from common.barcode.layout.human_readable_text import MIN_SIZE, HumanReadableText
from common.barcode.layout.minimum_sizes import require_legible, require_module, require_room
from common.barcode.model.sizes import Sizes
from common.barcode.model.symbol import Symbol

BEARER_MODULES = 4  # GS1 General Specifications 5.3.2.4: at least twice the narrow bar
MIN_BARS = 10  # dots: a reader needs a few scanlines with the same result
_MIN_ROW = 2  # modules, of a stacked symbol whose rows have no set height
_MAX_TEXT_POINTS = 10


class Margins(Struct, frozen=True):
    """Heights of everything but the rows, in dots.

    Attributes:
        above: before the rows.
        below: after them, text included.
        before_text: the part of *below* that precedes the text.
    """

    above: int
    below: int
    before_text: int


class Measurements(Struct, frozen=True):
    """A symbol, its text and the requested sizes, to be measured at any module width.

    Every method returns dots and takes *module*, the dots of one module.

    Attributes:
        symbol: the symbol to draw.
        text: the text to print with it.
        sizes: the requested sizes.
        is_linear: True if the symbol is one row of bars, whose height is free.
        guard: modules by which guard bars descend.
        bearers: modules of bearer bars, above and below together.
        zone: requested quiet zone, in dots.
        min_module: narrowest module, in dots.
        min_size: smallest em of the text, in dots; 0 without text.
        max_size: largest em of the text, in dots; 0 without text.
    """

    symbol: Symbol
    text: HumanReadableText
    sizes: Sizes
    is_linear: bool
    guard: int
    bearers: int
    zone: int
    min_module: int
    min_size: int
    max_size: int

    def broken(self, width: int, size: int) -> "Measurements":
        """Return the measurements of the text in lines that fit *width* at *size* dots an em."""
        if not self.text.wraps:
            return self
        return structs.replace(self, text=self.text.broken(width, size))

    def quiet_zones(self, module: int) -> tuple[int, int]:
        """Return the quiet zones to the left and to the right."""
        zone = self.symbol.quiet_zone
        # The wider of the standard's quiet zone, in modules, and the requested one, in mm.
        sides = BEARER_MODULES * module if self.symbol.bearer_bars == "frame" else 0
        return (
            max(zone.left * module, self.zone) + sides,
            max(zone.right * module, self.zone) + sides,
        )

    def width(self, module: int) -> int:
        """Return the width of the symbol with its quiet zones."""
        left, right = self.quiet_zones(module)
        return left + self.symbol.width_dots(module) + right

    def min_width(self, module: int) -> int:
        """Return the width of the picture with the smallest text."""
        return max(self.width(module), self.text.width(self.min_size))

    def margins(self, module: int, size: int) -> Margins:
        """Return the heights above and below the rows, with text of *size* dots an em."""
        top, bottom = self._vertical_zones(module)
        guard, bearers = self.guard * module, self.bearers * module
        text = self.text
        # The text begins outside the quiet zone, so that a reader does not take it for modules.
        if text.above:
            top = text.block(size, len(text.above)) + max(top, self._text_gap(size))
        lines = 1 if text.spans else len(text.below)
        if not size or not lines:
            return Margins(top, bearers + guard + bottom, 0)
        gap = max(bottom, self._text_gap(size))
        # Digits of EAN and UPC are printed between the guard bars, a plain line below them.
        before = gap if text.spans else guard + gap
        # Guard bars may reach further down than the digits between them.
        below = max(before + text.block(size, lines), guard + bottom)
        return Margins(top, bearers + below, bearers + before)

    def above(self, size: int) -> int:
        """Return the height of the text over an add-on's bars, with the space below the text."""
        return self.text.height(size) + self._text_gap(size) if self.text.is_above_add_on else 0

    def default_height(self, size: int) -> int:
        """Return the least height of the picture of a linear symbol if none is requested."""
        # Further lines make the picture higher, not the bars lower.
        return self.sizes.default_height + self.text.more_lines * self.text.leading(size)

    def rows(self, module: int, share: int) -> tuple[int, ...]:
        """Return the height of each row; rows without a set height get *share* dots."""
        symbol = self.symbol
        if self.is_linear:
            return (share,)
        # Square modules: as high as wide.
        if symbol.shape == "matrix":
            return (module,) * len(symbol.rows)
        if symbol.shape == "hexagonal":
            return hexagons.row_heights(len(symbol.rows), module)
        return tuple(
            [max(1, round(row.height * module)) if row.height else share for row in symbol.rows]
        )

    def height(self, module: int, size: int, margins: Margins | None = None) -> int:
        """Return the least height of the picture, with text of *size* dots an em."""
        share = self._min_share(module, size)
        rows = share if self.is_linear else sum(self.rows(module, share))
        around = margins or self.margins(module, size)
        return around.above + rows + around.below

    def standard_height(self, module: int, margins: Margins) -> int:
        """Return the height that the standard requires, or 0.

        It applies if the caller sets the module width in mm, or leaves all sizes in px to a
        standard that has printed sizes: in px, the printed size is unknown.
        """
        rule, sizes = self.symbol.print_rule, self.sizes
        # In a terminal, whose default width is 0, the picture is as small as possible.
        has_range = bool(rule.min_module_mm and sizes.default_width)
        is_free = has_range and not sizes.module_by and sizes.width is None
        if not rule.height_mm or not (is_free or sizes.module_by == "module_width"):
            return 0
        # Standards give the height at the nominal module width; it grows with the module.
        return margins.above + round(rule.height_mm / rule.module_mm * module) + margins.below

    def text_size(self, width: int, module: int) -> int:
        """Return the em of the largest text that fits *width* and *module*; 0 without text."""
        if not self.max_size:
            return 0
        return max(self.min_size, min(self.max_size, self.text.max_size(width, module)))

    def _vertical_zones(self, module: int) -> tuple[int, int]:
        zone = self.symbol.quiet_zone
        # Linear symbols need light to the left and right only.
        if self.is_linear:
            return zone.top * module, zone.bottom * module
        return max(zone.top * module, self.zone), max(zone.bottom * module, self.zone)

    def _text_gap(self, size: int) -> int:
        requested = self.sizes.text_gap
        return 1 + size // 10 if requested is None else requested

    def _min_share(self, module: int, size: int) -> int:
        if self.sizes.bars:
            return self.sizes.bars
        return MIN_BARS + self.above(size) if self.is_linear else _MIN_ROW * module


def measure(
    symbol: Symbol, text: HumanReadableText, sizes: Sizes, *, guarded: bool
) -> Measurements:
    """Return the measurements of *symbol* with *text*.

    Args:
        symbol: the symbol to draw.
        text: the text to print with it.
        sizes: the requested sizes.
        guarded: True if guard bars descend below the others.

    Raises:
        OptionError: the requested text or module is too small to read.
    """
    min_size, max_size = _text_sizes(text, sizes)
    return Measurements(
        symbol=symbol,
        text=text,
        sizes=sizes,
        is_linear=symbol.shape == "linear",
        # Only EAN and UPC have guard bars; the option is an error for other symbologies.
        guard=symbol.guard_depth if guarded and symbol.guards else 0,
        bearers=0 if symbol.bearer_bars == "none" else 2 * BEARER_MODULES,
        zone=sizes.quiet_zone or 0,
        min_module=_min_module(symbol, text, sizes, min_size),
        min_size=min_size,
        max_size=max_size,
    )


def _text_sizes(text: HumanReadableText, sizes: Sizes) -> tuple[int, int]:
    """Return the smallest and the largest em, in dots."""
    if not text.is_printed:
        return 0, 0
    if sizes.font is not None:
        require_legible(sizes.font, sizes.dpi)
        return sizes.font, sizes.font
    # A point is 1/72 inch.
    largest = _MAX_TEXT_POINTS * sizes.dpi // 72
    # With module_width and no height, the height follows from the text, so it bounds nothing.
    if sizes.height or sizes.module_by != "module_width":
        free = max(sizes.default_height, (sizes.width or 0) // 2, sizes.bars or 0)
        largest = min(largest, (sizes.height or free) // 5)
    return MIN_SIZE, max(MIN_SIZE, largest)


def _min_module(symbol: Symbol, text: HumanReadableText, sizes: Sizes, size: int) -> int:
    """Return the narrowest module that readers find and that has room for each span of text."""
    # In a terminal one cell a module is large enough for any symbology.
    smallest = min(symbol.min_module_px, sizes.preferred_module)
    if symbol.shape == "hexagonal":
        smallest = hexagons.MIN_MODULE_DOTS
    # A requested module is kept as it is: too small a one is an error, not a larger module.
    if sizes.module:
        module = require_module(sizes, smallest)
        require_room(text, sizes, module, size)
        return module
    # Digits of EAN must fit between guard bars at a size that people can read.
    while text.spans and text.max_span_size(smallest) < size:
        smallest += 1
    return smallest
