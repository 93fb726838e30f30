"""Positions of bars and text in a picture, in whole dots.

All image formats draw the same layout: bands of bars, each a row of modules with a height, and
lines of text. It must not know of colours, bytes or files.
"""

from itertools import accumulate, repeat
from math import ceil
from operator import attrgetter

from msgspec import Struct, structs

from common.barcode.layout import font, human_readable_text, swiss_cross
from common.barcode.layout.fit import Canvas
from common.barcode.layout.human_readable_text import HumanReadableText, TextLine
from common.barcode.layout.measure import BEARER_MODULES
from common.barcode.layout.swiss_cross import Box
from common.barcode.model.symbol import ELEMENTS, Symbol, TextSpan


class Band(Struct, frozen=True):
    """Modules of one height.

    Attributes:
        top: dots from the picture's top.
        height: dots.
        left: dots from the picture's left to the first module.
        modules: a byte a module, left to right; 1 is dark.
        module: dots of one of *modules*.
    """

    top: int
    height: int
    left: int
    modules: bytes
    module: int


class Line(Struct, frozen=True):
    """A piece of text: the pen position of each character, and the row of the baseline, in dots."""

    text: str
    pens: tuple[int, ...]
    baseline: int


class Layout(Struct, frozen=True):
    """A picture in dots.

    Attributes:
        width: of the canvas.
        height: of the canvas.
        module: width of a module.
        bands: the dark modules, top to bottom; no two overlap.
        lines: the printed text.
        size: an em of the text.
        hexagons: True for MaxiCode: modules are hexagons, odd rows half a module to the right.
        bars: height of the bars of a linear symbol, without guard and bearer bars; else 0.
        reduction: dots by which every bar is narrower than its modules.
        boxes: further dark rectangles; none overlaps a dark module.
    """

    width: int
    height: int
    module: int
    bands: tuple[Band, ...]
    lines: tuple[Line, ...] = ()
    size: int = 0
    hexagons: bool = False
    boxes: tuple[Box, ...] = ()
    reduction: float = 0
    bars: int = 0


def place(symbol: Symbol, canvas: Canvas, text: HumanReadableText, reduction: float = 0) -> Layout:
    """Return the layout of *symbol* and *text* on *canvas*, which was chosen for them.

    Every bar is *reduction* dots narrower than its modules.
    """
    # The lines that the canvas was measured with, if the text did not fit into one.
    text = canvas.broken or text
    bands = _linear(symbol, canvas) if symbol.shape == "linear" else _rows(symbol, canvas)
    boxes: list[Box] = []
    if symbol.has_swiss_cross:
        bands, boxes = _under_cross(bands, canvas, symbol.width)
    return Layout(
        width=canvas.width,
        height=canvas.height,
        module=canvas.module,
        bands=tuple(bands),
        boxes=tuple(boxes),
        lines=tuple(_lines(canvas, text)) if text.is_printed else (),
        size=canvas.size,
        hexagons=symbol.shape == "hexagonal",
        reduction=reduction,
        bars=canvas.rows[0] if symbol.shape == "linear" else 0,
    )


def magnified(layout: Layout, times: int) -> Layout:
    """Return *layout* in dots of which *times* are one of its own."""
    return structs.replace(
        layout,
        width=layout.width * times,
        height=layout.height * times,
        module=layout.module * times,
        bands=tuple(
            Band(
                band.top * times,
                band.height * times,
                band.left * times,
                band.modules,
                band.module * times,
            )
            for band in layout.bands
        ),
        lines=tuple(
            Line(line.text, tuple(pen * times for pen in line.pens), line.baseline * times)
            for line in layout.lines
        ),
        size=layout.size * times,
        boxes=tuple(
            Box(box.left * times, box.top * times, box.width * times, box.height * times)
            for box in layout.boxes
        ),
        reduction=layout.reduction * times,
    )


_MODULES = attrgetter("modules")


def _rows(symbol: Symbol, canvas: Canvas) -> list[Band]:
    # Rows touch: a light gap between two would be a light module.
    tops = accumulate(canvas.rows, initial=canvas.top)
    modules = map(_MODULES, symbol.rows)
    # Of the tops, the last one is below all rows.
    return list(map(Band, tops, canvas.rows, repeat(canvas.left), modules, repeat(canvas.module)))


def _under_cross(bands: list[Band], canvas: Canvas, width: int) -> tuple[list[Band], list[Box]]:
    """Return *bands* without the modules under the Swiss cross, and the dark boxes of the cross."""
    module = canvas.module
    place = swiss_cross.place(canvas.left, canvas.top, width * module)
    columns = range((place.left - canvas.left) // module, -(-(place.right - canvas.left) // module))
    boxes = list(swiss_cross.dark_boxes(place))
    cleared = []
    for band in bands:
        if band.top < place.bottom and band.top + band.height > place.top:
            modules = bytearray(band.modules)
            for column in columns:
                # The cross ends inside modules, of which the rest stays dark.
                if modules[column]:
                    box = Box(band.left + column * module, band.top, module, band.height)
                    boxes += swiss_cross.rests(box, place)
                modules[column] = 0
            band = structs.replace(band, modules=bytes(modules))
        cleared.append(band)
    return cleared, boxes


def _linear(symbol: Symbol, canvas: Canvas) -> list[Band]:
    modules, module = symbol.rows[0].modules, canvas.module
    if symbol.wide_ratio:
        modules, module = _in_dots(symbol, module), 1
    top, bottom = canvas.top, canvas.top + canvas.rows[0]
    if symbol.bearer_bars != "none":
        return _between_bearers(modules, module, canvas, framed=symbol.bearer_bars == "frame")
    bands = []
    # The digits of an add-on are printed above its bars, which are shorter by their height
    # (GS1 General Specifications, 5.2.2.5).
    if canvas.above:
        main = modules[: symbol.add_on_from] + bytes(len(modules) - symbol.add_on_from)
        bands.append(Band(top, canvas.above, canvas.left, main, module))
        top += canvas.above
    bands.append(Band(top, bottom - top, canvas.left, modules, module))
    if canvas.guard:
        tail = symbol.guards  # below the bars only the guards are dark
        if symbol.add_on_from:
            # The bars of an add-on all reach down to the end of the guard bars.
            tail = tail[: symbol.add_on_from] + modules[symbol.add_on_from :]
        bands.append(Band(bottom, canvas.guard, canvas.left, tail, module))
    return bands


def _in_dots(symbol: Symbol, module: int) -> bytes:
    """Return the one row of *symbol*, a byte a dot, with wide elements of the requested ratio."""
    wide = symbol.wide_dots(module)
    runs = ELEMENTS.findall(symbol.rows[0].modules)
    return b"".join([run[:1] * (module if len(run) == 1 else wide) for run in runs])


def _between_bearers(modules: bytes, module: int, canvas: Canvas, *, framed: bool) -> list[Band]:
    """Return the bars between two bearer bars, which span the quiet zones too.

    The sides of a frame are outside the quiet zones. Source: GS1 General Specifications, 5.3.2.4.
    """
    thickness = BEARER_MODULES * canvas.module
    # In the unit of *modules*, which may be dots.
    before, after = (zone * canvas.module // module for zone in canvas.zone_modules)
    left = canvas.left - before * module
    width = before + len(modules) + after
    side = thickness // module if framed else 0
    ends = b"\x01" * side
    row = ends + bytes(before - side) + modules + bytes(after - side) + ends
    bottom = canvas.top + thickness + canvas.rows[0]
    return [
        Band(canvas.top, thickness, left, b"\x01" * width, module),
        Band(canvas.top + thickness, canvas.rows[0], left, row, module),
        Band(bottom, thickness, left, b"\x01" * width, module),
    ]


def _lines(canvas: Canvas, text: HumanReadableText) -> list[Line]:
    ascent = text.ascent(canvas.size)
    lines = []
    for top, block in ((canvas.heading_top, text.above), (canvas.text_top, text.below)):
        baseline = top + ascent
        leading = text.leading(canvas.size) if len(block) > 1 else 0
        for line in block:
            if line.text:
                lines.append(_in_block(line, canvas, baseline, is_centred=text.centred))
            baseline += leading
    return lines + [
        _span(span, canvas, ascent + (canvas.top if span.above else canvas.text_top))
        for span in text.spans
    ]


def _in_block(line: TextLine, canvas: Canvas, baseline: int, *, is_centred: bool) -> Line:
    size, em = canvas.size, font.units_per_em()
    # Rounded up, so that a glyph that begins before its pen is not cut off.
    lead = -(-line.lead_units * size // em)
    width = ceil(line.units * size / em) + 1
    # Centred on the bars, not in the picture: quiet zones may differ.
    middle = canvas.left + canvas.main_width // 2
    start = middle - width // 2 if is_centred else canvas.left
    # A line wider than the symbol moves inwards rather than out of the picture.
    start = max(0, min(start, canvas.width - width)) + lead
    return _line(line.text, start, size, baseline)


def _line(text: str, start: int, size: int, baseline: int) -> Line:
    return Line(text, human_readable_text.pens(text, size, start)[:-1], baseline)


def _span(span: TextSpan, canvas: Canvas, baseline: int) -> Line:
    """Return *span* in the middle of its modules; digits are spread evenly over them."""
    em, size = font.units_per_em(), canvas.size
    # May be negative: the first digit of EAN-13 is printed in the quiet zone.
    start = canvas.left + span.left * canvas.module
    room = (span.right - span.left) * canvas.module
    if not span.text.isdecimal():
        # A sign is centred by its ink.
        first, last = font.glyph(span.text[0]), font.glyph(span.text[-1])
        end = human_readable_text.pens(span.text[:-1], size)[-1] + last.right * size // em
        ink = first.left * size // em
        return _line(span.text, start + (room - (end - ink)) // 2 - ink, size, baseline)
    # An EAN digit is seven modules wide; its printed digit is centred below them.
    return Line(span.text, human_readable_text.spread(span.text, size, start, room), baseline)
