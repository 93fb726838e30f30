"""Errors for a canvas that can't hold its symbol: the field to change, and a value that works."""

from math import ceil

from common.barcode.layout.human_readable_text import MIN_SIZE
from common.barcode.layout.measure import MIN_BARS, Measurements
from common.barcode.model.errors import CanvasError, OptionError, Problem
from common.barcode.model.sizes import Sizes, millimetres, points

MAX_SIDE = 10_000  # dots
MAX_AREA = 25_000_000  # dots in all: 3 MB of pixels at a bit each


def require_bars(measured: Measurements) -> None:
    """Raise OptionError if the requested bars are too low for readers.

    The digits of an add-on are printed above its bars and shorten them.
    """
    bars, dpi = measured.sizes.bars, measured.sizes.dpi
    lowest = MIN_BARS + measured.above(measured.max_size)
    if bars and measured.is_linear and bars < lowest:
        need = f"{ceil(millimetres(lowest, dpi) * 100) / 100:g}"
        raise OptionError.of(
            "module_height",
            "option.bars_too_low",
            f"At {dpi} dpi, bars of {millimetres(bars, dpi):g} mm are {bars} px high, which"
            " readers miss.",
            f"Set module_height to at least {need}.",
            need,
        )


def require_area(width: int, height: int, sizes: Sizes) -> None:
    """Raise CanvasError if a picture of *width* × *height* dots costs too much time and memory."""
    if height > MAX_SIDE:
        raise CanvasError.of(
            "height",
            "canvas.too_large",
            f"The picture would be {height:,} px high.",
            f"The limit is {MAX_SIDE:,} px: lower the requested sizes.",
        )
    if width * height > MAX_AREA:
        # The side that the caller did not give follows from the data and can't be lowered.
        field = "height" if sizes.height else "width"
        largest = MAX_AREA // (width if field == "height" else height)
        raise CanvasError.of(
            field,
            "canvas.too_large",
            f"{width:,} × {height:,} px are more than the limit of {MAX_AREA:,} px a picture.",
            f"Set {field} to at most {largest}.",
            str(largest),
        )


def require_quiet_zone(measured: Measurements, module: int) -> None:
    """Raise OptionError if the requested quiet zone is narrower than the standard requires.

    With a width, the canvas leaves the standard's quiet zone, whatever quiet_zone says.
    """
    sizes, zone = measured.sizes, measured.symbol.quiet_zone
    if sizes.quiet_zone is None or sizes.width is not None:
        return
    modules = max(zone.left, zone.right)
    if measured.zone < modules * module:
        need = f"{millimetres(modules * module, sizes.dpi):g}"
        raise OptionError.of(
            "quiet_zone",
            "option.quiet_zone_too_small",
            f"The standard requires {modules} light modules beside the bars.",
            f"Set quiet_zone to at least {need}, or leave it out.",
            need,
        )


def too_small(measured: Measurements, width: int) -> list[Problem]:
    """Return the problems of a canvas of *width* dots that is too narrow, and perhaps too low."""
    problems = [_too_narrow(measured, width)]
    height = measured.sizes.height
    if height and height < measured.height(measured.min_module, measured.min_size):
        problems.append(too_low(measured, height))
    return problems


def _too_narrow(measured: Measurements, width: int) -> Problem:
    module = measured.min_module
    need = measured.min_width(module)
    if need > MAX_SIDE:
        return _too_wide(measured, need)
    sizes = measured.sizes
    text_only = measured.width(module) <= width
    if text_only and sizes.font and measured.text.max_size(width, module) >= MIN_SIZE:
        largest = int(points(measured.text.max_size(width, module), sizes.dpi) * 10) / 10
        return Problem(
            "font_size",
            "canvas.text_too_wide",
            f"The text is wider than {width} px at {points(sizes.font, sizes.dpi):g} pt.",
            f"Set font_size to at most {largest:g}, or width to at least {need}.",
            f"{largest:g}",
        )
    subject = "The text" if text_only else "The barcode with its quiet zone"
    instead = " or show_text to false" if text_only else ""
    return Problem(
        "width",
        "canvas.too_narrow",
        f"{subject} needs {need} px, not {width}.",
        f"Set width to at least {need}{instead}.",
        str(need),
    )


def _too_wide(measured: Measurements, need: int) -> Problem:
    """Return the problem of a barcode that needs more than the largest canvas."""
    sizes = measured.sizes
    # If the bars alone fit, the text is too wide; else a module width, or the data.
    of_text = "font_size" if sizes.font else "text_content"
    fits_without_text = measured.width(measured.min_module) <= MAX_SIDE
    return Problem(
        of_text if fits_without_text else sizes.module_by or "data",
        "canvas.too_wide",
        f"The barcode would be {need:,} px wide.",
        f"The limit is {MAX_SIDE:,} px: shorten the data or lower the requested sizes.",
    )


def too_low(measured: Measurements, height: int) -> Problem:
    """Return the problem of a canvas of *height* dots, too low for the symbol and its text."""
    need = measured.height(measured.min_module, measured.min_size)
    subject = "The barcode with its text" if measured.text.is_printed else "The barcode"
    return Problem(
        "height",
        "canvas.too_low",
        f"{subject} needs {need} px, not {height}.",
        f"Set height to at least {need}.",
        str(need),
    )
