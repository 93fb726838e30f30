"""Size of a picture, and of a module in it, in whole dots.

A module is a whole number of dots. Dots that are left over widen the quiet zone, never a bar.
"""

from msgspec import Struct

from common.barcode.layout import fit_errors, hexagons, print_size
from common.barcode.layout.fit_errors import MAX_AREA, MAX_SIDE
from common.barcode.layout.human_readable_text import HumanReadableText
from common.barcode.layout.measure import MIN_BARS, Margins, Measurements, measure
from common.barcode.model.errors import CanvasError
from common.barcode.model.sizes import Sizes
from common.barcode.model.symbol import Symbol


class Canvas(Struct, frozen=True):
    """Sizes and positions in one picture, in dots.

    Attributes:
        width: width of the picture.
        height: height of the picture.
        module: width of a module.
        left: first dot of the first module.
        top: first dot of the symbol.
        rows: height of each row of the symbol.
        guard: length by which guard bars descend.
        above: room for text over an add-on's bars.
        broken: the text if its lines are broken at spaces to fit the picture, else None.
        heading_top: first dot of the lines above the bars.
        text_top: first dot of the text below the bars.
        size: an em of the text.
        main_width: width of the symbol without an add-on.
        zone_modules: the least quiet zone to the left and right, in modules.
    """

    width: int
    height: int
    module: int
    left: int
    top: int
    rows: tuple[int, ...]
    guard: int
    above: int
    broken: HumanReadableText | None
    heading_top: int
    text_top: int
    size: int
    main_width: int
    zone_modules: tuple[int, int]


_MAX_CANVASES = 1_024
_canvases: dict[tuple[object, ...], Canvas] = {}


def fit(symbol: Symbol, text: HumanReadableText, sizes: Sizes, *, guarded: bool | None) -> Canvas:
    """Return the canvas and the widest whole module that it holds.

    Args:
        symbol: the symbol to draw.
        text: the text to print with it.
        sizes: the requested sizes.
        guarded: True if guard bars descend below the others, False if not; with None they do if
            digits are printed between them and the requested height has room.

    Raises:
        CanvasError: the requested canvas can't hold the symbol; the error gives the smallest that
            can.
        OptionError: quiet_zone is less than the standard requires, or the module is too small to
            read.
    """
    outlined = outline(symbol, text)
    if outlined is None:
        return _choose(symbol, text, sizes, guarded)
    # Most barcodes of a caller have the same sizes, and differ in their modules and text.
    key = (outlined, sizes, guarded)
    canvas = _canvases.get(key)
    if canvas is None:
        if len(_canvases) >= _MAX_CANVASES:
            _canvases.clear()
        canvas = _canvases[key] = _choose(symbol, text, sizes, guarded)
    return canvas


def outline(symbol: Symbol, text: HumanReadableText) -> tuple[object, ...] | None:
    """Return all of *symbol* and *text* that their canvas depends on, if that is little.

    It has no modules and no characters. None if the canvas depends on these: if lines are broken
    at spaces, or bars have requested widths.
    """
    # These depend on each character or element, so that nothing is gained by a key.
    if text.wraps or symbol.wide_ratio:
        return None
    is_even = symbol.shape in ("linear", "matrix", "hexagonal")
    return (
        symbol.shape,
        len(symbol.rows[0].modules),
        symbol.add_on_from,
        len(symbol.rows) if is_even else tuple([row.height for row in symbol.rows]),
        symbol.quiet_zone,
        bool(symbol.guards),
        symbol.guard_depth,
        symbol.bearer_bars,
        symbol.print_rule,
        symbol.min_module_px,
        text.extent,
    )


def _choose(symbol: Symbol, text: HumanReadableText, sizes: Sizes, guarded: bool | None) -> Canvas:
    """Return the canvas with or without guard bars, which ever suits the picture."""
    if guarded is not None or not (symbol.guards and text.spans):
        return _fit(symbol, text, sizes, guarded=bool(guarded))
    if sizes.height is None:
        return _fit(symbol, text, sizes, guarded=True)
    plain = _fit(symbol, text, sizes, guarded=False)
    try:
        canvas = _fit(symbol, text, sizes, guarded=True)
    except CanvasError:
        return plain
    # Bars that are as wide as they can be are worth more than long guard bars.
    return canvas if (canvas.module, canvas.size) == (plain.module, plain.size) else plain


def _fit(symbol: Symbol, text: HumanReadableText, sizes: Sizes, *, guarded: bool) -> Canvas:
    unbroken = measure(symbol, text, sizes, guarded=guarded)
    # The digits of an add-on are printed above its bars and shorten them.
    lowest = MIN_BARS + unbroken.above(unbroken.max_size)
    if unbroken.is_linear and sizes.bars and sizes.bars < lowest:
        raise fit_errors.bars_too_low(sizes.bars, lowest, sizes.dpi)
    # The width decides the module, the module the size of the text, and both the lines and the
    # height: in this order each step depends on known values only.
    width = sizes.width or _free_width(unbroken)
    module = _widest(unbroken, width)
    size = unbroken.text_size(width, module)
    measured = unbroken.broken(width, size)
    margins = measured.margins(module, size)
    need = measured.height(module, size, margins)
    height = sizes.height
    if height is None:
        if measured.is_linear:
            need = max(need, measured.standard_height(module, margins))
        height = _free_height(measured, width, module, need, size)
    elif need > height:
        # A low canvas first narrows the module, then shrinks the text to what is left.
        module = _tallest(unbroken.broken(width, unbroken.min_size), height, module)
        size = _shrink(unbroken, unbroken.text_size(width, module), module, (width, height))
        measured = unbroken.broken(width, size)
        margins = measured.margins(module, size)
    # Larger pictures cost too much time and memory.
    if height > MAX_SIDE:
        raise fit_errors.too_high(height)
    if width * height > MAX_AREA:
        raise fit_errors.too_large(width, height, sizes)
    # With a width, the canvas leaves the standard's quiet zone, whatever quiet_zone says.
    zone = max(symbol.quiet_zone.left, symbol.quiet_zone.right)
    if sizes.width is None and sizes.quiet_zone is not None and measured.zone < zone * module:
        raise fit_errors.quiet_zone_too_small(zone, module, sizes.dpi)
    return _arrange(measured, width, height, module, size, margins)


def min_width(symbol: Symbol, text: HumanReadableText, sizes: Sizes) -> int:
    """Return the width in dots of the narrowest canvas that `fit` accepts."""
    measured = measure(symbol, text, sizes, guarded=False)
    return measured.min_width(measured.min_module)


# Widths


def _free_width(measured: Measurements) -> int:
    """Return the width of a picture for which none is requested."""
    sizes = measured.sizes
    if not measured.is_linear and not sizes.module and sizes.height:
        # The height sets the module; the margins are then as wide as they are high.
        module = max(measured.min_module, _fitting(measured, sizes.height, sizes.height))
        spare = sizes.height - measured.height(module, measured.min_size)
        return min(MAX_SIDE, measured.min_width(module) + max(0, spare))
    need = measured.min_width(sizes.module or _preferred_module(measured))
    if not sizes.module:
        # Beyond the largest canvas, a narrower module is better than an error.
        need = min(need, max(MAX_SIDE, measured.min_width(measured.min_module)))
    # A wider picture would have wider modules than the standard's.
    is_sized = sizes.is_print and measured.symbol.print_rule.min_module_mm
    if sizes.module or sizes.quiet_zone is not None or is_sized:
        return need
    return max(sizes.default_width, need)


def _preferred_module(measured: Measurements) -> int:
    if measured.symbol.shape == "hexagonal" and not measured.sizes.is_print:
        return hexagons.PREFERRED_MODULE_DOTS
    preferred = print_size.preferred_module(measured.symbol.print_rule, measured.sizes)
    return max(measured.min_module, preferred)


def _widest(measured: Measurements, width: int) -> int:
    """Return the widest module that fits *width*, or raise CanvasError."""
    smallest = measured.min_module
    if width > MAX_SIDE or width < measured.min_width(smallest):
        raise CanvasError(*fit_errors.too_small(measured, width))
    if measured.sizes.module:
        return smallest
    symbol, zone = measured.symbol, measured.symbol.quiet_zone
    module = max(smallest, width // (symbol.width + zone.left + zone.right))
    if symbol.wide_ratio:
        # The elements of the rows may be wider than they are drawn.
        narrow, wide = symbol.elements
        module = max(smallest, width // (narrow + 2 * wide))
    # A quiet zone requested in mm may be wider than the standard's.
    # At most a few rounds: the first estimate is the quotient.
    while measured.width(module) > width:
        module -= 1
    return module


# Heights


def _tallest(measured: Measurements, height: int, module: int) -> int:
    """Return the widest module up to *module* that fits *height*, or raise CanvasError."""
    fitting = _fitting(measured, height, module)
    if fitting < measured.min_module:
        raise CanvasError(fit_errors.too_low(measured, height))
    return fitting


def _fitting(measured: Measurements, height: int, module: int) -> int:
    """Return the widest module up to *module* whose picture is at most *height*, or 0."""
    if measured.sizes.module:
        module = measured.sizes.module
        return module if measured.height(module, measured.min_size) <= height else 0
    while module and measured.height(module, measured.min_size) > height:
        module -= 1
    return module


def _free_height(measured: Measurements, width: int, module: int, need: int, size: int) -> int:
    """Return the height of a picture that needs *need* and for which none is requested."""
    if measured.sizes.bars:
        return need
    if measured.is_linear:
        return max(measured.default_height(size), need)
    # A square symbol in a wide picture gets equal margins on all sides.
    return need + max(0, width - measured.width(module))


def _shrink(unbroken: Measurements, size: int, module: int, canvas: tuple[int, int]) -> int:
    """Return the largest em up to *size* with which the picture fits *canvas*, width and height."""
    width, height = canvas
    # A dot at a time: the height is no linear function of the size, because glyphs are hinted.
    while size > unbroken.min_size and unbroken.broken(width, size).height(module, size) > height:
        size -= 1
    return size


# The result


def _arrange(
    measured: Measurements, width: int, height: int, module: int, size: int, margins: Margins
) -> Canvas:
    left, right = measured.quiet_zones(module)
    spare = height - margins.above - margins.below
    rows = _share(measured, module, spare)
    used = sum(rows)
    top = margins.above + (spare - used) // 2
    return Canvas(
        width=width,
        height=height,
        module=module,
        # An odd dot is given to the right.
        left=left + (width - left - right - measured.symbol.width_dots(module)) // 2,
        # Light that remains is shared between above and below, so that the symbol is in the middle.
        top=top,
        rows=rows,
        guard=measured.guard * module,
        above=measured.above(size),
        broken=measured.text if measured.text.wraps else None,
        # The text and the gap below it are all that is above the rows.
        heading_top=top - margins.above,
        text_top=top + used + margins.before_text,
        size=size,
        main_width=_main_width(measured.symbol, module),
        zone_modules=(left // module, right // module),
    )


def _main_width(symbol: Symbol, module: int) -> int:
    return symbol.main_width * module if symbol.add_on_from else symbol.width_dots(module)


def _share(measured: Measurements, module: int, room: int) -> tuple[int, ...]:
    """Return the height of each row of a symbol that has *room* dots in all."""
    if measured.sizes.bars:
        return measured.rows(module, measured.sizes.bars)
    if measured.is_linear:
        return (room,)
    fixed = measured.rows(module, 0)
    sharing = fixed.count(0)
    # Rows of one symbol are equally high: what does not divide stays light.
    return measured.rows(module, (room - sum(fixed)) // sharing) if sharing else fixed
