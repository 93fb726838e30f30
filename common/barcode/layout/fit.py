"""How large a picture is, and how large a module in it: whole dots, always.

A module is a whole number of dots; what is left over widens the quiet zone, never a bar.
"""

from msgspec import Struct

from common.barcode.layout import fit_errors, hexagons
from common.barcode.layout import measure as frames
from common.barcode.layout.fit_errors import MOST_DOTS
from common.barcode.layout.human_readable_text import HumanReadableText
from common.barcode.layout.measure import Margins, Measurements
from common.barcode.model.errors import CanvasError
from common.barcode.model.sizes import Sizes
from common.barcode.model.symbol import Symbol


class Canvas(Struct, frozen=True):
    """The measures of one picture, in dots.

    Attributes:
        width: of the picture.
        height: of the picture.
        module: of a module.
        left: first dot of the first module.
        top: first dot of the symbol.
        rows: height of each row of the symbol.
        guard: how far guard bars descend.
        above: room for text over an add-on's bars.
        text_top: first dot of the text below the bars.
        size: an em of the text.
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
    text_top: int
    size: int
    zone_modules: tuple[int, int]


def fit(symbol: Symbol, text: HumanReadableText, sizes: Sizes, *, guarded: bool) -> Canvas:
    """Choose the canvas and the largest whole module that it holds.

    Args:
        symbol: what to draw.
        text: what to print with it.
        sizes: what the caller asks for.
        guarded: guard bars descend.

    Raises:
        CanvasError: the canvas asked for can't hold the symbol; it names the smallest that can.
        OptionError: quiet_zone is less than the standard asks, or the module too small to read.
    """
    frame = frames.make(symbol, text, sizes, guarded=guarded)
    fit_errors.require_bars(frame)
    width = sizes.width or _free_width(frame)
    module = _widest(frame, width)
    size = frame.most_text(width, module)
    margins = frame.margins(module, size)
    need = frame.height(module, size, margins)
    height = sizes.height
    if height is None:
        need = max(need, frame.standard_height(module, margins) if frame.flat else 0)
        height = _free_height(frame, width, module, need)
    elif need > height:
        module = _tallest(frame, height, module)
        size = _shrunk(frame, frame.most_text(width, module), module, height)
        margins = frame.margins(module, size)
    fit_errors.require_area(width, height, sizes)
    fit_errors.require_quiet_zone(frame, module)
    return _arrange(frame, width, height, module, size, margins)


def least_width(symbol: Symbol, text: HumanReadableText, sizes: Sizes, *, guarded: bool) -> int:
    """Return the width in dots of the narrowest canvas that `fit` takes."""
    frame = frames.make(symbol, text, sizes, guarded=guarded)
    return frame.least_width(frame.least_module)


# Widths


def _free_width(frame: Measurements) -> int:
    """Return the width of a picture whose caller gave none."""
    sizes = frame.sizes
    if not frame.flat and not sizes.module and sizes.height:
        module = max(frame.least_module, _fitting(frame, sizes.height, sizes.height))
        spare = sizes.height - frame.height(module, frame.least_size)
        return min(MOST_DOTS, frame.least_width(module) + max(0, spare))
    need = frame.least_width(sizes.module or _preferred_module(frame))
    if not sizes.module:  # rather than none at all, a narrower one
        need = min(need, max(MOST_DOTS, frame.least_width(frame.least_module)))
    if sizes.module or sizes.quiet_zone is not None:
        return need
    return max(sizes.default_width, need)


def _preferred_module(frame: Measurements) -> int:
    if frame.symbol.shape == "hexagonal":
        return hexagons.PREFERRED_MODULE_DOTS
    return max(frame.least_module, frame.sizes.preferred_module)


def _widest(frame: Measurements, width: int) -> int:
    """Return the widest module that fits *width*, or raise CanvasError."""
    least = frame.least_module
    if width > MOST_DOTS or width < frame.least_width(least):
        raise CanvasError(*fit_errors.too_small(frame, width))
    if frame.sizes.module:
        return least
    zone = frame.symbol.quiet_zone
    module = max(least, width // (frame.symbol.width + zone.left + zone.right))
    while frame.width(module) > width:
        module -= 1
    return module


# Heights


def _tallest(frame: Measurements, height: int, module: int) -> int:
    """Return the widest module up to *module* that fits *height*, or raise CanvasError."""
    found = _fitting(frame, height, module)
    if found < frame.least_module:
        raise CanvasError(fit_errors.too_low(frame, height))
    return found


def _fitting(frame: Measurements, height: int, module: int) -> int:
    """Return the widest module up to *module* whose picture is at most *height*, or 0."""
    if frame.sizes.module:
        module = frame.sizes.module
        return module if frame.height(module, frame.least_size) <= height else 0
    while module and frame.height(module, frame.least_size) > height:
        module -= 1
    return module


def _free_height(frame: Measurements, width: int, module: int, need: int) -> int:
    """Return the height of a picture that needs *need* and whose caller gave none."""
    if frame.sizes.bars:
        return need
    if frame.flat:
        return max(frame.sizes.default_height, need)
    return need + max(0, width - frame.width(module))


def _shrunk(frame: Measurements, size: int, module: int, height: int) -> int:
    """Return the largest em up to *size* with which the picture is at most *height*."""
    while size > frame.least_size and frame.height(module, size) > height:
        size -= 1
    return size


# The result


def _arrange(
    frame: Measurements, width: int, height: int, module: int, size: int, margins: Margins
) -> Canvas:
    left, right = frame.beside(module)
    spare = height - margins.above - margins.below
    rows = _shared(frame, module, spare)
    used = sum(rows)
    top = margins.above + (spare - used) // 2
    return Canvas(
        width=width,
        height=height,
        module=module,
        left=left + (width - left - right - frame.symbol.width * module) // 2,
        top=top,
        rows=rows,
        guard=frame.guard * module,
        above=frame.above(size),
        text_top=top + used + margins.before_text,
        size=size,
        zone_modules=(left // module, right // module),
    )


def _shared(frame: Measurements, module: int, room: int) -> tuple[int, ...]:
    """Return the height of each row of a symbol that has *room*."""
    if frame.sizes.bars:
        return frame.rows(module, frame.sizes.bars)
    if frame.flat:
        return (room,)
    own = frame.rows(module, 0)
    sharing = own.count(0)
    return frame.rows(module, (room - sum(own)) // sharing) if sharing else own
