"""Errors for a canvas that can't hold its symbol: the field to change, and a value that works."""

from math import ceil

from common.barcode.layout.human_readable_text import MIN_SIZE
from common.barcode.layout.measure import Measurements
from common.barcode.model.errors import CanvasError, OptionError, Problem
from common.barcode.model.sizes import Sizes, millimetres, points

MAX_SIDE = 10_000  # dots
MAX_AREA = 25_000_000  # dots in all: 3 MB of pixels at a bit each


def bars_too_low(bars: int, lowest: int, dpi: int) -> OptionError:
    """Return the error for requested bars of *bars* dots, of which readers need *lowest*."""
    need = f"{ceil(millimetres(lowest, dpi) * 100) / 100:g}"
    return OptionError.of(
        "module_height",
        "option.bars_too_low",
        f"At {dpi} dpi, bars of {millimetres(bars, dpi):g} mm are {bars} px high, which"
        " readers miss.",
        f"Set module_height to at least {need}.",
        need,
    )


def too_high(height: int) -> CanvasError:
    """Return the error for a picture of *height* dots, more than `MAX_SIDE`."""
    return CanvasError.of(
        "height",
        "canvas.too_large",
        f"The picture would be {height:,} px high.",
        f"The limit is {MAX_SIDE:,} px: lower the requested sizes.",
    )


def too_large(width: int, height: int, sizes: Sizes) -> CanvasError:
    """Return the error for a picture of *width* × *height* dots, more than `MAX_AREA`."""
    # The side that the caller did not give follows from the data and can't be lowered.
    field = "height" if sizes.height else "width"
    largest = MAX_AREA // (width if field == "height" else height)
    return CanvasError.of(
        field,
        "canvas.too_large",
        f"{width:,} × {height:,} px are more than the limit of {MAX_AREA:,} px a picture.",
        f"Set {field} to at most {largest}.",
        str(largest),
    )


def quiet_zone_too_small(modules: int, module: int, dpi: int) -> OptionError:
    """Return the error for a quiet zone below *modules* of *module* dots each."""
    need = f"{millimetres(modules * module, dpi):g}"
    return OptionError.of(
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
    broken = measured.broken(measured.min_width(measured.min_module), measured.min_size)
    if height and height < broken.height(measured.min_module, measured.min_size):
        problems.append(too_low(broken, height))
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
    # The caller can shrink the text or leave it out, but not the symbol.
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
