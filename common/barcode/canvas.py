"""How large a picture is, and how large a module in it: whole dots, always.

A module is a whole number of dots; what is left over widens the quiet zone, never a bar.
"""

from msgspec import Struct

from common.barcode import hexagons
from common.barcode.errors import CanvasError, OptionError, Problem
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
    """Everything that the choice of a module depends on."""

    symbol: Symbol
    text: Lettering
    sizes: Sizes
    guarded: bool
    flat: bool  # one row of bars, whose height is free
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
    width = sizes.width or _free_width(frame)
    module = _module(frame, width)
    size = _size(frame, width, module)
    height = sizes.height or _free_height(frame, width, module, size)
    _require_area(width, height, sizes)
    while size > frame.least_size and _height(frame, module, size) > height:
        size -= 1
    _require_quiet_zone(frame, module, width)
    return _arrange(frame, width, height, module, size)


def least_width(symbol: Symbol, text: Lettering, sizes: Sizes, *, guarded: bool) -> int:
    """Return the width in dots of the narrowest canvas that `fit` takes."""
    frame = _frame(symbol, text, sizes, guarded)
    return _least_width(frame, _least_module(frame))


def _frame(symbol: Symbol, text: Lettering, sizes: Sizes, guarded: bool) -> _Frame:
    if not text.printed:
        least = most = 0
    elif sizes.font is not None:
        least = most = sizes.font
    else:
        least = LEAST_SIZE
        room = sizes.height or max(sizes.default_height, (sizes.width or 0) // 2)
        most = max(least, min(_MOST_TEXT_POINTS * sizes.dpi // 72, room // 5))
    return _Frame(
        symbol=symbol,
        text=text,
        sizes=sizes,
        guarded=guarded and bool(symbol.guards),
        flat=symbol.shape == "linear",
        least_size=least,
        most_size=most,
    )


# Widths


def _zone(frame: _Frame, modules: int, module: int) -> int:
    """Return the dots of a margin beside the bars that needs *modules*."""
    return max(modules * module, frame.sizes.quiet_zone or 0)


def _width(frame: _Frame, module: int) -> int:
    zone = frame.symbol.quiet_zone
    return (
        frame.symbol.width * module
        + _zone(frame, zone.left, module)
        + _zone(frame, zone.right, module)
    )


def _least_width(frame: _Frame, module: int) -> int:
    return max(_width(frame, module), frame.text.width(frame.least_size))


def _free_width(frame: _Frame) -> int:
    """Return the width of a picture whose caller gave none."""
    sizes = frame.sizes
    module = sizes.module or max(_preferred_module(frame), _least_module(frame))
    if not frame.flat and not sizes.module and sizes.height:
        module = max(_least_module(frame), _tallest(frame, sizes.height, sizes.height))
        spare = sizes.height - _height(frame, module, frame.least_size)
        return min(MOST_DOTS, _least_width(frame, module) + max(0, spare))
    need = _least_width(frame, module)
    if not sizes.module:
        need = min(need, max(MOST_DOTS, _least_width(frame, _least_module(frame))))
    if sizes.module or sizes.quiet_zone is not None:
        return need
    return max(sizes.default_width, need)


def _preferred_module(frame: _Frame) -> int:
    if frame.symbol.shape == "hexagonal":
        return hexagons.PREFERRED_MODULE_DOTS
    return frame.sizes.preferred_module


# Modules


def _least_module(frame: _Frame) -> int:
    """Return the narrowest module at which each span of text has room."""
    if frame.sizes.module:
        return frame.sizes.module
    if frame.symbol.shape == "hexagonal":
        return hexagons.LEAST_MODULE_DOTS
    if not frame.text.spans:
        return 1
    module = 1
    while frame.text.most_size(0, module) < frame.least_size:
        module += 1
    return module


def _module(frame: _Frame, width: int) -> int:
    """Return the widest module that fits, or raise CanvasError."""
    sizes = frame.sizes
    least = _least_module(frame)
    problems = []
    if width > MOST_DOTS or width < _least_width(frame, least):
        problems.append(_too_narrow(frame, width, least))
    if sizes.height and sizes.height < _height(frame, least, frame.least_size):
        problems.append(_too_low(frame, sizes.height, least))
    if problems:
        raise CanvasError(*problems)
    if sizes.module:
        return sizes.module
    module = _widest(frame, width, least)
    return _tallest(frame, sizes.height, module) if sizes.height else module


def _widest(frame: _Frame, width: int, least: int) -> int:
    zone = frame.symbol.quiet_zone
    module = max(least, width // (frame.symbol.width + zone.left + zone.right))
    while module > least and _width(frame, module) > width:
        module -= 1
    return module


def _tallest(frame: _Frame, height: int, module: int) -> int:
    """Return the widest module up to *module* whose symbol is at most *height*, or 0."""
    while module and _height(frame, module, frame.least_size) > height:
        module -= 1
    return module


def _size(frame: _Frame, width: int, module: int) -> int:
    """Return an em of the text, at most what the width lets in."""
    if not frame.text.printed:
        return 0
    return max(frame.least_size, min(frame.most_size, frame.text.most_size(width, module)))


# Heights


def _rows(frame: _Frame, module: int, share: int) -> tuple[int, ...]:
    """Return the height of each row; those without one of their own get *share*."""
    if frame.flat:
        return (share,)
    if frame.symbol.shape == "matrix":
        return (module,) * len(frame.symbol.rows)
    if frame.symbol.shape == "hexagonal":
        return hexagons.row_heights(len(frame.symbol.rows), module)
    return tuple(
        max(1, round(row.height * module)) if row.height else share for row in frame.symbol.rows
    )


def _least_share(frame: _Frame, module: int) -> int:
    if frame.sizes.bars:
        return frame.sizes.bars
    return _LEAST_BARS + _above(frame, frame.least_size) if frame.flat else _LEAST_ROW * module


def _above(frame: _Frame, size: int) -> int:
    """Return the dots of the text over an add-on's bars, with the space below it."""
    return frame.text.height(size) + _gap(frame, size) if frame.text.above else 0


def _gap(frame: _Frame, size: int) -> int:
    asked = frame.sizes.text_gap
    return 1 + size // 10 if asked is None else asked


def _guard(frame: _Frame, module: int) -> int:
    return frame.symbol.guard_depth * module if frame.guarded else 0


def _margins(frame: _Frame, module: int) -> tuple[int, int]:
    """Return the quiet zone above and below."""
    zone = frame.symbol.quiet_zone
    if frame.flat:
        return zone.top * module, zone.bottom * module
    return _zone(frame, zone.top, module), _zone(frame, zone.bottom, module)


def _foot(frame: _Frame, module: int, size: int) -> tuple[int, int]:
    """Return the dots below the rows, and how many of them come before the text."""
    guard, bottom = _guard(frame, module), _margins(frame, module)[1]
    if not frame.text.printed:
        return guard + bottom, 0
    gap = max(bottom, _gap(frame, size))
    before = gap if frame.text.spans else guard + gap
    return max(before + frame.text.height(size), guard + bottom), before


def _fixed(frame: _Frame, module: int, size: int) -> int:
    """Return the dots of everything but rows."""
    bearers = 2 * BEARER_MODULES * module if frame.symbol.bearer_bars else 0
    return _margins(frame, module)[0] + bearers + _foot(frame, module, size)[0]


def _height(frame: _Frame, module: int, size: int) -> int:
    """Return the least height of the picture."""
    rows = _rows(frame, module, _least_share(frame, module))
    return _fixed(frame, module, size) + sum(rows)


def _free_height(frame: _Frame, width: int, module: int, size: int) -> int:
    """Return the height of a picture whose caller gave none."""
    need = _height(frame, module, size)
    if frame.sizes.bars:
        return need
    if frame.flat:
        return max(frame.sizes.default_height, need)
    return need + max(0, width - _width(frame, module))


# The result


def _arrange(frame: _Frame, width: int, height: int, module: int, size: int) -> Canvas:
    symbol = frame.symbol
    zone = symbol.quiet_zone
    spare = height - _fixed(frame, module, size)
    least = _rows(frame, module, 0)
    sharing = least.count(0)
    share = frame.sizes.bars or (max(0, spare - sum(least)) // sharing if sharing else 0)
    rows = _rows(frame, module, share)
    left, right = _zone(frame, zone.left, module), _zone(frame, zone.right, module)
    top = _margins(frame, module)[0] + (spare - sum(rows)) // 2
    foot = top + sum(rows) + (2 * BEARER_MODULES * module if symbol.bearer_bars else 0)
    return Canvas(
        width=width,
        height=height,
        module=module,
        left=left + (width - _width(frame, module)) // 2,
        top=top,
        rows=rows,
        guard=_guard(frame, module),
        above=_above(frame, size),
        text_top=foot + _foot(frame, module, size)[1],
        size=size,
        zone_modules=(left // module, right // module),
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


def _require_quiet_zone(frame: _Frame, module: int, width: int) -> None:
    asked, zone = frame.sizes.quiet_zone, frame.symbol.quiet_zone
    least = max(zone.left, zone.right) * module
    if asked is not None and asked < least and frame.sizes.width is None:
        need = millimetres(least, frame.sizes.dpi)
        raise OptionError.of(
            "quiet_zone",
            "option.quiet_zone_too_small",
            f"The standard asks for {max(zone.left, zone.right)} modules of light beside the bars.",
            f"Set quiet_zone to at least {need:g}, or leave it out.",
            f"{need:g}",
        )


def _too_narrow(frame: _Frame, width: int, module: int) -> Problem:
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


def _too_low(frame: _Frame, height: int, module: int) -> Problem:
    need = _height(frame, module, frame.least_size)
    what = "The barcode with its text" if frame.text.printed else "The barcode"
    return Problem(
        "height",
        "canvas.too_low",
        f"{what} needs {need} px, not {height}.",
        f"Set height to at least {need}.",
        str(need),
    )
