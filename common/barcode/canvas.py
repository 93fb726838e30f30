"""How large a picture is, and how large a module in it: whole dots, always.

A module is a whole number of dots; what is left over widens the quiet zone, never a bar.
"""

from math import ceil

from msgspec import Struct

from common.barcode import hexagons
from common.barcode.errors import CanvasError, OptionError, Problem
from common.barcode.legibility import require_legible, require_module, require_room
from common.barcode.lettering import LEAST_SIZE, Lettering
from common.barcode.sizes import Sizes, millimetres, points
from common.barcode.symbol import Symbol

MOST_DOTS = 10_000  # a side
MOST_AREA = 25_000_000  # dots in all: 3 MB of pixels at a bit each
BEARER_MODULES = 4  # GS1 General Specifications 5.3.2.4: at least twice the narrow bar
_LEAST_BARS = 10  # dots: a reader wants a few scanlines that agree
_LEAST_ROW = 2  # modules, of a stacked symbol whose rows have no set height
_MOST_TEXT_POINTS = 10


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


class _Frame(Struct, frozen=True):
    """Everything that the choice of a module depends on.

    Attributes:
        symbol: what to draw.
        text: what to print with it.
        sizes: what the caller asks for.
        flat: one row of bars, whose height is free.
        guard: modules that guard bars descend.
        bearers: modules of bearer bars, above and below together.
        zone: dots of quiet zone that the caller asks for.
        least_module: narrowest module, in dots.
        least_size: smallest em of the text, in dots.
        most_size: largest.
    """

    symbol: Symbol
    text: Lettering
    sizes: Sizes
    flat: bool
    guard: int
    bearers: int
    zone: int
    least_module: int
    least_size: int
    most_size: int


def fit(symbol: Symbol, text: Lettering, sizes: Sizes, *, guarded: bool) -> Canvas:
    """Choose the canvas and the largest whole module that it holds.

    Args:
        symbol: what to draw.
        text: what to print with it.
        sizes: what the caller asks for.
        guarded: guard bars descend.

    Raises:
        CanvasError: the canvas asked for can't hold the symbol; it names the smallest that can.
        OptionError: quiet_zone is less than the standard asks.
    """
    frame = _frame(symbol, text, sizes, guarded)
    _require_bars(frame)
    width = sizes.width or _free_width(frame)
    module = _widest(frame, width)
    size = _size(frame, width, module)
    margins = _fixed(frame, module, size)
    need = _need(frame, module, size, margins)
    height = sizes.height
    if height is None:
        height = _free_height(frame, width, module, need)
    elif need > height:
        module = _tallest(frame, height, module)
        size = _shrunk(frame, _size(frame, width, module), module, height)
        margins = _fixed(frame, module, size)
    _require_area(width, height, sizes)
    _require_quiet_zone(frame, module)
    return _arrange(frame, width, height, module, size, margins)


def least_width(symbol: Symbol, text: Lettering, sizes: Sizes, *, guarded: bool) -> int:
    """Return the width in dots of the narrowest canvas that `fit` takes."""
    frame = _frame(symbol, text, sizes, guarded)
    return _least_width(frame, frame.least_module)


def _frame(symbol: Symbol, text: Lettering, sizes: Sizes, guarded: bool) -> _Frame:
    least_size, most_size = _sizes_of_text(text, sizes)
    return _Frame(
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


def _sizes_of_text(text: Lettering, sizes: Sizes) -> tuple[int, int]:
    """Return the smallest and the largest em."""
    if not text.printed:
        return 0, 0
    if sizes.font is not None:
        require_legible(sizes.font, sizes.dpi)
        return sizes.font, sizes.font
    room = sizes.height or max(sizes.default_height, (sizes.width or 0) // 2)
    return LEAST_SIZE, max(LEAST_SIZE, min(_MOST_TEXT_POINTS * sizes.dpi // 72, room // 5))


def _least_module(symbol: Symbol, text: Lettering, sizes: Sizes, size: int) -> int:
    """Return the narrowest module: each span of text has room, a hexagon is one."""
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


# Widths


def _width(frame: _Frame, module: int) -> int:
    zone = frame.symbol.quiet_zone
    return (
        frame.symbol.width * module
        + max(zone.left * module, frame.zone)
        + max(zone.right * module, frame.zone)
    )


def _least_width(frame: _Frame, module: int) -> int:
    return max(_width(frame, module), frame.text.width(frame.least_size))


def _free_width(frame: _Frame) -> int:
    """Return the width of a picture whose caller gave none."""
    sizes = frame.sizes
    if not frame.flat and not sizes.module and sizes.height:
        module = max(frame.least_module, _fitting(frame, sizes.height, sizes.height))
        spare = sizes.height - _height(frame, module, frame.least_size)
        return min(MOST_DOTS, _least_width(frame, module) + max(0, spare))
    need = _least_width(frame, sizes.module or _preferred_module(frame))
    if not sizes.module:  # rather than none at all, a narrower one
        need = min(need, max(MOST_DOTS, _least_width(frame, frame.least_module)))
    if sizes.module or sizes.quiet_zone is not None:
        return need
    return max(sizes.default_width, need)


def _preferred_module(frame: _Frame) -> int:
    if frame.symbol.shape == "hexagonal":
        return hexagons.PREFERRED_MODULE_DOTS
    return max(frame.least_module, frame.sizes.preferred_module)


def _widest(frame: _Frame, width: int) -> int:
    """Return the widest module that fits *width*, or raise CanvasError."""
    least = frame.least_module
    if width > MOST_DOTS or width < _least_width(frame, least):
        raise CanvasError(*_too_small(frame, width))
    if frame.sizes.module:
        return least
    zone = frame.symbol.quiet_zone
    module = max(least, width // (frame.symbol.width + zone.left + zone.right))
    while _width(frame, module) > width:
        module -= 1
    return module


# Heights


def _rows(frame: _Frame, module: int, share: int) -> tuple[int, ...]:
    """Return the height of each row; those without one of their own get *share*."""
    symbol = frame.symbol
    if frame.flat:
        return (share,)
    if symbol.shape == "matrix":
        return (module,) * len(symbol.rows)
    if symbol.shape == "hexagonal":
        return hexagons.row_heights(len(symbol.rows), module)
    return tuple(
        [max(1, round(row.height * module)) if row.height else share for row in symbol.rows]
    )


def _least_share(frame: _Frame, module: int, size: int) -> int:
    if frame.sizes.bars:
        return frame.sizes.bars
    return _LEAST_BARS + _above(frame, size) if frame.flat else _LEAST_ROW * module


def _above(frame: _Frame, size: int) -> int:
    """Return the dots of the text over an add-on's bars, with the space below it."""
    return frame.text.height(size) + _gap(frame, size) if frame.text.above else 0


def _gap(frame: _Frame, size: int) -> int:
    asked = frame.sizes.text_gap
    return 1 + size // 10 if asked is None else asked


def _margins(frame: _Frame, module: int) -> tuple[int, int]:
    """Return the quiet zone above and below."""
    zone = frame.symbol.quiet_zone
    if frame.flat:
        return zone.top * module, zone.bottom * module
    return max(zone.top * module, frame.zone), max(zone.bottom * module, frame.zone)


def _fixed(frame: _Frame, module: int, size: int) -> tuple[int, int, int]:
    """Return the dots above the rows, those below, and how many of these precede the text."""
    top, bottom = _margins(frame, module)
    guard = frame.guard * module
    if not size:
        return top, frame.bearers * module + guard + bottom, 0
    gap = max(bottom, _gap(frame, size))
    before = gap if frame.text.spans else guard + gap
    below = max(before + frame.text.height(size), guard + bottom)
    bearers = frame.bearers * module
    return top, bearers + below, bearers + before


def _height(frame: _Frame, module: int, size: int) -> int:
    """Return the least height of the picture."""
    return _need(frame, module, size, _fixed(frame, module, size))


def _need(frame: _Frame, module: int, size: int, margins: tuple[int, int, int]) -> int:
    share = _least_share(frame, module, size)
    rows = share if frame.flat else sum(_rows(frame, module, share))
    return margins[0] + rows + margins[1]


def _tallest(frame: _Frame, height: int, module: int) -> int:
    """Return the widest module up to *module* that fits *height*, or raise CanvasError."""
    found = _fitting(frame, height, module)
    if found < frame.least_module:
        raise CanvasError(_too_low(frame, height))
    return found


def _fitting(frame: _Frame, height: int, module: int) -> int:
    """Return the widest module up to *module* whose symbol is at most *height*, or 0."""
    if frame.sizes.module:
        module = frame.sizes.module
        return module if _height(frame, module, frame.least_size) <= height else 0
    while module and _height(frame, module, frame.least_size) > height:
        module -= 1
    return module


def _free_height(frame: _Frame, width: int, module: int, need: int) -> int:
    """Return the height of a picture that needs *need* and whose caller gave none."""
    if frame.sizes.bars:
        return need
    if frame.flat:
        return max(frame.sizes.default_height, need)
    return need + max(0, width - _width(frame, module))


# Text


def _size(frame: _Frame, width: int, module: int) -> int:
    """Return an em of the text, at most what the width lets in."""
    if not frame.most_size:
        return 0
    return max(frame.least_size, min(frame.most_size, frame.text.most_size(width, module)))


def _shrunk(frame: _Frame, size: int, module: int, height: int) -> int:
    """Return the largest em up to *size* with which the picture is at most *height*."""
    while size > frame.least_size and _height(frame, module, size) > height:
        size -= 1
    return size


# The result


def _arrange(
    frame: _Frame, width: int, height: int, module: int, size: int, margins: tuple[int, int, int]
) -> Canvas:
    zone = frame.symbol.quiet_zone
    top, below, before = margins
    rows = _shared(frame, module, height - top - below)
    used = sum(rows)
    top += (height - top - below - used) // 2
    left = max(zone.left * module, frame.zone)
    right = max(zone.right * module, frame.zone)
    spare = width - left - right - frame.symbol.width * module
    return Canvas(
        width=width,
        height=height,
        module=module,
        left=left + spare // 2,
        top=top,
        rows=rows,
        guard=frame.guard * module,
        above=_above(frame, size),
        text_top=top + used + before,
        size=size,
        zone_modules=(left // module, right // module),
    )


def _shared(frame: _Frame, module: int, room: int) -> tuple[int, ...]:
    """Return the height of each row of a symbol that has *room*."""
    if frame.sizes.bars:
        return _rows(frame, module, frame.sizes.bars)
    if frame.flat:
        return (room,)
    own = _rows(frame, module, 0)
    sharing = own.count(0)
    return _rows(frame, module, (room - sum(own)) // sharing) if sharing else own


# Refusals


def _require_bars(frame: _Frame) -> None:
    """Refuse bars that the caller asks for so low that readers miss them, an add-on's included."""
    bars, dpi = frame.sizes.bars, frame.sizes.dpi
    least = _LEAST_BARS + _above(frame, frame.most_size)
    if bars and frame.flat and bars < least:
        need = f"{ceil(millimetres(least, dpi) * 100) / 100:g}"
        raise OptionError.of(
            "module_height",
            "option.bars_too_low",
            f"At {dpi} dpi bars of {millimetres(bars, dpi):g} mm are {bars} px high, which readers"
            " miss.",
            f"Set module_height to at least {need}.",
            need,
        )


def _require_area(width: int, height: int, sizes: Sizes) -> None:
    if height > MOST_DOTS:
        raise CanvasError.of(
            "height",
            "canvas.too_large",
            f"The picture would be {height:,} px high.",
            f"At most {MOST_DOTS:,} are drawn: lower the sizes asked for.",
        )
    if width * height > MOST_AREA:
        field = "height" if sizes.height else "width"
        most = MOST_AREA // (width if field == "height" else height)
        raise CanvasError.of(
            field,
            "canvas.too_large",
            f"{width:,} × {height:,} px are more than the {MOST_AREA:,} that one picture may have.",
            f"Set {field} to at most {most}.",
            str(most),
        )


def _require_quiet_zone(frame: _Frame, module: int) -> None:
    if frame.sizes.quiet_zone is None or frame.sizes.width is not None:
        return
    zone = frame.symbol.quiet_zone
    least = max(zone.left, zone.right) * module
    if frame.zone < least:
        need = millimetres(least, frame.sizes.dpi)
        raise OptionError.of(
            "quiet_zone",
            "option.quiet_zone_too_small",
            f"The standard asks for {max(zone.left, zone.right)} modules of light beside the bars.",
            f"Set quiet_zone to at least {need:g}, or leave it out.",
            f"{need:g}",
        )


def _too_small(frame: _Frame, width: int) -> list[Problem]:
    """Return what is wrong with a picture too narrow, and with its height where that is too."""
    problems = [_too_narrow(frame, width)]
    height = frame.sizes.height
    if height and height < _height(frame, frame.least_module, frame.least_size):
        problems.append(_too_low(frame, height))
    return problems


def _too_narrow(frame: _Frame, width: int) -> Problem:
    module = frame.least_module
    need = _least_width(frame, module)
    sizes = frame.sizes
    if need > MOST_DOTS:
        return Problem(
            sizes.module_by or "data",
            "canvas.too_wide",
            f"The barcode would be {need:,} px wide.",
            f"At most {MOST_DOTS:,} are drawn: shorten the data or lower the sizes asked for.",
        )
    text_only = _width(frame, module) <= width
    if text_only and sizes.font and frame.text.most_size(width, module) > 0:
        most = points(frame.text.most_size(width, module), sizes.dpi)
        return Problem(
            "font_size",
            "canvas.text_too_wide",
            f"The text is wider than {width} px at {points(sizes.font, sizes.dpi):g} pt.",
            f"Set font_size to at most {int(most * 10) / 10:g}, or width to at least {need}.",
            f"{int(most * 10) / 10:g}",
        )
    what = "The text" if text_only else "The barcode with its quiet zone"
    instead = " or show_text to false" if text_only else ""
    return Problem(
        "width",
        "canvas.too_narrow",
        f"{what} needs {need} px, not {width}.",
        f"Set width to at least {need}{instead}.",
        str(need),
    )


def _too_low(frame: _Frame, height: int) -> Problem:
    need = _height(frame, frame.least_module, frame.least_size)
    what = "The barcode with its text" if frame.text.printed else "The barcode"
    return Problem(
        "height",
        "canvas.too_low",
        f"{what} needs {need} px, not {height}.",
        f"Set height to at least {need}.",
        str(need),
    )
